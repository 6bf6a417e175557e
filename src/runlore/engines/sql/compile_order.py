"""The order of a query as sort columns, and the condition that starts a page behind a cursor.

Each sort key becomes up to three columns: the rank (numbers, texts, NaN, none), always upwards,
then the number and the text in the key's direction. The meaning is ``query/order.py``.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Text,
    UnaryExpression,
    and_,
    case,
    false,
    literal,
    or_,
    true,
)

from runlore.engines.sql.search_fields import (
    ATTRIBUTE_COLUMNS,
    NULLABLE_ATTRIBUTES,
    index_table,
    key_number,
    metric_column,
)
from runlore.engines.sql.tables import runs
from runlore.query.ast import Cursor, FieldKind, Order, Scalar
from runlore.query.fields import FieldType, type_of
from runlore.query.order import MISSING, NANS, NUMBERS, TEXTS, rank_of

Condition = ColumnElement[bool]


class Source(NamedTuple):
    """What a sort key needs to have joined to ``runs``."""

    rows: FromClause
    on: Condition


class SortKey(NamedTuple):
    """One sort key as SQL.

    Attributes:
        descending: the direction of number and text.
        number: where numbers stand, or None for a field of texts.
        text: where texts stand, or None for a field of numbers.
        rank: which of the four a row is; None when all rows are of the one rank that there is.
        source: None for an attribute.
    """

    descending: bool
    number: ColumnElement[Any] | None
    text: ColumnElement[Any] | None
    rank: ColumnElement[int] | None
    source: Source | None = None


def sort_key(order: Order) -> SortKey:
    """The SQL of one sort key, with its own alias of the index table."""
    field = order.field
    if field.kind is FieldKind.ATTRIBUTE:
        return _attribute_key(order)
    index = index_table(field).alias()
    # The experiment is said too, so that the row is found by the whole primary key.
    source = Source(
        index,
        and_(
            index.c.key_id == key_number(field),
            index.c.experiment_id == runs.c.experiment_id,
            index.c.run_pk == runs.c.run_pk,
        ),
    )
    if field.kind is FieldKind.METRIC:
        number = metric_column(index, field)
        rank = case((index.c.run_pk.is_(None), MISSING), (number.is_(None), NANS), else_=NUMBERS)
        return SortKey(order.descending, number, None, rank, source)
    number, text = index.c.number, index.c.text
    rank = case((number.is_not(None), NUMBERS), (text.is_not(None), TEXTS), else_=MISSING)
    # Texts that look like numbers sort by these alone; what they look like is no tie-breaker.
    only_text = case((number.is_(None), text))
    return SortKey(order.descending, number, only_text, rank, source)


def order_by(keys: Sequence[SortKey]) -> list[ColumnElement[Any]]:
    """What a page is sorted by; the newest run first where all keys are equal."""
    columns: list[ColumnElement[Any]] = []
    for key in keys:
        if key.rank is not None:
            columns.append(key.rank)
        columns += [_directed(c, key) for c in (key.number, key.text) if c is not None]
    return [*columns, runs.c.id.desc()]


def behind(keys: Sequence[SortKey], cursor: Cursor) -> Condition:
    """Whether a run comes after the cursor in the order."""
    condition: Condition = runs.c.id < cursor.run
    for key, value in zip(reversed(keys), reversed(cursor.values), strict=True):
        condition = or_(_further(key, value), and_(_same(key, value), condition))
    return condition


def _attribute_key(order: Order) -> SortKey:
    name = order.field.key
    column = ATTRIBUTE_COLUMNS[name]
    is_text = type_of(order.field) is FieldType.TEXT
    present = TEXTS if is_text else NUMBERS
    rank = case((column.is_(None), MISSING), else_=present) if name in NULLABLE_ATTRIBUTES else None
    return SortKey(order.descending, None if is_text else column, column if is_text else None, rank)


def _directed(column: ColumnElement[Any], key: SortKey) -> UnaryExpression[Any]:
    return column.desc() if key.descending else column.asc()


def _further(key: SortKey, value: Scalar) -> Condition:
    """Whether a row comes behind the value by this key."""
    rank = rank_of(value)
    higher = false() if key.rank is None else key.rank > rank
    column = _column_of(key, rank)
    if column is None:
        return higher
    there = _bound(value)
    beyond = column < there if key.descending else column > there
    return or_(higher, and_(_of_rank(key, rank), beyond))


def _same(key: SortKey, value: Scalar) -> Condition:
    """Whether a row ties with the value by this key."""
    rank = rank_of(value)
    column = _column_of(key, rank)
    tied = _of_rank(key, rank)
    return tied if column is None else and_(tied, column == _bound(value))


def _of_rank(key: SortKey, rank: int) -> Condition:
    return true() if key.rank is None else key.rank == rank


def _column_of(key: SortKey, rank: int) -> ColumnElement[Any] | None:
    """The column that orders rows of one rank; NaNs and missing values are all alike."""
    return {NUMBERS: key.number, TEXTS: key.text}.get(rank)


def _bound(value: Scalar) -> ColumnElement[Any]:
    if isinstance(value, str):
        return literal(value, Text)
    # Moments and counts stay whole; beside a float column the database compares them as they are.
    return literal(value, BigInteger if isinstance(value, int) else Double)
