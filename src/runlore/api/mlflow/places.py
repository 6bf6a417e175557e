"""Artifact paths as MLflow's clients have them, and whose files they mean.

Below the proxy a path is ``<experiment>/<run>/artifacts/<path>`` or
``<experiment>/models/<model>/artifacts/<path>``; what stands before the owner is the client's own
business, for an experiment may have its root anywhere. The server opens none of it: it looks up a
name in the catalog.
"""

import re
from typing import NamedTuple

from runlore.api.mlflow.translate import ARTIFACT_ROOT, artifact_uri
from runlore.entities.artifact import ArtifactOwner, check_artifact_path
from runlore.entities.errors import InvalidIdError, InvalidPathError, NotFoundError
from runlore.entities.ids import parse_logged_model_id, parse_run_id
from runlore.entities.logged_model import LoggedModel
from runlore.entities.run import Run
from runlore.wire.mlflow import ARTIFACT_URI

_FOLDER = "artifacts"
_TRICK = re.compile(
    r"[\\#]|%(?:2e|2f|5c|23|25|u[0-9a-f]{4})|\.\.;|\A(?:~|[a-z][a-z0-9+.-]*:)", re.IGNORECASE
)
"""What some reader of paths somewhere takes for more than letters of a name."""


class Place(NamedTuple):
    """Whose file, and its path there; an empty path is the root."""

    owner: ArtifactOwner
    path: str


def check_client_path(path: str) -> str:
    """Check a path that a client gave, decoded once, and give it back without a last ``/``.

    Raises:
        InvalidPathError: it is no plain relative path, or would be none if it were decoded again.
    """
    plain = path.removesuffix("/")
    if _TRICK.search(plain):
        raise InvalidPathError(path, "holds \\, # or % with a code, or names a scheme or drive")
    return check_artifact_path(plain)


def place_of(path: str) -> Place:
    """The place that a path below the proxy means.

    Raises:
        InvalidPathError: it is no plain relative path.
        NotFoundError: it lies in nobody's folder.
    """
    parts = check_client_path(path).split("/")
    for at, part in enumerate(parts[:-1]):
        if parts[at + 1] == _FOLDER:
            owner = _owner(part)
            if owner is not None:
                inside = "/".join(parts[at + 2 :])
                return Place(owner, inside and check_client_path(inside))
    raise NotFoundError("artifact", path)


def place_of_uri(uri: str) -> Place | None:
    """The place of a URI below the proxy or of ``runs:/…``; None of any other URI.

    Raises: as ``place_of``.
    """
    if uri.startswith("runs:/"):
        run, _, path = uri.removeprefix("runs:/").partition("/")
        return Place(parse_run_id(run), path.strip("/"))
    if uri.startswith(ARTIFACT_ROOT):
        return place_of(uri.removeprefix(ARTIFACT_ROOT))
    return None


def model_uri(model: LoggedModel) -> str:
    """Where a logged model's files lie."""
    known = model.tags.get(ARTIFACT_URI)
    if known is not None:
        return known
    if model.path and model.run is not None:
        return f"{ARTIFACT_ROOT}{model.experiment_id}/{model.run}/{_FOLDER}/{model.path}"
    return f"{ARTIFACT_ROOT}{model.experiment_id}/models/{model.id}/{_FOLDER}"


def run_file_uri(run: Run, path: str) -> str:
    """Where a folder of a run's files lies."""
    return f"{artifact_uri(run)}/{path}" if path else artifact_uri(run)


def _owner(part: str) -> ArtifactOwner | None:
    try:
        return parse_logged_model_id(part) if "-" in part else parse_run_id(part)
    except InvalidIdError:
        return None
