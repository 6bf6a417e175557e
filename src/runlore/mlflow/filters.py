"""MLflow's searches as ours: its filter texts, its order, and the scope of experiments."""

import re
from collections.abc import Iterable, Sequence

from runlore.entities.errors import InvalidValueError
from runlore.mlflow.entities import Experiment, LifecycleStage, ViewType
from runlore.mlflow.names import Place
from runlore.query.ast import Field, FieldKind
from runlore.query.flatten import IndexValue, index_value
from runlore.query.listing import select_things
from runlore.query.parse import parse_order, parse_query
from runlore.query.vocabulary import Vocabulary
from runlore.wire.mlflow import NOTE, PARENT, RUN_NAME, USER

_ATTRIBUTES = {
    RUN_NAME: "name",
    USER: "user",
    PARENT: "parent",
    NOTE: "notes",
}
"""Tags in which MLflow keeps what is an attribute of a run here."""

_TAG = "|".join(re.escape(tag) for tag in _ATTRIBUTES)
_PIECES = re.compile(
    rf"""\btags?\.(?:"(?P<a>{_TAG})"|`(?P<b>{_TAG})`|(?P<c>{_TAG})\b)"""
    r"""|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`""",
    re.IGNORECASE,
)
_ORDER = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\b(ORDER\s+BY)\b""", re.IGNORECASE)
_NAMES = {tag.lower(): attribute for tag, attribute in _ATTRIBUTES.items()}


def own_text(text: str) -> str:
    """A filter of MLflow's in our words; what stands in quotes is left as it is."""

    def replaced(piece: "re.Match[str]") -> str:
        tag = piece["a"] or piece["b"] or piece["c"]
        return piece[0] if tag is None else _NAMES[tag.lower()]

    return _PIECES.sub(replaced, text)


def run_search(
    filter_string: str,
    scope: Sequence[Place] | None,
    view_type: object = ViewType.ACTIVE_ONLY,
    order_by: Sequence[str] | None = None,
) -> dict[str, object]:
    """The body of a search for runs.

    Args:
        filter_string: MLflow's filter, or any of ours.
        scope: the experiments to look into; None for all.
        view_type: live runs, deleted ones or both.
        order_by: sort keys.
    """
    query = own_text(filter_string or "")
    asked: dict[str, object] = {"deleted": ViewType.deleted(view_type)}
    if scope is not None:
        projects = {place.project for place in scope}
        if len(projects) == 1:
            asked["project"] = projects.pop()
            asked["experiments"] = [place.experiment for place in scope]
        else:
            query = _within(query, scope)
    asked["query"] = query
    if order_by:
        asked["order_by"] = [own_text(key) for key in order_by]
    return asked


def _within(query: str, scope: Sequence[Place]) -> str:
    """The query, for runs of experiments in several projects only."""
    order = next((found for found in _ORDER.finditer(query) if found[1]), None)
    where = query if order is None else query[: order.start()]
    rest = "" if order is None else query[order.start() :]
    places = [
        f"(project = {_quoted(one.project)} AND experiment = {_quoted(one.experiment)})"
        for one in scope
    ]
    inside = f"({' OR '.join(places)})" if places else "(id = '')"
    return f"{inside} AND ({where}) {rest}".strip() if where.strip() else f"{inside} {rest}".strip()


EXPERIMENTS = Vocabulary(
    attributes=("id", "name", "created", "updated"),
    aliases={
        "experiment_id": "id",
        "creation_time": "created",
        "last_update_time": "updated",
    },
    kinds=frozenset({FieldKind.TAG, FieldKind.ATTRIBUTE}),
)
"""What a search for experiments may name."""


def select_experiments(
    experiments: Iterable[Experiment],
    view_type: object,
    filter_string: str | None,
    order_by: Sequence[str] | None,
) -> list[Experiment]:
    """The experiments that match, in order; newest first when none is asked for.

    Raises:
        QuerySyntaxError: the filter does not parse.
    """
    deleted = ViewType.deleted(view_type)
    seen = [
        one
        for one in reversed(list(experiments))
        if deleted is None or deleted == (one.lifecycle_stage == LifecycleStage.DELETED)
    ]
    where, order = parse_query(filter_string or "", EXPERIMENTS)
    asked = (*parse_order(order_by or (), EXPERIMENTS), *order)
    return select_things(seen, _value_of, where, asked)


def offset_of(token: str | None) -> int:
    """How many were on the pages before.

    Raises:
        InvalidValueError: the token is none of ours.
    """
    if not token:
        return 0
    if not (token.isascii() and token.isdecimal() and len(token) < 10):
        raise InvalidValueError(f"The page token {token[:40]!r} is none that a page gave.")
    return int(token)


def _value_of(experiment: Experiment, field: Field) -> IndexValue | None:
    if field.kind is FieldKind.TAG:
        text = experiment.tags.get(field.key)
        return None if text is None else index_value(text)
    return {
        "id": (None, experiment.experiment_id),
        "name": (None, experiment.name),
        "created": ((experiment.creation_time or 0) * 1_000, None),
        "updated": ((experiment.last_update_time or 0) * 1_000, None),
    }[field.key]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
