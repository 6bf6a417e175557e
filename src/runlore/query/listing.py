"""Filter and sort things that are few enough to be read whole: experiments, models, versions.

Runs are searched in the database; ``query/evaluate.py`` gives both the same meaning.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cmp_to_key
from typing import TypeAlias, TypeVar

from runlore.query.ast import Expr, Field, Order, Scalar
from runlore.query.evaluate import holds
from runlore.query.flatten import IndexValue
from runlore.query.order import compare_values, place_of

T = TypeVar("T")

Read: TypeAlias = Callable[[T, Field], IndexValue | None]
"""Gives the value that a field names on a thing, as ``field_value.value_of`` does of a run."""


def select_things(
    things: Iterable[T], read: Read[T], where: Expr | None, order: Sequence[Order]
) -> list[T]:
    """The things that the filter matches, in order; ties stay in the order in which they came."""
    found = [one for one in things if where is None or holds(where, _reader(read, one))]
    if not order:
        return found

    def compare(one: tuple[list[Scalar], T], other: tuple[list[Scalar], T]) -> int:
        return compare_values(one[0], other[0], order)

    placed = [([place_of(read(one, key.field)) for key in order], one) for one in found]
    return [one for _, one in sorted(placed, key=cmp_to_key(compare))]


def _reader(read: Read[T], one: T) -> Callable[[Field], IndexValue | None]:
    return lambda field: read(one, field)
