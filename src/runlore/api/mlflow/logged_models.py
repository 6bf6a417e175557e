"""Logged models: made, finished, described, found."""

import re
from collections.abc import Mapping, Sequence

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.numbers import json_number
from runlore.api.mlflow.places import model_uri
from runlore.api.mlflow.shapes import DONE, Answer, Asked, KeyValue, Metric, Tag
from runlore.api.mlflow.translate import millis, show_step
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.ids import (
    LoggedModelId,
    new_logged_model_id,
    parse_experiment_id,
    parse_logged_model_id,
)
from runlore.entities.logged_model import LoggedModel, LoggedModelStatus, ModelMetric
from runlore.services.logged_model_search import DatasetRef, LoggedModelSearch, OrderOn
from runlore.services.model_changes import NewLoggedModel
from runlore.wire.mlflow import ARTIFACT_LOCATION, ARTIFACT_URI

_NOT_IN_NAMES = re.compile(r"""[/:.%"']""")
_STATUSES = {
    LoggedModelStatus.PENDING: "LOGGED_MODEL_PENDING",
    LoggedModelStatus.READY: "LOGGED_MODEL_READY",
    LoggedModelStatus.FAILED: "LOGGED_MODEL_UPLOAD_FAILED",
}
_NUMBERS = {1: LoggedModelStatus.PENDING, 2: LoggedModelStatus.READY, 3: LoggedModelStatus.FAILED}
_WORDS = {word: status for status, word in _STATUSES.items()}


class ModelInfo(Answer, frozen=True):
    """What a logged model is; moments in milliseconds since 1970."""

    model_id: str
    experiment_id: str
    name: str
    creation_timestamp_ms: int
    last_updated_timestamp_ms: int
    artifact_uri: str
    status: str
    model_type: str = ""
    source_run_id: str = ""
    status_message: str = ""
    tags: list[KeyValue] = []


class ModelData(Answer, frozen=True):
    """What a logged model was given, and what was measured on it."""

    params: list[KeyValue] = []
    metrics: list[Metric] = []


class Model(Answer, frozen=True):
    """A logged model."""

    info: ModelInfo
    data: ModelData


class ModelAnswer(Answer, frozen=True):
    """One logged model."""

    model: Model


class ModelPage(Answer, frozen=True):
    """A page of logged models."""

    models: list[Model] = []
    next_page_token: str = ""


class Create(Asked, frozen=True):
    """A new logged model."""

    experiment_id: str
    name: str = ""
    model_type: str = ""
    source_run_id: str = ""
    params: list[Tag] = []
    tags: list[Tag] = []


class Finalize(Asked, frozen=True):
    """Whether its files are all there."""

    status: str | int
    model_id: str = ""


class Get(Asked, frozen=True):
    """Whether one in the trash is wanted too."""

    allow_deleted: bool = False


class Params(Asked, frozen=True):
    """Params to be added."""

    params: list[Tag] = []
    model_id: str = ""


class Tags(Asked, frozen=True):
    """Tags to be set."""

    tags: list[Tag] = []
    model_id: str = ""


class Data(Asked, frozen=True):
    """A dataset that metrics are measured on."""

    dataset_name: str
    dataset_digest: str = ""


class Key(Asked, frozen=True):
    """A sort key."""

    field_name: str
    ascending: bool = True
    dataset_name: str = ""
    dataset_digest: str = ""


class Search(Asked, frozen=True):
    """Which logged models."""

    experiment_ids: list[str] = []
    filter: str = ""
    datasets: list[Data] = []
    max_results: int = 100
    order_by: list[Key] = []
    page_token: str = ""


def create(call: Call[Nothing, Create]) -> ModelAnswer:
    """Make a logged model whose files are still to come."""
    given = call.body
    number = parse_experiment_id(given.experiment_id)
    experiment = call.services.experiments.get(call.actor, number)
    tags = _pairs(given.tags)
    model = new_logged_model_id()
    place = experiment.tags.get(ARTIFACT_LOCATION)
    if place is not None:
        tags[ARTIFACT_URI] = f"{place}/models/{model}/artifacts"
    made = call.services.logged_models.create(
        call.actor,
        NewLoggedModel(
            experiment_id=number,
            name=_name(given.name),
            model_type=given.model_type,
            run=given.source_run_id or None,
            params=_pairs(given.params),
            tags=tags,
            id=model,
        ),
    )
    return ModelAnswer(show_model(made))


def get(call: Call[Get, None]) -> ModelAnswer:
    """Give a logged model."""
    model = call.services.logged_models.get(call.actor, _model_of(call.path))
    if model.deleted_at is not None and not call.query.allow_deleted:
        raise NotFoundError("logged model", model.id)
    return ModelAnswer(show_model(model))


def finalize(call: Call[Nothing, Finalize]) -> ModelAnswer:
    """Say that the files are all there, or never will be."""
    given = call.body.status
    status = _NUMBERS.get(given) if isinstance(given, int) else _WORDS.get(given)
    if status is None or status is LoggedModelStatus.PENDING:
        raise InvalidValueError(
            f"Invalid value {str(given)[:40]!r} for parameter 'status' supplied: "
            "it must be LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED."
        )
    done = call.services.logged_models.finalize(call.actor, _model_of(call.path), status)
    return ModelAnswer(show_model(done))


def delete(call: Call[Nothing, None]) -> Answer:
    """Put a logged model in the trash."""
    call.services.logged_models.delete(call.actor, _model_of(call.path))
    return DONE


def log_params(call: Call[Nothing, Params]) -> Answer:
    """Add params; each is set once."""
    models = call.services.logged_models
    models.log_params(call.actor, _model_of(call.path), _pairs(call.body.params))
    return DONE


def set_tags(call: Call[Nothing, Tags]) -> Answer:
    """Set tags."""
    models = call.services.logged_models
    models.set_tags(call.actor, _model_of(call.path), dict(_pairs(call.body.tags)))
    return DONE


def delete_tag(call: Call[Nothing, None]) -> Answer:
    """Remove a tag that is there."""
    models = call.services.logged_models
    models.delete_tag(call.actor, _model_of(call.path), call.path["key"])
    return DONE


def search(call: Call[Nothing, Search]) -> ModelPage:
    """Search logged models of some experiments."""
    asked = call.body
    page = call.services.logged_models.search(
        call.actor,
        LoggedModelSearch(
            experiment_ids=[parse_experiment_id(text) for text in asked.experiment_ids],
            query=_filter(asked.filter),
            order_by=[_sort_key(key) for key in asked.order_by],
            datasets=[
                DatasetRef(one.dataset_name, one.dataset_digest or None) for one in asked.datasets
            ],
            limit=asked.max_results,
            cursor=asked.page_token or None,
        ),
    )
    return ModelPage([show_model(one) for one in page.models], page.cursor or "")


def show_model(model: LoggedModel) -> Model:
    """A logged model as MLflow shows it."""
    info = ModelInfo(
        model_id=model.id,
        experiment_id=str(model.experiment_id),
        name=model.name,
        creation_timestamp_ms=millis(model.created_at),
        last_updated_timestamp_ms=millis(model.updated_at),
        artifact_uri=model_uri(model),
        status=_STATUSES[model.status],
        model_type=model.model_type,
        source_run_id=model.run or "",
        status_message=model.status_message,
        tags=[KeyValue(k, v) for k, v in model.tags.items() if k != ARTIFACT_URI],
    )
    params = [KeyValue(key, value) for key, value in model.params.items()]
    return Model(info, ModelData(params, [_shown(model, one) for one in _latest(model.metrics)]))


def _name(given: str) -> str | None:
    if _NOT_IN_NAMES.search(given):
        raise InvalidValueError(
            f"Invalid model name ({given[:80]!r}) provided. Model name must be a non-empty string "
            "and cannot contain the following characters: ('/', ':', '.', '%', '\"', \"'\")"
        )
    return given or None


def _latest(points: Sequence[ModelMetric]) -> list[ModelMetric]:
    """The latest point of each metric on each dataset by each run."""
    newest: dict[tuple[str, str, str, str | None], ModelMetric] = {}
    for one in points:
        place = (one.key, one.dataset, one.digest, one.run)
        known = newest.get(place)
        if known is None or (one.step, one.time) >= (known.step, known.time):
            newest[place] = one
    return list(newest.values())


def _shown(model: LoggedModel, one: ModelMetric) -> Metric:
    return Metric(
        one.key,
        json_number(one.value),
        millis(one.time),
        show_step(one.step),
        one.run or "",
        model.id,
        one.dataset,
        one.digest,
    )


def _filter(text: str) -> str:
    """The filter with our words for what models are: MLflow's are longer."""
    for status, word in _STATUSES.items():
        text = text.replace(f"'{word}'", f"'{status.value}'")
    return text


def _sort_key(key: Key) -> str | OrderOn:
    by = f"{key.field_name} {'ASC' if key.ascending else 'DESC'}"
    if not key.dataset_name:
        return by
    return OrderOn(by, DatasetRef(key.dataset_name, key.dataset_digest or None))


def _pairs(given: Sequence[Tag]) -> dict[str, str]:
    return {one.key: one.value for one in given}


def _model_of(path: Mapping[str, str]) -> LoggedModelId:
    return parse_logged_model_id(path["model"])
