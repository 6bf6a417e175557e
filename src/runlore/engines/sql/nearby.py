"""Rows of many runs at once: by one range where the runs were made near each other."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam

from runlore.engines.sql.numbers import A_STATEMENT

NEAR = 8
"""A range that holds at most so many numbers for each that is wanted is read whole. Naming 1,000
runs one by one costs 5 ms in the making of the statement alone, whatever is found; a page of a
listing is mostly of runs that were made one after the other."""


def rows_of(
    connection: Connection,
    statement: Select[Any],
    column: ColumnElement[int],
    numbers: Sequence[int],
) -> Iterator[Any]:
    """The statement's rows whose first column, which is ``column``, is one of the numbers."""
    if not numbers:
        return
    low, high = min(numbers), max(numbers)
    if high - low < NEAR * len(numbers):
        ranged = statement.where(column.between(bindparam("low"), bindparam("high")))
        wanted = frozenset(numbers)
        found = connection.execute(ranged, {"low": low, "high": high}).all()
        yield from (row for row in found if row[0] in wanted)
        return
    named = statement.where(column.in_(bindparam("wanted", expanding=True)))
    for at in range(0, len(numbers), A_STATEMENT):
        yield from connection.execute(named, {"wanted": numbers[at : at + A_STATEMENT]})
