"""Runs in SQL."""

from collections.abc import Collection, Sequence

from sqlalchemy import RowMapping, Subquery, bindparam, delete, func, insert, select, update

from runlore.engines.sql.compile_query import compile_count, compile_page
from runlore.engines.sql.compile_values import compile_values
from runlore.engines.sql.documents import (
    decode_details,
    decode_metrics,
    details_of,
    metrics_of,
    run_of,
    scalars_of,
    select_runs,
)
from runlore.engines.sql.index import NOWHERE, IndexState, SearchIndex, values_of
from runlore.engines.sql.numbers import A_STATEMENT
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import KIND_NUMBERS, key_counts, keys, runs
from runlore.entities.errors import AlreadyExistsError, NotFoundError
from runlore.entities.ids import ExperimentId, Micros, RunId
from runlore.entities.run import Run, RunStatus
from runlore.query.ast import Field, FieldKind, RunQuery
from runlore.query.values import most_used
from runlore.stores.runs import RESUME, KeyCount, Standing, ValueCount

_ONE = select_runs().where(runs.c.run_pk == bindparam("run_pk"))
_SOME = select_runs(runs.c.run_pk).where(runs.c.run_pk.in_(bindparam("wanted", expanding=True)))
_NEW = insert(runs)
_STORED = select(runs).where(runs.c.run_pk == bindparam("wanted_pk"))
_STANDING = select(runs.c.status, runs.c.deleted_at).where(runs.c.run_pk == bindparam("wanted_pk"))
_PUT = update(runs).where(runs.c.run_pk == bindparam("wanted_pk"))
_TOUCH = (
    update(runs)
    .where(runs.c.run_pk == bindparam("wanted_pk"))
    .values(heartbeat_at=bindparam("at"), revision=bindparam("reached"))
)
_MARK = (
    update(runs)
    .where(runs.c.run_pk == bindparam("wanted_pk"))
    .values(deleted_at=bindparam("becomes"), revision=bindparam("reached"))
)
_CHANGED = (
    select(runs.c.id, runs.c.revision)
    .where(runs.c.revision > bindparam("after"))
    .order_by(runs.c.revision)
    .limit(bindparam("most"))
)
_SILENT = (
    select(runs.c.id)
    .where(
        runs.c.status == RunStatus.RUNNING.value,
        runs.c.heartbeat_at > 0,
        runs.c.heartbeat_at < bindparam("moment"),
    )
    .order_by(runs.c.heartbeat_at)
    .limit(bindparam("most"))
)


class SqlRuns:
    """Runs in SQL; a ``stores.runs.RunStore``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._numbers = session.numbers

    def create(self, run: Run) -> None:
        """Keep a new run."""
        known = self._numbers.run(run.id)
        run_pk = self._numbers.ensure_run(run.id) if known is None else known
        # A number may be older than its run: files of a model were named before it was there.
        asked = {"wanted_pk": run_pk}
        if known is not None and self._connection.execute(_STANDING, asked).one_or_none():
            raise AlreadyExistsError("run", run.id, RESUME)
        self._connection.execute(
            _NEW,
            {
                "run_pk": run_pk,
                "id": run.id,
                **scalars_of(run),
                "revision": self._session.next_revision(),
                "details": details_of(run),
                "metrics": metrics_of(run),
            },
        )
        self._index(run_pk, NOWHERE, _state_of(run))

    def get(self, run: RunId) -> Run | None:
        """The run, deleted or not."""
        run_pk = self._numbers.run(run)
        if run_pk is None:
            return None
        row = self._connection.execute(_ONE, {"run_pk": run_pk}).one_or_none()
        return None if row is None else run_of(row)

    def get_many(self, runs: Sequence[RunId]) -> list[Run]:
        """Those of the runs that exist, in the order asked."""
        numbers = self._numbers.runs(runs)
        return self._load([numbers[run] for run in runs if run in numbers])

    def put(self, run: Run) -> None:
        """Replace a run that exists: the columns that differ, and the index where it does."""
        run_pk = self._numbers.run(run.id) or 0
        stored = self._connection.execute(_STORED, {"wanted_pk": run_pk}).mappings().one_or_none()
        if stored is None:
            raise NotFoundError("run", run.id)
        wanted = {**scalars_of(run), "details": details_of(run), "metrics": metrics_of(run)}
        changed = {name: value for name, value in wanted.items() if stored[name] != value}
        changed["revision"] = self._session.next_revision()
        self._connection.execute(_PUT, {**changed, "wanted_pk": run_pk})
        if not _INDEXED.isdisjoint(changed):
            self._index(run_pk, _stored_state(stored), _state_of(run))

    def touch(self, run: RunId, at: Micros | None) -> Standing | None:
        """Set ``heartbeat_at`` only, and tell how the run stands."""
        run_pk = self._numbers.run(run)
        if run_pk is None:
            return None
        found = self._connection.execute(_STANDING, {"wanted_pk": run_pk}).one_or_none()
        if found is None:
            return None
        reached = self._session.next_revision()
        if at is None:
            self._connection.execute(_PUT, {"wanted_pk": run_pk, "revision": reached})
        else:
            self._connection.execute(_TOUCH, {"wanted_pk": run_pk, "at": at, "reached": reached})
        return Standing(RunStatus(found.status), found.deleted_at is not None)

    def search(self, query: RunQuery, metrics: Collection[str] | None = None) -> list[Run]:
        """The page of runs that the query means, with these metrics or all.

        First the numbers in order, from the index; then the documents of just those.
        """
        return self._load(list(self._connection.execute(compile_page(query)).scalars()), metrics)

    def count(self, query: RunQuery) -> int:
        """How many runs the query's filter matches, whatever its page."""
        return int(self._connection.execute(compile_count(query)).scalar_one())

    def keys(
        self,
        experiments: Sequence[int] | None,
        kind: FieldKind,
        contains: str = "",
        limit: int = 100,
    ) -> list[KeyCount]:
        """Keys of live runs whose name contains the text (any case), most used first."""
        used = _used_keys(experiments)
        found = (
            select(keys.c.name, used.c.runs)
            .join_from(used, keys, keys.c.key_id == used.c.key_id)
            .where(keys.c.kind == KIND_NUMBERS[kind])
            .order_by(used.c.runs.desc(), keys.c.name)
            .limit(limit)
        )
        if contains:
            found = found.where(keys.c.folded.contains(contains.casefold(), autoescape=True))
        rows = self._connection.execute(found)
        return [KeyCount(kind, name, int(count)) for name, count in rows]

    def values(
        self, query: RunQuery, field: Field, contains: str = "", limit: int = 100
    ) -> list[ValueCount]:
        """Values of a field on the runs that the filter matches, most used first."""
        rows = self._connection.execute(compile_values(query, field, contains, limit))
        counted = (((number, text), int(used)) for number, text, used in rows)
        return [ValueCount(value, used) for value, used in most_used(counted, contains, limit)]

    def silent_since(self, moment: Micros, limit: int = 1000) -> list[RunId]:
        """Running runs whose heartbeat is older than the moment."""
        return list(self._connection.execute(_SILENT, {"moment": moment, "most": limit}).scalars())

    def mark_deleted(
        self, experiment: ExperimentId, was: Micros | None, becomes: Micros | None
    ) -> int:
        """Give ``deleted_at`` another value in all runs of an experiment that have the first."""
        found = select(runs.c.run_pk).where(
            runs.c.experiment_id == experiment, runs.c.deleted_at.is_not_distinct_from(was)
        )
        # Each its own revision: what changed is read in pages of them.
        rows = [
            {"wanted_pk": run_pk, "becomes": becomes, "reached": self._session.next_revision()}
            for run_pk in self._connection.execute(found).scalars().all()
        ]
        if rows and was != becomes:
            self._connection.execute(_MARK, rows)
            SearchIndex(self._session).count_again(experiment)
        return len(rows)

    def changed(self, after: int, limit: int = 1000) -> tuple[list[RunId], int]:
        """Runs created, put or touched since a revision, and the revision that this reaches."""
        found = self._connection.execute(_CHANGED, {"after": after, "most": limit}).all()
        reached = found[-1].revision if len(found) == limit else self._session.read_revision()
        return [row.id for row in found], reached

    def delete(self, run: RunId) -> None:
        """Forget a run and its index for good; its number stays taken."""
        run_pk = self._numbers.run(run) or 0
        stored = self._connection.execute(_STORED, {"wanted_pk": run_pk}).mappings().one_or_none()
        if stored is None:
            return
        self._index(run_pk, _stored_state(stored), NOWHERE)
        self._connection.execute(delete(runs).where(runs.c.run_pk == run_pk))

    def _load(self, numbers: Sequence[int], metrics: Collection[str] | None = None) -> list[Run]:
        """The runs of those numbers, in that order."""
        found: dict[int, Run] = {}
        for at in range(0, len(numbers), A_STATEMENT):
            some = numbers[at : at + A_STATEMENT]
            for row in self._connection.execute(_SOME, {"wanted": some}).all():
                found[row[0]] = run_of(row[1:], metrics)
        return [found[number] for number in numbers if number in found]

    def _index(self, run_pk: int, before: IndexState, after: IndexState) -> None:
        SearchIndex(self._session).move(run_pk, before, after)


def _used_keys(experiments: Sequence[int] | None) -> Subquery:
    """The keys that live runs carry, and how many do. One experiment's are counted already."""
    rows = select(key_counts.c.key_id, key_counts.c.runs).where(key_counts.c.runs > 0)
    if experiments is not None and len(experiments) == 1:
        return rows.where(key_counts.c.experiment_id == experiments[0]).subquery()
    if experiments is not None:
        rows = rows.where(key_counts.c.experiment_id.in_(list(experiments)))
    every = func.sum(key_counts.c.runs).label("runs")
    return (
        rows.with_only_columns(key_counts.c.key_id, every).group_by(key_counts.c.key_id).subquery()
    )


_INDEXED = {"experiment_id", "deleted_at", "details", "metrics"}


def _state_of(run: Run) -> IndexState:
    return IndexState(
        run.experiment_id,
        run.deleted_at is None,
        values_of(run.params, run.tags, run.summary, run.fingerprint),
        run.metrics,
        run.inputs,
    )


def _stored_state(stored: RowMapping) -> IndexState:
    details = decode_details(stored["details"])
    return IndexState(
        stored["experiment_id"],
        stored["deleted_at"] is None,
        values_of(details.params, details.tags, details.summary, details.fingerprint),
        decode_metrics(stored["metrics"]),
        details.inputs,
    )
