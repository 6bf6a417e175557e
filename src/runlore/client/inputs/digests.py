"""Digests of data files: computed once, remembered by path, size, time and inode."""

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from runlore.client.opened import Opened

CHUNK_BYTES = 1024 * 1024

MIN_REMEMBERED_BYTES = 4 * 1024 * 1024
"""A smaller file is read again sooner than its digest is looked up on a slow disk."""

MAX_REMEMBERED = 20_000


class DigestMemory:
    """Digests of large files that other runs of this user computed, in a file of the user's cache.

    Two processes that write it at once lose some of what one of them learned, and no more.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] | None = None
        self._is_changed = False
        self._lock = threading.Lock()

    def get(self, opened: Opened) -> str:
        """The digest of a file that is still as it was; empty when it is not known."""
        return self._load().get(_key_of(opened), "")

    def put(self, opened: Opened, digest: str) -> None:
        """Remember a digest."""
        if opened.size >= MIN_REMEMBERED_BYTES:
            with self._lock:
                self._load()[_key_of(opened)] = digest
                self._is_changed = True

    def save(self) -> None:
        """Write what was learned; a cache that cannot be written is none."""
        with self._lock, contextlib.suppress(OSError):
            if not self._is_changed or self._known is None:
                return
            newest = dict(list(self._known.items())[-MAX_REMEMBERED:])
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=".digests")
            with os.fdopen(descriptor, "wb") as out:
                out.write(msgspec.msgpack.encode(newest))
            os.replace(name, self._file)
            self._is_changed = False

    def _load(self) -> dict[str, str]:
        if self._known is None:
            self._known = {}
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                self._known = msgspec.msgpack.decode(self._file.read_bytes(), type=dict[str, str])
        return self._known


def cache_file(environ: Mapping[str, str]) -> Path:
    """Where this user's digests are remembered."""
    folder = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "."), ".cache")
    return Path(folder, "runlore", "digests")


def opened_now(path: Path) -> Opened | None:
    """A file as it stands now; None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Opened(str(path), status.st_size, status.st_mtime_ns, status.st_ino)


def digest_of_file(
    opened: Opened, memory: DigestMemory, go_on: Callable[[], bool] = lambda: True
) -> str:
    """SHA-256 of a file's content, if it is still as it was opened and stays so; else empty.

    Args:
        opened: how it stood.
        memory: of digests.
        go_on: asked before each megabyte; when it says no, the digest is given up.

    Raises:
        OSError: it cannot be read.
    """
    path = Path(opened.path)
    if opened_now(path) != opened:
        return ""
    if known := memory.get(opened):
        return known
    seen = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK_BYTES):
            seen.update(chunk)
            if not go_on():
                return ""
    if opened_now(path) != opened:
        return ""
    memory.put(opened, seen.hexdigest())
    return seen.hexdigest()


def digest_of_digests(files: Mapping[str, str]) -> str:
    """The digest of a folder: SHA-256 over path and digest of each file, sorted by path."""
    seen = hashlib.sha256()
    for path in sorted(files):
        seen.update(f"{files[path]} {path}\0".encode(errors="surrogateescape"))
    return seen.hexdigest()


def _key_of(opened: Opened) -> str:
    return f"{opened.path}\0{opened.size}\0{opened.modified}\0{opened.inode}"
