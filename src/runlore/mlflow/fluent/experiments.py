"""Which experiment runs begin in, and what can be done with experiments."""

import os
from collections.abc import Mapping

from runlore.client.asking import Asker
from runlore.client.facades import active
from runlore.client.notices import Notices
from runlore.entities.errors import (
    AlreadyExistsError,
    ConflictError,
    InvalidValueError,
    UnavailableError,
)
from runlore.entities.experiment import DEFAULT_EXPERIMENT, DEFAULT_PROJECT
from runlore.entities.names import check_name
from runlore.mlflow.entities import Experiment, LifecycleStage
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.names import Place, name_of, place_of
from runlore.mlflow.store import experiments as stored
from runlore.mlflow.store.connection import (
    client_settings,
    current_store,
    plain_uri,
    store_as_it_is,
    tracking_uri,
)

_active: Place | None = None
"""What ``set_experiment`` chose; one choice for the process, as the environment is one."""

_ids: dict[tuple[str, Place], str] = {}
"""Numbers of experiments by store, so that a run can tell its own without asking each time."""

_notices = Notices(quiet=False)


@in_mlflow_terms
def set_tracking_uri(uri: str | os.PathLike[str]) -> None:
    """Choose the store: a folder, ``sqlite:///file.db`` or ``http(s)://host:port``.

    Raises:
        MlflowException: another kind of address.
    """
    active.set_tracking_uri(plain_uri(os.fspath(uri)) or None)


@in_mlflow_terms
def get_tracking_uri() -> str:
    """The store of a run that would begin now; folders are absolute."""
    return tracking_uri()


@in_mlflow_terms
def set_experiment(
    experiment_name: str | None = None, experiment_id: str | None = None
) -> Experiment:
    """Choose the experiment that runs begin in; one of a new name is made.

    A server that is away does not stop the script: runs go to that experiment when they arrive.

    Raises:
        MlflowException: neither or both are given, or the experiment lies in the trash.
    """
    global _active  # noqa: PLW0603  # one choice for the process
    if (experiment_name is None) == (experiment_id is None):
        raise InvalidValueError("set_experiment takes a name or an id: one of them.")
    if experiment_id is not None:
        found = stored.get_experiment(current_store(), experiment_id)
    else:
        found = _ensure(check_name("Experiment", str(experiment_name)))
    if found.lifecycle_stage == LifecycleStage.DELETED:
        raise ConflictError(
            f"The experiment {found.name!r} is deleted. Restore it, or choose another name."
        )
    _active = place_of(found.name)
    return found


def place_for(experiment_id: str | None) -> Place:
    """Where a run begins: the experiment of that number, else the active one."""
    wanted = experiment_id or (None if _active else os.environ.get("MLFLOW_EXPERIMENT_ID"))
    if wanted:
        return place_of(stored.get_experiment(current_store(), str(wanted)).name)
    if _active is not None:
        return _active
    named = os.environ.get("MLFLOW_EXPERIMENT_NAME")
    if named:
        return place_of(named)
    settings = client_settings()
    return Place(settings.project or DEFAULT_PROJECT, settings.experiment or DEFAULT_EXPERIMENT)


def number_of(place: Place) -> str:
    """The experiment's number, made there when it is new; empty while the store is away."""
    uri = tracking_uri()
    if (uri, place) not in _ids:
        number = _ensure(name_of(place)).experiment_id
        if not number:
            return ""
        _ids[uri, place] = number
    return _ids[uri, place]


@in_mlflow_terms
def create_experiment(
    name: str,
    artifact_location: str | None = None,
    tags: Mapping[str, object] | None = None,
) -> str:
    """Make an experiment, and give its number.

    Args:
        name: ``experiment``, or ``project/experiment``.
        artifact_location: not used: files are kept in the store.
        tags: labels.

    Raises:
        MlflowException: there is one of that name, in the trash or not.
    """
    return make_experiment(current_store(), name, artifact_location, tags)


def make_experiment(
    store: Asker,
    name: str,
    artifact_location: str | None,
    tags: Mapping[str, object] | None,
) -> str:
    """``create_experiment``, in our own terms and for any store."""
    if stored.find_experiment(store, check_name("Experiment", name)) is not None:
        raise AlreadyExistsError("experiment", name)
    if artifact_location is not None:
        _notices.warn(f"artifact_location={artifact_location!r} is not used: the store has files.")
    number = stored.ensure_experiment(store, name).experiment_id
    if tags:
        words = {key: str(value) for key, value in tags.items()}
        stored.patch_experiment(store, number, tags=words)
    return number


@in_mlflow_terms
def get_experiment(experiment_id: str) -> Experiment:
    """The experiment of that number.

    Raises:
        MlflowException: there is none.
    """
    return stored.get_experiment(current_store(), experiment_id)


@in_mlflow_terms
def get_experiment_by_name(name: str) -> Experiment | None:
    """The experiment of that name, in the trash or not; None when there is none."""
    return stored.find_experiment(current_store(), name)


@in_mlflow_terms
def delete_experiment(experiment_id: str) -> None:
    """Put an experiment in the trash.

    Raises:
        MlflowException: there is none of that number.
    """
    stored.patch_experiment(current_store(), experiment_id, deleted=True)


@in_mlflow_terms
def set_experiment_tag(key: str, value: object) -> None:
    """Set a tag of the active experiment."""
    _tag_active({key: str(value)})


@in_mlflow_terms
def set_experiment_tags(tags: Mapping[str, object]) -> None:
    """Set several tags of the active experiment."""
    _tag_active({key: str(value) for key, value in tags.items()})


def _tag_active(tags: dict[str, str]) -> None:
    number = _ensure(name_of(place_for(None))).experiment_id
    stored.patch_experiment(current_store(), number, tags=tags)


def _ensure(name: str) -> Experiment:
    """The experiment, or what is known of it while nobody can be asked."""
    settings = client_settings()
    unknown = Experiment(experiment_id="", name=name_of(place_of(name)), artifact_location="")
    if settings.mode != "online":
        return unknown
    try:
        return stored.ensure_experiment(store_as_it_is(settings.uri), name)
    except UnavailableError as error:
        _notices.warn(f"{error.message} Runs are kept here and sent when it is back.")
        return unknown
