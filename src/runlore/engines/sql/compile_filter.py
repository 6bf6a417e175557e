"""The filter of a query as a condition on ``runs``. The meaning is ``query/evaluate.py``.

Every comparison becomes a condition that is true or false, never NULL, so that NOT is the plain
opposite. One on a key looks for the run in the key's range of the search index. Whatever a user
writes, keys and texts, is a bound parameter.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Text,
    and_,
    false,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from runlore.engines.sql.patterns import ilike, like
from runlore.engines.sql.search_fields import (
    ATTRIBUTE_COLUMNS,
    NULLABLE_ATTRIBUTES,
    has_value,
    index_table,
    key_number,
    metric_column,
)
from runlore.engines.sql.tables import runs
from runlore.query.ast import NEGATED, And, Compare, Expr, Field, FieldKind, Not, Op, Or
from runlore.query.fields import FieldType, type_of
from runlore.query.flatten import searched_text
from runlore.query.literals import bound_of, wanted_of

Condition = ColumnElement[bool]

MAX_REPEATED_SCOPE = 100
"""Experiments that are named again inside each comparison: more would only be more parameters."""

_ORDERED: dict[Op, Callable[[Any, Any], Condition]] = {
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


def compile_filter(expr: Expr, experiments: Sequence[int] | None) -> Condition:
    """The condition on ``runs`` that a filter means.

    ``experiments`` are those of the query: within them the index is looked into. The result is
    right only together with the same scope on ``runs``.
    """
    match expr:
        case And(parts):
            return and_(*(compile_filter(part, experiments) for part in parts))
        case Or(parts):
            return or_(*(compile_filter(part, experiments) for part in parts))
        case Not(part):
            return not_(compile_filter(part, experiments))
        case Compare():
            if expr.field.kind is FieldKind.ATTRIBUTE:
                return _on_attribute(expr)
            return _on_key(expr, experiments)


def _on_attribute(compare: Compare) -> Condition:
    name = compare.field.key
    column = ATTRIBUTE_COLUMNS[name]
    missing = column.is_(None) if name in NULLABLE_ATTRIBUTES else None
    if compare.op is Op.IS_NULL:
        return false() if missing is None else missing
    holds = _agrees(_Value.of_attribute(column, compare.field), compare)
    if missing is None:
        return holds
    return and_(not_(missing), holds)


def _on_key(compare: Compare, experiments: Sequence[int] | None) -> Condition:
    index = index_table(compare.field)
    rows = select(index.c.run_pk).where(index.c.key_id == key_number(compare.field))
    if experiments is not None and len(experiments) <= MAX_REPEATED_SCOPE:
        rows = rows.where(index.c.experiment_id.in_(experiments))
    present = has_value(index, compare.field)
    if present is not None and (compare.op is Op.IS_NULL or compare.op in NEGATED):
        rows = rows.where(present)
    if compare.op is Op.IS_NULL:
        return runs.c.run_pk.not_in(rows)
    return runs.c.run_pk.in_(rows.where(_agrees(_Value.of_key(compare.field), compare)))


class _Value:
    """The two columns that a value may stand in; a missing one never agrees with anything."""

    def __init__(
        self,
        number: ColumnElement[float] | None,
        text: ColumnElement[str] | None,
        of_type: TypeEngine[Any],
        *,
        null_is_nan: bool = False,
    ) -> None:
        self.number = number
        self.text = text
        self.null_is_nan = null_is_nan
        self._of_type = of_type

    @classmethod
    def of_attribute(cls, column: ColumnElement[Any], field: Field) -> "_Value":
        match type_of(field):
            case FieldType.TEXT:
                return cls(None, column, Double())
            case FieldType.MOMENT:
                return cls(column, None, BigInteger())
            case _:
                return cls(column, None, Double())

    @classmethod
    def of_key(cls, field: Field) -> "_Value":
        index = index_table(field)
        if field.kind is FieldKind.METRIC:
            return cls(metric_column(index, field), None, Double(), null_is_nan=True)
        return cls(index.c.number, index.c.text, Double())

    def numbers(self, values: Sequence[float]) -> list[ColumnElement[Any]]:
        return [literal(value, self._of_type) for value in values]


def _agrees(value: _Value, compare: Compare) -> Condition:
    """Whether a value that is there agrees; NULL counts as no for whoever negates or selects."""
    if compare.op in NEGATED:
        return _positive(value, NEGATED[compare.op], compare).is_not(true())
    return _positive(value, compare.op, compare)


def _positive(value: _Value, op: Op, compare: Compare) -> Condition:
    if op in _ORDERED:
        return _ordered(value, _ORDERED[op], compare)
    if op in (Op.EQ, Op.IN):
        return _equals(value, compare)
    if value.text is None or not isinstance(compare.value, str):
        return false()
    fits = like if op is Op.LIKE else ilike
    return fits(value.text, searched_text(compare.value))


def _equals(value: _Value, compare: Compare) -> Condition:
    wanted = wanted_of(compare)
    either: list[Condition] = []
    if value.number is not None:
        either += _among(value.number, value.numbers(wanted.numbers))
        if wanted.nan and value.null_is_nan:
            either.append(value.number.is_(None))
    if value.text is not None:
        either += _among(value.text, [literal(text, Text) for text in wanted.texts])
    if value.number is not None and value.text is not None and wanted.plain:
        numbers = _among(value.number, value.numbers(wanted.plain))
        either.append(and_(value.text.is_(None), *numbers))
    return or_(false(), *either)


def _ordered(value: _Value, test: Callable[[Any, Any], Condition], compare: Compare) -> Condition:
    bound = bound_of(compare)
    either: list[Condition] = []
    if value.number is not None and bound.number is not None:
        either.append(test(value.number, *value.numbers([bound.number])))
    if value.text is not None and bound.text is not None:
        as_text = test(value.text, literal(bound.text, Text))
        both_numbers = value.number is not None and bound.number is not None
        either.append(and_(value.number.is_(None), as_text) if both_numbers else as_text)
    return or_(false(), *either)


def _among(column: ColumnElement[Any], values: Sequence[ColumnElement[Any]]) -> list[Condition]:
    """``column = value`` for one, ``IN`` for more, nothing for none."""
    if not values:
        return []
    return [column == values[0] if len(values) == 1 else column.in_(values)]
