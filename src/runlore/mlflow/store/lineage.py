"""What a run read and made: datasets and logged models."""

from collections.abc import Iterable, Mapping
from typing import Any

from runlore.client.asking import Asker
from runlore.entities.errors import NotFoundError
from runlore.mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    LoggedModelInput,
    LoggedModelOutput,
    RunInputs,
    RunOutputs,
)

CONTEXT_TAG = "mlflow.data.context"
"""MLflow's name of the tag that says what a dataset was used for; ours is ``context``."""


def of_run(store: Asker, run_id: str) -> tuple[RunInputs, RunOutputs]:
    """The inputs and outputs of a run; none where the server does not keep them."""
    try:
        told = store.ask("GET", f"/api/v1/runs/{run_id}/lineage")
    except NotFoundError:
        return RunInputs(), RunOutputs()
    return (
        RunInputs(
            [_dataset_input(one) for one in told.get("inputs", ())],
            [LoggedModelInput(_model(one)) for one in told.get("model_inputs", ())],
        ),
        RunOutputs(
            [LoggedModelOutput(_model(one), _step(one)) for one in _outputs(told)],
        ),
    )


def _dataset_input(told: Mapping[str, Any]) -> DatasetInput:
    dataset = told.get("dataset", told)
    known = {name: dataset.get(name, "") for name in Dataset.__struct_fields__}
    tags = told.get("tags", {})
    named = [(CONTEXT_TAG if key == "context" else key, value) for key, value in tags.items()]
    return DatasetInput(Dataset(**known), [InputTag(key, value) for key, value in named])


def _outputs(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = told.get("model_outputs", told.get("outputs", ()))
    return found


def _model(told: Mapping[str, Any]) -> str:
    model = told.get("model", told.get("id", ""))
    return str(model["id"] if isinstance(model, Mapping) else model)


def _step(told: Mapping[str, Any]) -> int:
    return int(told.get("step") or 0)
