"""What a run read and made: datasets and logged models."""

from collections.abc import Mapping
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
            [_dataset_input(one) for one in told["inputs"]],
            [LoggedModelInput(model["id"]) for model in told["model_inputs"]],
        ),
        RunOutputs(
            [LoggedModelOutput(one["model"]["id"], one["step"] or 0) for one in told["outputs"]]
        ),
    )


def _dataset_input(told: Mapping[str, Any]) -> DatasetInput:
    known = {name: told["dataset"][name] for name in Dataset.__struct_fields__}
    tags = [
        InputTag(CONTEXT_TAG if key == "context" else key, value)
        for key, value in told["tags"].items()
    ]
    return DatasetInput(Dataset(**known), tags)
