"""What a search for logged models means: their vocabulary, their values, their order."""

from collections.abc import Callable, Iterable, Sequence
from functools import cmp_to_key
from typing import NamedTuple, TypeAlias

import msgspec

from runlore.entities.errors import LimitExceededError
from runlore.entities.limits import MAX_ORDER_KEYS, NO_STEP
from runlore.entities.logged_model import LoggedModel, LoggedModelStatus, ModelMetric
from runlore.query.ast import And, Compare, Expr, Field, FieldKind, Not, Op, Order, Scalar
from runlore.query.flatten import IndexValue, index_value, searched_text
from runlore.query.listing import select_things
from runlore.query.order import compare_values, place_of
from runlore.query.parse import parse_order
from runlore.query.vocabulary import Vocabulary

MODELS = Vocabulary(
    attributes=("name", "id", "model_type", "status", "run", "created", "updated"),
    aliases={
        "model_id": "id",
        "source_run_id": "run",
        "creation_timestamp": "created",
        "creation_time": "created",
        "created_at": "created",
        "last_updated_timestamp": "updated",
        "last_updated_time": "updated",
        "last_update_time": "updated",
        "updated_at": "updated",
    },
    kinds=frozenset({FieldKind.METRIC, FieldKind.PARAM, FieldKind.TAG, FieldKind.ATTRIBUTE}),
    statuses=tuple(status.value for status in LoggedModelStatus),
    aspects=False,
)
"""What a search for logged models may name."""


class DatasetRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which data a metric was measured on.

    Attributes:
        name: of the dataset.
        digest: of it; left out, any.
    """

    name: str
    digest: str | None = None


class OrderOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sort key that looks only at what was measured on one dataset.

    Attributes:
        by: such as ``metric.accuracy DESC``.
        dataset: which data.
    """

    by: str
    dataset: DatasetRef


class LoggedModelSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search for models as a client asks for it.

    Attributes:
        project: only of this project; None means all.
        experiments: only of the experiments of these names.
        experiment_ids: or only of the experiments of these numbers.
        query: filter text, which may end in ORDER BY; as for runs, with a model's fields.
        order_by: sort keys, before those of the text; the newest first when there are none.
        datasets: only models measured on one of these; metrics then mean what was measured so.
        limit: models in one answer, 1 to 1,000.
        cursor: where the page before ended.
        deleted: False live models, True those in the trash, None both.
    """

    project: str | None = None
    experiments: list[str] | None = None
    experiment_ids: list[int] | None = None
    query: str = ""
    order_by: list[str | OrderOn] = []
    datasets: list[DatasetRef] = []
    limit: int = 100
    cursor: str | None = None
    deleted: bool | None = False


class LoggedModelPage(msgspec.Struct, frozen=True):
    """One page of a search.

    Attributes:
        models: in order, with all that was measured on them.
        total: how many match in all.
        cursor: for the next page; None at the end.
    """

    models: list[LoggedModel]
    total: int
    cursor: str | None


class SortKey(NamedTuple):
    """One sort key, and the data it is about; None means any."""

    order: Order
    dataset: DatasetRef | None = None


Placed: TypeAlias = tuple[list[Scalar], LoggedModel]


class Equalities(NamedTuple):
    """What a filter asks every model to be: whoever keeps them can look there first.

    Attributes:
        name: or None when it does not say.
        run: or None when it does not say.
    """

    name: str | None
    run: str | None


def sort_keys_of(order_by: Sequence[str | OrderOn]) -> list[SortKey]:
    """The sort keys of texts, and of texts with the data that they are about.

    Raises:
        QuerySyntaxError: one does not parse.
        LimitExceededError: there are too many.
    """
    keys: list[SortKey] = []
    for one in order_by:
        text, dataset = (one, None) if isinstance(one, str) else (one.by, one.dataset)
        keys += [SortKey(order, dataset) for order in parse_order([text], MODELS)]
    if len(keys) > MAX_ORDER_KEYS:
        raise LimitExceededError(
            "The number of sort keys", len(keys), MAX_ORDER_KEYS, "Later keys hardly ever matter."
        )
    return keys


def equalities_of(where: Expr | None) -> Equalities:
    """What the filter demands by plain equality, alone or joined by AND."""
    parts = where.parts if isinstance(where, And) else (where,)
    demanded: dict[str, str] = {}
    for part in parts:
        if not isinstance(part, Compare) or part.field.kind is not FieldKind.ATTRIBUTE:
            continue
        if part.op is Op.EQ and isinstance(part.value, str):
            demanded.setdefault(part.field.key, searched_text(part.value))
    return Equalities(demanded.get("name"), demanded.get("run"))


def asks_for_metrics(where: Expr | None, keys: Sequence[SortKey]) -> bool:
    """Whether the search looks at what was measured."""
    if any(key.order.field.kind is FieldKind.METRIC for key in keys):
        return True
    return where is not None and _names_a_metric(where)


def select_models(
    models: Iterable[LoggedModel],
    where: Expr | None,
    keys: Sequence[SortKey],
    datasets: Sequence[DatasetRef],
) -> list[LoggedModel]:
    """The models that the filter matches, in order; ties stay in the order in which they came.

    With datasets, only models that something was measured on with one of them are meant, and the
    filter sees what was measured with those alone.
    """
    seen = [model for model in models if not datasets or _points(model, datasets)]
    found = select_things(seen, lambda one, field: value_of_model(one, field, datasets), where, ())
    if not keys:
        return found
    orders = [key.order for key in keys]

    def compare(one: Placed, other: Placed) -> int:
        return compare_values(one[0], other[0], orders)

    placed = [([_place(model, key, datasets) for key in keys], model) for model in found]
    placed.sort(key=cmp_to_key(compare))
    return [model for _, model in placed]


def value_of_model(
    model: LoggedModel, field: Field, datasets: Sequence[DatasetRef] = ()
) -> IndexValue | None:
    """The (number, text) of a field on a model, as ``query/field_value.py`` says it of a run."""
    if field.kind is FieldKind.METRIC:
        return _last(model, field.key, datasets)
    if field.kind is FieldKind.ATTRIBUTE:
        return _ATTRIBUTES[field.key](model)
    values = model.params if field.kind is FieldKind.PARAM else model.tags
    text = values.get(field.key)
    return None if text is None else index_value(text)


def _last(model: LoggedModel, key: str, datasets: Sequence[DatasetRef]) -> IndexValue | None:
    """The value at the largest step; a final value comes after all steps, the later one last."""
    of_key = [point for point in _points(model, datasets) if point.key == key]
    if not of_key:
        return None
    return max(
        reversed(of_key), key=lambda one: (one.step == NO_STEP, one.step, one.time)
    ).value, None


def _points(model: LoggedModel, datasets: Sequence[DatasetRef]) -> list[ModelMetric]:
    if not datasets:
        return model.metrics
    return [point for point in model.metrics if any(_is_on(point, one) for one in datasets)]


def _is_on(point: ModelMetric, dataset: DatasetRef) -> bool:
    return point.dataset == dataset.name and dataset.digest in (None, point.digest)


def _place(model: LoggedModel, key: SortKey, datasets: Sequence[DatasetRef]) -> Scalar:
    on = datasets if key.dataset is None else (key.dataset,)
    return place_of(value_of_model(model, key.order.field, on))


def _names_a_metric(expr: Expr) -> bool:
    if isinstance(expr, Compare):
        return expr.field.kind is FieldKind.METRIC
    if isinstance(expr, Not):
        return _names_a_metric(expr.part)
    return any(_names_a_metric(part) for part in expr.parts)


def _text(text: str | None) -> IndexValue | None:
    return None if text is None else (None, text)


_ATTRIBUTES: dict[str, Callable[[LoggedModel], IndexValue | None]] = {
    "name": lambda model: _text(model.name),
    "id": lambda model: _text(model.id),
    "model_type": lambda model: _text(model.model_type or None),
    "status": lambda model: _text(model.status.value),
    "run": lambda model: _text(model.run),
    "created": lambda model: (model.created_at, None),
    "updated": lambda model: (model.updated_at, None),
}
