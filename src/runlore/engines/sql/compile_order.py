"""The order of a query as sort columns, and the condition that starts a page behind a cursor.

Each sort key becomes up to three columns: the rank (numbers, texts, NaN, none), always upwards, then
the number and the text in the key's direction. The meaning is ``query/order.py``.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    String,
    Text,
    and_,
    case,
    false,
    literal,
    or_,
)

from runlore.engines.sql.search_fields import (
    ATTRIBUTE_COLUMNS,
    NULLABLE_ATTRIBUTES,
    index_table,
    key_number,
    metric_column,
)
from runlore.engines.sql.tables import runs
from runlore.query.ast import Cursor, Field, FieldKind, Order, Scalar
from runlore.query.fields import FieldType, type_of

_NUMBERS, _TEXTS, _NANS, _MISSING = range(4)


class SortKey:
    """One sort key, as SQL.

    ``source`` is what the key needs joined to ``runs``, and on which condition; None for an
    attribute.
    """

    def __init__(self, order: Order, position: int) -> None:
        self.source: tuple[FromClause, ColumnElement[bool]] | None = None
        self._descending = order.descending
        self._rank: ColumnElement[int] | None = None
        self._number: ColumnElement[Any] | None = None
        self._text: ColumnElement[str] | None = None
        self._number_type = Double()
