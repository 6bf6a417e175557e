"""What a person sees: tables, colours, progress. Colours and motion only on a terminal."""

import os
import shutil
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TextIO

import click
import msgspec

NARROWEST_COLUMN = 6
"""A column that must shrink keeps so many characters: a word and the mark of a cut."""

REDRAW_SECONDS = 0.1
"""A progress line is drawn anew at most this often; more is flicker."""

STATUS_COLOURS = {
    "running": "cyan",
    "finished": "green",
    "failed": "red",
    "crashed": "red",
    "killed": "yellow",
}


def coloured(text: str, colour: str | None, *, stream: TextIO | None = None) -> str:
    """The text in a colour, where the stream is a terminal and ``NO_COLOR`` is not set."""
    target = stream or sys.stdout
    if colour is None or os.environ.get("NO_COLOR") or not target.isatty():
        return text
    return click.style(text, fg=colour)


def print_json(document: object) -> None:
    """The document on stdout, indented, for a script."""
    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows in columns; on a terminal cut to its width, elsewhere whole.

    A column called ``status`` has the colours of the statuses.
    """
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    if sys.stdout.isatty():
        widths = _fitted(widths, shutil.get_terminal_size().columns)
    plain = [None] * len(head)
    click.echo(coloured(_line(head, widths, plain), "bright_black"))
    for row in rows:
        colours = [
            STATUS_COLOURS.get(cell) if name == "status" else None
            for name, cell in zip(head, row, strict=True)
        ]
        click.echo(_line(row, widths, colours))


def _line(cells: Sequence[str], widths: Sequence[int], colours: Sequence[str | None]) -> str:
    shown = []
    for cell, width, colour in zip(cells, widths, colours, strict=True):
        text = cell if len(cell) <= width else cell[: width - 1] + "…"
        shown.append(coloured(text, colour) + " " * (width - len(text)))
    return "  ".join(shown).rstrip()


def _fitted(widths: list[int], room: int) -> list[int]:
    """Take from the widest column until all fit, or all are at their narrowest."""
    fitted = list(widths)
    over = sum(fitted) + 2 * (len(fitted) - 1) - room
    while over > 0 and max(fitted) > NARROWEST_COLUMN:
        fitted[fitted.index(max(fitted))] -= 1
        over -= 1
    return fitted


class Progress:
    """One line on stderr that tells how far a long work is; silent where nobody looks.

    Used as a context manager: the line is wiped at the end.
    """

    def __init__(self, label: str, total: int | None = None) -> None:
        self._label = label
        self._total = total
        self._done = 0
        self._drawn_at = 0.0
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    @property
    def done(self) -> int:
        """Steps so far."""
        return self._done

    def step(self, note: str = "", count: int = 1) -> None:
        """``count`` more steps are done; ``note`` names the newest."""
        self._done += count
        now = time.monotonic()
        if not self._shown or now - self._drawn_at < REDRAW_SECONDS:
            return
        self._drawn_at = now
        click.echo(f"\r\x1b[K{self._text(note)}", nl=False, err=True)

    def _text(self, note: str) -> str:
        columns = shutil.get_terminal_size().columns - 1
        if self._total is None:
            return f"{self._label}: {self._done:,}  {note}"[:columns]
        filled = round(20 * min(1.0, self._done / max(1, self._total)))
        bar = "█" * filled + "░" * (20 - filled)
        return f"{self._label} {bar} {self._done:,}/{self._total:,}  {note}"[:columns]
