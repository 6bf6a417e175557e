"""The values that a field has among runs: how many have each, and how a query writes it.

A value is a pair (number, text) as ``flatten.index_value`` gives it. The number 16 and the text
"16" are two values: the second is written with quotes, which finds both.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from runlore.entities.run import Run
from runlore.query.ast import Field, FieldKind
from runlore.query.field_value import dataset_values, value_of
from runlore.query.fields import FieldType, type_of
from runlore.query.flatten import IndexValue, searched_text
from runlore.query.like import ascii_lower

SIFTED_VALUES = 10_000
"""Values looked through for a part of them, the most used first: numbers are written here, since
every database would write them in its own way, and more of them nobody completes."""

_UNLISTED = frozenset({"id", "notes"})
_WHOLE = 2.0**53
_TRUTHS = frozenset({"true", "false"})

Counted = tuple[IndexValue, int]
"""A value, and how many runs have it."""


def has_listable_values(field: Field) -> bool:
    """Whether the field's values are worth a list: texts and whatever was logged as an input.

    Metrics, times and durations are measured: hardly two runs have the same. Ids and notes too.
    """
    if field.kind is FieldKind.ATTRIBUTE and field.key in _UNLISTED:
        return False
    return type_of(field) in (FieldType.TEXT, FieldType.LOOSE)


def count_values(runs: Iterable[Run], field: Field) -> list[Counted]:
    """Each value that the field has on the runs, and on how many of them; in no order."""
    counts: Counter[IndexValue] = Counter()
    for run in runs:
        counts.update(_values_on(run, field))
    return list(counts.items())


def most_used(counted: Iterable[Counted], contains: str, limit: int) -> list[Counted]:
    """The values that most runs have; ties in the order of a listing: numbers, then texts.

    Args:
        counted: each value once.
        contains: part of what is wanted; A to Z in any case.
        limit: values at most.
    """
    wanted = ascii_lower(searched_text(contains))
    found = (one for one in counted if wanted in ascii_lower(_searched(one[0])))
    return sorted(found, key=_place)[:limit]


def literal_of(value: IndexValue, field: Field) -> str:
    """The value as a query of the field writes it: ``0.001``, ``true``, ``'adam'``."""
    number, text = value
    if text is None:
        return _written(number or 0.0)
    if text in _TRUTHS and type_of(field) is FieldType.LOOSE:
        return text
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


def _values_on(run: Run, field: Field) -> Sequence[IndexValue]:
    if field.kind is FieldKind.DATASET:
        return list(dict.fromkeys(dataset_values(run, field)))
    value = value_of(run, field)
    return () if value is None else (value,)


def _place(one: Counted) -> tuple[int, bool, float, str]:
    (number, text), runs = one
    return -runs, number is None, number or 0.0, text or ""


def _searched(value: IndexValue) -> str:
    number, text = value
    return _written(number or 0.0) if text is None else text


def _written(number: float) -> str:
    """The shortest text that is read as the number: ``16``, ``1e-5``, ``-inf``."""
    if number.is_integer() and abs(number) < _WHOLE:
        return str(int(number))
    return repr(number).replace("e-0", "e-").replace("e+", "e")
