"""Logged models: what a run packaged, where its files lie, and how well it did."""

import enum

import msgspec

from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidNameError, InvalidPathError, LimitExceededError
from runlore.entities.ids import ExperimentId, LoggedModelId, Micros, RunId
from runlore.entities.limits import MAX_PARAM_BYTES, MAX_PARAMS, MAX_TAGS
from runlore.entities.names import check_name

MAX_MESSAGE_CHARS = 5_000
"""Why a model failed: the end of a traceback, not a log."""


class LoggedModelStatus(str, enum.Enum):
    """Whether the files of a model are all there."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class ModelMetric(msgspec.Struct, frozen=True):
    """One point that was measured on a model.

    Attributes:
        key: the metric.
        value: NaN and infinities included.
        step: as for a run; ``NO_STEP`` for a final value.
        time: when it was measured.
        run: which run measured it, or None.
        dataset: name of the data it was measured on; empty when not said.
        digest: of that data.
    """

    key: str
    value: float
    step: int
    time: Micros
    run: RunId | None = None
    dataset: str = ""
    digest: str = ""


class LoggedModel(msgspec.Struct, frozen=True):
    """A model that was packaged.

    Attributes:
        id: unique everywhere, never that of a run.
        experiment_id: the experiment's number.
        name: of the model; several may share it, the newest is meant.
        status: pending until its files are all there, then ready or failed.
        status_message: why, where that was said.
        model_type: what it is for, such as ``classifier``; empty when not said.
        run: the run that made it, or None.
        path: folder of its files in that run's artifacts; empty when the model owns its files.
        step: the step it belongs to, or None.
        created_at: when.
        updated_at: when anything but its metrics last changed.
        params: set once, as text.
        tags: mutable labels.
        deleted_at: when it was put in the trash, or None.
        metrics: every point that was measured on it, in the order in which they came.
    """

    id: LoggedModelId
    experiment_id: ExperimentId
    name: str
    status: LoggedModelStatus
    created_at: Micros
    updated_at: Micros
    status_message: str = ""
    model_type: str = ""
    run: RunId | None = None
    path: str = ""
    step: int | None = None
    params: dict[str, str] = {}
    tags: dict[str, str] = {}
    deleted_at: Micros | None = None
    metrics: list[ModelMetric] = []


class ModelRole(str, enum.Enum):
    """What a model is to a run."""

    INPUT = "input"
    OUTPUT = "output"


class ModelUse(msgspec.Struct, frozen=True):
    """That a run took a model as its input, or made it.

    Attributes:
        run: which run.
        model: which model.
        role: input or output.
        step: at which an output was made; None for inputs, and where it was not said.
    """

    run: RunId
    model: LoggedModelId
    role: ModelRole
    step: int | None = None


class ModelOutput(msgspec.Struct, frozen=True):
    """A model that a run made, and at which step."""

    model: LoggedModelId
    step: int | None = None


def check_model_name(name: str) -> str:
    """Check the name of a model, which is also a folder beside the files of its run.

    Raises:
        InvalidNameError: it is no name, or no plain relative path.
    """
    check_name("Logged model", name)
    try:
        check_artifact_path(name)
    except InvalidPathError:
        raise InvalidNameError(
            "Logged model", name, "cannot be a folder: files of a model are listed below its name"
        ) from None
    return name


def check_model_values(model: LoggedModel) -> LoggedModel:
    """Check type, message, params and tags of a model, and give it back unchanged.

    Raises:
        InvalidInputError: a key or value that cannot be kept, or too many of them.
    """
    if model.model_type:
        check_name("Model type", model.model_type)
    if len(model.status_message) > MAX_MESSAGE_CHARS:
        raise LimitExceededError(
            "The length of a model's status message",
            len(model.status_message),
            MAX_MESSAGE_CHARS,
            "Log it as a file.",
        )
    for what, values, limit in (
        ("param", model.params, MAX_PARAMS),
        ("tag", model.tags, MAX_TAGS),
    ):
        if len(values) > limit:
            raise LimitExceededError(
                f"The number of {what}s of a model", len(values), limit, "Log them as a file."
            )
        for key, value in values.items():
            check_name(f"Model {what}", key)
            size = len(value.encode(errors="surrogatepass"))
            if size > MAX_PARAM_BYTES:
                raise LimitExceededError(
                    f"The size of model {what} {key!r}", size, MAX_PARAM_BYTES, "Log it as a file."
                )
    return model
