"""Artifacts: named, hashed files of a run or of a logged model."""

from typing import TypeAlias, TypeGuard

import msgspec

from runlore.entities.errors import InvalidPathError
from runlore.entities.ids import Digest, LoggedModelId, Micros, RunId
from runlore.entities.limits import MAX_PATH_BYTES, MAX_PATH_PART_BYTES

ArtifactOwner: TypeAlias = RunId | LoggedModelId
"""Whose a file is. The ids of the two kinds are never alike."""


def is_model(owner: ArtifactOwner) -> TypeGuard[LoggedModelId]:
    """Whether the owner is a logged model; else it is a run."""
    return "-" in owner  # which no id of a run has


class Artifact(msgspec.Struct, frozen=True):
    """One file of its owner; its bytes are the blob of its digest.

    Attributes:
        path: logical path inside the owner, ``/`` between parts.
        sha256: digest of the bytes.
        md5: second digest, kept because both foreign dialects check it; base16.
        size: bytes.
        media_type: for viewers, such as ``image/png``.
        kind: what logged it: file, image, figure, table, cell (a picture in a table), text, dict,
            code, environment, model.
        step: the step it belongs to, or None.
        logged_at: when.
        origin: ``user`` or ``auto``.
    """

    path: str
    sha256: Digest
    md5: str
    size: int
    media_type: str
    kind: str
    step: int | None
    logged_at: Micros
    origin: str = "user"


class ArtifactEntry(msgspec.Struct, frozen=True):
    """One line of a folder listing: a folder (``artifact`` is None) or a file."""

    path: str
    is_folder: bool
    size: int
    artifact: Artifact | None = None


def check_artifact_path(path: str) -> str:
    """Check a logical artifact path and give it back.

    Raises:
        InvalidPathError: when a part is empty, ``.`` or ``..``, holds a control character, a
            backslash or a colon-drive, or is over the limits.
    """
    if not path or len(path.encode(errors="surrogatepass")) > MAX_PATH_BYTES:
        raise InvalidPathError(path, f"is empty or over {MAX_PATH_BYTES} bytes")
    for part in path.split("/"):
        _check_part(path, part)
    return path


def _check_part(path: str, part: str) -> None:
    if part in ("", ".", ".."):
        raise InvalidPathError(path, "has an empty part, '.' or '..'")
    if "\\" in part or any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in part):
        raise InvalidPathError(path, "holds a backslash or a control character")
    if len(part) == 2 and part[1] == ":":
        raise InvalidPathError(path, "names a drive")
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        raise InvalidPathError(path, "is not valid Unicode") from None
    if size > MAX_PATH_PART_BYTES:
        raise InvalidPathError(path, f"has a part over {MAX_PATH_PART_BYTES} bytes")
