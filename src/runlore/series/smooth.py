"""Smoothing by x, not by sample: neither zoom nor run length nor sampling can change the curve.

The twin of the browser's ``ui/src/series/smooth.ts``, for exports, reports and alerts; both answer
for ``tests/golden/series/smooth.json``.
"""

import math
from typing import Literal, TypeAlias, get_args

import numpy as np

from runlore.entities.errors import InvalidValueError
from runlore.series.points import F64, Mask

Smoother: TypeAlias = Literal["ema", "gauss", "mean"]
"""Exponential mean of the past, Gaussian of both sides, plain mean of both sides."""

SMOOTHERS: tuple[Smoother, ...] = get_args(Smoother)

_GAUSS_REACH = 4.0
"""Widths beyond which a point weighs under a thousandth."""

_BINS_PER_WIDTH = 8
"""Sums are taken over a grid at least this fine, which chart tiles nest in."""


def smooth(kind: Smoother, x: F64, value: F64, width: float) -> F64:
    """The smoothed value at each point; NaN where the value is not finite.

    Args:
        kind: ``ema``: a point ``width`` back weighs half as much as one here, and the past of the
            first point is nothing. ``gauss``: so does a point ``width`` away on either side.
            ``mean``: all points up to ``width`` away weigh alike.
        x: places, never falling.
        value: values; what is not finite is skipped.
        width: in units of x, above zero.

    Raises:
        InvalidValueError: a width that is not above zero.
    """
    if not (math.isfinite(width) and width > 0):
        raise InvalidValueError(f"width is {width}; smoothing needs one above zero.")
    live = np.isfinite(value)
    smoothed = np.full(len(value), np.nan)
    if not live.any():
        return smoothed
    if kind == "ema":
        smoothed[live] = _exponential(x[live], value[live], width)
    else:
        smoothed[live] = _two_sided(kind, x, value, live, width)
    return smoothed


def _exponential(x: F64, value: F64, width: float) -> F64:
    fades = np.exp2(-np.diff(x, prepend=x[0]) / width).tolist()
    weighted = weight = 0.0
    smoothed = np.empty(len(x))
    for at, (one, fade) in enumerate(zip(value.tolist(), fades, strict=True)):
        weighted = weighted * fade + one
        weight = weight * fade + 1.0
        smoothed[at] = weighted / weight
    return smoothed


def _two_sided(kind: Smoother, x: F64, value: F64, live: Mask, width: float) -> F64:
    places = x[live]
    centre, weight, weighted = _bins(places, value[live], width)
    reach = _GAUSS_REACH * width if kind == "gauss" else width
    first = np.searchsorted(centre, places - reach, side="left")
    end = np.searchsorted(centre, places + reach, side="right")
    total, mass = np.zeros(len(places)), np.zeros(len(places))
    for offset in range(int((end - first).max())):
        at = first + offset
        inside = at < end
        at = np.minimum(at, len(centre) - 1)
        near = inside * (np.exp2(-(((centre[at] - places) / width) ** 2)) if kind == "gauss" else 1)
        total += near * weighted[at]
        mass += near * weight[at]
    smoothed: F64 = total / mass
    return smoothed


def _bins(x: F64, value: F64, width: float) -> tuple[F64, F64, F64]:
    """Centre, number of points and their sum in each step of the grid that holds any."""
    grid = 2.0 ** math.floor(math.log2(width / _BINS_PER_WIDTH))
    place = np.floor(x / grid)
    starts = np.flatnonzero(np.diff(place, prepend=place[0] - 1))
    weight = np.diff(np.append(starts, len(x))).astype(np.float64)
    return np.add.reduceat(x, starts) / weight, weight, np.add.reduceat(value, starts)
