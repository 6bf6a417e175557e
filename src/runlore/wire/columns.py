"""Columns of numbers: the binary answers for charts (``RLT1``) and for exact series (``RLC1``).

Both are little-endian with every column on an 8-byte boundary, so that a browser lays typed arrays
over the bytes without copying. This module knows bytes only: columns come in as buffers that are
already little-endian.

``RLT1``, a frame of chart tiles::

    offset  size  what
    0       4     magic "RLT1"
    4       2     version, 1
    6       2     flags, 0
    8       4     number of tiles
    12      4     bytes before the first column: 24 + 48 × tiles
    16      8     cursor: where a live stream goes on
    then per tile 48 bytes
    0       4     series: index in the request
    4       1     mode: 0 raw points, 1 buckets
    5       1     level (signed; negative only on a metric's axis)
    6       2     columns sent: 1 count, 2 first, 4 min, 8 max, 16 last, 32 mean
    8       8     tile: signed index on its level
    16      4     n: points or buckets
    20      4     offset of its columns from the frame's start
    24      8     y base, float64
    32      8     x of the series' newest point, NaN when it is not in range
    40      8     its y, exact
    then the columns
    mode 0  x f64[n]  y f64[n]
    mode 1  bucket u8[n]  flags u8[n]  [count u32[n]]  [first][min][max][last][mean] f32[n] − y base

Flags of a bucket: 1 NaN seen, 2 +Inf seen, 4 −Inf seen, 8 the minimum stands before the maximum.

``RLC1``, points of one series, exact::

    0       4     magic "RLC1"
    4       4     version, 1
    8       8     number of points n
    16      …     row i64[n]  step i64[n]  time i64[n] (µs)  value f64[n]
"""

import functools
import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from runlore.entities.errors import InvalidInputError
from runlore.wire.framing import Buffer

TILES_TYPE = "application/vnd.runlore.tiles"
"""Media type of an ``RLT1`` frame."""

POINTS_TYPE = "application/vnd.runlore.points"
"""Media type of an ``RLC1`` answer."""

RAW, BUCKETS = 0, 1
COLUMN_BITS = {"count": 1, "first": 2, "min": 4, "max": 8, "last": 16, "mean": 32}
"""Optional columns of a bucket tile, in the order in which they lie."""

_HEAD = struct.Struct("<4sHHIIQ")
_TILE = struct.Struct("<IBbHqIIddd")
_PADDING = [bytes(size) for size in range(8)]
_POINTS_HEAD = struct.Struct("<4sIQ")


class TileColumns(Protocol):
    """What is sent of one tile; buffers are little-endian."""

    @property
    def series(self) -> int:
        """Index in the request."""
        ...

    @property
    def mode(self) -> int:
        """``RAW`` or ``BUCKETS``."""
        ...

    @property
    def level(self) -> int:
        """Buckets are 2**level wide."""
        ...

    @property
    def tile(self) -> int:
        """Index of the tile on its level."""
        ...

    @property
    def n(self) -> int:
        """Points or buckets."""
        ...

    @property
    def y_base(self) -> float:
        """What was subtracted from all float32 columns."""
        ...

    @property
    def last_x(self) -> float:
        """X of the series' newest point, NaN when it is not in range."""
        ...

    @property
    def last_y(self) -> float:
        """Its y."""
        ...

    @property
    def columns(self) -> Mapping[str, Buffer]:
        """``x`` and ``y``, or ``bucket``, ``flags`` and any of ``COLUMN_BITS``."""
        ...


def encode_tiles(tiles: Sequence[TileColumns], cursor: int = 0) -> bytes:
    """One ``RLT1`` frame of these tiles."""
    start = _HEAD.size + _TILE.size * len(tiles)
    heads = [_HEAD.pack(b"RLT1", 1, 0, len(tiles), start, cursor)]
    body: list[Buffer] = []
    at = start
    for tile in tiles:
        columns, n = tile.columns, tile.n
        bits, widths = _layout(tile.mode, tuple(columns))
        heads.append(
            _TILE.pack(
                *(tile.series, tile.mode, tile.level, bits, tile.tile, n, at),
                *(tile.y_base, tile.last_x, tile.last_y),
            )
        )
        for name, width in widths:
            size = n * width
            body.append(columns[name])
            if padding := -size % 8:
                body.append(_PADDING[padding])
            at += size + padding
    frame = b"".join((*heads, *body))
    if len(frame) != at:
        raise ValueError(f"The columns of {len(tiles)} tiles have {len(frame)} bytes, not {at}.")
    return frame


@functools.lru_cache
def _layout(mode: int, names: tuple[str, ...]) -> tuple[int, tuple[tuple[str, int], ...]]:
    """The bits of the optional columns, and all in the order in which they lie, with their bytes.

    Args:
        mode: ``RAW`` or ``BUCKETS``.
        names: of the columns that there are, in any order.
    """
    bits = sum(bit for name, bit in COLUMN_BITS.items() if name in names)
    if mode == RAW:
        return bits, (("x", 8), ("y", 8))
    optional = tuple((name, 4) for name in COLUMN_BITS if name in names)
    return bits, (("bucket", 1), ("flags", 1), *optional)


def encode_points(row: Buffer, step: Buffer, time: Buffer, value: Buffer) -> bytes:
    """One ``RLC1`` answer; all four buffers hold 8 bytes a point."""
    return b"".join(
        (_POINTS_HEAD.pack(b"RLC1", 1, memoryview(value).nbytes // 8), row, step, time, value)
    )


class PointColumns(NamedTuple):
    """An ``RLC1`` answer, taken apart: little-endian, 8 bytes a point."""

    row: memoryview
    step: memoryview
    time: memoryview
    value: memoryview


def decode_points(data: bytes) -> PointColumns:
    """The columns of an ``RLC1`` answer, laid over its bytes.

    Raises:
        InvalidInputError: it is none, or not whole.
    """
    magic, version, count = b"", 0, 0
    if len(data) >= _POINTS_HEAD.size:
        magic, version, count = _POINTS_HEAD.unpack_from(data)
    if (magic, version) != (b"RLC1", 1) or len(data) != _POINTS_HEAD.size + 4 * 8 * count:
        raise InvalidInputError(f"These {len(data):,} bytes are no whole series in columns.")
    body = memoryview(data)[_POINTS_HEAD.size :]
    size = 8 * count
    return PointColumns(*(body[at * size : (at + 1) * size] for at in range(4)))
