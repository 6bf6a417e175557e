"""A query as SQL: the numbers of the runs of a page, in order, and how many match in all.

Only ``runs`` and the search index are read, never a document. ``benchmarks/bench_runs_table.py``
watches the time and says how it grows.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, func, select, true

from runlore.engines.sql.compile_filter import compile_filter
from runlore.engines.sql.compile_order import behind, order_by, sort_key
from runlore.engines.sql.tables import runs
from runlore.entities.errors import LimitExceededError
from runlore.query.ast import RunQuery

MAX_EXPERIMENTS = 30_000
"""Experiments of one search: each is a parameter, and SQLite takes 32,766 in a statement."""


def compile_page(query: RunQuery) -> Select[Any]:
    """Selects ``run_pk`` of the page, in order.

    Raises:
        LimitExceededError: more experiments than a statement can name.
    """
    keys = [sort_key(order) for order in query.order]
    rows: FromClause = runs
    for key in keys:
        if key.source is not None:
            rows = rows.outerjoin(key.source.rows, key.source.on)
    statement = select(runs.c.run_pk).select_from(rows).where(matching(query))
    if query.after is not None:
        statement = statement.where(behind(keys, query.after))
    statement = statement.order_by(*order_by(keys)).limit(query.limit)
    return statement.offset(query.offset) if query.offset else statement


def compile_count(query: RunQuery) -> Select[Any]:
    """Selects how many runs match, whatever the page.

    Raises:
        LimitExceededError: more experiments than a statement can name.
    """
    return select(func.count()).select_from(runs).where(matching(query))


def matching(query: RunQuery) -> ColumnElement[bool]:
    """Whether a row of ``runs`` is in the scope of the query and its filter holds for it.

    Raises:
        LimitExceededError: more experiments than a statement can name.
    """
    conditions = [in_scope(query, runs)]
    if query.deleted is not None:
        deleted = runs.c.deleted_at
        conditions.append(deleted.is_not(None) if query.deleted else deleted.is_(None))
    if query.where is not None:
        conditions.append(compile_filter(query.where, query.experiments))
    return and_(*conditions)


def in_scope(query: RunQuery, rows: FromClause) -> ColumnElement[bool]:
    """Whether a row of a table with experiments is of one of those that the query is about.

    Raises:
        LimitExceededError: more experiments than a statement can name.
    """
    scope = query.experiments
    if scope is None:
        return true()
    if not scope:
        return false()
    if len(scope) > MAX_EXPERIMENTS:
        raise LimitExceededError(
            "Number of experiments to search", len(scope), MAX_EXPERIMENTS,
            "Search the whole store, or fewer of them.",
        )  # fmt: skip
    return rows.c.experiment_id.in_(scope)
