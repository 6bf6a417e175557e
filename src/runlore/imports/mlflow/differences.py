"""What a source says of a run that is here already, and the run here does not say yet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from runlore.entities.ids import RunId
from runlore.entities.records import (
    ParamsSet,
    RunDescribed,
    RunEnded,
    RunStarted,
    TagsSet,
)
from runlore.imports.log import Log
from runlore.imports.mlflow.rows import Row
from runlore.imports.mlflow.translate import Told
from runlore.imports.report import Report
from runlore.imports.store import Store
from runlore.wire.columns import decode_points


class Differences:
    """Compares a run of the source with the one of the same id in the store."""

    def __init__(self, store: Store, report: Report) -> None:
        self._store = store
        self._report = report

    def log(self, told: Told, known: dict[str, Any], rows: Iterable[Row]) -> Log:
        """A log of what is missing here; only the record that opens it when nothing is.

        The source's word counts for tags, name, notes, status and end; params stay as they are.
        """
        log = Log(told.id)
        log.add(told.opening)
        self._params(log, told, known)
        tags = {k: v for k, v in told.tags.items() if known["tags"].get(k) != v}
        if tags:
            log.add(TagsSet(dict(tags)))
        self._description(log, told.opening, known)
        for row in self._missing(told.id, known, rows):
            log.add_row(row.step, row.moment * 1000, row.values)
        self._ending(log, told, known)
        return log

    def _params(self, log: Log, told: Told, known: dict[str, Any]) -> None:
        here = known["params"]
        for key, value in told.params.items():
            if key in here and str(here[key]) != value:
                self._report.refuse("param", f"{told.id} {key}", "it has another value here")
        missing = {key: value for key, value in told.params.items() if key not in here}
        if missing:
            log.add(ParamsSet(dict(missing)))

    def _description(self, log: Log, opening: RunStarted, known: dict[str, Any]) -> None:
        name = None if opening.name == known["name"] else opening.name
        notes = None if opening.notes in ("", known["notes"]) else opening.notes
        parent = None if opening.parent in (None, known["parent"]) else opening.parent
        if name is not None or notes is not None or parent is not None:
            log.add(RunDescribed(name, notes, parent))

    def _ending(self, log: Log, told: Told, known: dict[str, Any]) -> None:
        ending = told.ending
        if ending is None:
            if known["status"] != "running":
                opening = told.opening
                log.add(RunStarted("", "", opening.name, opening.started_at, resumed=True))
        elif isinstance(ending, RunEnded):
            if (known["status"], known["ended_at"]) != (ending.status.value, ending.ended_at):
                log.add(ending)
        elif known["status"] != "scheduled":
            log.add(ending)

    def _missing(self, run: RunId, known: dict[str, Any], rows: Iterable[Row]) -> Iterator[Row]:
        here = {key: self._points(run, key) for key in known["metrics"]}
        for row in rows:
            values = {
                key: value
                for key, value in row.values.items()
                if not _take(here.get(key), (row.step, row.moment, repr(value)))
            }
            if values:
                yield Row(row.step, row.moment, values)

    def _points(self, run: RunId, key: str) -> Counter[tuple[int, int, str]]:
        path = f"runs/{run}/series?format=columns&key={quote(key, safe='')}"
        found = decode_points(self._store.content(path))
        steps, times = found.step.cast("q"), found.time.cast("q")
        values = found.value.cast("d")
        return Counter(
            (step, time // 1000, repr(value))
            for step, time, value in zip(steps, times, values, strict=True)
        )


def _take(counted: Counter[tuple[int, int, str]] | None, point: tuple[int, int, str]) -> bool:
    """Whether the point is among those counted; it is taken out of them."""
    if counted is None or counted[point] == 0:
        return False
    counted[point] -= 1
    return True
