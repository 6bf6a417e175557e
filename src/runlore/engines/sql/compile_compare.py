"""One comparison of the columns of a value with a literal. The meaning is ``query/literals.py``."""

import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Double, Text, and_, false, literal, or_, true
from sqlalchemy.sql.expression import FromClause

from runlore.engines.sql.patterns import ilike, like
from runlore.engines.sql.search_fields import ATTRIBUTE_COLUMNS, metric_column
from runlore.query.ast import NEGATED, Compare, Field, FieldKind, Op
from runlore.query.fields import FieldType, type_of
from runlore.query.flatten import searched_text
from runlore.query.literals import bound_of, wanted_of

Condition = ColumnElement[bool]

_ORDERED: dict[Op, Callable[[Any, Any], Condition]] = {
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


class Value(NamedTuple):
    """The columns that a value may stand in.

    Attributes:
        number: or None for a field of texts.
        text: or None for a field of numbers.
        whole: whether the number is a moment, which no float may blur.
        null_is_nan: whether NULL in ``number`` means NaN.
    """

    number: ColumnElement[Any] | None
    text: ColumnElement[Any] | None
    whole: bool = False
    null_is_nan: bool = False


def value_of_attribute(field: Field) -> Value:
    """The columns of an attribute."""
    column, of_type = ATTRIBUTE_COLUMNS[field.key], type_of(field)
    if of_type is FieldType.TEXT:
        return Value(None, column)
    return Value(column, None, whole=of_type is FieldType.MOMENT)


def value_of_key(field: Field, index: FromClause) -> Value:
    """The columns of a field with a key, in a row of its index table."""
    if field.kind is FieldKind.METRIC:
        return Value(metric_column(index, field), None, null_is_nan=True)
    return Value(index.c.number, index.c.text)


def agrees(value: Value, compare: Compare) -> Condition:
    """Whether a value that is there agrees. NULL says no, as it does wherever rows are selected."""
    if compare.op in NEGATED:
        return _positive(value, NEGATED[compare.op], compare).is_not(true())
    return _positive(value, compare.op, compare)


def _positive(value: Value, op: Op, compare: Compare) -> Condition:
    if op in _ORDERED:
        return _ordered(value, _ORDERED[op], compare)
    if op in (Op.EQ, Op.IN):
        return _equals(value, compare)
    if value.text is None or not isinstance(compare.value, str):
        return false()
    fits = like if op is Op.LIKE else ilike
    return fits(value.text, searched_text(compare.value))


def _equals(value: Value, compare: Compare) -> Condition:
    wanted = wanted_of(compare)
    either: list[Condition] = []
    if value.number is not None:
        either += _among(value.number, _numbers(value, wanted.numbers))
        if wanted.nan and value.null_is_nan:
            either.append(value.number.is_(None))
    if value.text is not None:
        either += _among(value.text, [literal(text, Text) for text in wanted.texts])
    if value.number is not None and value.text is not None and wanted.plain:
        numbers = _among(value.number, _numbers(value, wanted.plain))
        either.append(and_(value.text.is_(None), *numbers))
    return or_(false(), *either)


def _ordered(value: Value, test: Callable[[Any, Any], Condition], compare: Compare) -> Condition:
    bound = bound_of(compare)
    number, text = value.number, value.text
    either: list[Condition] = []
    if number is not None and bound.number is not None:
        either.append(test(number, *_numbers(value, [bound.number])))
    if text is not None and bound.text is not None:
        as_text = test(text, literal(bound.text, Text))
        # Where the value looks like a number and so does the literal, they met as numbers above.
        either.append(and_(number.is_(None), as_text) if number is not None and either else as_text)
    return or_(false(), *either)


def _among(column: ColumnElement[Any], values: Sequence[ColumnElement[Any]]) -> list[Condition]:
    """``column = value`` for one, ``IN`` for more, nothing for none."""
    if not values:
        return []
    return [column == values[0] if len(values) == 1 else column.in_(values)]


def _numbers(value: Value, numbers: Sequence[float]) -> list[ColumnElement[Any]]:
    return [literal(number, BigInteger if value.whole else Double) for number in numbers]
