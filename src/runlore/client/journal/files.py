"""Every touch of the disk by the journal goes through one small seam, so that tests can cut it."""

import contextlib
import os
from pathlib import Path
from typing import Protocol

from runlore.wire.framing import Buffer

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)


class Files(Protocol):
    """What the journal asks of a file system. Every method may raise ``OSError``.

    ``write`` hands bytes to the system, where they survive the end of the process; only ``sync``
    makes them survive the end of the power, and only ``sync_folder`` a file's name.
    """

    def make_folder(self, path: Path) -> None:
        """Make a folder for its owner's eyes only, and those above it, unless it is there."""

    def create(self, path: Path) -> int:
        """Make a file that is not there yet, open for appending; gives its descriptor."""

    def extend(self, path: Path) -> int:
        """Open a file for appending, made when it is not there."""

    def write(self, descriptor: int, data: Buffer, /) -> int:
        """Append; gives how many bytes were taken, which may be fewer."""

    def size(self, descriptor: int) -> int:
        """How many bytes the file has now."""

    def sync(self, descriptor: int) -> None:
        """Wait until all that was written is on the disk."""

    def sync_folder(self, path: Path) -> None:
        """Wait until the names in the folder are on the disk."""

    def close(self, descriptor: int) -> None:
        """Let go of a descriptor."""

    def read(self, path: Path, offset: int, size: int) -> bytes:
        """Bytes from ``offset`` on; fewer at the end, none behind it or of a file that is gone."""

    def replace(self, path: Path, data: bytes) -> None:
        """Put a small file there whole: a reader sees the old bytes or the new ones."""

    def remove(self, path: Path) -> None:
        """Remove a file; one that is gone is fine."""

    def names(self, folder: Path) -> list[str]:
        """Names in a folder; none when it is not there."""


class OsFiles:
    """The real file system."""

    write = staticmethod(os.write)  # bound straight to the system call: this is the hot path

    def make_folder(self, path: Path) -> None:
        """Make it with mode 0700, and those above it."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, path: Path) -> int:
        """Make a file with mode 0600; it must not be there."""
        return os.open(path, _APPEND | os.O_EXCL, 0o600)

    def extend(self, path: Path) -> int:
        """Open or make a file with mode 0600."""
        return os.open(path, _APPEND, 0o600)

    def size(self, descriptor: int) -> int:
        """Bytes of the open file."""
        return os.fstat(descriptor).st_size

    def sync(self, descriptor: int) -> None:
        """Data and length; other metadata is of no use to a reader."""
        getattr(os, "fdatasync", os.fsync)(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Names; systems that cannot open a folder keep names in order by themselves."""
        if os.name == "nt":
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def close(self, descriptor: int) -> None:
        """Close it."""
        os.close(descriptor)

    def read(self, path: Path, offset: int, size: int) -> bytes:
        """Read without a buffer between: chunks are large."""
        try:
            with path.open("rb", buffering=0) as file:
                left = os.fstat(file.fileno()).st_size - offset
                if left <= 0:
                    return b""
                file.seek(offset)
                return file.read(min(size, left))
        except FileNotFoundError:
            return b""

    def replace(self, path: Path, data: bytes) -> None:
        """Written aside, then renamed."""
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
                f.write(data)
            aside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink()
            raise

    def remove(self, path: Path) -> None:
        """Unlink."""
        path.unlink(missing_ok=True)

    def names(self, folder: Path) -> list[str]:
        """List, in no order."""
        try:
            return os.listdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
