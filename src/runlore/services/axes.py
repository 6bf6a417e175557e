"""Which x axis a chart has, and where a run's points lie on it."""

from typing import Literal, TypeAlias

import msgspec
import numpy as np

from runlore.entities.run import Run
from runlore.series.axes import metric_of, process_of, relative_of, wall_of
from runlore.series.points import F64, Points


class MetricAxis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another metric of the same run as x, joined by log call or, failing that, by step."""

    metric: str


XAxis: TypeAlias = Literal["step", "wall", "relative", "process"] | MetricAxis


def place_on_axis(points: Points, axis: XAxis, run: Run, other: Points | None) -> tuple[F64, F64]:
    """Give x and value of each point that has a place on the axis, in order of x.

    Args:
        points: of the metric that is drawn.
        axis: which x.
        run: whose they are: relative and process time begin with it.
        other: points of the metric on the x axis, when it is one.

    Returns:
        x in the axis's unit (steps, milliseconds, or the metric's own) and the values; points
        whose x is not finite have no place.
    """
    if axis == "step":
        x = points.step.astype(np.float64)
    elif axis == "wall":
        x = wall_of(points)
    elif axis == "relative":
        x = relative_of(points, run.started_at)
    elif axis == "process":
        x = process_of(points, run.started_at, [(pause.since, pause.until) for pause in run.pauses])
    elif other is None:
        x = np.full(len(points), np.nan)
    else:
        x = metric_of(points, other)
    placed = np.flatnonzero(np.isfinite(x))
    order = placed[np.argsort(x[placed], kind="stable")]
    return x[order], points.value[order]
