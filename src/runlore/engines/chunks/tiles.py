"""Tiles: what the pyramid of one key is as bytes.

A tile is 256 buckets of one level. Its payload is, behind its checksum, one byte that says how
records are laid out, then one record for each bucket that holds points, in order. Records are not
compressed: a chart of 100 lines reads 500 tiles, and lays those of a line into one NumPy view at
once. Where all values were float32, as training's are, a record takes 34 bytes instead of 50.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from runlore.engines.chunks.checked import checked, protect
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.series.points import F64, Buckets, BucketTable, Window
from runlore.stores.shelf import Tile

TILE_BITS = 8
"""A tile is 2**8 buckets: ``design/ui.md`` section 3."""

_VALUES = ("first", "min", "max", "last")


def _record(value: str) -> np.dtype[np.void]:
    return np.dtype(
        [("bucket", "u1"), ("flags", "u1"), ("count", "<u4"), ("finite", "<u4"), ("mean", "<f8")]
        + [(name, value) for name in _VALUES]
    )


_WIDE, _NARROW = _record("<f8"), _record("<f4")
_LAYOUTS = {b"W"[0]: _WIDE, b"N"[0]: _NARROW}


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
        payload = protect(head + records[start:end].tobytes())
        yield Tile(key, buckets.level, int(number[start]), payload)
        start = end


def paste(run: RunId, level: int, tiles: Sequence[Tile]) -> Buckets:
    """The buckets of tiles of one key and level, given in order.

    Raises:
        DamagedError: when bytes fail their check.
    """
    return paste_many(level, [(run, tiles)]).buckets


def paste_many(level: int, groups: Sequence[tuple[RunId, Sequence[Tile]]]) -> BucketTable:
    """The buckets of the tiles of many series at one level, those of each given in order.

    Raises:
        DamagedError: when bytes fail their check.
    """
    tiles = [tile for _, some in groups for tile in some]
    bodies = [_body(run, tile) for run, some in groups for tile in some]
    alike = len({body[0] for body in bodies}) == 1
    layout = _LAYOUTS[bodies[0][0]] if alike else _WIDE
    parts = [body[1:] if alike else _widened(body) for body in bodies]
    whole = b"".join(parts)
    records = np.frombuffer(whole, layout) if whole else np.empty(0, layout)
    sizes = [len(part) // layout.itemsize for part in parts]
    numbers = np.array([tile.index for tile in tiles], np.int64)
    values = {name: records[name].astype(np.float64) for name in _VALUES}
    buckets = Buckets(
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
    ends = np.cumsum([0, *sizes])
    return BucketTable(buckets, ends[np.cumsum([0, *(len(some) for _, some in groups)])])


def _body(run: RunId, tile: Tile) -> memoryview:
    return checked(tile.payload, f"A chart tile of metric {tile.key!r} of run {run}")


def _widened(body: memoryview) -> memoryview:
    """Records in the wide layout, whichever they are in."""
    records = np.frombuffer(body, _LAYOUTS[body[0]], offset=1)
    return memoryview(records.astype(_WIDE).tobytes())


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
