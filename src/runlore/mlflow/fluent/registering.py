"""From a run's model to a version in the registry."""

from collections.abc import Mapping

from runlore.client.asking import Asker
from runlore.entities.errors import ConflictError, NotFoundError
from runlore.mlflow.entities import ModelVersion
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.store import registry
from runlore.mlflow.store.artifacts import find_folder, model_folder
from runlore.mlflow.store.connection import current_store


@in_mlflow_terms
def register_model(
    model_uri: str,
    name: str,
    await_registration_for: int | None = None,  # noqa: ARG001  # versions are ready at once
    *,
    tags: Mapping[str, object] | None = None,
) -> ModelVersion:
    """Make a version of a registered model, which is made when it is new.

    Args:
        model_uri: ``runs:/RUN/path``, ``models:/m-…`` or ``models:/NAME/VERSION``.
        name: of the registered model.
        await_registration_for: not used.
        tags: of the version.

    Raises:
        MlflowException: there is no model at that address.
    """
    return register(current_store(), model_uri, name, tags)


def register(
    store: Asker, model_uri: str, name: str, tags: Mapping[str, object] | None
) -> ModelVersion:
    """``register_model``, in our own terms and for any store.

    Raises:
        NotFoundError: there is no model at that address.
    """
    _require_model(store, model_uri)
    try:
        registry.create_model(store, name, None, None)
    except ConflictError as error:
        if error.code != "already_exists":
            raise
    words = {key: str(value) for key, value in (tags or {}).items()}
    return registry.create_version(store, name, source=model_uri, tags=words)


def _require_model(store: Asker, uri: str) -> None:
    """Refuse an address without files, for whoever loads the version would find nothing.

    Raises:
        NotFoundError: there are none.
    """
    if uri.startswith("models:/m-"):
        model_folder(store, uri.removeprefix("models:/"))
    if uri.startswith("runs:/"):
        folder, path = find_folder(store, uri)
        if not folder.entries(path, deep=True):
            raise NotFoundError("model", uri)
