"""Notes: what the engine remembers of each key and each run, beside their points."""

from collections.abc import Sequence

import msgspec

from runlore.engines.chunks.checked import checked, protect
from runlore.engines.chunks.columns import SHARED
from runlore.entities.ids import RunId
from runlore.stores.shelf import ChunkShelf, Tile

NOTE_LEVEL = -1
"""Where notes stand in the shelf, as tiles with index 0."""


class KeyNote(msgspec.Struct, frozen=True, array_like=True):
    """What the engine notes about one key's sealed points.

    Attributes:
        count: points with a step.
        finals: points without one.
        min_step: smallest step.
        max_step: largest step.
        last: the value there, of the largest row.
        base: finest level of the pyramid, -1 while there is none.
        top: its coarsest level, where everything fits into 256 buckets or a few more.
        buckets: buckets that hold points on the finest level.
    """

    count: int = 0
    finals: int = 0
    min_step: int = 0
    max_step: int = 0
    last: float = 0.0
    base: int = -1
    top: int = -1
    buckets: int = 0


class RunNote(msgspec.Struct, frozen=True, array_like=True):
    """What the engine notes about a run.

    Attributes:
        sealed_rows: rows in chunks, which is the index of the first row that is not.
    """

    sealed_rows: int = 0


_NOTE_ENCODER = msgspec.msgpack.Encoder()
_NOTE_DECODER = msgspec.msgpack.Decoder(KeyNote)
_RUN_NOTE_DECODER = msgspec.msgpack.Decoder(RunNote)


def read_notes(
    shelf: ChunkShelf, series: Sequence[tuple[RunId, str]]
) -> dict[tuple[RunId, str], KeyNote]:
    """The notes of those series that have sealed points."""
    tiles = shelf.tiles_of(series, NOTE_LEVEL, 0, 0)
    return {(run, tile.key): _NOTE_DECODER.decode(_body(run, tile)) for run, tile in tiles}


def read_run_note(shelf: ChunkShelf, run: RunId) -> RunNote:
    """The note of a run; zeros when nothing of it is sealed."""
    tiles = shelf.tiles_of([(run, SHARED)], NOTE_LEVEL, 0, 0)
    return _RUN_NOTE_DECODER.decode(_body(*tiles[0])) if tiles else RunNote()


def note_tile(key: str, note: KeyNote | RunNote) -> Tile:
    """A note as the shelf keeps it; that of a run has the key ``SHARED``."""
    return Tile(key, NOTE_LEVEL, 0, protect(_NOTE_ENCODER.encode(note)))


def _body(run: RunId, tile: Tile) -> memoryview:
    return checked(tile.payload, f"The note of metric {tile.key!r} of run {run}")
