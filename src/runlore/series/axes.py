"""Other x axes than the step: wall clock, time since the run's start, process time, another metric.

Steps have a pyramid; these are put into buckets from the points when they are asked for.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np

from runlore.series.buckets import bucketize, no_buckets
from runlore.series.points import F64, I64, Buckets, Points


def wall_of(points: Points) -> F64:
    """When each point was logged, in ms since 1970."""
    wall: F64 = points.time / 1_000.0
    return wall


def relative_of(points: Points, started_at: int) -> F64:
    """When each point was logged, in ms since the run's start (given in µs since 1970)."""
    relative: F64 = (points.time - started_at) / 1_000.0
    return relative


def process_of(points: Points, started_at: int, pauses: Sequence[tuple[int, int]]) -> F64:
    """How long the run had run when each point was logged, in ms: its pauses do not count.

    Args:
        points: with their times.
        started_at: of the run, in µs since 1970.
        pauses: from when to when it did not run, in µs, in order and apart; what was logged in one
            lies where it began.
    """
    away = np.zeros(len(points), np.int64)
    for since, until in pauses:
        away += np.clip(points.time - since, 0, until - since)
    process: F64 = (points.time - started_at - away) / 1_000.0
    return process


def metric_of(points: Points, other: Points) -> F64:
    """For each point the value of another metric: of the same log call, else the last of its step.

    NaN where there is neither.
    """
    by_row = _looked_up(points.row, other.row, other.value)
    by_step = other.by_step()
    at_step = _looked_up(points.step, by_step.step, by_step.value)
    return np.where(np.isin(points.row, other.row), by_row, at_step)


def bucketize_axis(x: F64, value: F64, level: int, first: int, last: int) -> Buckets:
    """Statistics of points by their place on any axis.

    Points whose place is not finite are left out. At one place they keep their order.

    Args:
        x: places, in any order.
        value: values.
        level: buckets are 2**level wide; negative levels are finer than 1.
        first: first bucket wanted.
        last: last bucket wanted, included.
    """
    place = np.floor(np.ldexp(x, -level))
    with np.errstate(invalid="ignore"):
        inside = np.flatnonzero((place >= first) & (place <= last))
    if len(inside) == 0:
        return no_buckets(level)
    order = inside[np.argsort(x[inside], kind="stable")]
    buckets = bucketize(level, place[order].astype(np.int64), value[order])
    newest = _last_place(x)
    if newest != order[-1]:
        return buckets
    return dataclasses.replace(buckets, last_x=float(x[newest]), last_y=float(value[newest]))


def _last_place(x: F64) -> int:
    """Position of the point farthest along the axis; of equal ones the last."""
    far = np.where(np.isfinite(x), x, -np.inf)
    return len(far) - 1 - int(far[::-1].argmax())


def _looked_up(wanted: I64, known: I64, value: F64) -> F64:
    """The value at the last place where ``known``, which never falls, is the wanted one."""
    if len(known) == 0:
        return np.full(len(wanted), np.nan)
    at = np.searchsorted(known, wanted, side="right") - 1
    return np.where((at >= 0) & (known[at] == wanted), value[at], np.nan)
