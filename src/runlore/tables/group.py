"""Rows in groups by the values of columns, with aggregates of numbers."""

import enum
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.tables.columns import F64, I64, Cell, Column, DataTable, NumberColumn

MAX_GROUPS = 100_000
"""Different groups of one answer before the largest are taken."""


class Measure(str, enum.Enum):
    """What is told of a column's numbers in a group. Empty cells and NaN are left out."""

    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    SUM = "sum"


class Aggregate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measure of a column of numbers."""

    column: str
    measure: Measure


class Group(msgspec.Struct, frozen=True):
    """One group.

    Attributes:
        keys: its value of each column that is grouped by.
        count: rows.
        values: of each aggregate; None when the group has no number.
    """

    keys: list[Cell]
    count: int
    values: list[float | None]


def grouped(
    table: DataTable, rows: I64, by: Sequence[str], aggregates: Sequence[Aggregate]
) -> list[Group]:
    """The groups, the largest first and then in the order of their keys.

    Raises:
        InvalidValueError: no such column, or an aggregate of texts.
        LimitExceededError: there are too many groups.
    """
    columns = [table.column(name) for name in by]
    numbers = [_numbers(table, one) for one in aggregates]
    if len(rows) == 0:
        return []
    group_of, first = _numbered([_codes(column, rows) for column in columns])
    _check_count(len(first))
    counts = np.bincount(group_of, minlength=len(first))
    found = [
        _MEASURES[one.measure](column.values[rows], group_of, len(first))
        for one, column in zip(aggregates, numbers, strict=True)
    ]
    keys = [column.cells(rows[first]) for column in columns]
    order = np.argsort(-counts, kind="stable").tolist()
    return [
        Group(
            [key[at] for key in keys],
            int(counts[at]),
            [None if np.isnan(values[at]) else float(values[at]) for values in found],
        )
        for at in order
    ]


def _numbers(table: DataTable, aggregate: Aggregate) -> NumberColumn:
    column = table.column(aggregate.column)
    if isinstance(column, NumberColumn):
        return column
    raise InvalidValueError(
        f"The column {aggregate.column!r} holds no numbers, so it has no {aggregate.measure.value}."
    )


def _codes(column: Column, rows: I64) -> I64:
    """Equal cells have equal codes, in the order of the cells; empty ones come last."""
    if not isinstance(column, NumberColumn):
        codes = column.codes[rows].astype(np.int64)
        return np.where(codes < 0, len(column.labels), codes)
    values = column.values[rows]
    if column.exact is not None:
        places = np.unique(column.exact[rows], return_inverse=True)[1]
    else:
        places = np.unique(values, return_inverse=True)[1]  # all NaN are one, and come last
    return np.where(column.empty[rows], len(rows), places).astype(np.int64)


def _numbered(codes: Sequence[I64]) -> tuple[I64, I64]:
    """The number of each row's group, in the order of keys, and the first row of each group."""
    if not codes:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    whole = codes[0]
    for column in codes[1:]:
        whole = np.unique(whole, return_inverse=True)[1] * (int(column.max()) + 1) + column
    _, first, group_of = np.unique(whole, return_index=True, return_inverse=True)
    return group_of.astype(np.int64), first.astype(np.int64)


def _check_count(count: int) -> None:
    if count > MAX_GROUPS:
        raise LimitExceededError(
            "The number of groups", count, MAX_GROUPS, "Group by a column with fewer values."
        )


def _sum(values: F64, group_of: I64, count: int) -> F64:
    known = ~np.isnan(values)
    total = np.bincount(group_of[known], weights=values[known], minlength=count)
    return np.where(_known(values, group_of, count) == 0, np.nan, total)


def _mean(values: F64, group_of: I64, count: int) -> F64:
    known = _known(values, group_of, count)
    return np.asarray(_sum(values, group_of, count) / np.maximum(known, 1))


def _least(values: F64, group_of: I64, count: int) -> F64:
    known = ~np.isnan(values)
    found = np.full(count, np.nan)
    np.fmin.at(found, group_of[known], values[known])
    return found


def _most(values: F64, group_of: I64, count: int) -> F64:
    return np.asarray(-_least(-values, group_of, count))


def _known(values: F64, group_of: I64, count: int) -> I64:
    return np.bincount(group_of[~np.isnan(values)], minlength=count)


_MEASURES: dict[Measure, Callable[[F64, I64, int], F64]] = {
    Measure.MEAN: _mean,
    Measure.MIN: _least,
    Measure.MAX: _most,
    Measure.SUM: _sum,
}
