"""What may be said of a logged model, and what it does. Pure: a model in, a model out."""

import msgspec

from runlore.entities.dataset import Dataset, RunInput, check_input
from runlore.entities.errors import ConflictError, InvalidValueError
from runlore.entities.ids import (
    ExperimentId,
    Micros,
    RunId,
    new_logged_model_id,
    parse_logged_model_id,
)
from runlore.entities.limits import NO_STEP
from runlore.entities.logged_model import (
    LoggedModel,
    LoggedModelStatus,
    ModelMetric,
    check_model_name,
    check_model_values,
)
from runlore.entities.names import check_name
from runlore.entities.ranges import check_moment, check_step


class NewLoggedModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model to be made. Its experiment is told by number, or by names, or is that of its run.

    Attributes:
        experiment_id: the experiment's number.
        project: or the name of a project, made when it is new.
        experiment: and that of an experiment in it, made when it is new.
        name: of the model; left out, one is made up.
        model_type: what it is for, such as ``classifier``.
        run: the run that makes it; the model is then one of its outputs.
        step: the step of the run that it belongs to.
        params: set once, as text.
        tags: labels.
        id: ``m-`` and 32 hexadecimal digits; left out, a new one.
    """

    experiment_id: int | None = None
    project: str | None = None
    experiment: str | None = None
    name: str | None = None
    model_type: str = ""
    run: str | None = None
    step: int | None = None
    params: dict[str, str] = {}
    tags: dict[str, str] = {}
    id: str | None = None


class LoggedModelPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a model, all or nothing; None leaves it.

    Attributes:
        status: ready or failed.
        status_message: why.
        tags: to set; null removes one.
        params: to add; one that is there must have the same value.
        deleted: true puts the model in the trash, false takes it out.
    """

    status: LoggedModelStatus | None = None
    status_message: str | None = None
    tags: dict[str, str | None] = {}
    params: dict[str, str] = {}
    deleted: bool | None = None


def model_of(
    new: NewLoggedModel, experiment: ExperimentId, run: RunId | None, at: Micros
) -> LoggedModel:
    """The model that is asked for, pending.

    Raises:
        InvalidInputError: an id, name or value that cannot be kept.
    """
    model_id = new_logged_model_id() if new.id is None else parse_logged_model_id(new.id)
    model = LoggedModel(
        id=model_id,
        experiment_id=experiment,
        name=f"model-{model_id[-8:]}" if new.name is None else check_model_name(new.name),
        status=LoggedModelStatus.PENDING,
        created_at=at,
        updated_at=at,
        model_type=new.model_type,
        run=run,
        step=None if new.step is None else check_step(new.step),
        params=new.params,
        tags=new.tags,
    )
    return check_model_values(model)


def check_live(model: LoggedModel) -> None:
    """Look whether the model may be changed.

    Raises:
        ConflictError: it is in the trash.
    """
    if model.deleted_at is not None:
        raise ConflictError(f"The logged model {model.id!r} is in the trash. Restore it first.")


def patched(model: LoggedModel, patch: LoggedModelPatch, at: Micros) -> LoggedModel:
    """The model after a change; what changes nothing is no change.

    Raises:
        ConflictError: a param has another value, or the model is in the trash and stays there.
        InvalidInputError: a name or value that cannot be kept.
    """
    if patch.deleted is None:
        check_live(model)
    if patch.status is LoggedModelStatus.PENDING:
        raise InvalidValueError("A model is finalized as ready or as failed, not as pending.")
    _check_params(model, patch)
    tags = {**model.tags, **patch.tags}
    message = model.status_message if patch.status_message is None else patch.status_message
    changed = msgspec.structs.replace(
        model,
        status=patch.status or model.status,
        status_message=message,
        params={**model.params, **patch.params},
        tags={key: value for key, value in tags.items() if value is not None},
        deleted_at=_deleted_at(model, patch, at),
    )
    if changed == model:
        return model
    return check_model_values(msgspec.structs.replace(changed, updated_at=at))


def _check_params(model: LoggedModel, patch: LoggedModelPatch) -> None:
    for key, value in patch.params.items():
        if model.params.get(key, value) != value:
            raise ConflictError(
                f"Param {key!r} of the logged model {model.id!r} is set already, to another value."
            )


def _deleted_at(model: LoggedModel, patch: LoggedModelPatch, at: Micros) -> Micros | None:
    if patch.deleted is None:
        return model.deleted_at
    return (model.deleted_at or at) if patch.deleted else None


def check_point(point: ModelMetric) -> None:
    """Look whether a point can be kept.

    Raises:
        InvalidInputError: it cannot.
    """
    check_name("Metric", point.key)
    if point.step != NO_STEP:
        check_step(point.step)
    check_moment(point.time)
    if point.dataset or point.digest:
        check_input(RunInput(Dataset(point.dataset, point.digest)))
