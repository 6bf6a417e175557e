"""The order of runs in a listing, in plain Python.

Within one sort key: numbers, then texts, then NaN, then runs without a value, whichever the
direction; the direction turns the numbers among themselves and the texts among themselves. A text
that looks like a number sorts as that number, and a param that is NaN as the text ``"NaN"``. Ties
of all keys are broken by run id, the newest first, so the order is total and a page may start
behind any run.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cmp_to_key

from runlore.entities.run import Run
from runlore.query.ast import Cursor, Field, Order, Scalar
from runlore.query.field_value import value_of
from runlore.query.flatten import IndexValue

NUMBERS, TEXTS, NANS, MISSING = range(4)
"""Ranks of sort values, in order."""


def sort_value(run: Run, field: Field) -> Scalar:
    """What the run is sorted by: a number, a text, or None without a value."""
    return place_of(value_of(run, field))


def place_of(value: IndexValue | None) -> Scalar:
    """What stands for a value among others: its number, else its text, else None."""
    if value is None:
        return None
    number, text = value
    return text if number is None else number


def cursor_of(run: Run, order: Sequence[Order]) -> Cursor:
    """The place of a run in the order."""
    return Cursor(tuple(sort_value(run, key.field) for key in order), run.id)


def order_runs(runs: Iterable[Run], order: Sequence[Order]) -> list[Run]:
    """The runs in order; without sort keys by id, the newest first."""

    def first(one: tuple[Cursor, Run], other: tuple[Cursor, Run]) -> int:
        return compare_places(one[0], other[0], order)

    placed = [(cursor_of(run, order), run) for run in runs]
    return [run for _, run in sorted(placed, key=cmp_to_key(first))]


def compare_places(one: Cursor, other: Cursor, order: Sequence[Order]) -> int:
    """Below 0 when the first comes first in the order, above 0 when the other does."""
    difference = compare_values(one.values, other.values, order)
    return difference or (one.run < other.run) - (one.run > other.run)


def compare_values(one: Sequence[Scalar], other: Sequence[Scalar], order: Sequence[Order]) -> int:
    """Below 0 when the first values come first in the order, above 0 when the others do, else 0."""
    for key, a, b in zip(order, one, other, strict=True):
        difference = rank_of(a) - rank_of(b) or _compare(a, b, descending=key.descending)
        if difference:
            return difference
    return 0


def rank_of(value: Scalar) -> int:
    """Whether a sort value is among the numbers, the texts, the NaNs or the missing."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        return TEXTS
    return NANS if math.isnan(value) else NUMBERS


def _compare(a: Scalar, b: Scalar, *, descending: bool) -> int:
    """Compare two of one rank."""
    if isinstance(a, str) and isinstance(b, str):
        difference = (a > b) - (a < b)
    elif a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return 0
    else:
        difference = (a > b) - (a < b)
    return -difference if descending else difference
