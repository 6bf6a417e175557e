"""Files on their way: hashed and copied in one pass, so that what is sent is what was logged.

A logged file is copied beside the run's journal under its digest before the call returns. The
program may change or delete the original at once, and a crash or a server that is away loses
nothing. The sender uploads the copy and removes it when it is acknowledged.
"""

import hashlib
import mimetypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.ids import Digest

CHUNK_BYTES = 1024 * 1024
"""Read, hashed twice and written at a time: memory stays flat for files of any size."""

_MEDIA_TYPES = {
    ".md": "text/markdown",
    ".patch": "text/x-diff",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".parquet": "application/vnd.apache.parquet",
    ".ipynb": "application/x-ipynb+json",
    ".jsonl": "application/jsonl",
}


class StagedBlob(msgspec.Struct, frozen=True):
    """A copy that waits to be uploaded.

    Attributes:
        sha256: its digest and its file name.
        md5: second digest, in hexadecimal.
        size: bytes.
    """

    sha256: Digest
    md5: str
    size: int


class StagedFile(msgspec.Struct, frozen=True):
    """A file found under a path that was logged.

    Attributes:
        source: where it lies.
        path: its logical path in the run.
    """

    source: Path
    path: str


class BlobShelf:
    """The folder of one run in which copies wait: ``<journal>/<run>/blobs/<sha256>``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stage_bytes(self, content: bytes) -> StagedBlob:
        """Keep these bytes.

        Raises:
            OSError: no space, or no right to write there.
        """
        blob = StagedBlob(
            Digest(hashlib.sha256(content).hexdigest()),
            hashlib.md5(content, usedforsecurity=False).hexdigest(),
            len(content),
        )
        if not self._path(blob.sha256).exists():
            with self._temporary() as (file, name):
                file.write(content)
                self._keep(name, blob.sha256)
        return blob

    def stage_file(self, source: Path) -> StagedBlob:
        """Copy and hash a file in one pass.

        Raises:
            OSError: the file cannot be read, or the copy not be written.
        """
        sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
        with source.open("rb") as original, self._temporary() as (copy, name):
            while chunk := original.read(CHUNK_BYTES):
                sha256.update(chunk)
                md5.update(chunk)
                copy.write(chunk)
                size += len(chunk)
            digest = Digest(sha256.hexdigest())
            self._keep(name, digest)
        return StagedBlob(digest, md5.hexdigest(), size)

    def _path(self, digest: Digest) -> Path:
        return self._folder / digest

    def _temporary(self) -> "_Temporary":
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _Temporary(self._folder)

    def _keep(self, name: Path, digest: Digest) -> None:
        name.rename(self._path(digest))


class _Temporary:
    """A file that is gone again unless it was renamed. Made 0600 and exclusively."""

    def __init__(self, folder: Path) -> None:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
        self._file: IO[bytes] = os.fdopen(descriptor, "wb", buffering=0)
        self._name = Path(name)

    def __enter__(self) -> tuple[IO[bytes], Path]:
        return self._file, self._name

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._name.unlink(missing_ok=True)


def media_type_of(path: str) -> str:
    """The media type by the name's ending; bytes of no known kind are ``octet-stream``."""
    known = _MEDIA_TYPES.get(Path(path).suffix.lower())
    return known or mimetypes.guess_type(path)[0] or "application/octet-stream"


def logical_path(folder: str | None, name: str) -> str:
    """The path in the run of a file that is logged under a folder.

    Raises:
        InvalidPathError: when it is no plain relative path.
    """
    whole = f"{folder.strip('/')}/{name}" if folder and folder.strip("/") else name
    return check_artifact_path(whole)


def find_files(
    source: str | os.PathLike[str], folder: str | None, *, inside: bool
) -> list[StagedFile]:
    """The files that one logged path stands for, sorted by their logical paths.

    Args:
        source: a file or a folder.
        folder: where in the run; None for the top.
        inside: put a folder's content itself there, not the folder under its name.

    Raises:
        NotFoundError: there is no such file or folder.
        InvalidValueError: it is neither (a device, a socket).
        InvalidPathError: a name in it cannot be a path in a run.
    """
    root = Path(source)
    if root.is_file():
        return [StagedFile(root, logical_path(folder, root.name))]
    if not root.exists():
        raise NotFoundError("file or folder", str(root))
    if not root.is_dir():
        raise InvalidValueError(
            f"{str(root)!r} is neither a file nor a folder; it cannot be logged."
        )
    top = "" if inside else f"{root.resolve().name}/"
    found = [
        StagedFile(file, logical_path(folder, top + file.relative_to(root).as_posix()))
        for file in _walk(root)
    ]
    return sorted(found, key=lambda staged: staged.path)


def _walk(root: Path) -> Iterator[Path]:
    """Regular files below; links to folders are not followed, so no cycle can hold us."""
    for folder, _, names in os.walk(root):
        for name in names:
            file = Path(folder, name)
            if file.is_file():
                yield file


def free_bytes(folder: Path) -> int:
    """Space left where the copies would lie, 0 when it cannot be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
