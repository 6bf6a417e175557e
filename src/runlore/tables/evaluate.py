"""Which rows of a table a condition holds for."""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from runlore.entities.errors import QuerySyntaxError
from runlore.query.ast import NEGATED, Op
from runlore.query.like import ascii_lower
from runlore.tables import condition as tree
from runlore.tables.columns import CodedColumn, Column, DataTable, Kind, Mask, NumberColumn
from runlore.tables.condition import Comparison, Condition, Literal, Name
from runlore.tables.patterns import matcher_of

_COMPARE: dict[Op, Callable[[Any, Any], Any]] = {
    Op.EQ: operator.eq,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


def rows_where(table: DataTable, where: Condition | None, text: str = "") -> Mask:
    """One truth a row.

    Args:
        table: whose rows.
        where: the condition; None holds everywhere.
        text: that it was parsed from, for errors.

    Raises:
        QuerySyntaxError: two sides of different kinds are compared.
    """
    match where:
        case None:
            return np.ones(table.size, dtype=np.bool_)
        case tree.All(parts):
            return _joined(np.logical_and, table, parts, text)
        case tree.Some(parts):
            return _joined(np.logical_or, table, parts, text)
        case tree.Opposite(part):
            return ~rows_where(table, part, text)
        case Comparison():
            return _tested(table, where, text)


def _joined(join: np.ufunc, table: DataTable, parts: Sequence[Condition], text: str) -> Mask:
    return np.asarray(join.reduce([rows_where(table, part, text) for part in parts]))


def _tested(table: DataTable, test: Comparison, text: str) -> Mask:
    left = table.column(test.left.column)
    if test.op is Op.IS_NULL:
        return np.asarray(left.empty)
    plain = NEGATED.get(test.op)
    if plain is not None:
        return ~np.asarray(left.empty) & _negative(table, test, plain, text)
    if isinstance(test.right, Name):
        return _columns_compared(left, table.column(test.right.column), test, text)
    if isinstance(left, NumberColumn):
        return _numbers_tested(left, test, text)
    return _labels_tested(left, test, text)


def _negative(table: DataTable, test: Comparison, plain: Op, text: str) -> Mask:
    held = _tested(table, Comparison(test.left, plain, test.right, test.values, test.start), text)
    both = ~held
    if isinstance(test.right, Name):
        both &= ~np.asarray(table.column(test.right.column).empty)
    return both


def _numbers_tested(column: NumberColumn, test: Comparison, text: str) -> Mask:
    if test.op in (Op.LIKE, Op.ILIKE):
        raise QuerySyntaxError(text, test.start, f"{column.name!r} holds numbers, not texts")
    values = test.values if test.op is Op.IN else (test.right,)
    held = np.zeros(len(column), dtype=np.bool_)
    for value in values:
        if isinstance(value, str | bool) or value is None or isinstance(value, Name):
            raise QuerySyntaxError(
                text, test.start, f"{column.name!r} holds numbers", "Compare it with a number."
            )
        held |= _number_compared(column, Op.EQ if test.op is Op.IN else test.op, value)
    return held & ~column.empty


def _number_compared(column: NumberColumn, op: Op, value: float) -> Mask:
    if op is Op.EQ and math.isnan(value):
        return np.isnan(column.values)
    exact = column.exact
    if exact is not None and isinstance(value, int):
        return np.asarray(_COMPARE[op](exact, value))
    with np.errstate(invalid="ignore"):
        return np.asarray(_COMPARE[op](column.values, value))


def _labels_tested(column: CodedColumn, test: Comparison, text: str) -> Mask:
    """Each distinct text is looked at once."""
    fits = _fitting(column, test, text)
    held = np.fromiter(map(fits, column.labels), dtype=np.bool_, count=len(column.labels))
    # The code −1 of an empty cell takes the last: false.
    return np.append(held, np.False_)[column.codes]


def _fitting(column: CodedColumn, test: Comparison, text: str) -> Callable[[str], bool]:
    if test.op is Op.IN:
        wanted = {_spelled(value) for value in test.values}
        return lambda label: label in wanted
    value = test.right
    assert value is not None and not isinstance(value, Name)  # noqa: S101, PT018  # the parser's promise
    spelled = _spelled(value)
    if test.op is Op.LIKE:
        return matcher_of(spelled, column.labels)
    if test.op is Op.ILIKE:
        fits = matcher_of(ascii_lower(spelled), column.labels)
        return lambda label: fits(ascii_lower(label))
    if test.op is not Op.EQ and (column.kind is Kind.BOOL or not isinstance(value, str)):
        raise QuerySyntaxError(
            text, test.start, f"{column.name!r} holds no numbers", "Write = or !=, or quote a text."
        )
    compare = _COMPARE[test.op]
    return lambda label: bool(compare(label, spelled))


def _spelled(value: Literal) -> str:
    """A literal as a text column has it: numbers and truths as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _columns_compared(left: Column, right: Column, test: Comparison, text: str) -> Mask:
    if isinstance(left, NumberColumn) and isinstance(right, NumberColumn):
        return _numbers_compared(left, right, test.op)
    if isinstance(left, CodedColumn) and isinstance(right, CodedColumn):
        return _codes_compared(left, right, test.op)
    raise QuerySyntaxError(
        text,
        test.start,
        f"{left.name!r} holds {_plural(left)} and {right.name!r} {_plural(right)}",
        "Only columns of one kind are compared.",
    )


def _plural(column: Column) -> str:
    return "numbers" if isinstance(column, NumberColumn) else "texts"


def _numbers_compared(left: NumberColumn, right: NumberColumn, op: Op) -> Mask:
    whole = left.exact is not None and right.exact is not None
    a, b = (left.exact, right.exact) if whole else (left.values, right.values)
    with np.errstate(invalid="ignore"):
        held = np.asarray(_COMPARE[op](a, b))
    if op is Op.EQ and not whole:
        held = held | (np.isnan(left.values) & np.isnan(right.values))
    return held & ~left.empty & ~right.empty


def _codes_compared(left: CodedColumn, right: CodedColumn, op: Op) -> Mask:
    """Codes of both columns in one order of all their texts."""
    both = sorted({*left.labels, *right.labels})
    place = {label: at for at, label in enumerate(both)}
    a, b = (_placed(column, place) for column in (left, right))
    held = np.asarray(_COMPARE[op](a, b))
    return held & (a >= 0) & (b >= 0)


def _placed(column: CodedColumn, place: dict[str, int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    places: Sequence[int] = [*(place[label] for label in column.labels), -1]
    return np.array(places, dtype=np.int64)[column.codes]
