"""Experiments: found by name or number, made, described, put in the trash."""

from typing import Any

from runlore.client.asking import Asker
from runlore.entities.errors import NotFoundError
from runlore.mlflow.entities import Experiment, LifecycleStage
from runlore.mlflow.names import Place, name_of, place_of
from runlore.wire.mlflow import NOTE

_ROUTE = "/api/v1/experiments"


def list_experiments(store: Asker) -> list[Experiment]:
    """All experiments, those in the trash included, oldest first."""
    return [experiment_of(told) for told in store.ask("GET", _ROUTE)["experiments"]]


def find_experiment(store: Asker, name: str) -> Experiment | None:
    """The experiment of an MLflow name, in the trash or not; None when there is none."""
    wanted = name_of(place_of(name))
    return next((one for one in list_experiments(store) if one.name == wanted), None)


def get_experiment(store: Asker, experiment_id: str) -> Experiment:
    """The experiment of that number, in the trash or not.

    Raises:
        NotFoundError: there is none.
    """
    for one in list_experiments(store):
        if one.experiment_id == str(experiment_id):
            return one
    raise NotFoundError("experiment", str(experiment_id))


def ensure_experiment(store: Asker, name: str) -> Experiment:
    """The experiment of that name, made when it is new."""
    place = place_of(name)
    asked = {"project": place.project, "name": place.experiment}
    return experiment_of(store.ask("POST", _ROUTE, asked))


def patch_experiment(store: Asker, experiment_id: str, **changes: object) -> Experiment:
    """Rename, tag, delete or restore an experiment, and give it as it is then.

    Raises:
        NotFoundError: there is none of that number.
    """
    number = get_experiment(store, experiment_id).experiment_id
    return experiment_of(store.ask("PATCH", f"{_ROUTE}/{number}", changes))


def experiment_of(told: dict[str, Any]) -> Experiment:
    """An experiment of ours as MLflow's."""
    created = told["created_at"] // 1_000
    notes = {NOTE: told["notes"]} if told.get("notes") else {}
    deleted = told.get("deleted_at") is not None
    return Experiment(
        experiment_id=str(told["id"]),
        name=name_of(Place(told["project"], told["name"])),
        artifact_location=f"mlflow-artifacts:/{told['id']}",
        lifecycle_stage=LifecycleStage.DELETED if deleted else LifecycleStage.ACTIVE,
        tags={**told.get("tags", {}), **notes},
        creation_time=created,
        last_update_time=told["deleted_at"] // 1_000 if deleted else created,
    )
