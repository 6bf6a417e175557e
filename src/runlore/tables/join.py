"""Two tables side by side, example by example: what got better, what got worse."""

import msgspec
import numpy as np

from runlore.entities.errors import InvalidValueError
from runlore.query.ast import Op
from runlore.tables.columns import (
    I64,
    NO_CODE,
    CodedColumn,
    Column,
    DataTable,
    Kind,
    Mask,
    NumberColumn,
)
from runlore.tables.condition import Comparison, Name
from runlore.tables.evaluate import rows_where

CHANGE = "change"
"""The column that says what became of an example."""

OTHER = "other."
"""What stands before the name of a column of the other table."""

DELTA = "delta."
"""What stands before the name of a column of numbers: this one's minus the other's."""

_CHANGES = ("broken", "changed", "fixed", "new", "same")
"""In order, as labels are: right there and wrong here; another answer, both wrong; wrong there and
right here; not in the other table; the same answer."""


class JoinOn(msgspec.Struct, frozen=True):
    """How two tables are joined.

    Attributes:
        id: the column that names an example in both.
        predicted: the column with the answer, in both; None when only values are put side by side.
        truth: the column with what is right, in this one.
    """

    id: str
    predicted: str | None = None
    truth: str | None = None


def joined(table: DataTable, other: DataTable, on: JoinOn) -> DataTable:
    """The table with the other's columns beside its own, and the change of each example.

    Raises:
        InvalidValueError: a column is missing, the ids are of two kinds, or one stands twice in
            the other table.
    """
    match = _matching(table.column(on.id), other.column(on.id))
    own = set(table.names)
    beside = [
        column.take(match, f"{OTHER}{column.name}")
        for column in other.columns
        if column.name != on.id
    ]
    deltas = [
        _delta(column, other.column(column.name).take(match, ""))
        for column in table.columns
        if isinstance(column, NumberColumn)
        and column.name != on.id
        and isinstance(_of(other, column.name), NumberColumn)
    ]
    change = [] if on.predicted is None else [_change(table, other, on, match)]
    columns: list[Column] = [*table.columns, *change, *deltas, *beside]
    names = [column.name for column in columns]
    taken = next((name for name in names if name in own and names.count(name) > 1), None)
    if taken is not None:
        raise InvalidValueError(
            f"The table has a column {taken!r} of its own, so it cannot be joined."
        )
    return DataTable(columns, table.size, table.id, table.plot)


def _of(table: DataTable, name: str) -> Column | None:
    return next((column for column in table.columns if column.name == name), None)


def _matching(ids: Column, other: Column) -> I64:
    """For each id its row in the other table, −1 where that has none."""
    if isinstance(ids, NumberColumn) != isinstance(other, NumberColumn):
        raise InvalidValueError(
            f"The ids {ids.name!r} are numbers in one table and texts in the other."
        )
    mine, theirs = (column.cells(np.arange(len(column))) for column in (ids, other))
    place: dict[object, int] = {}
    for row, name in enumerate(theirs):
        if name is not None and place.setdefault(name, row) != row:
            raise InvalidValueError(
                f"The id {str(name)[:80]!r} stands twice in the other table, in the column "
                f"{other.name!r}. Join on a column whose values are all different."
            )
    found = (-1 if name is None else place.get(name, -1) for name in mine)
    return np.fromiter(found, dtype=np.int64, count=len(mine))


def _delta(column: NumberColumn, other: Column) -> NumberColumn:
    assert isinstance(other, NumberColumn)  # noqa: S101  # the caller looked
    with np.errstate(invalid="ignore", over="ignore"):
        values = column.values - other.values
    return NumberColumn(f"{DELTA}{column.name}", values, column.empty | other.empty)


def _change(table: DataTable, other: DataTable, on: JoinOn, match: I64) -> CodedColumn:
    predicted = on.predicted or ""
    theirs = other.column(predicted).take(match, f"{OTHER}{predicted}")
    pair = [table.column(predicted), theirs]
    same = _equal(pair[0], theirs)
    change = np.where(same, _CHANGES.index("same"), _CHANGES.index("changed"))
    if on.truth is not None:
        truth = table.column(on.truth)
        here, there = _equal(pair[0], truth), _equal(theirs, truth)
        change = np.where(here & ~there, _CHANGES.index("fixed"), change)
        change = np.where(there & ~here, _CHANGES.index("broken"), change)
    change = np.where(match < 0, _CHANGES.index("new"), change)
    codes = np.where(np.asarray(pair[0].empty) & (match >= 0) & theirs.empty, NO_CODE, change)
    return CodedColumn(CHANGE, Kind.TEXT, codes.astype(np.int32), _CHANGES)


def _equal(one: Column, other: Column) -> Mask:
    """Where two columns say the same, as the filter ``one = other`` has it."""
    renamed = [msgspec.structs.replace(one, name="a"), msgspec.structs.replace(other, name="b")]
    return rows_where(
        DataTable(renamed, len(one)), Comparison(Name("a"), Op.EQ, Name("b")), "a = b"
    )
