"""Points to rows: what was logged at one moment and step is one row, as one call logged it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from runlore.entities.errors import InvalidNameError
from runlore.entities.limits import MAX_KEYS_PER_ROW, MAX_STEP, MIN_STEP
from runlore.entities.names import check_name
from runlore.imports.mlflow.source import Point
from runlore.imports.report import Report

_LAST_MILLIS = 2**63 // 1000 - 1


class Row(NamedTuple):
    """One call; ``moment`` in milliseconds since 1970."""

    step: int
    moment: int
    values: dict[str, float]


def rows_of(run: str, points: Iterable[Point], report: Report) -> Iterator[Row]:
    """The rows of a run's points, which come in the order of moment and step.

    A point that cannot be kept is told to the report and left out.
    """
    values: dict[str, float] = {}
    moment = step = 0
    names = _Names(run, report)
    for point in points:
        if not names.can_be_kept(point):
            continue
        if values and (
            point.moment != moment
            or point.step != step
            or point.key in values
            or len(values) == MAX_KEYS_PER_ROW
        ):
            yield Row(step, moment, values)
            values = {}
        moment, step = point.moment, point.step
        values[point.key] = point.value
    if values:
        yield Row(step, moment, values)


class _Names:
    """Looks at each point, and at each name once."""

    def __init__(self, run: str, report: Report) -> None:
        self._run = run
        self._report = report
        self._objections: dict[str, str] = {}

    def can_be_kept(self, point: Point) -> bool:
        why = self._objections.get(point.key)
        if why is None:
            why = self._objections[point.key] = _objection(point.key)
        if not why and not MIN_STEP <= point.step <= MAX_STEP:
            why = f"the step {point.step} is no whole number of 64 bits"
        if not why and not 0 <= point.moment <= _LAST_MILLIS:
            why = f"the time {point.moment} is not in milliseconds since 1970"
        if why:
            self._report.refuse("point", f"{self._run} {point.key} step {point.step}", why)
        return not why


def _objection(key: str) -> str:
    try:
        check_name("Metric", key)
    except InvalidNameError as error:
        return error.message
    return ""
