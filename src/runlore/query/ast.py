"""The tree that every dialect's filter parses to and every engine compiles."""

import enum
from typing import TypeAlias

import msgspec

from runlore.entities.ids import RunId


class FieldKind(str, enum.Enum):
    """Where a field's value lies on a run."""

    PARAM = "param"
    METRIC = "metric"
    TAG = "tag"
    SUMMARY = "summary"
    ATTRIBUTE = "attribute"
    DATASET = "dataset"
    """Of any of the datasets that a run used; it may have many, so such a field has no order."""

    FINGERPRINT = "fingerprint"
    """The digest of a group of a run's inputs, or of all: equal ones are replicas."""


class Aspect(str, enum.Enum):
    """Which number of a metric is meant; ``BEST`` is min or max, as its name suggests."""

    LAST = "last"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"
    FIRST = "first"
    COUNT = "count"
    BEST = "best"


class Field(msgspec.Struct, frozen=True):
    """One value of a run.

    Attributes:
        kind: where it lies.
        key: the param, metric, tag or summary key, or the name of an attribute or of what is known
            of a dataset.
        aspect: of a metric; LAST for the others.
    """

    kind: FieldKind
    key: str
    aspect: Aspect = Aspect.LAST


class Op(str, enum.Enum):
    """How a field is compared."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    LIKE = "LIKE"
    ILIKE = "ILIKE"
    IN = "IN"
    NOT_LIKE = "NOT LIKE"
    NOT_ILIKE = "NOT ILIKE"
    NOT_IN = "NOT IN"
    IS_NULL = "IS NULL"


NEGATED = {
    Op.NE: Op.EQ,
    Op.NOT_IN: Op.IN,
    Op.NOT_LIKE: Op.LIKE,
    Op.NOT_ILIKE: Op.ILIKE,
}
"""What each negative comparison is the opposite of, on runs that have the field."""


Scalar: TypeAlias = str | int | float | bool | None


class Compare(msgspec.Struct, frozen=True, tag=True):
    """``field op value``. IN and NOT IN take a tuple in ``values``; IS NULL takes nothing.

    A comparison with a missing field is false, the negative ones included; only IS NULL is true of
    it. ``NOT (x)`` is the plain opposite of x. Moments are compared as microseconds (int). What is
    equal to what says ``query/literals.py``.

    A comparison with a field of datasets is true when it is true for one of the run's datasets, the
    negative ones included: ``!=`` finds the runs that used some other dataset. IS NULL is true when
    none has a value.
    """

    field: Field
    op: Op
    value: Scalar = None
    values: tuple[Scalar, ...] = ()


class And(msgspec.Struct, frozen=True, tag=True):
    """All parts hold; there are at least two."""

    parts: tuple["Expr", ...]


class Or(msgspec.Struct, frozen=True, tag=True):
    """Some part holds; there are at least two."""

    parts: tuple["Expr", ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    """The part does not hold."""

    part: "Expr"


Expr: TypeAlias = Compare | And | Or | Not


class Order(msgspec.Struct, frozen=True):
    """One sort key. Missing values come last in both directions; NaN just before them."""

    field: Field
    descending: bool = False


class Cursor(msgspec.Struct, frozen=True):
    """Where a page ended: the sort values of its last run, and its id, which breaks ties."""

    values: tuple[Scalar, ...]
    run: RunId


class RunQuery(msgspec.Struct, frozen=True):
    """A whole search, with all names resolved.

    Attributes:
        experiments: ids to search in; None means all.
        where: the filter, or None.
        order: sort keys; ties are broken by run id, newest first.
        limit: runs at most.
        after: start behind this cursor.
        offset: or skip so many (for a scroll bar that jumps).
        deleted: False live runs, True those in the trash, None both.
    """

    experiments: tuple[int, ...] | None = None
    where: Expr | None = None
    order: tuple[Order, ...] = ()
    limit: int = 100
    after: Cursor | None = None
    offset: int = 0
    deleted: bool | None = False
