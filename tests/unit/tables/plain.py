"""What a filter and a sort mean, row by row in plain Python."""

import math
import operator
import re
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from runlore.query.ast import Op
from runlore.tables import condition as tree
from runlore.tables.condition import Comparison, Condition, Name

Row = dict[str, Any]


def holds(row: Row, where: Condition | None) -> bool:
    match where:
        case None:
            return True
        case tree.All(parts):
            return all(holds(row, part) for part in parts)
        case tree.Some(parts):
            return any(holds(row, part) for part in parts)
        case tree.Opposite(part):
            return not holds(row, part)
        case Comparison():
            return _tested(row, where)


def _tested(row: Row, test: Comparison) -> bool:
    left = row[test.left.column]
    right = row[test.right.column] if isinstance(test.right, Name) else test.right
    if test.op is Op.IS_NULL:
        return left is None
    if left is None or (right is None and isinstance(test.right, Name)):
        return False
    return _MEANS[test.op](left, test.values or right)


def _same(left: Any, right: Any) -> bool:
    both_nan = (
        isinstance(left, float) and isinstance(right, float) and left != left and right != right
    )
    return bool(left == right) or both_nan


def _like(text: str, pattern: str) -> bool:
    made = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.fullmatch(made, text, re.DOTALL) is not None


def in_order(rows: list[int], cells: list[Row], keys: list[tuple[str, bool]]) -> list[int]:
    def compare(one: int, other: int) -> int:
        for column, descending in keys:
            a, b = cells[one][column], cells[other][column]
            by_class = _class(a) - _class(b)
            if by_class:
                return by_class
            if _class(a) == 0 and a != b:
                return (1 if a > b else -1) * (-1 if descending else 1)
        return 0

    return sorted(rows, key=cmp_to_key(compare))


def _class(cell: Any) -> int:
    if cell is None:
        return 2
    return 1 if isinstance(cell, float) and math.isnan(cell) else 0


_MEANS: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: _same,
    Op.NE: lambda left, right: not _same(left, right),
    Op.IN: lambda left, values: any(_same(left, value) for value in values),
    Op.NOT_IN: lambda left, values: not any(_same(left, value) for value in values),
    Op.LIKE: _like,
    Op.NOT_LIKE: lambda left, right: not _like(left, right),
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}
