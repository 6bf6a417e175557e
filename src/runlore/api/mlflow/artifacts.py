"""Files: put, given, listed and removed below the proxy's paths."""

import mimetypes
from collections.abc import Iterable

from runlore.api.kit.bodies import Pieces
from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.files import file_reply, span_of
from runlore.api.kit.reply import Reply
from runlore.api.mlflow.places import Place, check_client_path, place_of
from runlore.api.mlflow.shapes import DONE, Answer, Asked
from runlore.api.mlflow.translate import artifact_uri
from runlore.entities.artifact import ArtifactEntry, ArtifactOwner
from runlore.entities.errors import InvalidPathError, LimitExceededError, NotFoundError
from runlore.entities.ids import parse_logged_model_id, parse_run_id

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
"""Of MLflow's own page, whose uploads name no path below the proxy."""


class FileInfo(Answer, frozen=True):
    """One file or folder."""

    path: str
    is_dir: bool
    file_size: int | None = None


class Listing(Answer, frozen=True):
    """What lies in a folder."""

    files: list[FileInfo] = []


class RootedListing(Listing, frozen=True):
    """What lies in a folder of a run, and where the run's root is."""

    root_uri: str = ""


class Folder(Asked, frozen=True):
    """Which folder, as a path below the proxy."""

    path: str = ""


class RunFolder(Asked, frozen=True):
    """Which folder of a run."""

    run_id: str = ""
    run_uuid: str = ""
    path: str = ""
    page_token: str = ""


class RunFile(Asked, frozen=True):
    """Which file of a run."""

    run_id: str = ""
    run_uuid: str = ""
    path: str = ""


class ModelFolder(Asked, frozen=True):
    """Which folder of a logged model."""

    artifact_directory_path: str = ""
    page_token: str = ""


class ModelFile(Asked, frozen=True):
    """Which file of a logged model."""

    artifact_file_path: str


def put(call: Call[Nothing, Pieces]) -> Answer:
    """Keep a file of any size; one that is there is replaced."""
    place = file_place(call.path["path"])
    call.services.artifacts.put(
        call.actor, place.owner, place.path, call.body, media_type_of(place.path)
    )
    return DONE


def get(call: Call[Nothing, None]) -> Reply:
    """Give a file, whole or a range of it."""
    place = file_place(call.path["path"])
    return _content(call, place.owner, place.path)


def list_folder(call: Call[Folder, None]) -> Listing:
    """List one level of a folder; what is not there is empty."""
    if not call.query.path:
        return Listing()
    try:
        place = place_of(call.query.path)
        found = call.services.artifacts.list(call.actor, place.owner, place.path, models=False)
    except NotFoundError:
        return Listing()
    return Listing([_shown(one, one.path.rpartition("/")[2]) for one in found])


def delete(call: Call[Nothing, None]) -> Answer:
    """Remove a file, or a folder with all that is in it."""
    place = file_place(call.path["path"])
    call.services.artifacts.delete(call.actor, place.owner, place.path)
    return DONE


def list_of_run(call: Call[RunFolder, None]) -> RootedListing:
    """List one level of a run's files, with paths from the run's root."""
    run = parse_run_id(call.query.run_id or call.query.run_uuid)
    folder = call.query.path and check_client_path(call.query.path)
    found = call.services.artifacts.list(call.actor, run, folder, models=False)
    uri = artifact_uri(call.services.runs.get(call.actor, run))
    return RootedListing([_shown(one, one.path) for one in found], uri)


def get_of_run(call: Call[RunFile, None]) -> Reply:
    """Give a file of a run to a browser, as a download."""
    return _content(call, parse_run_id(call.query.run_id or call.query.run_uuid), call.query.path)


def put_of_run(call: Call[RunFile, Pieces]) -> Answer:
    """Keep a small file of a run."""
    run = parse_run_id(call.query.run_id or call.query.run_uuid)
    path = check_client_path(call.query.path)
    call.services.artifacts.put(call.actor, run, path, _bounded(call.body), media_type_of(path))
    return DONE


def list_of_model(call: Call[ModelFolder, None]) -> RootedListing:
    """List one level of a logged model's files."""
    model = parse_logged_model_id(call.path["model"])
    given = call.query.artifact_directory_path
    folder = given and check_client_path(given)
    found = call.services.artifacts.list(call.actor, model, folder)
    return RootedListing([_shown(one, one.path) for one in found])


def get_of_model(call: Call[ModelFile, None]) -> Reply:
    """Give a file of a logged model to a browser, as a download."""
    model = parse_logged_model_id(call.path["model"])
    return _content(call, model, call.query.artifact_file_path)


def _content(
    call: Call[Nothing, None] | Call[RunFile, None] | Call[ModelFile, None],
    owner: ArtifactOwner,
    path: str,
) -> Reply:
    artifacts = call.services.artifacts
    check_client_path(path)
    try:
        opened = artifacts.open(call.actor, owner, path, span=span_of(call.headers))
    except NotFoundError:
        if artifacts.list(call.actor, owner, path):
            raise InvalidPathError(path, "is a folder, not a file") from None
        raise
    return file_reply(opened, call.headers)


def file_place(path: str) -> Place:
    """The place of a file.

    Raises:
        InvalidPathError: it is no plain relative path, or a root.
        NotFoundError: it lies in nobody's folder.
    """
    place = place_of(path)
    if not place.path:
        raise InvalidPathError(path, "is a root, not a file")
    return place


def _shown(entry: ArtifactEntry, path: str) -> FileInfo:
    if entry.is_folder:
        return FileInfo(path, is_dir=True)
    return FileInfo(path, is_dir=False, file_size=entry.size)


def media_type_of(path: str) -> str:
    """The media type that a file's name suggests, or nothing."""
    return mimetypes.guess_type(path)[0] or ""


def _bounded(pieces: Pieces) -> Iterable[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_UPLOAD_BYTES:
            raise LimitExceededError(
                "The size of the upload", size, MAX_UPLOAD_BYTES, "Log it by a client."
            )
        yield piece
