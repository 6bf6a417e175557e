"""What is known of one file, and the digest of a tree of files."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MAX_KEPT_BYTES = 1_000_000
"""A file beside the commit of which the content is kept: source, not data."""

MAX_DIGESTED_BYTES = 64 * 1024 * 1024
"""A larger file beside the commit is data; it is digested only when it is opened."""

PLAIN, EXECUTABLE, LINK = "100644", "100755", "120000"

_SOURCES = frozenset(
    {
        ".py", ".pyi", ".pyx", ".pxd", ".ipynb", ".sh", ".bash", ".zsh", ".ps1", ".bat", ".c",
        ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".cu", ".cuh", ".rs", ".go", ".java", ".js",
        ".ts", ".mjs", ".r", ".jl", ".lua", ".m", ".sql", ".proto", ".jinja", ".j2", ".mk",
        ".cmake", ".dockerfile",
    }
)  # fmt: skip
_SOURCE_NAMES = frozenset({"makefile", "dockerfile", "cmakelists.txt", "snakefile", "jenkinsfile"})

_FOREIGN = frozenset(
    {
        "node_modules", "site-packages", "__pycache__", ".ipynb_checkpoints", ".venv", "venv",
        "wandb", "mlruns", "lightning_logs", ".runlore",
    }
)  # fmt: skip
"""Folders of other tools and of packages, where no code of the user lies."""

_CHUNK = 1024 * 1024


class FileFacts(NamedTuple):
    """A file as it stood when it was read.

    Attributes:
        mode: as git writes it: plain, executable or a link.
        blob: git's id of the content.
        sha256: of the content; of a link, of where it leads.
        size: in bytes.
        content: of a small file; None of a larger one.
    """

    mode: str
    blob: str
    sha256: str
    size: int
    content: bytes | None


def read_facts(file: Path, algorithm: str = "sha1") -> FileFacts | None:
    """Read a file once; None when it is not there, no regular file, unreadable or too large.

    Args:
        file: to read; a link is not followed.
        algorithm: of git's ids: ``sha1`` or ``sha256``.
    """
    with contextlib.suppress(OSError):
        status = file.lstat()
        if stat.S_ISLNK(status.st_mode):
            return _facts_of(os.fsencode(file.readlink()), LINK, algorithm)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_DIGESTED_BYTES:
            return None
        mode = EXECUTABLE if status.st_mode & stat.S_IXUSR else PLAIN
        if status.st_size <= MAX_KEPT_BYTES:
            return _facts_of(file.read_bytes(), mode, algorithm)
        return _streamed(file, status.st_size, mode, algorithm)
    return None


def digest_of_tree(files: Mapping[str, tuple[str, str]]) -> str:
    """SHA-256 over mode, blob id and path of each file, sorted by path."""
    seen = hashlib.sha256()
    for path in sorted(files):
        mode, blob = files[path]
        seen.update(f"{mode} {blob} {path}\0".encode(errors="surrogateescape"))
    return seen.hexdigest()


def is_source(path: str) -> bool:
    """Whether a file of this name is code, and not what a program reads or writes."""
    place = PurePosixPath(path.lower())
    return place.suffix in _SOURCES or place.name in _SOURCE_NAMES


def is_foreign(path: str) -> bool:
    """Whether a file lies in a folder that some tool made for itself."""
    return not _FOREIGN.isdisjoint(path.split("/")[:-1])


def _facts_of(content: bytes, mode: str, algorithm: str) -> FileFacts:
    blob = _blob(algorithm, len(content))
    blob.update(content)
    sha256 = hashlib.sha256(content).hexdigest()
    kept = content if len(content) <= MAX_KEPT_BYTES else None
    return FileFacts(mode, blob.hexdigest(), sha256, len(content), kept)


def _streamed(file: Path, size: int, mode: str, algorithm: str) -> FileFacts | None:
    blob, sha256, read = _blob(algorithm, size), hashlib.sha256(), 0
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            blob.update(chunk)
            sha256.update(chunk)
            read += len(chunk)
    if read != size:  # it grows under our hands: no source of anything
        return None
    return FileFacts(mode, blob.hexdigest(), sha256.hexdigest(), size, None)


def _blob(algorithm: str, size: int) -> "hashlib._Hash":
    return hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)
