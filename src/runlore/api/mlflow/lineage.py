"""What runs took in and gave out: datasets, models."""

from typing import Any, TypeVar

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.api.mlflow.shapes import (
    DONE,
    Answer,
    Asked,
    DatasetInput,
    DatasetShape,
    KeyValue,
    ModelInput,
    ModelOutputShape,
    RunInputs,
    RunOutputs,
    Tag,
)
from runlore.api.mlflow.shapes import Run as RunShape
from runlore.api.mlflow.translate import show_data, show_info
from runlore.entities.dataset import CONTEXT, Dataset, RunInput
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import parse_logged_model_id, parse_run_id
from runlore.entities.logged_model import ModelOutput
from runlore.entities.records import TagsSet
from runlore.entities.run import Run
from runlore.services.lineage import RunLinks
from runlore.wire.mlflow import CONTEXT as MLFLOW_CONTEXT

_HISTORY = "mlflow.log-model.history"
_NEEDED = ("artifact_path", "flavors", "utc_time_created", "run_id")


T = TypeVar("T", list[Any], dict[str, Any])


class DatasetGiven(Asked, frozen=True):
    """What is said of a dataset."""

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""


class InputGiven(Asked, frozen=True):
    """A dataset that the run used."""

    dataset: DatasetGiven
    tags: list[Tag] = []


class ModelGiven(Asked, frozen=True):
    """A model that the run used, or made at a step."""

    model_id: str
    step: int = 0


class LogInputs(Asked, frozen=True):
    """What a run used."""

    run_id: str
    datasets: list[InputGiven] = []
    models: list[ModelGiven] = []


class LogOutputs(Asked, frozen=True):
    """What a run made."""

    run_id: str
    models: list[ModelGiven] = []


class LogModel(Asked, frozen=True):
    """What clients of the 2.x line say of a model that they logged among the run's files."""

    run_id: str
    model_json: str


def log_inputs(call: Call[Nothing, LogInputs]) -> Answer:
    """Keep which datasets and models a run used."""
    given = call.body
    datasets = [
        RunInput(
            Dataset(*(getattr(one.dataset, name) for name in Dataset.__struct_fields__)),
            {_ours(tag.key): tag.value for tag in one.tags},
        )
        for one in given.datasets
    ]
    models = [parse_logged_model_id(one.model_id) for one in given.models]
    call.services.lineage.log_inputs(call.actor, parse_run_id(given.run_id), datasets, models)
    return DONE


def log_outputs(call: Call[Nothing, LogOutputs]) -> Answer:
    """Keep which models a run made."""
    made = [ModelOutput(parse_logged_model_id(one.model_id), one.step) for one in call.body.models]
    call.services.lineage.log_outputs(call.actor, parse_run_id(call.body.run_id), made)
    return DONE


def log_model(call: Call[Nothing, LogModel]) -> Answer:
    """Keep what a client of the 2.x line says of a model, in the run's tag that tells of models."""
    run = parse_run_id(call.body.run_id)
    history = call.services.runs.get(call.actor, run).tags.get(_HISTORY, "[]")
    told = [*_parsed(history, list), _parsed(call.body.model_json, dict)]
    missing = [key for key in _NEEDED if key not in told[-1]]
    if missing:
        raise InvalidValueError(
            f"'model_json' lacks {', '.join(missing)}; it must tell what the MLmodel file does."
        )
    joined = msgspec.json.encode(told).decode()
    call.services.ingest.record(call.actor, run, [TagsSet({_HISTORY: joined})])
    return DONE


def show_linked(run: Run, links: RunLinks) -> RunShape:
    """A run with what it took in and gave out."""
    return RunShape(
        show_info(run),
        show_data(run),
        RunInputs(
            [_shown(one) for one in links.inputs],
            [ModelInput(model) for model in links.model_inputs],
        ),
        RunOutputs([ModelOutputShape(one.model, one.step or 0) for one in links.model_outputs]),
    )


def _shown(used: RunInput) -> DatasetInput:
    values = (getattr(used.dataset, name) for name in Dataset.__struct_fields__)
    tags = [KeyValue(MLFLOW_CONTEXT if k == CONTEXT else k, v) for k, v in used.tags.items()]
    return DatasetInput(DatasetShape(*values), tags)


def _parsed(text: str, kind: type[T]) -> T:
    try:
        parsed: T = msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError:
        raise InvalidValueError(
            f"'model_json' is no JSON {kind.__name__}: {text[:80]!r}."
        ) from None
    return parsed


def _ours(key: str) -> str:
    return CONTEXT if key == MLFLOW_CONTEXT else key
