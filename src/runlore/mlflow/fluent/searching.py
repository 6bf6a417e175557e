"""Runs and experiments read back: one, many, as a DataFrame."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Literal

from runlore.client.asking import Asker
from runlore.client.tables import table_of
from runlore.entities.run import RunStatus
from runlore.mlflow import filters
from runlore.mlflow.entities import Experiment, Run, ViewType
from runlore.mlflow.exceptions import MlflowException, in_mlflow_terms
from runlore.mlflow.fluent.experiments import place_for
from runlore.mlflow.names import Place, place_of
from runlore.mlflow.store import experiments as stored_experiments
from runlore.mlflow.store import runs as stored
from runlore.mlflow.store.connection import current_store
from runlore.wire.mlflow import PARENT, STATUSES

MAX_RESULTS = 100_000
"""Runs in one answer when nothing is said, as MLflow has it."""

_COLUMNS = ("run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time")
_KINDS = ("metrics.", "params.", "tags.")


@in_mlflow_terms
def get_run(run_id: str) -> Run:
    """A run as it is now.

    Raises:
        MlflowException: there is no such run.
    """
    return stored.get_run(current_store(), run_id)


@in_mlflow_terms
def get_parent_run(run_id: str) -> Run | None:
    """The run in which a run is nested, or None.

    Raises:
        MlflowException: there is no such run.
    """
    return parent_of(current_store(), run_id)


def parent_of(store: Asker, run_id: str) -> Run | None:
    """The run in which a run is nested, or None."""
    parent = stored.get_run(store, run_id).data.tags.get(PARENT)
    return None if parent is None else stored.get_run(store, parent)


@in_mlflow_terms
def delete_run(run_id: str) -> None:
    """Put a run in the trash.

    Raises:
        MlflowException: there is no such run.
    """
    stored.set_deleted(current_store(), [run_id], deleted=True)


@in_mlflow_terms
def search_runs(  # noqa: PLR0913  # MLflow's own signature
    experiment_ids: Sequence[str] | None = None,
    filter_string: str = "",
    run_view_type: int = ViewType.ACTIVE_ONLY,
    max_results: int = MAX_RESULTS,
    order_by: Sequence[str] | None = None,
    output_format: Literal["pandas", "list"] = "pandas",
    search_all_experiments: bool = False,  # noqa: FBT001, FBT002
    experiment_names: Sequence[str] | None = None,
) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas
    """Find runs, such as ``search_runs(filter_string="metrics.loss < 0.3 and params.lr < 0.01")``.

    Args:
        experiment_ids: only runs of these experiments.
        filter_string: MLflow's filter, or any of ours.
        run_view_type: live runs, deleted ones or both.
        max_results: runs at most.
        order_by: such as ``["metrics.loss ASC"]``; newest first when nothing is said.
        output_format: ``pandas``, or ``list`` for runs as objects.
        search_all_experiments: of all experiments, when neither ids nor names are given.
        experiment_names: or of these; when neither is given, of the active experiment.

    Returns:
        A DataFrame, or without pandas a light table of the same columns: ``run_id``,
        ``experiment_id``, ``status``, ``artifact_uri``, ``start_time``, ``end_time``,
        ``metrics.…``, ``params.…`` and ``tags.…``.

    Raises:
        MlflowException: ids and names are both given, or the filter does not parse.
    """
    if experiment_ids and experiment_names:
        raise MlflowException.invalid_parameter_value(
            "search_runs takes experiment_ids or experiment_names: one of them."
        )
    if output_format not in ("pandas", "list"):
        raise MlflowException.invalid_parameter_value(
            f"output_format is {output_format!r}; it must be 'pandas' or 'list'."
        )
    store = current_store()
    scope: list[Place] | None = [place_for(None)]
    if experiment_ids:
        scope = places_of(store, experiment_ids)
    elif experiment_names:
        scope = [place_of(name) for name in experiment_names]
    elif search_all_experiments:
        scope = None
    asked = filters.run_search(filter_string, scope, run_view_type, order_by)
    found = stored.search(store, asked, max_results)
    if output_format == "list":
        return [stored.run_of(store, told) for told in found]
    return frame_of(found)


def places_of(store: Asker, experiment_ids: Iterable[str]) -> list[Place]:
    """The places of experiments by their numbers; one that is not there is passed over."""
    wanted = {str(number) for number in experiment_ids}
    known = stored_experiments.list_experiments(store)
    return [place_of(one.name) for one in known if one.experiment_id in wanted]


def frame_of(runs: Iterable[Mapping[str, Any]]) -> Any:  # noqa: ANN401  # a DataFrame
    """Runs, as the store tells them, as MLflow's DataFrame."""
    return table_of([_row_of(told) for told in runs], _COLUMNS, _KINDS)


@in_mlflow_terms
def search_experiments(
    view_type: int = ViewType.ACTIVE_ONLY,
    max_results: int | None = None,
    filter_string: str | None = None,
    order_by: Sequence[str] | None = None,
) -> list[Experiment]:
    """Find experiments, such as ``search_experiments(filter_string="name LIKE 'vision/%'")``.

    Raises:
        MlflowException: the filter does not parse.
    """
    known = stored_experiments.list_experiments(current_store())
    found = filters.select_experiments(known, view_type, filter_string, order_by)
    return found if max_results is None else found[:max_results]


def _row_of(told: Mapping[str, Any]) -> dict[str, object]:
    run, experiment = told["id"], told["experiment_id"]
    return {
        "run_id": run,
        "experiment_id": str(experiment),
        "status": STATUSES[RunStatus(told["status"])],
        "artifact_uri": f"mlflow-artifacts:/{experiment}/{run}/artifacts",
        "start_time": _moment(told["started_at"]),
        "end_time": None if told["ended_at"] is None else _moment(told["ended_at"]),
        **{f"metrics.{key}": float(stats["last"]) for key, stats in told["metrics"].items()},
        **{f"params.{key}": str(value) for key, value in told["params"].items()},
        **{f"tags.{key}": value for key, value in stored.tags_of(told).items()},
    }


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros // 1_000 / 1e3, tz=timezone.utc)
