"""How far the server has acknowledged a log. It may lag behind: sending again changes nothing."""

import zlib
from typing import NamedTuple

from runlore.client.journal.files import Files
from runlore.client.journal.segment import LogFiles

_MOST_BYTES = 200


class Cursor(NamedTuple):
    """A place in a log.

    Attributes:
        seq: number of the last record that was acknowledged.
        segment: in which the next one is to be looked for.
    """

    seq: int = 0
    segment: int = 0


def load_cursor(log: LogFiles, files: Files) -> Cursor:
    """Where the log stands; the start when the file is missing or damaged."""
    try:
        text = files.read(log.beside("cursor"), 0, _MOST_BYTES)
        seq, segment, crc = (int(word) for word in text.split())
    except (OSError, ValueError):
        return Cursor()
    cursor = Cursor(seq, segment)
    return cursor if crc == _crc(log, cursor) else Cursor()


def save_cursor(log: LogFiles, files: Files, cursor: Cursor) -> None:
    """Keep the place, whole or not at all.

    Raises:
        OSError: as the disk does.
    """
    line = f"{cursor.seq} {cursor.segment} {_crc(log, cursor)}\n"
    files.replace(log.beside("cursor"), line.encode())


def _crc(log: LogFiles, cursor: Cursor) -> int:
    return zlib.crc32(f"{cursor.seq} {cursor.segment}".encode(), log.salt)
