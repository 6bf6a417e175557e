"""Which files a writer's log lies in, and how they are called.

One writer of one run owns, in the folder ``<journal>/<run>``::

    <writer>.000001.rlj   segments: frames, appended only, in the order of their numbers
    <writer>.shapes       all shapes once more, so that a damaged one loses no row
    <writer>.cursor       what the server acknowledged; may be old, for sending again is harmless
    <writer>.lock         held while the writer lives
    <writer>.refused      frames that the server would not take

and all writers of the run share ``blobs/<sha256>``: files that wait to be uploaded.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from runlore.client.journal.files import Files
from runlore.entities.ids import RunId, WriterId
from runlore.wire.framing import salt_of

SEGMENT_BYTES = 16 * 1024 * 1024
"""A segment's size when the next one begins: small enough to be read whole when it is damaged."""

EPOCH_BYTES = 256 * 1024
"""How often shapes are told again: what a reader looks through at most before rows make sense."""

_SEGMENT = re.compile(r"([0-9a-z]{8,64})\.([0-9]{6,})\.rlj")


class Position(NamedTuple):
    """A place between two frames of a log.

    Attributes:
        seq: number of the last record before it.
        segment: in which it lies.
        offset: bytes from the segment's start.
    """

    seq: int
    segment: int
    offset: int


class LogFiles(NamedTuple):
    """Paths of one writer's log.

    Attributes:
        journal: the journal's folder, shared by all runs.
        run: the run.
        writer: the writing process.
    """

    journal: Path
    run: RunId
    writer: WriterId

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return self.journal / self.run

    @property
    def blobs(self) -> Path:
        """Files of the run that wait to be uploaded, each called by its SHA-256."""
        return self.folder / "blobs"

    @property
    def salt(self) -> int:
        """From which the frames' checksums start."""
        return salt_of(self.run, self.writer)

    def segment(self, number: int) -> Path:
        """A segment, counted from 1."""
        return self.folder / f"{self.writer}.{number:06d}.rlj"

    def beside(self, what: str) -> Path:
        """A file beside the segments: ``shapes``, ``cursor``, ``lock`` or ``refused``."""
        return self.folder / f"{self.writer}.{what}"

    def segments(self, files: Files) -> list[int]:
        """Numbers of the segments that are there, in order."""
        return sorted(
            number for writer, number in _parsed(files.names(self.folder)) if writer == self.writer
        )


def writers_in(files: Files, folder: Path) -> list[WriterId]:
    """Writers that have a segment in a run's folder."""
    return sorted({WriterId(writer) for writer, _ in _parsed(files.names(folder))})


def _parsed(names: Iterable[str]) -> Iterable[tuple[str, int]]:
    for name in names:
        match = _SEGMENT.fullmatch(name)
        if match is not None:
            yield match[1], int(match[2])
