"""Datasets that a run reads."""

from collections.abc import Mapping

from runlore.mlflow import say
from runlore.mlflow.data import Dataset, used
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.fluent.runs import target


@in_mlflow_terms
def log_input(
    dataset: Dataset,
    context: str | None = None,
    tags: Mapping[str, str] | None = None,
    model: object | None = None,  # noqa: ARG001  # MLflow's own signature
) -> None:
    """Say that the active run reads a dataset.

    Args:
        dataset: of ``mlflow.data.from_pandas`` or ``from_numpy``.
        context: what for, such as ``train`` or ``eval``.
        tags: more about this use.
        model: not used.
    """
    say.use_data(target(None), used(dataset, context, tags))
