"""Tiles: what the pyramid of one key is as bytes.

A tile is 256 buckets of one level. Its payload is one byte that says how records are laid out, then
one record a bucket that holds points, in order. Records are not compressed: a chart of 100 lines
reads 500 tiles, and lays them all into one NumPy view at once. Where all values were float32, as
training's are, a record takes 34 bytes instead of 50.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from runlore.engines.chunks.columns import SHARED
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.series.points import F64, Buckets, Window
from runlore.stores.shelf import ChunkShelf, Tile

TILE_BITS = 8
"""A tile is 2**8 buckets: ``design/ui.md`` section 3."""

NOTE_LEVEL = -1
"""Where the note of a key stands in the shelf."""

_VALUES = ("first", "min", "max", "last")


def _record(value: str) -> np.dtype[np.void]:
    return np.dtype(
        [("bucket", "u1"), ("flags", "u1"), ("count", "<u4"), ("finite", "<u4"), ("mean", "<f8")]
        + [(name, value) for name in _VALUES]
    )


_WIDE, _NARROW = _record("<f8"), _record("<f4")
_LAYOUTS = {b"W"[0]: _WIDE, b"N"[0]: _NARROW}


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
    return {(run, tile.key): _NOTE_DECODER.decode(tile.payload) for run, tile in tiles}


def read_run_note(shelf: ChunkShelf, run: RunId) -> RunNote:
    """The note of a run; zeros when nothing of it is sealed."""
    tiles = shelf.tiles_of([(run, SHARED)], NOTE_LEVEL, 0, 0)
    return _RUN_NOTE_DECODER.decode(tiles[0][1].payload) if tiles else RunNote()


def note_tile(key: str, note: KeyNote | RunNote) -> Tile:
    """A note as the shelf keeps it; that of a run has the key ``SHARED``."""
    return Tile(key, NOTE_LEVEL, 0, _NOTE_ENCODER.encode(note))


def cut(key: str, buckets: Buckets) -> Iterator[Tile]:
    """Tiles of all the buckets."""
    number = buckets.index >> TILE_BITS
    ends = [*(np.flatnonzero(number[1:] != number[:-1]) + 1).tolist(), len(number)]
    layout = _NARROW if all(_is_float32(getattr(buckets, name)) for name in _VALUES) else _WIDE
    records = np.empty(len(number), layout)
    records["bucket"] = buckets.index & (2**TILE_BITS - 1)
    for name in ("flags", "count", "finite", "mean", *_VALUES):
        records[name] = getattr(buckets, name)
    head = b"N" if layout is _NARROW else b"W"
    start = 0
    for end in ends:
        payload = head + records[start:end].tobytes()
        yield Tile(key, buckets.level, int(number[start]), payload)
        start = end


def paste(level: int, tiles: Sequence[Tile]) -> Buckets:
    """The buckets of tiles of one level, given in order."""
    payloads = [tile.payload for tile in tiles]
    if len({payload[0] for payload in payloads}) == 1:
        return _buckets(level, tiles, payloads)
    return _buckets(level, tiles, [_widened(payload) for payload in payloads])


def _buckets(level: int, tiles: Sequence[Tile], payloads: Sequence[bytes]) -> Buckets:
    layout = _LAYOUTS[payloads[0][0]]
    records = np.frombuffer(b"".join(memoryview(payload)[1:] for payload in payloads), layout)
    sizes = [len(payload) // layout.itemsize for payload in payloads]
    numbers = np.array([tile.index for tile in tiles], np.int64)
    values = {name: records[name].astype(np.float64) for name in _VALUES}
    return Buckets(
        level=level,
        index=(np.repeat(numbers, sizes) << TILE_BITS) + records["bucket"],
        count=records["count"].astype(np.uint32),
        finite=records["finite"].astype(np.uint32),
        first=values["first"],
        min=values["min"],
        max=values["max"],
        last=values["last"],
        mean=records["mean"].astype(np.float64),
        flags=records["flags"].copy(),
    )


def _widened(payload: bytes) -> bytes:
    records = np.frombuffer(payload, _LAYOUTS[payload[0]], offset=1)
    return b"W" + records.astype(_WIDE).tobytes()


def _is_float32(value: F64) -> bool:
    """Whether float32 would keep every value exactly; NaN stands for «no finite point» here."""
    with np.errstate(over="ignore"):
        narrow = value.astype(np.float32).astype(np.float64)
    return bool(((narrow == value) | np.isnan(value)).all())


def tile_range(first: int, last: int, level: int) -> tuple[int, int]:
    """The tiles on a level that hold the steps ``first`` … ``last``."""
    return first >> (level + TILE_BITS), last >> (level + TILE_BITS)


def window_of(first: int, last: int, width: int) -> Window:
    """The steps of the buckets or tiles ``first`` … ``last`` that are 2**width steps wide."""
    return Window(
        max(first << width, MIN_STEP), min(((last + 1) << width) - 1, MAX_STEP), finals=False
    )


def by_series(
    tiles: Iterable[tuple[RunId, Tile]],
) -> dict[tuple[RunId, str], list[Tile]]:
    """Tiles gathered by their series, their order kept."""
    found: dict[tuple[RunId, str], list[Tile]] = {}
    for run, tile in tiles:
        found.setdefault((run, tile.key), []).append(tile)
    return found
