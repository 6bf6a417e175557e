"""What the head of a column says: its spread, its commonest texts, its empty cells."""

import msgspec
import numpy as np

from runlore.tables.columns import I64, CodedColumn, Column, Kind, NumberColumn

BINS = 24
"""Bars of the little histogram."""

TOP = 12
"""Commonest texts told."""


class Histogram(msgspec.Struct, frozen=True):
    """Finite numbers in equal bins from ``low`` to ``high``."""

    low: float
    high: float
    counts: list[int]


class LabelCount(msgspec.Struct, frozen=True):
    """A text and how many cells have it."""

    label: str
    count: int


class ColumnStatistics(msgspec.Struct, frozen=True):
    """What is known of a column's cells.

    Attributes:
        name: of the column.
        kind: what its cells are.
        empty: cells without anything.
        distinct: different texts; None of numbers.
        nan: cells that are NaN; of numbers.
        min: of the finite ones; None without any. The same of ``max`` and ``mean``.
        max: see ``min``.
        mean: see ``min``.
        histogram: of the finite numbers, or None.
        top: the commonest texts, the most frequent first.
    """

    name: str
    kind: Kind
    empty: int
    distinct: int | None
    nan: int
    min: float | None
    max: float | None
    mean: float | None
    histogram: Histogram | None
    top: list[LabelCount]


def statistics_of(column: Column, rows: I64) -> ColumnStatistics:
    """The statistics of a column's cells in these rows."""
    if isinstance(column, NumberColumn):
        return _of_numbers(column, rows)
    return _of_labels(column, rows)


def _of_numbers(column: NumberColumn, rows: I64) -> ColumnStatistics:
    values, empty = column.values[rows], int(column.empty[rows].sum())
    nan = int(np.isnan(values).sum()) - empty
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (None, None)
    return ColumnStatistics(
        name=column.name,
        kind=Kind.NUMBER,
        empty=empty,
        distinct=None,
        nan=nan,
        min=low,
        max=high,
        mean=_mean(finite) if len(finite) else None,
        histogram=None if low is None or high is None else _histogram(finite, low, high),
        top=[],
    )


def _mean(finite: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """The mean; of numbers whose sum no float holds, by way of smaller ones."""
    with np.errstate(over="ignore"):
        plain = float(finite.mean())
    return plain if np.isfinite(plain) else float((finite / len(finite)).sum())


def _histogram(
    finite: np.ndarray[tuple[int, ...], np.dtype[np.float64]], low: float, high: float
) -> Histogram:
    span = high - low
    if span == 0 or not np.isfinite(span):
        return Histogram(low, high, [len(finite)])
    place = np.minimum(((finite - low) / span * BINS).astype(np.int64), BINS - 1)
    return Histogram(low, high, np.bincount(place, minlength=BINS).tolist())


def _of_labels(column: CodedColumn, rows: I64) -> ColumnStatistics:
    codes = column.codes[rows]
    there = codes[codes >= 0]
    counts = np.bincount(there, minlength=len(column.labels))
    common = np.argsort(-counts, kind="stable")[:TOP]
    top = [LabelCount(column.labels[at], int(counts[at])) for at in common if counts[at] > 0]
    return ColumnStatistics(
        name=column.name,
        kind=column.kind,
        empty=len(codes) - len(there),
        distinct=int(np.count_nonzero(counts)),
        nan=0,
        min=None,
        max=None,
        mean=None,
        histogram=None,
        top=top,
    )
