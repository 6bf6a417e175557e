"""Models of runs and of the registry: kept, found by their addresses, brought here."""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.asking import Asker
from runlore.client.redact import redact_value
from runlore.client.run import Run
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.params import text_of_param
from runlore.mlflow.fluent.registering import register
from runlore.mlflow.fluent.runs import require_run
from runlore.mlflow.store import registry
from runlore.mlflow.store.artifacts import Folder, find_folder, model_folder
from runlore.mlflow.store.connection import current_store, store_at
from runlore.models.format import ModelFile
from runlore.models.log import Wishes, log_model
from runlore.models.signature import ModelSignature

_MODEL_URI = re.compile(r"models:/+([^/@]+)(?:/([^/]+)|@([^/]+))?")
_OWN_FILES = re.compile(r"mlflow-artifacts:/+(?:[^/]+/)*models/(m-[0-9a-f]{32})/artifacts(?:/.*)?")


class ModelInfo(msgspec.Struct, frozen=True):
    """What a packaged model says of itself.

    Attributes:
        artifact_path: of its folder in the run.
        flavors: keys by flavor.
        model_uri: its address.
        model_uuid: its id; of models outside a run, a random one.
        run_id: of the run that made it, or None.
        saved_input_example_info: in which form its example is, or None.
        signature: what goes in and comes out, or None.
        utc_time_created: when, as text.
        mlflow_version: of MLflow whose folders it is like.
        metadata: the owner's.
        model_id: its id, or None.
        registered_model_version: the version that was made of it, or None.
    """

    artifact_path: str
    flavors: dict[str, Any]
    model_uri: str
    model_uuid: str
    run_id: str | None = None
    saved_input_example_info: dict[str, Any] | None = None
    signature: ModelSignature | None = None
    utc_time_created: str = ""
    mlflow_version: str = ""
    metadata: dict[str, Any] | None = None
    model_id: str | None = None
    registered_model_version: int | None = None

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.artifact_path.rpartition("/")[2]


def log(
    flavor: str, model: object, path: str | None, wishes: Wishes, registered_as: str | None
) -> ModelInfo:
    """Keep a model with the active run and its params, and register it when a name is given.

    Raises:
        InvalidValueError: no path, or no model of that flavor.
    """
    if not path:
        raise InvalidValueError("A model needs a name: log_model(model, name='model').")
    run = require_run()
    params = {**wishes.params, **_params_of(run)}
    logged = log_model(run, flavor, model, path, msgspec.structs.replace(wishes, params=params))
    uri = f"runs:/{run.id}/{logged.path}"
    version = None
    if registered_as:
        made = register(store_at(run.settings.uri), uri, registered_as, None)
        version = int(made.version)
    return info_of(logged.file, uri, version)


def info_of(file: ModelFile, uri: str, version: int | None = None) -> ModelInfo:
    """What a model file says, as MLflow shows it."""
    told = file.told
    return ModelInfo(
        artifact_path=str(told.get("artifact_path") or ""),
        flavors=file.flavors,
        model_uri=uri,
        model_uuid=str(told.get("model_uuid") or ""),
        run_id=told.get("run_id"),
        saved_input_example_info=told.get("saved_input_example_info"),
        signature=file.signature,
        utc_time_created=str(told.get("utc_time_created") or ""),
        mlflow_version=str(told.get("mlflow_version") or ""),
        metadata=told.get("metadata"),
        model_id=told.get("model_id"),
        registered_model_version=version,
    )


def _params_of(run: Run) -> dict[str, str]:
    """The run's params so far, which MLflow gives to each model that the run logs."""
    told = run.config.as_dict().items()
    return {key: text_of_param(redact_value(key, value)) for key, value in told}


def folder_at(store: Asker, uri: str) -> tuple[Folder, str]:
    """The files that an address of a model or of files means.

    Raises:
        NotFoundError: there is no such model, version or run.
        InvalidValueError: an address of another kind.
    """
    named = _MODEL_URI.fullmatch(uri)
    if named is not None:
        return _registered(store, uri, *named.groups())
    own = _OWN_FILES.fullmatch(uri)
    if own is not None:
        return model_folder(store, own[1])
    return find_folder(store, uri)


def _registered(
    store: Asker, uri: str, name: str, which: str | None, alias: str | None
) -> tuple[Folder, str]:
    if which is None and alias is None:
        if not name.startswith("m-"):
            raise InvalidValueError(
                f"{uri!r} names no version: write models:/{name}/VERSION, models:/{name}/STAGE "
                f"or models:/{name}@ALIAS."
            )
        return model_folder(store, name)
    version = registry.resolve(store, name, f"@{alias}" if which is None else which)
    source = version.storage_location or version.source
    if _MODEL_URI.fullmatch(source) and not source.startswith("models:/m-"):
        raise NotFoundError("file of the version", uri)
    return folder_at(store, source)


@contextlib.contextmanager
def local_model(uri: str) -> Iterator[Path]:
    """A model's folder on this machine, for as long as the block lasts."""
    own = local_path(uri)
    if own is not None:
        yield own
        return
    with tempfile.TemporaryDirectory(prefix="runlore-model-") as place:
        yield bring(uri, Path(place))


def bring(uri: str, into: Path) -> Path:
    """Bring the files of an address here; gives where they lie.

    Raises:
        NotFoundError: there is nothing.
    """
    folder, path = folder_at(current_store(), uri)
    return folder.fetch(path, into)


def local_path(uri: str) -> Path | None:
    """The path that an address is already, or None when it names something in a store."""
    if uri.startswith("file://"):
        return Path(uri.removeprefix("file://"))
    known = uri.startswith(("runs:", "models:", "mlflow-artifacts:"))
    return None if known or "://" in uri else Path(uri.removeprefix("file:"))
