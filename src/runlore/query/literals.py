"""What a literal means beside a value: the one place that says what equals and orders what.

A value is a pair (number, text) as ``flatten.index_value`` gives it. Literals are of three kinds:

- A **number** meets the value's number, whether the value is a number or a text that looks like
  one: ``params.lr < 0.01`` holds for 1e-3 and for the text "3e-4". ``nan`` equals NaN and nothing
  else; nothing is smaller or larger than NaN.
- A **text** equals the same text. If it looks like a number it also equals that number:
  ``params.lora_rank = '16'`` holds for 16 and for "16", not for "16.0". In order (``<``), both are
  read as numbers if both look so, else both as texts, by code points; a plain number has no place
  among texts.
- A **boolean**, quoted or not, equals a boolean of the same truth and the texts that spell it:
  ``true``, ``True``, ``TRUE``. It has no order.
"""

import math
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from runlore.query.ast import Compare, Op, Scalar
from runlore.query.fields import FieldType, type_of
from runlore.query.flatten import number_of_text, searched_text, to_float

V = TypeVar("V")

SPELLINGS = {
    True: ("true", "True", "TRUE"),
    False: ("false", "False", "FALSE"),
}
"""How booleans are written by those who log them as text."""

_TRUTH = {spelling: truth for truth, all_of in SPELLINGS.items() for spelling in all_of}


class Wanted(msgspec.Struct, frozen=True):
    """What a value may equal, for ``=`` and ``IN``.

    Attributes:
        numbers: numbers, and texts that look like them.
        plain: numbers only, since the literal was a text; a text must equal it as text.
        texts: texts.
        nan: whether NaN is wanted.
    """

    numbers: tuple[float, ...] = ()
    plain: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    nan: bool = False


class Bound(msgspec.Struct, frozen=True):
    """What a value is ordered against; a value uses ``number`` if it has one and so has this.

    Attributes:
        number: or None.
        text: or None; both for a text that looks like a number.
    """

    number: float | None = None
    text: str | None = None


def wanted_of(compare: Compare) -> Wanted:
    """What the field of an EQ or IN (or of their opposites) may equal."""
    values = compare.values if compare.op in (Op.IN, Op.NOT_IN) else (compare.value,)
    of_type = type_of(compare.field)
    if of_type is FieldType.LOOSE:
        return _loose(values)
    if of_type is FieldType.TEXT:
        return Wanted(texts=_distinct(searched_text(v) for v in values if isinstance(v, str)))
    numbers = [n for n in (_number_of(value, of_type) for value in values) if n is not None]
    return Wanted(
        numbers=_distinct(n for n in numbers if not math.isnan(n)),
        nan=any(math.isnan(n) for n in numbers),
    )


def bound_of(compare: Compare) -> Bound:
    """What the field of a ``<``, ``<=``, ``>`` or ``>=`` is ordered against."""
    value = compare.value
    if isinstance(value, str):
        return Bound(number_of_text(value), searched_text(value))
    number = _number_of(value, type_of(compare.field))
    return Bound() if number is None or math.isnan(number) else Bound(number)


def _loose(values: Iterable[Scalar]) -> Wanted:
    numbers: list[float] = []
    plain: list[float] = []
    texts: list[str] = []
    for value in values:
        truth = _truth_of(value)
        if truth is not None:
            texts.extend(SPELLINGS[truth])
        elif isinstance(value, str):
            texts.append(searched_text(value))
            looks = number_of_text(value)
            if looks is not None:
                plain.append(looks)
        elif value is not None:
            number = to_float(value)
            if math.isnan(number):
                texts.append("NaN")
            else:
                numbers.append(number)
    return Wanted(_distinct(numbers), _distinct(plain), _distinct(texts))


def _truth_of(value: Scalar) -> bool | None:
    if isinstance(value, bool):
        return value
    return _TRUTH.get(value) if isinstance(value, str) else None


def _number_of(value: Scalar, of_type: FieldType) -> float | None:
    """The number of a literal beside a number or a moment; whole moments stay whole."""
    if isinstance(value, str):
        return number_of_text(value)
    if isinstance(value, bool) or value is None:
        return None
    return value if of_type is FieldType.MOMENT else to_float(value)


def _distinct(values: Iterable[V]) -> tuple[V, ...]:
    return tuple(dict.fromkeys(values))
