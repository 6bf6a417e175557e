"""What the program prints, kept line by line while the terminal sees it unchanged.

The ``write`` of ``sys.stdout`` and ``sys.stderr`` is wrapped: the terminal gets every text first,
at once, from the program's own thread, then a copy is queued. So nothing printed can be lost or
held up by us, colours and progress bars stay (the stream is still the terminal), and handlers of
``logging`` that hold the stream are heard too. Redirecting the file descriptors into a pipe would
also hear child processes and C code, but a process that dies takes the pipe's content with it,
the traceback of a segmentation fault first of all, and C code that prints with the interpreter
locked would wait for ever for the thread that empties the pipe.
"""

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO, TypeAlias

from runlore.client.redact import LineRedactor
from runlore.entities.ids import Micros
from runlore.entities.records import ConsoleWritten, RecordsLost

Emit: TypeAlias = Callable[[ConsoleWritten | RecordsLost], object]

FLUSH_SECONDS = 0.2
"""How long printed text is gathered: one record for many lines, and still live."""

MAX_WAITING_CHARS = 16 * 1024 * 1024
"""Text that may wait for the next flush: 80 MB/s. More is counted and dropped, not held."""

MAX_LINE_CHARS = 64 * 1024
"""A longer line is cut into several: somebody prints an array without line ends."""

MAX_LINES = 5_000
"""Lines in one record, far below the limit of a frame for lines of usual length."""

MAX_RECORD_CHARS = 1024 * 1024


class LineAssembler:
    """Makes whole lines of pieces of text. Of a line that was redrawn, the last state stays."""

    def __init__(self) -> None:
        self._open = ""

    def feed(self, text: str) -> list[str]:
        """The lines that this text ends, without their ends."""
        *whole, rest = (self._open + text).split("\n")
        self._open = _shortened(rest)
        lines = [part for line in whole for part in _cut(_redrawn(line.removesuffix("\r")))]
        while len(self._open) >= MAX_LINE_CHARS:
            lines.append(self._open[:MAX_LINE_CHARS])
            self._open = self._open[MAX_LINE_CHARS:]
        return lines

    def rest(self) -> list[str]:
        """The line that never ended, if there is one."""
        rest, self._open = _redrawn(self._open.removesuffix("\r")), ""
        return [rest] if rest else []


class _Tap:
    """One wrapped stream."""

    def __init__(self, name: str, stream: TextIO) -> None:
        self.name = name
        self.waiting: deque[str] = deque()
        self.size = 0
        self.dropped = 0
        self.assembler = LineAssembler()
        self.redactor = LineRedactor()
        self._stream = stream
        self._original = stream.write
        self._own = "write" in getattr(stream, "__dict__", {})
        self._wrapped = self._write
        self._pid = os.getpid()
        self._listening = True
        stream.write = self._wrapped  # type: ignore[method-assign]  # the one way to hear all holders

    def _write(self, text: str) -> int:
        count = self._original(text)
        if self._listening and isinstance(text, str) and self._pid == os.getpid():
            if self.size < MAX_WAITING_CHARS:
                self.size += len(text)
                self.waiting.append(text)
            else:
                self.dropped += 1
        return count

    def take(self) -> str:
        """Everything that waits."""
        pieces = [self.waiting.popleft() for _ in range(len(self.waiting))]
        self.size = 0  # not a difference: threads that print at one time may have miscounted
        return "".join(pieces)

    def remove(self) -> None:
        """Stop listening; give the stream its own ``write`` back unless it was wrapped since."""
        self._listening = False
        if self._stream.__dict__.get("write") is not self._wrapped:
            return
        if self._own:
            self._stream.write = self._original  # type: ignore[method-assign]  # as it was
        else:
            del self._stream.write


class Console:
    """Keeps what is printed while a run lasts.

    A forked child does not listen: its lines would come twice.
    """

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._taps = list(_taps())
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._pump, name="runlore-console", daemon=True)

    def start(self) -> None:
        """Begin to pass lines on."""
        self._thread.start()

    def stop(self) -> None:
        """Unwrap the streams and pass on what is left, unfinished lines included."""
        for tap in self._taps:
            tap.remove()
        self._stopped.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout=2.0)
        self._flush(at_end=True)

    def _pump(self) -> None:
        while not self._stopped.wait(FLUSH_SECONDS):
            self._flush(at_end=False)

    def _flush(self, *, at_end: bool) -> None:
        with self._lock:
            for tap in self._taps:
                self._flush_tap(tap, at_end=at_end)

    def _flush_tap(self, tap: _Tap, *, at_end: bool) -> None:
        lines = tap.assembler.feed(tap.take())
        if at_end:
            lines += tap.assembler.rest()
        now = Micros(time.time_ns() // 1_000)
        for batch in _batches([tap.redactor.redact(_storable(line)) for line in lines]):
            self._emit(ConsoleWritten(tap.name, now, batch))
        dropped, tap.dropped = tap.dropped, 0
        if dropped:
            self._emit(RecordsLost(f"{tap.name} printed too fast to keep", dropped))


def _taps() -> "list[_Tap]":
    """The streams that can be wrapped; a program without a console has none."""
    taps = []
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        try:
            taps.append(_Tap(name, stream))
        except AttributeError:  # no stream, or one whose attributes are fixed
            continue
    return taps


def _storable(line: str) -> str:
    """A line that can be encoded: lone surrogates, from undecodable file names, are spelled out."""
    return line if line.isascii() else line.encode(errors="backslashreplace").decode()


def _redrawn(line: str) -> str:
    """What a terminal shows of a line after its carriage returns."""
    return line.rpartition("\r")[2] if not line.endswith("\r") else line[:-1].rpartition("\r")[2]


def _shortened(line: str) -> str:
    """An open line without the states that were drawn over; a bar is redrawn for hours."""
    if line.endswith("\r"):
        return line[:-1].rpartition("\r")[2] + "\r"
    return line.rpartition("\r")[2]


def _cut(line: str) -> list[str]:
    if len(line) <= MAX_LINE_CHARS:
        return [line]
    return [line[at : at + MAX_LINE_CHARS] for at in range(0, len(line), MAX_LINE_CHARS)]


def _batches(lines: list[str]) -> list[list[str]]:
    """Lines in records of bounded size."""
    batches: list[list[str]] = []
    size = 0
    for line in lines:
        if not batches or size + len(line) > MAX_RECORD_CHARS or len(batches[-1]) >= MAX_LINES:
            batches.append([])
            size = 0
        batches[-1].append(line)
        size += len(line)
    return batches
