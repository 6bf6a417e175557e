"""The values of a field among the runs of a query, as SQL. The meaning is ``query/values.py``."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, null, or_, select

from runlore.engines.sql.compile_query import in_scope, matching
from runlore.engines.sql.model_tables import run_inputs
from runlore.engines.sql.patterns import ilike
from runlore.engines.sql.search_fields import (
    ATTRIBUTE_COLUMNS,
    has_value,
    index_table,
    key_number,
)
from runlore.engines.sql.tables import runs
from runlore.query.ast import Field, FieldKind, RunQuery
from runlore.query.flatten import searched_text
from runlore.query.values import SIFTED_VALUES


def compile_values(query: RunQuery, field: Field, contains: str, limit: int) -> Select[Any]:
    """Selects number, text and how many runs have them, the most used first.

    With ``contains`` it selects more than those that have it: all numbers too, which whoever reads
    the rows tells apart.
    """
    if field.kind is FieldKind.ATTRIBUTE:
        text: ColumnElement[Any] = ATTRIBUTE_COLUMNS[field.key]
        rows = select(null(), text, func.count()).where(text.is_not(None), matching(query))
        return _most_used(rows, [text], contains, limit)
    if field.kind is FieldKind.DATASET:
        text = run_inputs.c[field.key]
        used = func.count(run_inputs.c.run_pk.distinct())
        rows = _of_runs(select(null(), text, used), run_inputs, query)
        return _most_used(rows.where(text.is_not(None)), [text], contains, limit)
    index = index_table(field)
    rows = _of_runs(select(index.c.number, index.c.text, func.count()), index, query)
    rows = rows.where(index.c.key_id == key_number(field), has_value(index, field))
    return _most_used(rows, [index.c.number, index.c.text], contains, limit)


def _of_runs(rows: Select[Any], index: FromClause, query: RunQuery) -> Select[Any]:
    """Rows of an index, of the runs that match."""
    joined = rows.join_from(index, runs, runs.c.run_pk == index.c.run_pk)
    # The scope is said of the index too: within it the rows lie together.
    return joined.where(in_scope(query, index), matching(query))


def _most_used(
    rows: Select[Any], value: list[ColumnElement[Any]], contains: str, limit: int
) -> Select[Any]:
    *_, used = rows.selected_columns
    text = value[-1]
    if contains:
        rows = rows.where(or_(text.is_(None), ilike(text, f"%{searched_text(contains)}%")))
        limit = SIFTED_VALUES
    ties = [text] if len(value) == 1 else [value[0].is_(None), *value]
    return rows.group_by(*value).order_by(used.desc(), *ties).limit(limit)
