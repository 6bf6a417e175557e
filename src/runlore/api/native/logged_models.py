"""Logged models: make, describe, find; their files; and what runs took in and gave out."""

from typing import Any

import msgspec

from runlore.api.kit.bodies import Pieces
from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.numbers import JsonNumber, read_number
from runlore.api.kit.reply import Reply
from runlore.api.native.artifacts import ArtifactList, ContentQuery, ListQuery, content_reply
from runlore.api.native.views import LoggedModelView, view_model
from runlore.entities.artifact import Artifact
from runlore.entities.dataset import RunInput
from runlore.entities.ids import LoggedModelId, Micros, parse_logged_model_id, parse_run_id
from runlore.entities.limits import NO_STEP
from runlore.entities.logged_model import ModelMetric, ModelOutput
from runlore.services.logged_model_search import LoggedModelSearch
from runlore.services.model_changes import LoggedModelPatch, NewLoggedModel


class LoggedModelList(msgspec.Struct, frozen=True):
    """One page of a search.

    Attributes:
        models: in order.
        total: how many match in all.
        cursor: for the next page; null at the end.
    """

    models: list[LoggedModelView]
    total: int
    cursor: str | None


class FilesRemoved(msgspec.Struct, frozen=True):
    """How many files were removed; none when there were none of that name."""

    removed: int


class OutputView(msgspec.Struct, frozen=True):
    """A model that a run made, and at which step."""

    model: LoggedModelView
    step: int | None


class LineageView(msgspec.Struct, frozen=True):
    """What a run took in and gave out.

    Attributes:
        inputs: the datasets that it used.
        model_inputs: the models that it used.
        outputs: the models that it made.
    """

    inputs: list[RunInput]
    model_inputs: list[LoggedModelView]
    outputs: list[OutputView]


class ModelPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point that was measured on a model.

    Attributes:
        key: the metric.
        value: exact; NaN and infinities as text.
        time: when it was measured, µs since 1970.
        step: null for a final value.
        run: the run that measured it.
        dataset: name of the data it was measured on.
        digest: of that data.
    """

    key: str
    value: JsonNumber
    time: int
    step: int | None = None
    run: str | None = None
    dataset: str = ""
    digest: str = ""


class ModelPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points that were measured on a model."""

    points: list[ModelPoint]


class OutputGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model that a run made, and at which step."""

    model: str
    step: int | None = None


class LineageGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a run took in and gave out besides what is known of it.

    Attributes:
        model_inputs: ids of models that it used.
        outputs: models that it made.
    """

    model_inputs: list[str] = []
    outputs: list[OutputGiven] = []


def create_logged_model(call: Call[Nothing, NewLoggedModel]) -> LoggedModelView:
    """Make a logged model; it is pending until it is patched to be ready or failed."""
    return view_model(call.services.logged_models.create(call.actor, call.body))


def search_logged_models(call: Call[Nothing, LoggedModelSearch]) -> LoggedModelList:
    """Search logged models, one page at a time."""
    page = call.services.logged_models.search(call.actor, call.body)
    return LoggedModelList([view_model(one) for one in page.models], page.total, page.cursor)


def get_logged_model(call: Call[Nothing, None]) -> LoggedModelView:
    """Give a logged model with all that was measured on it, be it in the trash or not."""
    return view_model(call.services.logged_models.get(call.actor, _model_in(call)))


def patch_logged_model(call: Call[Nothing, LoggedModelPatch]) -> LoggedModelView:
    """Change a logged model's status, tags or params, or take it out of the trash."""
    return view_model(call.services.logged_models.patch(call.actor, _model_in(call), call.body))


def delete_logged_model(call: Call[Nothing, None]) -> LoggedModelView:
    """Put a logged model in the trash."""
    return view_model(call.services.logged_models.delete(call.actor, _model_in(call)))


def log_model_points(call: Call[Nothing, ModelPoints]) -> LoggedModelView:
    """Keep what was measured on a logged model, and give it as it is then; safe to repeat."""
    model, service = _model_in(call), call.services.logged_models
    service.log_metrics(call.actor, model, [_point(one) for one in call.body.points])
    return view_model(service.get(call.actor, model))


def list_model_artifacts(call: Call[ListQuery, None]) -> ArtifactList:
    """List files of a logged model, one folder level at a time or all."""
    service, query = call.services.artifacts, call.query
    return ArtifactList(service.list(call.actor, _model_in(call), query.folder, deep=query.deep))


def get_model_content(call: Call[ContentQuery, None]) -> Reply:
    """Give the bytes of a logged model's file, whole or a range of them."""
    return content_reply(call, _model_in(call), call.path["path"])


def put_model_content(call: Call[Nothing, Pieces]) -> Artifact:
    """Keep the body as a file of a logged model, in bounded memory, in the place of an older one.

    The content type is kept as the file's media type.
    """
    media_type = call.headers.get("content-type", "")
    return call.services.artifacts.put(
        call.actor, _model_in(call), call.path["path"], call.body, media_type
    )


def delete_model_content(call: Call[Nothing, None]) -> FilesRemoved:
    """Remove a file of a logged model, or a folder with all that is in it; safe to repeat."""
    return FilesRemoved(
        call.services.artifacts.delete(call.actor, _model_in(call), call.path["path"])
    )


def get_lineage(call: Call[Nothing, None]) -> LineageView:
    """Give the datasets and models that a run used, and the models that it made."""
    return _lineage(call)


def add_lineage(call: Call[Nothing, LineageGiven]) -> LineageView:
    """Say which models a run used and made, and give all of it; safe to repeat."""
    run, given = parse_run_id(call.path["run"]), call.body
    service = call.services.lineage
    inputs = [parse_logged_model_id(model) for model in given.model_inputs]
    made = [ModelOutput(parse_logged_model_id(one.model), one.step) for one in given.outputs]
    service.log_inputs(call.actor, run, [], inputs)
    service.log_outputs(call.actor, run, made)
    return _lineage(call)


def _lineage(call: Call[Any, Any]) -> LineageView:
    found = call.services.lineage.of_run(call.actor, parse_run_id(call.path["run"]))
    return LineageView(
        found.inputs,
        [view_model(model) for model in found.model_inputs],
        [OutputView(view_model(one.model), one.step) for one in found.outputs],
    )


def _point(given: ModelPoint) -> ModelMetric:
    return ModelMetric(
        key=given.key,
        value=read_number(given.value),
        step=NO_STEP if given.step is None else given.step,
        time=Micros(given.time),
        run=None if given.run is None else parse_run_id(given.run),
        dataset=given.dataset,
        digest=given.digest,
    )


def _model_in(call: Call[Any, Any]) -> LoggedModelId:
    return parse_logged_model_id(call.path["model"])
