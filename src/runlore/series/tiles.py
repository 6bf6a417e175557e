"""Cutting a chart into tiles of 256 buckets, with columns as the wire wants them.

``TileCut`` has the fields of ``wire.columns.TileColumns``; this package does not know the wire.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runlore.series.points import F64, Buckets

BUCKETS_PER_TILE = 256
_BITS = 8
_RAW, _BUCKETS = 0, 1
_COLUMNS = ("count", "first", "min", "max", "last", "mean")
_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class TileCut:
    """One tile of one series; what each field means is told in ``wire/columns.py``."""

    series: int
    mode: int
    level: int
    tile: int
    n: int
    y_base: float
    last_x: float
    last_y: float
    columns: dict[str, memoryview]


def cut_buckets(
    series: int, buckets: Buckets, tiles: Sequence[int], columns: Sequence[str] = _COLUMNS
) -> list[TileCut]:
    """The tiles asked for, the empty ones too.

    Values are float32 minus a base in the middle of all, so that a pixel's height is exact however
    far from zero a curve runs; beyond ±3.4e38 they are cut off.

    Args:
        series: index in the request.
        buckets: of the level that is asked for.
        tiles: their numbers.
        columns: the optional columns wanted; ``count`` and the five statistics.
    """
    base = _middle(buckets)
    laid: dict[str, npt.NDArray[np.generic]] = {
        "bucket": (buckets.index & (BUCKETS_PER_TILE - 1)).astype(np.uint8),
        "flags": buckets.flags,
    }
    for name in _COLUMNS:
        if name == "count" and name in columns:
            laid[name] = buckets.count.astype("<u4", copy=False)
        elif name in columns:
            laid[name] = _float32(getattr(buckets, name), base)
    edges = [edge << _BITS for tile in tiles for edge in (tile, tile + 1)]
    places = np.searchsorted(buckets.index, edges).tolist()
    views = {name: column.data for name, column in laid.items()}
    return [
        TileCut(
            *(series, _BUCKETS, buckets.level, tile, end - start, base),
            *_newest(buckets, tile),
            {name: view[start:end] for name, view in views.items()},
        )
        for tile, start, end in zip(tiles, places[::2], places[1::2], strict=True)
    ]


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
    places = np.searchsorted(x, edges).tolist()
    views = {"x": x.astype("<f8", copy=False).data, "y": y.astype("<f8", copy=False).data}
    return [
        TileCut(
            *(series, _RAW, level, tile, end - start, 0.0, math.nan, math.nan),
            {name: view[start:end] for name, view in views.items()},
        )
        for tile, start, end in zip(tiles, places[::2], places[1::2], strict=True)
    ]


def _newest(buckets: Buckets, tile: int) -> tuple[float, float]:
    """The newest point of the series, in the tile that holds it."""
    x, y = buckets.last_x, buckets.last_y
    if x is None or y is None or math.floor(x / 2.0**buckets.level) >> _BITS != tile:
        return math.nan, math.nan
    return float(x), y


def _middle(buckets: Buckets) -> float:
    live = buckets.finite > 0
    if not live.any():
        return 0.0
    return float(buckets.min[live].min()) / 2 + float(buckets.max[live].max()) / 2


def _float32(value: F64, base: float) -> npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):
        shifted = np.clip(value - base, -_FLOAT32_MAX, _FLOAT32_MAX)
    return shifted.astype("<f4")
