"""Where the fields of a query lie in the tables."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    ScalarSelect,
    String,
    Table,
    cast,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.sql.expression import FromClause

from runlore.engines.sql.tables import (
    KIND_NUMBERS,
    experiments,
    keys,
    projects,
    run_metrics,
    run_values,
    runs,
)
from runlore.query.ast import Field, FieldKind
from runlore.query.fields import resolved_aspect

_EXPERIMENT = (
    select(experiments.c.name).where(experiments.c.id == runs.c.experiment_id).scalar_subquery()
)
_PROJECT = (
    select(projects.c.name)
    .join(experiments, experiments.c.project_pk == projects.c.project_pk)
    .where(experiments.c.id == runs.c.experiment_id)
    .scalar_subquery()
)
_DURATION = cast(runs.c.ended_at - runs.c.started_at, Double) / literal(1_000_000.0, Double)

ATTRIBUTE_COLUMNS: dict[str, ColumnElement[Any]] = {
    "id": runs.c.id,
    "name": runs.c.name,
    "status": runs.c.status,
    "project": _PROJECT,
    "experiment": _EXPERIMENT,
    "user": runs.c.user,
    "host": runs.c.host,
    "notes": runs.c.notes,
    "parent": runs.c.parent,
    "started": runs.c.started_at,
    "ended": runs.c.ended_at,
    "duration": _DURATION,
}
"""The closed set of attributes: nothing that a user writes ever names a column."""

NULLABLE_ATTRIBUTES = frozenset({"parent", "ended", "duration"})


def index_table(field: Field) -> Table:
    """The index table that holds the values of a field with a key."""
    return run_metrics if field.kind is FieldKind.METRIC else run_values


def metric_column(index: FromClause, field: Field) -> ColumnElement[float]:
    """The column of a metric's aspect, in ``run_metrics`` or an alias of it. NULL is NaN."""
    return index.c[resolved_aspect(field).value]


def key_number(field: Field) -> ScalarSelect[int]:
    """The number of a field's key; NULL, which equals nothing, when no run ever had it."""
    return (
        select(keys.c.key_id)
        .where(
            keys.c.kind == literal(KIND_NUMBERS[field.kind], BigInteger),
            keys.c.name == literal(field.key, String),
        )
        .scalar_subquery()
    )


def has_value(index: FromClause, field: Field) -> ColumnElement[bool]:
    """Whether a row of the index holds a value: a null param has a row, but no value."""
    if field.kind is FieldKind.METRIC:
        return true()
    return or_(index.c.number.is_not(None), index.c.text.is_not(None))
