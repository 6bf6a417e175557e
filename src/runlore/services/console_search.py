"""Looks for a text in what a run printed, a portion of bounded cost at a time.

Only literal text is looked for: an expression may take Python's ``re`` for ever, and a reader's own
browser runs those on the lines it has.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_FIND_CHARS
from runlore.stores.trails import ConsoleLine, TrailStore

MAX_LOOKED_AT = 100_000
"""Lines that one request looks at."""

MAX_CHARS = 32 * 1024 * 1024
"""Characters that one request looks at: lines may be long."""

_PORTION = 1_000
"""Lines that are in memory at once."""

_ESCAPE = re.compile(r"\x1b\[[0-9;:?]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")
"""Colours and other commands to a terminal, which are no part of what is read. Takes linear time:
no part of a line is looked at by two of its branches for long."""


class ConsoleFind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for.

    Attributes:
        text: literal; large and small letters are the same.
        stream: only lines of this one; left out, of both.
        first: number of the line to begin at; ``next`` of the answer before to go on.
    """

    text: str
    stream: Literal["stdout", "stderr"] | None = None
    first: int = 0


class ConsoleFound(msgspec.Struct, frozen=True):
    """The lines of a portion that hold the text.

    Attributes:
        lines: in order.
        next: number of the first line that was not looked at.
        size: lines that there are in all; the search is over when ``next`` is there.
    """

    lines: list[ConsoleLine]
    next: int
    size: int


def find_lines(trails: TrailStore, run: RunId, wanted: ConsoleFind) -> ConsoleFound:
    """The hits of one portion.

    Raises:
        InvalidValueError: there is nothing to look for.
        LimitExceededError: the text is too long.
    """
    if not wanted.text:
        raise InvalidValueError("text is empty: say what to look for.")
    if len(wanted.text) > MAX_FIND_CHARS:
        raise LimitExceededError(
            "The text to look for", len(wanted.text), MAX_FIND_CHARS, "Look for a part of it."
        )
    text, found, at = wanted.text.lower(), list[ConsoleLine](), max(wanted.first, 0)
    for line in _lines(trails, run, at):
        at = line.number + 1
        if wanted.stream in (None, line.stream) and text in _shown(line.text):
            found.append(line)
    return ConsoleFound(found, at, trails.console_size(run))


def _lines(trails: TrailStore, run: RunId, first: int) -> Iterator[ConsoleLine]:
    chars, end = 0, first + MAX_LOOKED_AT
    for start in range(first, end, _PORTION):
        lines = trails.console(run, start, _PORTION)
        yield from lines
        chars += sum(len(line.text) for line in lines)
        if len(lines) < _PORTION or chars >= MAX_CHARS:
            return


def _shown(text: str) -> str:
    """A line as it is read, in small letters."""
    return (_ESCAPE.sub("", text) if "\x1b" in text else text).lower()
