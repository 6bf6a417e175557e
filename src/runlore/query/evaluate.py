"""What a query means, in plain Python: the reference that every engine is compared with."""

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any

from runlore.entities.run import Run
from runlore.query.ast import NEGATED, And, Compare, Expr, Field, FieldKind, Op, Or, RunQuery
from runlore.query.field_value import dataset_values, value_of
from runlore.query.flatten import IndexValue, searched_text
from runlore.query.like import ascii_lower, is_like
from runlore.query.literals import bound_of, wanted_of
from runlore.query.order import compare_places, cursor_of, order_runs


def matches(run: Run, expr: Expr) -> bool:
    """Whether the filter holds for the run."""
    return _decide(expr, lambda compare: _agrees_with(run, compare))


def holds(expr: Expr, read: Callable[[Field], IndexValue | None]) -> bool:
    """Whether the filter holds for the thing whose fields ``read`` gives."""
    return _decide(expr, lambda compare: _holds(read(compare.field), compare))


def _decide(expr: Expr, test: Callable[[Compare], bool]) -> bool:
    if isinstance(expr, And):
        return all(_decide(part, test) for part in expr.parts)
    if isinstance(expr, Or):
        return any(_decide(part, test) for part in expr.parts)
    if isinstance(expr, Compare):
        return test(expr)
    return not _decide(expr.part, test)


def _agrees_with(run: Run, compare: Compare) -> bool:
    """Whether a comparison holds for a run; of its datasets, whether for one of them."""
    if compare.field.kind is not FieldKind.DATASET:
        return _holds(value_of(run, compare.field), compare)
    values = dataset_values(run, compare.field)
    if compare.op is Op.IS_NULL:
        return not values
    return any(_holds(value, compare) for value in values)


def select_runs(runs: Iterable[Run], query: RunQuery) -> list[Run]:
    """The runs in the scope of the query that its filter matches, whatever its page; unordered."""
    scope = None if query.experiments is None else frozenset(query.experiments)
    return [
        run
        for run in runs
        if (scope is None or run.experiment_id in scope)
        and (query.deleted is None or query.deleted == (run.deleted_at is not None))
        and (query.where is None or matches(run, query.where))
    ]


def page_of(runs: Iterable[Run], query: RunQuery) -> list[Run]:
    """The page of runs that the query means."""
    found = order_runs(select_runs(runs, query), query.order)
    after = query.after
    if after is not None:
        found = [
            run
            for run in found
            if compare_places(after, cursor_of(run, query.order), query.order) < 0
        ]
    return found[query.offset : query.offset + query.limit]


def _holds(value: IndexValue | None, compare: Compare) -> bool:
    if compare.op is Op.IS_NULL:
        return value is None
    if value is None:
        return False
    if compare.op in NEGATED:
        return not _AGREES[NEGATED[compare.op]](value, compare)
    return _AGREES[compare.op](value, compare)


def _equals(value: IndexValue, compare: Compare) -> bool:
    number, text = value
    wanted = wanted_of(compare)
    if number is not None and math.isnan(number):
        return wanted.nan
    if text is not None and text in wanted.texts:
        return True
    return number in wanted.numbers or (text is None and number in wanted.plain)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[IndexValue, Compare], bool]:
    def agrees(value: IndexValue, compare: Compare) -> bool:
        number, text = value
        bound = bound_of(compare)
        if bound.number is not None and number is not None:
            return test(number, bound.number)
        if bound.text is None or text is None:
            return False
        return test(text, bound.text)

    return agrees


def _like(value: IndexValue, compare: Compare) -> bool:
    text, pattern = value[1], compare.value
    return text is not None and isinstance(pattern, str) and is_like(text, searched_text(pattern))


def _ilike(value: IndexValue, compare: Compare) -> bool:
    text, pattern = value[1], compare.value
    if text is None or not isinstance(pattern, str):
        return False
    return is_like(ascii_lower(text), ascii_lower(searched_text(pattern)))


_AGREES: dict[Op, Callable[[IndexValue, Compare], bool]] = {
    Op.EQ: _equals,
    Op.IN: _equals,
    Op.LT: _ordered(operator.lt),
    Op.LE: _ordered(operator.le),
    Op.GT: _ordered(operator.gt),
    Op.GE: _ordered(operator.ge),
    Op.LIKE: _like,
    Op.ILIKE: _ilike,
}
