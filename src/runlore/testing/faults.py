"""Disks that fail: a power cut, a call that goes wrong, bytes that rot.

``MemoryDisk`` is a file system that knows which bytes a power cut would take. ``FailingDisk`` lets
the n-th call of one kind fail. Both are ``client.journal.files.Files``.
"""

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path

from runlore.client.journal.files import Files
from runlore.wire.framing import Buffer

SECTOR = 512
"""What a disk writes whole or not at all."""


_FIRST_DESCRIPTOR = 1 << 30
"""No real file has such a number, so a mix-up with one shows."""


class _MemoryFile:
    """Bytes of a file, and those of them that a power cut would leave.

    Attributes:
        data: as programs see them.
        safe: as they were at the last sync.
        named: whether the name was synced.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.safe = b""
        self.named = False


class MemoryDisk:
    """A file system in memory that keeps account of what is safe, as POSIX promises it and no more.

    Not synced: bytes may be gone, sector by sector and in any order, the length may be ahead of the
    bytes (they read as zeros then), and a file whose folder was not synced may be missing.
    """

    def __init__(self) -> None:
        self.files: dict[Path, _MemoryFile] = {}
        self._open: dict[int, _MemoryFile] = {}

    def make_folder(self, path: Path) -> None:
        """Folders need no making here."""

    def create(self, path: Path) -> int:
        """A new file."""
        if path in self.files:
            raise FileExistsError(errno.EEXIST, "the file is there", str(path))
        return self.extend(path)

    def extend(self, path: Path) -> int:
        """A file, new or old."""
        file = self.files.setdefault(path, _MemoryFile())
        descriptor = _FIRST_DESCRIPTOR + len(self._open)
        self._open[descriptor] = file
        return descriptor

    def write(self, descriptor: int, data: Buffer, /) -> int:
        """Append."""
        self._open[descriptor].data += data
        return len(data)

    def size(self, descriptor: int) -> int:
        """Bytes of a file."""
        return len(self._open[descriptor].data)

    def sync(self, descriptor: int) -> None:
        """All bytes are safe."""
        file = self._open[descriptor]
        file.safe = bytes(file.data)

    def sync_folder(self, path: Path) -> None:
        """All names in the folder are safe."""
        for name, file in self.files.items():
            if name.parent == path:
                file.named = True

    def close(self, descriptor: int) -> None:
        """Nothing to let go of: descriptors are never used twice, so that misuse shows."""

    def read(self, path: Path, offset: int, size: int) -> bytes:
        """Bytes of a file."""
        file = self.files.get(path)
        return b"" if file is None else bytes(file.data[offset : offset + size])

    def replace(self, path: Path, data: bytes) -> None:
        """A small file, whole; after a power cut the old or the new one, or nothing."""
        old = self.files.get(path)
        new = self.files[path] = _MemoryFile()
        new.data = bytearray(data)
        if old is not None:
            new.safe, new.named = old.safe, old.named

    def remove(self, path: Path) -> None:
        """Remove a file."""
        self.files.pop(path, None)

    def names(self, folder: Path) -> list[str]:
        """Names in a folder."""
        return [path.name for path in self.files if path.parent == folder]

    def copy(self) -> "MemoryDisk":
        """The same bytes on a disk of their own, all of them safe."""
        disk = MemoryDisk()
        for path, file in self.files.items():
            twin = disk.files[path] = _MemoryFile()
            twin.data, twin.safe, twin.named = bytearray(file.data), bytes(file.data), True
        return disk

    def after_power_cut(self, chance: random.Random) -> "MemoryDisk":
        """One of the states in which a power cut at this moment may leave the disk."""
        disk = MemoryDisk()
        for path, file in self.files.items():
            if not file.named and chance.random() < 0.5:
                continue
            twin = disk.files[path] = _MemoryFile()
            twin.data = bytearray(_survivors(file, chance))
            twin.safe, twin.named = bytes(twin.data), True
        return disk


def _survivors(file: _MemoryFile, chance: random.Random) -> bytes:
    safe = len(file.safe)
    length = chance.randint(safe, max(safe, len(file.data)))
    kept = bytearray(file.data[:length])
    for start in range(safe, length, SECTOR):
        if chance.random() < 0.3:
            end = min(start + SECTOR, length)
            kept[start:end] = bytes(end - start)
    kept[:safe] = file.safe
    return bytes(kept)


class FailingDisk:
    """A disk of which one kind of call fails from the n-th on, ``times`` times.

    Attributes:
        calls: how often each kind of call was made.
        failed: how often one was made to fail.
    """

    def __init__(
        self, disk: Files, call: str, nth: int, *, error: int = errno.EIO, times: int = 1
    ) -> None:
        """Make one.

        Args:
            disk: which does the work.
            call: name of a method, or ``short`` for writes that take half of the bytes.
            nth: the first call that fails, from 1.
            error: what it fails with.
            times: how many do.
        """
        self.calls: dict[str, int] = {}
        self.failed = 0
        self._disk = disk
        self._call = call
        self._nth = nth
        self._error = error
        self._times = times

    def make_folder(self, path: Path) -> None:
        """Pass on, or fail."""
        self._count("make_folder")
        self._disk.make_folder(path)

    def create(self, path: Path) -> int:
        """Pass on, or fail."""
        self._count("create")
        return self._disk.create(path)

    def extend(self, path: Path) -> int:
        """Pass on, or fail."""
        self._count("extend")
        return self._disk.extend(path)

    def write(self, descriptor: int, data: Buffer, /) -> int:
        """Pass on, fail, or take half."""
        self._count("write")
        if self._call == "short" and len(data) > 1 and self._hits("short"):
            return self._disk.write(descriptor, memoryview(data)[: len(data) // 2])
        return self._disk.write(descriptor, data)

    def size(self, descriptor: int) -> int:
        """Pass on."""
        return self._disk.size(descriptor)

    def sync(self, descriptor: int) -> None:
        """Pass on, or fail."""
        self._count("sync")
        self._disk.sync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Pass on, or fail."""
        self._count("sync_folder")
        self._disk.sync_folder(path)

    def close(self, descriptor: int) -> None:
        """Pass on."""
        self._disk.close(descriptor)

    def read(self, path: Path, offset: int, size: int) -> bytes:
        """Pass on, or fail."""
        self._count("read")
        return self._disk.read(path, offset, size)

    def replace(self, path: Path, data: bytes) -> None:
        """Pass on, or fail."""
        self._count("replace")
        self._disk.replace(path, data)

    def remove(self, path: Path) -> None:
        """Pass on, or fail."""
        self._count("remove")
        self._disk.remove(path)

    def names(self, folder: Path) -> list[str]:
        """Pass on, or fail."""
        self._count("names")
        return self._disk.names(folder)

    def _count(self, call: str) -> None:
        if call == self._call and self._hits(call):
            raise OSError(self._error, os.strerror(self._error))
        if call != self._call:
            self.calls[call] = self.calls.get(call, 0) + 1

    def _hits(self, call: str) -> bool:
        count = self.calls[call] = self.calls.get(call, 0) + 1
        hit = self._nth <= count < self._nth + self._times
        self.failed += hit
        return hit


Damager = Callable[[bytearray, random.Random], tuple[int, int]]
"""Harms bytes in place; gives the range that is no more what it was."""


def flip_bit(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """One bit is another."""
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    return at, at + 1


def zero_block(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """Four kilobytes are zero."""
    at = chance.randrange(len(data))
    end = min(at + 4096, len(data))
    data[at:end] = bytes(end - at)
    return at, end


def truncate(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """The end is missing."""
    at = chance.randrange(len(data))
    end = len(data)
    del data[at:]
    return at, end


def duplicate_block(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """Some bytes stand a second time at another place, between others."""
    start = chance.randrange(len(data))
    block = bytes(data[start : start + chance.randint(1, 4096)])
    at = chance.randrange(len(data))
    data[at:at] = block
    return at, at


DAMAGES: tuple[Damager, ...] = (flip_bit, zero_block, truncate, duplicate_block)
"""What happens to files on real disks."""
