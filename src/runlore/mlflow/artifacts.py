"""Files of runs and models, brought here and read."""

import importlib
import io
from pathlib import Path
from typing import Any

import msgspec

from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.mlflow.entities import FileInfo
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.packaging import folder_at, local_path
from runlore.mlflow.store.artifacts import destination, run_folder
from runlore.mlflow.store.connection import current_store


@in_mlflow_terms
def download_artifacts(
    artifact_uri: str | None = None,
    run_id: str | None = None,
    artifact_path: str | None = None,
    dst_path: str | None = None,
    tracking_uri: str | None = None,  # noqa: ARG001  # the store that is chosen
) -> str:
    """Bring a file or folder here; gives where it lies.

    Args:
        artifact_uri: ``runs:/RUN/path``, ``models:/NAME/VERSION`` and so on.
        run_id: or the run.
        artifact_path: and the path in it; None for all of its files.
        dst_path: the folder to bring it to; None makes one.
        tracking_uri: not used.

    Raises:
        MlflowException: neither or both are given, or there is nothing.
    """
    if (artifact_uri is None) == (run_id is None):
        raise InvalidValueError("Give artifact_uri or run_id: one of them.")
    if run_id is not None:
        folder = run_folder(current_store(), run_id)
        return str(folder.fetch(artifact_path or "", destination(dst_path)))
    own = local_path(str(artifact_uri))
    if own is not None:
        return str(_there(own).absolute())
    folder, path = folder_at(current_store(), str(artifact_uri))
    return str(folder.fetch(path, destination(dst_path)))


@in_mlflow_terms
def list_artifacts(
    artifact_uri: str | None = None,
    run_id: str | None = None,
    artifact_path: str | None = None,
    tracking_uri: str | None = None,  # noqa: ARG001
) -> list[FileInfo]:
    """What lies in a folder of a run or model.

    Raises:
        MlflowException: neither or both are given, or there is no such run.
    """
    if (artifact_uri is None) == (run_id is None):
        raise InvalidValueError("Give artifact_uri or run_id: one of them.")
    if run_id is not None:
        return run_folder(current_store(), run_id).listing(artifact_path)
    folder, path = folder_at(current_store(), str(artifact_uri))
    return folder.listing(path)


@in_mlflow_terms
def load_text(artifact_uri: str) -> str:
    """The text of a file.

    Raises:
        MlflowException: there is none, or it is no text.
    """
    return _text(artifact_uri)


@in_mlflow_terms
def load_dict(artifact_uri: str) -> Any:  # noqa: ANN401  # JSON
    """The value of a JSON file.

    Raises:
        MlflowException: there is none, or it is no JSON.
    """
    try:
        return msgspec.json.decode(_content(artifact_uri))
    except msgspec.MsgspecError as error:
        raise InvalidValueError(f"{artifact_uri!r} is no JSON: {error}.") from None


@in_mlflow_terms
def load_image(artifact_uri: str) -> Any:  # noqa: ANN401  # a Pillow image
    """The picture of a file, as a Pillow image.

    Raises:
        MlflowException: there is none, or it is no picture.
    """
    pillow = importlib.import_module("PIL.Image")
    try:
        image = pillow.open(io.BytesIO(_content(artifact_uri)))
        image.load()
    except OSError as error:
        raise InvalidValueError(f"{artifact_uri!r} is no picture: {error}.") from None
    return image


def _text(uri: str) -> str:
    try:
        return _content(uri).decode()
    except UnicodeDecodeError:
        raise InvalidValueError(f"{uri!r} is no text.") from None


def _content(uri: str) -> bytes:
    own = local_path(uri)
    if own is not None:
        return _there(own).read_bytes()
    folder, path = folder_at(current_store(), uri)
    return folder.content(path)


def _there(path: Path) -> Path:
    if not path.exists():
        raise NotFoundError("file or folder", str(path))
    return path
