"""Which x axis a chart has, and where a run's points lie on it."""

from typing import Literal, TypeAlias

import msgspec
import numpy as np

from runlore.entities.ids import Micros
from runlore.series.points import F64, Points


class MetricAxis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another metric of the same run as x, joined by log call or, failing that, by step."""

    metric: str


XAxis: TypeAlias = Literal["step", "wall", "relative"] | MetricAxis


def place_on_axis(
    points: Points, axis: XAxis, started_at: Micros, other: Points | None
) -> tuple[F64, F64]:
    """Give x and value of each point that has a place on the axis, in order of x.

    Args:
        points: of the metric that is drawn.
        axis: which x.
        started_at: of the run, for relative time.
        other: points of the metric on the x axis, when it is one.

    Returns:
        x in the axis's unit (steps, milliseconds, or the metric's own) and the values; points
        whose x is not finite have no place.
    """
    value = points.value
    if axis == "step":
        x = points.step.astype(np.float64)
    elif axis == "wall":
        x = points.time / 1_000.0
    elif axis == "relative":
        x = (points.time - started_at) / 1_000.0
    else:
        x, value = _join(points, other)
    placed = np.isfinite(x)
    x, value = x[placed], value[placed]
    order = np.argsort(x, kind="stable")
    return x[order], value[order]


def _join(points: Points, other: Points | None) -> tuple[F64, F64]:
    if other is None or not len(other) or not len(points):
        return np.empty(0), np.empty(0)
    same_call = np.isin(points.row, other.row)
    if same_call.any():
        order = np.argsort(other.row, kind="stable")
        at = np.searchsorted(other.row[order], points.row[same_call])
        return other.value[order][at], points.value[same_call]
    order = np.argsort(other.step, kind="stable")
    steps, values = other.step[order], other.value[order]
    at = np.searchsorted(steps, points.step, side="right") - 1
    known = at >= 0
    return values[at[known]], points.value[known]
