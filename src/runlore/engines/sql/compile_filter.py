"""The filter of a query as a condition on ``runs``. The meaning is ``query/evaluate.py``.

Every comparison becomes a condition that is true or false, never NULL, so that NOT is the plain
opposite. One on a key looks for the run in the key's range of the search index. Whatever a user
writes, keys and texts, is a bound parameter.
"""

from collections.abc import Sequence
from typing import Any, TypeGuard

from sqlalchemy import FromClause, Select, and_, false, literal, not_, or_, select

from runlore.engines.sql.compile_compare import (
    Condition,
    Value,
    agrees,
    value_of_attribute,
    value_of_key,
)
from runlore.engines.sql.model_tables import run_inputs
from runlore.engines.sql.search_fields import (
    ATTRIBUTE_COLUMNS,
    NULLABLE_ATTRIBUTES,
    has_value,
    index_table,
    key_number,
)
from runlore.engines.sql.tables import runs
from runlore.query.ast import NEGATED, And, Compare, Expr, FieldKind, Not, Op, Or

MAX_REPEATED_SCOPE = 100
"""Experiments that are named again inside comparisons: more would only be more parameters."""

_LIKELY_FEW = (Op.EQ, Op.IN, Op.LIKE, Op.ILIKE)
"""What most often leaves few runs, first; the database keeps no statistics that would know."""


def compile_filter(expr: Expr, experiments: Sequence[int] | None) -> Condition:
    """The condition on ``runs`` that a filter means.

    ``experiments`` are those of the query: within them the index is looked into. The result is
    right only together with the same scope on ``runs``.
    """
    match expr:
        case And(parts):
            return _all_of(parts, experiments)
        case Or(parts):
            return or_(*(compile_filter(part, experiments) for part in parts))
        case Not(part):
            return not_(compile_filter(part, experiments))
        case Compare():
            return _compare(expr, experiments)


def _compare(compare: Compare, experiments: Sequence[int] | None) -> Condition:
    if compare.field.kind is FieldKind.ATTRIBUTE:
        return _on_attribute(compare)
    if compare.field.kind is FieldKind.DATASET:
        return _on_datasets(compare, experiments)
    if compare.op is Op.IS_NULL:
        index = index_table(compare.field).alias()
        return runs.c.run_pk.not_in(_rows(compare, experiments, index))
    return _on_keys([compare], experiments)


def _on_attribute(compare: Compare) -> Condition:
    name = compare.field.key
    if name not in NULLABLE_ATTRIBUTES:
        is_null = compare.op is Op.IS_NULL
        return false() if is_null else agrees(value_of_attribute(compare.field), compare)
    missing = ATTRIBUTE_COLUMNS[name].is_(None)
    if compare.op is Op.IS_NULL:
        return missing
    return and_(not_(missing), agrees(value_of_attribute(compare.field), compare))


def _on_datasets(compare: Compare, experiments: Sequence[int] | None) -> Condition:
    """Whether one of the run's datasets agrees; for IS NULL, whether none has a value."""
    used = run_inputs.alias()
    value = used.c[compare.field.key]
    rows = select(used.c.run_pk).where(value.is_not(None))
    if experiments is not None and len(experiments) <= MAX_REPEATED_SCOPE:
        rows = rows.where(used.c.experiment_id.in_(experiments))
    if compare.op is Op.IS_NULL:
        return runs.c.run_pk.not_in(rows)
    return runs.c.run_pk.in_(rows.where(agrees(Value(None, value), compare)))


def _all_of(parts: Sequence[Expr], experiments: Sequence[int] | None) -> Condition:
    """All parts; those that look for a row of the index are one look for all of these rows."""
    on_keys = [part for part in parts if _finds_a_row(part)]
    conditions = [compile_filter(part, experiments) for part in parts if not _finds_a_row(part)]
    if on_keys:
        conditions.append(_on_keys(on_keys, experiments))
    return and_(*conditions)


def _finds_a_row(expr: Expr) -> TypeGuard[Compare]:
    return (
        isinstance(expr, Compare)
        and expr.field.kind not in (FieldKind.ATTRIBUTE, FieldKind.DATASET)
        and expr.op is not Op.IS_NULL
    )


def _on_keys(compares: Sequence[Compare], experiments: Sequence[int] | None) -> Condition:
    """Whether the run has a row of the index for each comparison.

    The range of the first key is walked; for the others each run that is left is looked up. A list
    of runs for each, compared with each other, takes two and a half times as long (four tags over
    100,000 runs: 51 ms and 127 ms).
    """
    first, *others = sorted(compares, key=_rank)
    index = index_table(first.field).alias()
    rows = _rows(first, experiments, index)
    for other in others:
        row = index_table(other.field).alias()
        rows = rows.where(
            select(literal(1))
            .where(
                row.c.key_id == key_number(other.field),
                row.c.experiment_id == index.c.experiment_id,
                row.c.run_pk == index.c.run_pk,
                _holds(other, row),
            )
            .correlate(index)
            .exists()
        )
    return runs.c.run_pk.in_(rows)


def _rank(compare: Compare) -> int:
    return _LIKELY_FEW.index(compare.op) if compare.op in _LIKELY_FEW else len(_LIKELY_FEW)


def _rows(compare: Compare, experiments: Sequence[int] | None, index: FromClause) -> Select[Any]:
    """The runs that have a row for the comparison; for IS NULL, those that have a value."""
    rows = select(index.c.run_pk).where(index.c.key_id == key_number(compare.field))
    if experiments is not None and len(experiments) <= MAX_REPEATED_SCOPE:
        rows = rows.where(index.c.experiment_id.in_(experiments))
    return rows.where(_holds(compare, index))


def _holds(compare: Compare, index: FromClause) -> Condition:
    """Whether a row of the index agrees with a comparison."""
    present = has_value(index, compare.field)
    if compare.op is Op.IS_NULL:
        return present
    agreed = agrees(value_of_key(compare.field, index), compare)
    return and_(present, agreed) if compare.op in NEGATED else agreed
