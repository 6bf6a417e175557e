"""Notes which files the program opens, by Python's audit events.

The hook runs in every ``open`` of the program, on its thread. It can never be taken out again, so
there is one for the process, and it does next to nothing while nobody listens. A path that was seen
before costs one look into a set (``benchmarks/bench_capture.py`` watches what it costs). What code
in C opens by itself raises no event: such data is told by ``log_data``.
"""

import contextlib
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

MAX_SEEN = 50_000
"""Paths that are told apart. A data set of more single files is better named by ``log_data``."""

# Endings of code and libraries: nine of ten files that a program opens.
_CODE = (".py", ".pyc", ".pyi", ".so", ".pyd", ".pth", ".rlj", ".part")

_WRITES_ONLY = os.O_WRONLY
_MAKES = os.O_CREAT | os.O_TRUNC


class Opened(NamedTuple):
    """A file when it was first opened for reading.

    Attributes:
        path: absolute.
        size: in bytes.
        modified: in nanoseconds since 1970.
        inode: its number.
    """

    path: str
    size: int
    modified: int
    inode: int


class Began(NamedTuple):
    """When somebody began to listen.

    Attributes:
        place: from which ``read_since`` tells.
        at: in nanoseconds since 1970.
    """

    place: int
    at: int


class OpenWatch:
    """Notes files while somebody listens.

    Attributes:
        overflow: paths beyond ``MAX_SEEN``, which were not noted.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_installed = False
        self._listeners = 0
        self._seen: set[str] = set()
        self._read: list[Opened] = []
        self._written: set[str] = set()
        self._ours = threading.local()
        self._children = -1
        self._is_child = False
        self.overflow = 0

    def start(self) -> Began:
        """Begin to listen."""
        with self._lock:
            if self._is_child:  # a process of its own from here on
                self._is_child, self._listeners, self._children = False, 0, -1
            if not self._is_installed:
                self._is_installed = True
                os.register_at_fork(after_in_child=self._after_fork)
                sys.addaudithook(self._on_event)
            if self._listeners == 0:
                self._forget()
            self._listeners += 1
            return Began(len(self._read), time.time_ns())

    def _forget(self) -> None:
        """Nobody listened: a file may have other bytes by now."""
        self._seen.clear()
        self._written.clear()
        self._read.clear()
        self.overflow = 0
        if self._children < 0:
            self._children = _shared_memory()
        else:
            os.ftruncate(self._children, 0)
            os.lseek(self._children, 0, os.SEEK_SET)

    def stop(self) -> None:
        """Listen no more, unless others do."""
        with self._lock:
            self._listeners -= 1

    def read_since(self, place: int) -> list[Opened]:
        """What was opened for reading since then, and was not written by this process before."""
        return self._read[place:] + self._read_by_children()

    def count(self) -> int:
        """A number that grows with what is noted. Cheap."""
        told = 0 if self._children < 0 else os.fstat(self._children).st_size
        return len(self._read) + told

    def was_written(self, path: str) -> bool:
        """Whether this process has written the file."""
        return path in self._written

    @contextlib.contextmanager
    def own_work(self) -> Iterator[None]:
        """What this thread opens in here is ours, not the program's."""
        before = getattr(self._ours, "is_own", False)
        self._ours.is_own = True
        try:
            yield
        finally:
            self._ours.is_own = before

    def _on_event(self, event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not self._listeners:
            return
        path = args[0]
        try:
            if path in self._seen or path.__class__ is int:
                return
        except TypeError:  # a path that cannot be told from others
            return
        with contextlib.suppress(Exception):  # whatever goes wrong here, the program may open
            self._note(path, args[2])

    def _note(self, given: object, flags: object) -> None:
        if getattr(self._ours, "is_own", False):
            return
        path = os.fsdecode(given)  # type: ignore[arg-type]  # what is no path raises, and is none
        if path.endswith(_CODE):
            return
        whole = os.path.abspath(path)
        if isinstance(flags, int) and (flags & os.O_ACCMODE == _WRITES_ONLY or flags & _MAKES):
            self._written.add(whole)
            return
        if len(self._seen) >= MAX_SEEN:
            self.overflow += 1
            return
        self._seen.add(given)  # type: ignore[arg-type]  # a path in bytes is found again as such
        status = os.stat(whole)
        if stat.S_ISREG(status.st_mode) and whole not in self._written:
            opened = Opened(whole, status.st_size, status.st_mtime_ns, status.st_ino)
            if self._is_child:
                os.write(self._children, msgspec.json.encode(opened) + b"\n")
            else:
                self._read.append(opened)

    def _after_fork(self) -> None:
        self._is_child = True

    def _read_by_children(self) -> list[Opened]:
        """What forked workers opened: they share a file in memory with us."""
        if self._children < 0 or self._is_child:
            return []
        told = os.pread(self._children, os.fstat(self._children).st_size, 0)
        found = []
        for line in told.splitlines():
            with contextlib.suppress(msgspec.DecodeError, TypeError):
                found.append(Opened(*msgspec.json.decode(line)))
        return found


def _shared_memory() -> int:
    """A file without a name; −1 where there is none, and then forked workers are not heard."""
    make = getattr(os, "memfd_create", None)
    try:
        return -1 if make is None else int(make("runlore-opened"))
    except OSError:
        return -1


open_watch = OpenWatch()
"""One for the process, as there is one audit hook."""
