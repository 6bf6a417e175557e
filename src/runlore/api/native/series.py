"""Points: exact series, whole log calls, extents, the point that is nearest."""

from typing import Literal

import msgspec
import numpy as np

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.files import SANDBOX
from runlore.api.kit.numbers import JsonNumber, json_number
from runlore.api.kit.reply import CSV, Reply
from runlore.api.native.views import view_step
from runlore.entities.ids import parse_run_id
from runlore.entities.limits import MAX_STEP, MIN_STEP, NO_STEP
from runlore.entities.run import Pause
from runlore.series.points import F64, I64, Points, Rows, Window
from runlore.services.metrics import Extent, SeriesRef
from runlore.services.point_csv import point_csv
from runlore.wire.columns import POINTS_TYPE, encode_points

MAX_ROWS = 100_000
"""Log calls in one answer."""


class SeriesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which points, and how they are written.

    Attributes:
        key: the metric.
        first_step: smallest step wanted. With a range given, final values are left out.
        last_step: largest step wanted.
        format: ``json``, or ``columns`` for the binary form of wire/columns.py.
    """

    key: str
    first_step: int | None = None
    last_step: int | None = None
    format: Literal["json", "columns"] = "json"


class Series(msgspec.Struct, frozen=True):
    """Points of one metric in the order they were logged; a final value has the step null.

    Attributes:
        key: the metric.
        row: index of the log call in its run.
        step: of each point.
        time: µs since 1970.
        value: exact.
    """

    key: str
    row: list[int]
    step: list[int | None]
    time: list[int]
    value: list[JsonNumber]


class RowQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which log calls.

    Attributes:
        first: index of the first.
        limit: at most so many, up to 100,000.
        keys: only these metrics; left out, all.
    """

    first: int = 0
    limit: int = 1_000
    keys: list[str] | None = None


class Row(msgspec.Struct, frozen=True):
    """One log call."""

    row: int
    step: int | None
    time: int
    values: dict[str, JsonNumber]


class RowPage(msgspec.Struct, frozen=True):
    """Log calls in order; ``next`` is where the next page starts, null at the end."""

    rows: list[Row]
    next: int | None


class SeriesList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which series."""

    series: list[SeriesRef]


class ExtentView(msgspec.Struct, frozen=True):
    """Where a series lies. Times in µs; steps null when it has final values only.

    ``first_time`` is the start of the run, ``pauses`` are when it did not run.
    """

    run: str
    key: str
    count: int
    finite: int
    first_step: int | None
    last_step: int | None
    first_time: int
    last_time: int
    min: JsonNumber
    max: JsonNumber
    pauses: list[Pause]


class ExtentList(msgspec.Struct, frozen=True):
    """Those of the series that exist, in the order asked."""

    series: list[ExtentView]


class NearQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Near what."""

    run: str
    key: str
    step: int


class Near(msgspec.Struct, frozen=True):
    """One exact point; time in µs."""

    step: int
    time: int
    value: JsonNumber


def get_series(call: Call[SeriesQuery, None]) -> Reply:
    """Give the exact points of one metric, as JSON or as binary columns."""
    run, query = parse_run_id(call.path["run"]), call.query
    points = call.services.metrics.read(call.actor, run, query.key, _window(query))
    if query.format == "columns":
        columns = (points.row, points.step, points.time, points.value)
        return Reply(body=encode_points(*(_little(one) for one in columns)), media_type=POINTS_TYPE)
    return Reply(body=msgspec.json.encode(_series(query.key, points)))


def get_rows(call: Call[RowQuery, None]) -> RowPage:
    """Give whole log calls in order, the points of one call together."""
    run, query = parse_run_id(call.path["run"]), call.query
    limit = min(max(query.limit, 1), MAX_ROWS)
    rows = call.services.metrics.rows(call.actor, run, query.keys, query.first, limit)
    listed = _rows(rows)
    return RowPage(listed, listed[-1].row + 1 if len(listed) == limit else None)


def get_extents(call: Call[Nothing, SeriesList]) -> ExtentList:
    """Tell where series lie, for the axes of their charts."""
    found = call.services.metrics.extents(call.actor, call.body.series)
    return ExtentList([_extent(one) for one in found])


def get_points_csv(call: Call[Nothing, SeriesList]) -> Reply:
    """Give all points of some series as CSV, none left out; at most 1,000 series."""
    pieces = point_csv(call.services.metrics, call.actor, call.body.series)
    headers = {**SANDBOX, "content-disposition": 'attachment; filename="points.csv"'}
    return Reply(body=pieces, media_type=CSV, headers=headers)


def get_near(call: Call[NearQuery, None]) -> Near:
    """Give the exact point whose step is nearest."""
    query = call.query
    point = call.services.metrics.near(call.actor, parse_run_id(query.run), query.key, query.step)
    return Near(point.step, point.time, json_number(point.value))


def list_values(values: F64) -> list[JsonNumber]:
    """Floats as JSON can carry them; only those that it cannot are looked at one by one."""
    listed: list[JsonNumber] = values.tolist()
    for at in np.flatnonzero(~np.isfinite(values)).tolist():
        listed[at] = json_number(float(values[at]))
    return listed


def list_steps(steps: I64) -> list[int | None]:
    """Steps, with None for final values."""
    listed: list[int | None] = steps.tolist()
    for at in np.flatnonzero(steps == NO_STEP).tolist():
        listed[at] = None
    return listed


def _window(query: SeriesQuery) -> Window:
    first = MIN_STEP if query.first_step is None else max(query.first_step, MIN_STEP)
    last = MAX_STEP if query.last_step is None else min(query.last_step, MAX_STEP)
    return Window(first, last, finals=query.first_step is None and query.last_step is None)


def _little(column: F64 | I64) -> bytes:
    return column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()


def _series(key: str, points: Points) -> Series:
    steps, values = list_steps(points.step), list_values(points.value)
    return Series(key, points.row.tolist(), steps, points.time.tolist(), values)


def _rows(rows: Rows) -> list[Row]:
    columns = [
        (key, list_values(values), rows.present[key].tolist())
        for key, values in rows.values.items()
    ]
    return [
        Row(
            row=row,
            step=view_step(step),
            time=time,
            values={key: values[at] for key, values, present in columns if present[at]},
        )
        for at, (row, step, time) in enumerate(
            zip(rows.row.tolist(), rows.step.tolist(), rows.time.tolist(), strict=True)
        )
    ]


def _extent(one: Extent) -> ExtentView:
    return ExtentView(
        run=one.run,
        key=one.key,
        count=one.count,
        finite=one.finite,
        first_step=one.first_step,
        last_step=one.last_step,
        first_time=one.first_time,
        last_time=one.last_time,
        min=json_number(one.min),
        max=json_number(one.max),
        pauses=list(one.pauses),
    )
