"""Runs in a dictionary; search walks over all of them, in plain Python."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import msgspec

from runlore.engines.memory.state import RunTables
from runlore.entities.errors import AlreadyExistsError, NotFoundError
from runlore.entities.ids import ExperimentId, Micros, RunId
from runlore.entities.run import Run, RunStatus
from runlore.query.ast import Field, FieldKind, RunQuery
from runlore.query.evaluate import page_of, select_runs
from runlore.query.flatten import flatten_params
from runlore.query.values import count_values, most_used
from runlore.stores.runs import RESUME, KeyCount, Standing, ValueCount


class MemoryRuns:
    """Runs; a ``stores.runs.RunStore``."""

    def __init__(self, tables: RunTables) -> None:
        self._tables = tables

    def create(self, run: Run) -> None:
        """Keep a new run."""
        if run.id in self._tables.runs:
            raise AlreadyExistsError("run", run.id, RESUME)
        self._tables.runs[run.id] = run
        self._tables.note_change(run.id)

    def get(self, run: RunId) -> Run | None:
        """The run, deleted or not."""
        found = self._tables.runs.get(run)
        return None if found is None else self._named(found)

    def get_many(self, runs: Sequence[RunId]) -> list[Run]:
        """Those of the runs that exist, in the order asked."""
        found = (self.get(run) for run in runs)
        return [run for run in found if run is not None]

    def put(self, run: Run) -> None:
        """Replace a run that exists."""
        if run.id not in self._tables.runs:
            raise NotFoundError("run", run.id)
        self._tables.runs[run.id] = run
        self._tables.note_change(run.id)

    def touch(self, run: RunId, at: Micros | None) -> Standing | None:
        """Set ``heartbeat_at`` only, and tell how the run stands."""
        current = self._tables.runs.get(run)
        if current is None:
            return None
        if at is not None:
            self._tables.runs[run] = msgspec.structs.replace(current, heartbeat_at=at)
        self._tables.note_change(run)
        return Standing(current.status, current.deleted_at is not None)

    def search(self, query: RunQuery, metrics: Collection[str] | None = None) -> list[Run]:
        """The page of runs that the query means, with these metrics or all."""
        found = page_of(self._all(), query)
        return found if metrics is None else [_with_metrics(run, metrics) for run in found]

    def count(self, query: RunQuery) -> int:
        """How many runs the query's filter matches, whatever its page."""
        return len(select_runs(self._all(), query))

    def keys(
        self,
        experiments: Sequence[int] | None,
        kind: FieldKind,
        contains: str = "",
        limit: int = 100,
    ) -> list[KeyCount]:
        """Keys of live runs whose name contains the text (any case), most used first."""
        counts: Counter[str] = Counter()
        for run in self._tables.runs.values():
            if run.deleted_at is None and (experiments is None or run.experiment_id in experiments):
                counts.update(list(_keys_of(run, kind)))
        wanted = contains.casefold()
        found = [(key, count) for key, count in counts.items() if wanted in key.casefold()]
        found.sort(key=lambda entry: (-entry[1], entry[0]))
        return [KeyCount(kind, key, count) for key, count in found[:limit]]

    def values(
        self, query: RunQuery, field: Field, contains: str = "", limit: int = 100
    ) -> list[ValueCount]:
        """Values of a field on the runs that the filter matches, most used first."""
        counted = count_values(select_runs(self._all(), query), field)
        return [ValueCount(value, used) for value, used in most_used(counted, contains, limit)]

    def silent_since(self, moment: Micros, limit: int = 1000) -> list[RunId]:
        """Running runs whose heartbeat is older than the moment, the longest silent first."""
        silent = [
            (run.heartbeat_at, run.id)
            for run in self._tables.runs.values()
            if run.status is RunStatus.RUNNING and 0 < run.heartbeat_at < moment
        ]
        return [run for _, run in sorted(silent)[:limit]]

    def mark_deleted(
        self, experiment: ExperimentId, was: Micros | None, becomes: Micros | None
    ) -> int:
        """Give ``deleted_at`` another value in all runs of an experiment that have the first."""
        found = [
            run
            for run in self._tables.runs.values()
            if run.experiment_id == experiment and run.deleted_at == was
        ]
        for run in found:
            self.put(msgspec.structs.replace(run, deleted_at=becomes))
        return len(found)

    def changed(self, after: int, limit: int = 1000) -> tuple[list[RunId], int]:
        """Runs created, put or touched since a revision, and the revision that this reaches."""
        found = sorted((at, run) for run, at in self._tables.revisions.items() if at > after)
        reached = found[limit - 1][0] if len(found) >= limit else self._tables.revision
        return [run for _, run in found[:limit]], reached

    def delete(self, run: RunId) -> None:
        """Forget a run for good."""
        self._tables.runs.pop(run, None)
        self._tables.revisions.pop(run, None)

    def _all(self) -> Iterable[Run]:
        return map(self._named, self._tables.runs.values())

    def _named(self, run: Run) -> Run:
        """The run with the names that its experiment and project have now."""
        above = self._tables.experiments[run.experiment_id]
        if (run.project, run.experiment) == (above.project, above.name):
            return run
        return msgspec.structs.replace(run, project=above.project, experiment=above.name)


def _with_metrics(run: Run, wanted: Collection[str]) -> Run:
    some = {key: run.metrics[key] for key in wanted if key in run.metrics}
    return msgspec.structs.replace(run, metrics=some)


def _keys_of(run: Run, kind: FieldKind) -> Iterable[str]:
    if kind is FieldKind.PARAM:
        return flatten_params(run.params)
    if kind is FieldKind.SUMMARY:
        return flatten_params(run.summary)
    if kind is FieldKind.FINGERPRINT:
        return run.fingerprint
    return run.tags if kind is FieldKind.TAG else run.metrics
