"""What MLflow's answers are made of. Lists and texts that are empty are left out, as stock does."""

import msgspec

from runlore.api.kit.numbers import JsonNumber


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Any object of an answer; the empty one is the answer to most changes."""


class KeyValue(Answer, frozen=True, omit_defaults=False):
    """A param or tag."""

    key: str
    value: str


class Metric(Answer, frozen=True):
    """A point; the moment in milliseconds since 1970."""

    key: str
    value: JsonNumber
    timestamp: int
    step: int
    run_id: str = ""
    model_id: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""


class RunInfo(Answer, frozen=True):
    """What a run is; moments in milliseconds since 1970."""

    run_id: str
    run_uuid: str
    run_name: str
    experiment_id: str
    user_id: str
    status: str
    start_time: int
    artifact_uri: str
    lifecycle_stage: str
    end_time: int | None = None


class RunData(Answer, frozen=True):
    """What a run logged; of each metric the latest point."""

    metrics: list[Metric] = []
    params: list[KeyValue] = []
    tags: list[KeyValue] = []


class DatasetShape(Answer, frozen=True):
    """What is known of a dataset."""

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""


class DatasetInput(Answer, frozen=True):
    """A dataset that a run used."""

    dataset: DatasetShape
    tags: list[KeyValue] = []


class ModelInput(Answer, frozen=True):
    """A logged model that a run used."""

    model_id: str


class ModelOutputShape(Answer, frozen=True, omit_defaults=False):
    """A logged model that a run made."""

    model_id: str
    step: int


class RunInputs(Answer, frozen=True):
    """What a run took in."""

    dataset_inputs: list[DatasetInput] = []
    model_inputs: list[ModelInput] = []


class RunOutputs(Answer, frozen=True):
    """What a run gave out."""

    model_outputs: list[ModelOutputShape] = []


class Run(Answer, frozen=True):
    """A run."""

    info: RunInfo
    data: RunData
    inputs: RunInputs = RunInputs()
    outputs: RunOutputs = RunOutputs()


class Experiment(Answer, frozen=True):
    """An experiment; moments in milliseconds since 1970."""

    experiment_id: str
    name: str
    artifact_location: str
    lifecycle_stage: str
    creation_time: int
    last_update_time: int
    tags: list[KeyValue] = []


class RunAnswer(Answer, frozen=True):
    """One run."""

    run: Run


class RunPage(Answer, frozen=True):
    """A page of runs."""

    runs: list[Run] = []
    next_page_token: str = ""


class ExperimentAnswer(Answer, frozen=True):
    """One experiment."""

    experiment: Experiment


class ExperimentMade(Answer, frozen=True):
    """The number of a new experiment."""

    experiment_id: str


class ExperimentPage(Answer, frozen=True):
    """A page of experiments."""

    experiments: list[Experiment] = []
    next_page_token: str = ""


class MetricPage(Answer, frozen=True):
    """A page of points."""

    metrics: list[Metric] = []
    next_page_token: str = ""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Any request; ``reading.read_json`` passes over fields that it does not know."""


class Tag(Asked, frozen=True):
    """A tag that is given; one without a value is empty."""

    key: str
    value: str = ""


DONE = Answer()
"""The answer to what changed something and has nothing to tell."""
