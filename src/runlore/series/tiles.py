"""Cutting a chart into tiles of 256 buckets, with columns as the wire wants them.

``TileCut`` has the fields of ``wire.columns.TileColumns``; this package does not know the wire.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from runlore.series.buckets import table_of
from runlore.series.points import F64, Buckets, BucketTable, ChartPart

BUCKETS_PER_TILE = 256
_BITS = 8
_RAW, _BUCKETS = 0, 1
_COLUMNS = ("count", "first", "min", "max", "last", "mean")
_FLOAT32_MAX = float(np.finfo(np.float32).max)
_NOWHERE = (math.nan, math.nan)


class TileCut(NamedTuple):
    """One tile of one series; what each field means is told in ``wire/columns.py``.

    Attributes:
        laid: whole columns, which many tiles share.
        start: where in them this one begins; it is ``n`` long.
    """

    series: int
    mode: int
    level: int
    tile: int
    n: int
    y_base: float
    last_x: float
    last_y: float
    laid: dict[str, memoryview]
    start: int

    @property
    def columns(self) -> dict[str, memoryview]:
        """Its columns, laid over the whole ones."""
        span = slice(self.start, self.start + self.n)
        return {name: column[span] for name, column in self.laid.items()}


def cut_buckets(
    series: int, buckets: Buckets, tiles: Sequence[int], columns: Sequence[str] = _COLUMNS
) -> list[TileCut]:
    """The tiles asked for of one series, as ``cut_many`` cuts them."""
    x, y = buckets.last_x, buckets.last_y
    newest = None if x is None or y is None else (x, y)
    return cut_many(ChartPart([series], [newest], table_of([buckets])), tiles, columns)


def cut_many(
    part: ChartPart, tiles: Sequence[int], columns: Sequence[str] = _COLUMNS
) -> list[TileCut]:
    """The tiles asked for of each series in turn, the empty ones too.

    Values are float32 minus a base in the middle of all of a series, so that a pixel's height is
    exact however far from zero a curve runs; beyond ±3.4e38 they are cut off.

    Args:
        part: buckets of the level that is asked for.
        tiles: their numbers.
        columns: the optional columns wanted; ``count`` and the five statistics.
    """
    buckets, bounds = part.table.buckets, part.table.bounds.tolist()
    bases, laid = _laid(part.table, columns)
    edges = np.array([edge << _BITS for tile in tiles for edge in (tile, tile + 1)], np.int64)
    cuts: list[TileCut] = []
    for at, series in enumerate(part.series):
        begin = bounds[at]
        places = (buckets.index[begin : bounds[at + 1]].searchsorted(edges) + begin).tolist()
        home, newest = _newest(part.newest[at], buckets.level)
        cuts += [
            TileCut(
                *(series, _BUCKETS, buckets.level, tile, end - start, bases[at]),
                *(newest if tile == home else _NOWHERE),
                *(laid, start),
            )
            for tile, start, end in zip(tiles, places[::2], places[1::2], strict=True)
        ]
    return cuts


def cut_points(series: int, level: int, x: F64, y: F64, tiles: Sequence[int]) -> list[TileCut]:
    """The tiles asked for as the points themselves, exact: where a bucket holds one at most.

    Args:
        series: index in the request.
        level: that is asked for; it says how wide a tile is.
        x: places on the axis, rising.
        y: values, NaN and ±Inf included.
        tiles: their numbers.
    """
    width = 2.0 ** (level + _BITS)
    edges = [edge * width for tile in tiles for edge in (tile, tile + 1)]
    places = x.searchsorted(np.array(edges)).tolist()
    laid = {"x": x.astype("<f8", copy=False).data, "y": y.astype("<f8", copy=False).data}
    return [
        TileCut(
            *(series, _RAW, level, tile, end - start, 0.0, math.nan, math.nan),
            *(laid, start),
        )
        for tile, start, end in zip(tiles, places[::2], places[1::2], strict=True)
    ]


def _newest(
    newest: tuple[float, float] | None, level: int
) -> tuple[int | None, tuple[float, float]]:
    """The tile that holds the newest point of a series, and where that lies."""
    if newest is None:
        return None, _NOWHERE
    return math.floor(newest[0] / 2.0**level) >> _BITS, (float(newest[0]), newest[1])


def _laid(table: BucketTable, columns: Sequence[str]) -> tuple[list[float], dict[str, memoryview]]:
    """The base of each series, and the columns as they are sent."""
    buckets = table.buckets
    low, high = _ranges(table)
    base = low / 2 + high / 2
    fits = bool((high - base <= _FLOAT32_MAX).all())
    shift = np.repeat(base, np.diff(table.bounds))
    laid: dict[str, npt.NDArray[np.generic]] = {
        "bucket": (buckets.index & (BUCKETS_PER_TILE - 1)).astype(np.uint8),
        "flags": buckets.flags,
    }
    for name in _COLUMNS:
        if name == "count" and name in columns:
            laid[name] = buckets.count.astype("<u4", copy=False)
        elif name in columns:
            laid[name] = _float32(getattr(buckets, name), shift, fits=fits)
    return base.tolist(), {name: column.data for name, column in laid.items()}


def _ranges(table: BucketTable) -> tuple[F64, F64]:
    """Smallest and largest value of each series; zeros where none is finite."""
    buckets, bounds = table.buckets, table.bounds
    low, high = np.zeros(len(bounds) - 1), np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled) == 0:
        return low, high
    live = buckets.finite > 0
    starts = bounds[filled]
    least = np.minimum.reduceat(np.where(live, buckets.min, np.inf), starts)
    most = np.maximum.reduceat(np.where(live, buckets.max, -np.inf), starts)
    some = least <= most
    low[filled[some]], high[filled[some]] = least[some], most[some]
    return low, high


def _float32(value: F64, base: F64, *, fits: bool) -> npt.NDArray[np.float32]:
    """Values minus their bases, cut off unless all fit."""
    if not fits:
        value, base = np.clip(value - base, -_FLOAT32_MAX, _FLOAT32_MAX), np.zeros(len(base))
    narrow = np.empty(len(value), "<f4")
    return np.subtract(value, base, out=narrow, dtype=np.float64, casting="same_kind")
