"""MLflow's filters and sort keys: a subset of ours, read to the same tree.

Some of MLflow's tags are fields of ours, and its ``FAILED`` means both our failed and crashed; so
the tree is rewritten where it names these.
"""

import re
from collections.abc import Callable, Sequence

import msgspec

from runlore.entities.errors import InvalidValueError
from runlore.entities.experiment import experiment_path
from runlore.query.ast import And, Compare, Expr, Field, FieldKind, Not, Op, Or, Order, Scalar
from runlore.query.like import ascii_lower, is_like
from runlore.query.parse import parse_order, parse_query
from runlore.query.vocabulary import EXPERIMENTS, RUNS
from runlore.wire.mlflow import NOTE, PARENT, RUN_NAME, STATUSES, split_name

# A metric may be called ``loss.min`` there.
_RUNS = msgspec.structs.replace(
    RUNS, aspects=False, milliseconds=True, aliases={**RUNS.aliases, "artifact_uri": "id"}
)
_EXPERIMENTS = msgspec.structs.replace(
    EXPERIMENTS, milliseconds=True, aliases={**EXPERIMENTS.aliases, "name": "path"}
)

_VIEWS: dict[str | int, bool | None] = {
    "ACTIVE_ONLY": False,
    "DELETED_ONLY": True,
    "ALL": None,
    1: False,
    2: True,
    3: None,
}
_FIELDS = {
    Field(FieldKind.TAG, RUN_NAME): Field(FieldKind.ATTRIBUTE, "name"),
    Field(FieldKind.TAG, NOTE): Field(FieldKind.ATTRIBUTE, "notes"),
    Field(FieldKind.TAG, PARENT): Field(FieldKind.ATTRIBUTE, "parent"),
}
_ID = Field(FieldKind.ATTRIBUTE, "id")
_RUN_URI = re.compile(r"mlflow-artifacts:/.*/([0-9a-z]+)/artifacts/?")
_STATUS = Field(FieldKind.ATTRIBUTE, "status")
_STARTED = Order(Field(FieldKind.ATTRIBUTE, "started"), descending=True)
_PATH = Field(FieldKind.ATTRIBUTE, "path")


def trash_of(view: str | int) -> bool | None:
    """Whether live things (False), those in the trash (True) or both (None) are wanted.

    Raises:
        InvalidValueError: there is no such view.
    """
    known = int(view) if isinstance(view, str) and view.isdecimal() else view
    if known not in _VIEWS:
        raise InvalidValueError(
            f"Invalid value {str(view)[:40]!r} for parameter 'view_type' supplied: "
            "it must be ACTIVE_ONLY, DELETED_ONLY or ALL."
        )
    return _VIEWS[known]


def run_filter(text: str) -> tuple[Expr | None, tuple[Order, ...]]:
    """The tree of a filter for runs, and the sort keys that stand behind it.

    Raises:
        QuerySyntaxError: it does not parse.
    """
    where, order = parse_query(text, _RUNS)
    return _mapped(where, _of_run), tuple(_order_of_run(key) for key in order)


def run_order(keys: Sequence[str], behind: Sequence[Order]) -> tuple[Order, ...]:
    """Sort keys for runs: those given, those behind the filter, and the newest first.

    Raises:
        QuerySyntaxError: one does not parse.
        InvalidValueError: one is given twice.
    """
    order = (*(_order_of_run(key) for key in parse_order(list(keys), _RUNS)), *behind)
    fields = [key.field for key in order]
    if len(set(fields)) < len(fields):
        raise InvalidValueError("order_by names a field twice. Name it once.")
    return order if _STARTED.field in fields else (*order, _STARTED)


def experiment_filter(text: str) -> Expr | None:
    """The tree of a filter for experiments.

    Raises:
        QuerySyntaxError: it does not parse.
    """
    return _mapped(parse_query(text, _EXPERIMENTS)[0], _of_experiment)


def experiment_order(keys: Sequence[str]) -> tuple[Order, ...]:
    """Sort keys for experiments.

    Raises:
        QuerySyntaxError: one does not parse.
    """
    return parse_order(list(keys), _EXPERIMENTS)


def _mapped(expr: Expr | None, change: Callable[[Compare], Expr]) -> Expr | None:
    return None if expr is None else _map(expr, change)


def _map(expr: Expr, change: Callable[[Compare], Expr]) -> Expr:
    match expr:
        case And(parts):
            return And(tuple(_map(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(_map(part, change) for part in parts))
        case Not(part):
            return Not(_map(part, change))
        case Compare():
            return change(expr)


def _of_run(compare: Compare) -> Expr:
    field = _FIELDS.get(compare.field, compare.field)
    if field == _STATUS and compare.op in (Op.EQ, Op.NE):
        op = Op.IN if compare.op is Op.EQ else Op.NOT_IN
        return Compare(field, op, values=_statuses((compare.value,)))
    if field == _STATUS and compare.op in (Op.IN, Op.NOT_IN):
        return msgspec.structs.replace(compare, values=_statuses(compare.values))
    if field == _STATUS and isinstance(compare.value, str):
        return _status_like(compare, compare.value)
    if field == _ID and isinstance(compare.value, str):
        return msgspec.structs.replace(compare, value=_id_of(compare.value))
    return msgspec.structs.replace(compare, field=field)


def _id_of(text: str) -> str:
    """The id in a run's ``artifact_uri``, which is the only part of it that tells runs apart."""
    found = _RUN_URI.fullmatch(text)
    return text if found is None else found.group(1)


def _statuses(values: Sequence[Scalar]) -> tuple[Scalar, ...]:
    return (*values, "crashed") if "failed" in values else tuple(values)


def _status_like(compare: Compare, pattern: str) -> Expr:
    """A pattern of MLflow's words for statuses as those of ours that it fits."""
    any_case = compare.op in (Op.ILIKE, Op.NOT_ILIKE)
    fold = ascii_lower if any_case else str
    fits = tuple(
        status.value for status, word in STATUSES.items() if is_like(fold(word), fold(pattern))
    )
    op = Op.IN if compare.op in (Op.LIKE, Op.ILIKE) else Op.NOT_IN
    return Compare(compare.field, op, values=fits or ("",))


def _order_of_run(key: Order) -> Order:
    return Order(_FIELDS.get(key.field, key.field), key.descending)


def _of_experiment(compare: Compare) -> Expr:
    if compare.field != _PATH or compare.op not in (Op.EQ, Op.NE, Op.IN, Op.NOT_IN):
        return compare
    return msgspec.structs.replace(
        compare,
        value=_path(compare.value),
        values=tuple(_path(value) for value in compare.values),
    )


def _path(name: Scalar) -> Scalar:
    return experiment_path(*split_name(name)) if isinstance(name, str) else name
