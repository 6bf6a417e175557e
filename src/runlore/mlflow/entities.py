"""MLflow's nouns as its users know them: what the verbs of this facade give back."""

import enum
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class ViewType:
    """Which runs or experiments: live ones, those in the trash, or both."""

    ACTIVE_ONLY, DELETED_ONLY, ALL = 1, 2, 3

    @classmethod
    def deleted(cls, view_type: object) -> bool | None:
        """What our search calls it: False live ones, True deleted ones, None both."""
        named = {"ACTIVE_ONLY": 1, "DELETED_ONLY": 2, "ALL": 3}
        number = named.get(str(view_type).upper(), view_type)
        if number == cls.ALL:
            return None
        return number == cls.DELETED_ONLY


class RunStatus(str, enum.Enum):
    """How a run stands, in MLflow's words."""

    RUNNING = "RUNNING"
    SCHEDULED = "SCHEDULED"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    KILLED = "KILLED"

    def __str__(self) -> str:
        return self.value

    @classmethod
    def to_string(cls, status: "RunStatus | str") -> str:
        """The word of a status."""
        return cls(status).value

    @classmethod
    def is_terminated(cls, status: "RunStatus | str") -> bool:
        """Whether a run of this status has ended."""
        return cls(status) in (cls.FINISHED, cls.FAILED, cls.KILLED)


class LifecycleStage:
    """Whether something lives or lies in the trash."""

    ACTIVE = "active"
    DELETED = "deleted"


class Metric(msgspec.Struct, frozen=True):
    """One point of a metric; ``timestamp`` in milliseconds."""

    key: str
    value: float
    timestamp: int
    step: int = 0


class Param(msgspec.Struct, frozen=True):
    """One param, as text."""

    key: str
    value: str


class RunTag(msgspec.Struct, frozen=True):
    """One tag of a run."""

    key: str
    value: str


class ExperimentTag(msgspec.Struct, frozen=True):
    """One tag of an experiment."""

    key: str
    value: str


class Experiment(msgspec.Struct, frozen=True):
    """A named set of runs; times in milliseconds."""

    experiment_id: str
    name: str
    artifact_location: str
    lifecycle_stage: str = LifecycleStage.ACTIVE
    tags: dict[str, str] = {}
    creation_time: int | None = None
    last_update_time: int | None = None


class RunInfo:
    """Who a run is. Times in milliseconds.

    Attributes:
        run_id: unique everywhere.
        run_name: shown.
        user_id: who ran it.
        status: ``RUNNING``, ``FINISHED``, ``FAILED`` or ``KILLED``.
        start_time: when it began.
        end_time: when it ended, or None.
        lifecycle_stage: ``active`` or ``deleted``.
    """

    def __init__(  # noqa: PLR0913  # MLflow's own signature
        self,
        run_id: str,
        experiment_id: str | Callable[[], str],
        user_id: str,
        status: str,
        start_time: int,
        end_time: int | None,
        lifecycle_stage: str = LifecycleStage.ACTIVE,
        run_name: str = "",
    ) -> None:
        self.run_id = run_id
        self.run_name = run_name
        self.user_id = user_id
        self.status = status
        self.start_time = start_time
        self.end_time = end_time
        self.lifecycle_stage = lifecycle_stage
        self._experiment_id = experiment_id

    @property
    def experiment_id(self) -> str:
        """The experiment's number; of a run that just began it is asked for when it is read."""
        if callable(self._experiment_id):
            self._experiment_id = self._experiment_id()
        return self._experiment_id

    @property
    def artifact_uri(self) -> str:
        """Where the run's files are; an address for MLflow's verbs and ours."""
        return f"mlflow-artifacts:/{self.experiment_id}/{self.run_id}/artifacts"

    @property
    def run_uuid(self) -> str:
        """The old name of ``run_id``."""
        return self.run_id

    def __repr__(self) -> str:
        return f"<RunInfo: run_id={self.run_id!r}, name={self.run_name!r}, status={self.status!r}>"


class RunData(msgspec.Struct, frozen=True):
    """What a run logged: the last value of each metric, params as text, tags."""

    metrics: dict[str, float] = {}
    params: dict[str, str] = {}
    tags: dict[str, str] = {}


class InputTag(msgspec.Struct, frozen=True):
    """One tag of the use of a dataset, such as ``mlflow.data.context``."""

    key: str
    value: str


class Dataset(msgspec.Struct, frozen=True):
    """A dataset as it is told of a run."""

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""


class DatasetInput(msgspec.Struct, frozen=True):
    """One dataset that a run read."""

    dataset: Dataset
    tags: list[InputTag] = []


class LoggedModelInput(msgspec.Struct, frozen=True):
    """A logged model that a run read."""

    model_id: str


class LoggedModelOutput(msgspec.Struct, frozen=True):
    """A logged model that a run made."""

    model_id: str
    step: int = 0


class RunInputs(msgspec.Struct, frozen=True):
    """What a run read."""

    dataset_inputs: list[DatasetInput] = []
    model_inputs: list[LoggedModelInput] = []


class RunOutputs(msgspec.Struct, frozen=True):
    """What a run made."""

    model_outputs: list[LoggedModelOutput] = []


class Run:
    """A run as it was when it was asked for.

    Attributes:
        info: who it is.
        data: what it logged.
    """

    def __init__(
        self,
        info: RunInfo,
        data: RunData,
        lineage: Callable[[], tuple[RunInputs, RunOutputs]] | None = None,
    ) -> None:
        self.info = info
        self.data = data
        self._ask = lineage
        self._lineage: tuple[RunInputs, RunOutputs] | None = None

    @property
    def inputs(self) -> RunInputs:
        """The datasets and models that it read; asked for when it is read."""
        return self._read_lineage()[0]

    @property
    def outputs(self) -> RunOutputs:
        """The models that it made; asked for when it is read."""
        return self._read_lineage()[1]

    def to_dictionary(self) -> dict[str, Any]:
        """The run as plain dicts."""
        info = {
            name: getattr(self.info, name)
            for name in (
                "run_id", "run_name", "experiment_id", "user_id", "status", "start_time",
                "end_time", "artifact_uri", "lifecycle_stage",
            )
        }  # fmt: skip
        return {
            "info": info,
            "data": msgspec.to_builtins(self.data),
            "inputs": msgspec.to_builtins(self.inputs),
            "outputs": msgspec.to_builtins(self.outputs),
        }

    def __repr__(self) -> str:
        return f"<Run: info={self.info!r}, data={self.data!r}>"

    def _read_lineage(self) -> tuple[RunInputs, RunOutputs]:
        if self._lineage is None:
            self._lineage = (RunInputs(), RunOutputs()) if self._ask is None else self._ask()
        return self._lineage


class FileInfo(msgspec.Struct, frozen=True):
    """One line of a listing of files; a folder has no size."""

    path: str
    is_dir: bool
    file_size: int | None


class RegisteredModelAlias(msgspec.Struct, frozen=True):
    """A movable pointer to a version."""

    alias: str
    version: str


class ModelVersion(msgspec.Struct, frozen=True):
    """One version of a registered model; times in milliseconds, the number as text."""

    name: str
    version: str
    creation_timestamp: int
    last_updated_timestamp: int = 0
    description: str = ""
    user_id: str = ""
    current_stage: str = "None"
    source: str = ""
    run_id: str = ""
    status: str = "READY"
    status_message: str = ""
    tags: dict[str, str] = {}
    run_link: str = ""
    aliases: list[str] = []
    model_id: str | None = None
    storage_location: str = ""


class RegisteredModel(msgspec.Struct, frozen=True):
    """A named model and its newest version of each stage; times in milliseconds."""

    name: str
    creation_timestamp: int
    last_updated_timestamp: int = 0
    description: str = ""
    latest_versions: list[ModelVersion] = []
    tags: dict[str, str] = {}
    aliases: dict[str, str] = {}


class PagedList(list[T], Generic[T]):
    """A page of things.

    Attributes:
        token: for the next page; None at the end.
    """

    def __init__(self, items: Sequence[T], token: str | None) -> None:
        super().__init__(items)
        self.token = token
