"""Series in plain lists: the reference that other series engines are compared with.

Batches stay in the shelf of the transaction for ever; every answer is worked out from all points,
one by one, in plain Python. Slow on purpose: it is meant to be read and believed.
"""

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.entities.records import RowsLogged
from runlore.series.buckets import table_of
from runlore.series.points import Buckets, ChartPart, Charts, Curve, Points, Rows, Window
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.shelf import Batch


class LoggedRow(NamedTuple):
    """One log call."""

    row: int
    step: int
    time: int
    values: dict[str, float]


class Point(NamedTuple):
    """One value of one metric."""

    row: int
    step: int
    time: int
    value: float


class MemorySeries:
    """A ``SeriesStore`` that keeps rows as they came and never seals."""

    def append(self, tx: Transaction, run: RunId, rows: Sequence[RowsLogged]) -> int:
        """Keep rows; gives the index of the first."""
        head = tx.shelf.head(run)
        count = sum(one.count for one in rows)
        if count:
            tx.shelf.add_batch(run, head.next_row, count, msgspec.msgpack.encode(list(rows)))
            grown = msgspec.structs.replace(head, next_row=head.next_row + count)
            tx.shelf.put_head(run, grown)
        return head.next_row

    def fold(
        self,
        tx: Transaction,
        run: RunId,
        known: Mapping[str, MetricSummary],  # noqa: ARG002 - all points are at hand
    ) -> tuple[dict[str, MetricSummary], int, int]:
        """Work the summaries of all keys that got points out anew."""
        head = tx.shelf.head(run)
        fresh = tx.shelf.batches(run, head.folded)
        if not fresh:
            return {}, 0, 0
        tx.shelf.put_head(run, msgspec.structs.replace(head, folded=fresh[-1].id))
        rows = list(_logged(fresh))
        keys = {key for row in rows for key in row.values}
        changed = {key: _summary(_points(tx, run, key)) for key in keys}
        return changed, len(rows), sum(len(row.values) for row in rows)

    def seal(self, catalog: Catalog, run: RunId) -> int:  # noqa: ARG002 - nothing to be done
        """Do nothing: rows stay as they came."""
        return 0

    def read(
        self, tx: Transaction, series: Sequence[tuple[RunId, str]], window: Window
    ) -> list[Points]:
        """Points of each (run, key) in the order of their rows."""
        return [_read(tx, run, key, window) for run, key in series]

    def rows(
        self, tx: Transaction, run: RunId, keys: Sequence[str] | None, first: int, limit: int
    ) -> Rows:
        """Whole log calls in order."""
        page = list(_logged(tx.shelf.batches(run)))[max(first, 0) : max(first, 0) + limit]
        carried = {key for row in page for key in row.values}
        shown = carried if keys is None else carried & set(keys)
        return Rows(
            np.array([row.row for row in page], np.int64),
            np.array([row.step for row in page], np.int64),
            np.array([row.time for row in page], np.int64),
            {key: np.array([row.values.get(key, math.nan) for row in page]) for key in shown},
            {key: np.array([key in row.values for row in page], np.bool_) for key in shown},
        )

    def buckets(
        self,
        tx: Transaction,
        runs: Sequence[tuple[RunId, str]],
        level: int,
        first: int,
        last: int,
    ) -> list[Buckets]:
        """M4 statistics, bucket by bucket."""
        return [_chart(_points(tx, run, key), level, first, last) for run, key in runs]

    def charts(
        self,
        tx: Transaction,
        series: Sequence[tuple[RunId, str]],
        level: int,
        first: int,
        last: int,
    ) -> Charts:
        """One series after the other: few points as they are, else their buckets."""
        found = Charts([], {})
        for number, (run, key) in enumerate(series):
            points = [p for p in _points(tx, run, key) if p.step != NO_STEP]
            inside = sorted((p for p in points if first <= p.step >> level <= last), key=_place)
            if 0 < len(inside) <= last - first + 1:
                found.exact[number] = Curve(
                    np.array([point.step for point in inside], np.int64),
                    np.array([point.value for point in inside], np.float64),
                )
            else:
                buckets = _chart(points, level, first, last)
                x, y = buckets.last_x, buckets.last_y
                newest = None if x is None or y is None else (x, y)
                found.parts.append(ChartPart([number], [newest], table_of([buckets])))
        return found

    def recent(
        self, tx: Transaction, after: int, limit: int = 1000
    ) -> tuple[list[tuple[RunId, int, list[RowsLogged]]], int]:
        """What was appended after the cursor, and the new cursor."""
        batches = tx.shelf.recent(after, limit)
        found = [(batch.run, batch.first_row, _decoded(batch)) for batch in batches]
        return found, batches[-1].id if batches else after

    def delete(self, tx: Transaction, run: RunId) -> None:
        """Forget all points of a run."""
        tx.shelf.delete(run)


def _decoded(batch: Batch) -> list[RowsLogged]:
    return msgspec.msgpack.decode(batch.payload, type=list[RowsLogged])


def _logged(batches: Iterable[Batch]) -> Iterable[LoggedRow]:
    for batch in batches:
        number = batch.first_row
        for one in _decoded(batch):
            for step, time, *values in struct.iter_unpack(f"<qq{len(one.keys)}d", one.packed):
                yield LoggedRow(number, step, time, dict(zip(one.keys, values, strict=True)))
                number += 1


def _read(tx: Transaction, run: RunId, key: str, window: Window) -> Points:
    points = [point for point in _points(tx, run, key) if _inside(point.step, window)]
    return Points(
        np.array([point.row for point in points], np.int64),
        np.array([point.step for point in points], np.int64),
        np.array([point.time for point in points], np.int64),
        np.array([point.value for point in points], np.float64),
    )


def _points(tx: Transaction, run: RunId, key: str) -> list[Point]:
    return [
        Point(row.row, row.step, row.time, row.values[key])
        for row in _logged(tx.shelf.batches(run))
        if key in row.values
    ]


def _inside(step: int, window: Window) -> bool:
    if step == NO_STEP:
        return window.finals
    return window.first_step <= step <= window.last_step


def _place(point: Point) -> tuple[bool, int, int]:
    """Where a point stands in order: by step, then row; final values last."""
    return point.step == NO_STEP, point.step, point.row


def _age(point: Point) -> tuple[bool, int, int, float, int]:
    """Which point is the last: by step, time, value, row; final values after all, NaN as 0."""
    value = 0.0 if math.isnan(point.value) else point.value
    return point.step == NO_STEP, point.step, point.time, value, point.row


def _summary(points: list[Point]) -> MetricSummary:
    points = sorted(points, key=_place)
    finite = [point for point in points if math.isfinite(point.value)]
    nothing = Point(0, NO_STEP, 0, math.nan)
    low = min(finite, key=lambda point: point.value, default=nothing)
    high = max(finite, key=lambda point: point.value, default=nothing)
    newest = max(points, key=_age)
    return MetricSummary(
        last=newest.value,
        last_step=newest.step,
        last_time=Micros(newest.time),
        min=low.value,
        min_step=low.step,
        max=high.value,
        max_step=high.step,
        mean=_mean([point.value for point in finite]),
        first=points[0].value,
        first_step=points[0].step,
        count=len(points),
        finite=len(finite),
    )


def _mean(values: list[float]) -> float:
    """The mean without overflow; NaN of nothing."""
    return math.fsum(value / len(values) for value in values) if values else math.nan


def _chart(points: list[Point], level: int, first: int, last: int) -> Buckets:
    stepped = sorted((point for point in points if point.step != NO_STEP), key=_place)
    inside: dict[int, list[Point]] = {}
    for point in stepped:
        if first <= point.step >> level <= last:
            inside.setdefault(point.step >> level, []).append(point)
    parts = [_bucket([point.value for point in bucket]) for bucket in inside.values()]
    newest = stepped[-1] if stepped and first <= stepped[-1].step >> level <= last else None
    numbers = np.array(parts, np.float64).reshape(-1, 8)
    return Buckets(
        level=level,
        index=np.array(list(inside), np.int64),
        count=numbers[:, 0].astype(np.uint32),
        finite=numbers[:, 1].astype(np.uint32),
        first=numbers[:, 2],
        min=numbers[:, 3],
        max=numbers[:, 4],
        last=numbers[:, 5],
        mean=numbers[:, 6],
        flags=numbers[:, 7].astype(np.uint8),
        last_x=newest.step if newest else None,
        last_y=newest.value if newest else None,
    )


def _bucket(values: list[float]) -> tuple[float, ...]:
    """Count, finite, first, min, max, last, mean, flags."""
    finite = [value for value in values if math.isfinite(value)]
    flags = (
        (1 if any(math.isnan(value) for value in values) else 0)
        + (2 if math.inf in values else 0)
        + (4 if -math.inf in values else 0)
    )
    if not finite:
        return len(values), 0, math.nan, math.nan, math.nan, math.nan, math.nan, flags
    low, high = min(finite), max(finite)
    flags += 8 if finite.index(low) < finite.index(high) else 0
    mean = _mean(finite)
    return len(values), len(finite), finite[0], low, high, finite[-1], mean, flags
