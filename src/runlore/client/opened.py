"""Notes which files the program opens, by Python's audit events.

The hook runs in every ``open`` of the program, on its thread. It can never be taken out again, so
there is one for the process, and it does next to nothing while nobody listens. A path that was seen
before costs one look into a set (``benchmarks/bench_capture.py`` watches what it costs). What code
in C opens by itself raises no event: such data is told by ``log_data``.

Most scripts read their data first and begin a run then, so the hook is there from ``import
runlore`` on: what is opened while no run is open is kept in short, and is an input of each run that
begins later in the process. ``import runlore`` loads this file: it imports nothing that costs.
"""

import contextlib
import os
import stat
import sys
import time
from _thread import allocate_lock, get_ident
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from runlore.client.switches import is_off

MAX_SEEN = 50_000
"""Paths that are told apart. A data set of more single files is better named by ``log_data``."""

MAX_BEFORE = 5_000
"""Files that are kept while no run is open: about a megabyte, in programs that begin none too."""

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
    """When a run began to listen.

    Attributes:
        place: from which ``read_since`` tells.
        at: in nanoseconds since 1970.
        before: what was opened before, while no run was open.
        since: from when on that was noted, in nanoseconds since 1970.
        missed: how many more there were.
    """

    place: int
    at: int
    before: tuple[Opened, ...] = ()
    since: int = 0
    missed: int = 0


class OpenWatch:
    """Notes files while somebody listens.

    Attributes:
        overflow: paths beyond ``MAX_SEEN``, which were not noted.
    """

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._is_installed = False
        self._waits = False
        self._listeners = 0
        self._seen: set[str] = set()
        self._read: list[Opened] = []
        self._written: set[str] = set()
        self._before: dict[str, Opened] = {}
        self._since = 0
        self._missed = 0
        self._ours: set[int] = set()
        self._children = -1
        self._is_child = False
        self.overflow = 0

    def wait(self) -> None:
        """Note from now on what is opened while no run is open, for the runs that begin later."""
        with self._lock:
            self._waits, self._since = True, time.time_ns()
            self._install()

    def wait_no_more(self) -> None:
        """Note only what is opened while a run is open. For programs that are no training."""
        with self._lock:
            self._waits = False
            self._before.clear()
            if self._listeners == 0:
                self._seen.clear()

    def start(self) -> Began:
        """Begin to listen, for a run."""
        with self._lock:
            if self._is_child:  # a process of its own from here on
                self._is_child, self._listeners, self._children = False, 0, -1
            self._install()
            if self._listeners == 0:
                self._turn()
                self._read.clear()
                self.overflow = 0
                self._share()
            self._listeners += 1
            before = tuple(self._before.values())
            return Began(len(self._read), time.time_ns(), before, self._since, self._missed)

    def stop(self) -> None:
        """Listen no more for this run."""
        with self._lock:
            self._listeners -= 1
            if self._listeners == 0:
                self._turn()

    def _install(self) -> None:
        if not self._is_installed:
            sys.addaudithook(self._on_event)
            self._is_installed = True
            if hasattr(os, "register_at_fork"):
                os.register_at_fork(after_in_child=self._after_fork)

    def _turn(self) -> None:
        """From no run to one, or back: what was opened may be opened again, with other bytes."""
        self._seen.clear()
        self._written.clear()

    def _share(self) -> None:
        """The memory in which forked workers tell what they open; empty."""
        if self._children < 0:
            self._children = _shared_memory()
        else:
            os.ftruncate(self._children, 0)
            os.lseek(self._children, 0, os.SEEK_SET)

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
        thread = get_ident()
        is_nested = thread in self._ours
        self._ours.add(thread)
        try:
            yield
        finally:
            if not is_nested:
                self._ours.discard(thread)

    def _on_event(self, event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not (self._listeners or self._waits):
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
        if get_ident() in self._ours:
            return
        path = os.fsdecode(given)  # type: ignore[arg-type]  # what is no path raises, and is none
        if path.endswith(_CODE):
            return
        whole = os.path.abspath(path)
        if isinstance(flags, int) and (flags & os.O_ACCMODE == _WRITES_ONLY or flags & _MAKES):
            if len(self._written) < MAX_SEEN:
                self._written.add(whole)
            return
        if len(self._seen) >= MAX_SEEN:
            self.overflow += 1
            return
        self._seen.add(given)  # type: ignore[arg-type]  # a path in bytes is found again as such
        status = os.stat(whole)
        if stat.S_ISREG(status.st_mode) and whole not in self._written:
            self._keep(Opened(whole, status.st_size, status.st_mtime_ns, status.st_ino))

    def _keep(self, opened: Opened) -> None:
        if not self._listeners:
            if len(self._before) < MAX_BEFORE:
                self._before[opened.path] = opened
            else:
                self._missed += 1
        elif self._is_child:
            self._tell_parent(opened)
        else:
            self._read.append(opened)

    def _tell_parent(self, opened: Opened) -> None:
        numbers = f"{opened.size} {opened.modified} {opened.inode} ".encode()
        os.write(self._children, numbers + os.fsencode(opened.path) + b"\0")

    def _after_fork(self) -> None:
        self._is_child = True
        self._ours.clear()  # threads of the parent, whose numbers may be given anew

    def _read_by_children(self) -> list[Opened]:
        """What forked workers opened: they share a file in memory with us."""
        if self._children < 0 or self._is_child:
            return []
        told = os.pread(self._children, os.fstat(self._children).st_size, 0)
        found = []
        for one in told.split(b"\0"):
            with contextlib.suppress(ValueError):  # the last is not whole yet
                size, modified, inode, path = one.split(b" ", 3)
                found.append(Opened(os.fsdecode(path), int(size), int(modified), int(inode)))
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


def wait_for_runs(environ: Mapping[str, str]) -> None:
    """Note what is opened from here on, unless that is switched off. Called at import; no error."""
    names = ("RUNLORE_CAPTURE", "RUNLORE_CAPTURE_DATA")
    if environ.get("RUNLORE_MODE") == "disabled" or any(is_off(environ, one) for one in names):
        return
    with contextlib.suppress(Exception):  # another hook may refuse ours
        open_watch.wait()
