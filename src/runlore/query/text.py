"""A tree as the text that parses to it: what is shown, shared in a link, and stored in a view."""

import math
import re
from collections.abc import Sequence

from runlore.query.ast import (
    And,
    Aspect,
    Compare,
    Expr,
    Field,
    FieldKind,
    Not,
    Op,
    Or,
    Order,
    Scalar,
)
from runlore.query.fields import FieldType, type_of
from runlore.query.moments import text_of_moment

# Narrower than what parses bare: other alphabets are quoted, so that every reader of the grammar
# agrees about them.
_BARE_PART = re.compile(r"[A-Za-z0-9_/-]+")
_ASPECTS = frozenset(aspect.value for aspect in Aspect)


def text_of(where: Expr | None, order: Sequence[Order] = ()) -> str:
    """The text of a filter and sort keys; ``parse_query`` gives the same tree back.

    Raises:
        OverflowError: a moment beyond the years 1 to 9999, which only a hand-made tree has.
    """
    filter_text = "" if where is None else text_of_expr(where)
    if not order:
        return filter_text
    sort = f"ORDER BY {', '.join(text_of_order(key) for key in order)}"
    return f"{filter_text} {sort}" if filter_text else sort


def text_of_expr(expr: Expr) -> str:
    """The text of a filter."""
    match expr:
        case And(parts):
            return " AND ".join(_inside(part, And, Or) for part in parts)
        case Or(parts):
            return " OR ".join(_inside(part, Or) for part in parts)
        case Not(Compare(field, Op.IS_NULL)):
            return f"{text_of_field(field)} IS NOT NULL"
        case Not(part):
            return f"NOT {_inside(part, And, Or)}"
        case Compare():
            return _comparison(expr)


def text_of_order(key: Order) -> str:
    """The text of a sort key."""
    return f"{text_of_field(key.field)} {'DESC' if key.descending else 'ASC'}"


def text_of_field(field: Field) -> str:
    """The text of a field: ``metric.loss.min``, ``param.`odd key```, ``status``."""
    if field.kind is FieldKind.ATTRIBUTE:
        return field.key
    aspect = "" if field.aspect is Aspect.LAST else f".{field.aspect.value}"
    return f"{field.kind.value}.{_key(field)}{aspect}"


def _comparison(compare: Compare) -> str:
    field, op = text_of_field(compare.field), compare.op.value
    if compare.op is Op.IS_NULL:
        return f"{field} {op}"
    if compare.op in (Op.IN, Op.NOT_IN):
        values = ", ".join(_value(value, compare.field) for value in compare.values)
        return f"{field} {op} ({values})"
    return f"{field} {op} {_value(compare.value, compare.field)}"


def _inside(expr: Expr, *bracketed: type[And] | type[Or]) -> str:
    text = text_of_expr(expr)
    return f"({text})" if isinstance(expr, bracketed) else text


def _key(field: Field) -> str:
    parts = field.key.split(".")
    if all(_BARE_PART.fullmatch(part) for part in parts) and not _ends_like_aspect(field, parts):
        return field.key
    return f"`{field.key.replace('`', '``')}`"


def _ends_like_aspect(field: Field, parts: Sequence[str]) -> bool:
    """Whether the key's own end would be read as an aspect."""
    return (
        field.kind is FieldKind.METRIC
        and field.aspect is Aspect.LAST
        and len(parts) > 1
        and parts[-1].lower() in _ASPECTS
    )


def _value(value: Scalar, field: Field) -> str:
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "NULL"
    if type_of(field) is FieldType.MOMENT:
        return f"'{text_of_moment(int(value))}'"
    return _number(value)


def _number(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    if math.isnan(number):
        return "nan"
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    return repr(number)
