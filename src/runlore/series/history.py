"""Points in the order of their moments, and samples of them."""

import numpy as np
import numpy.typing as npt

from runlore.series.points import I64, Points


def by_time(points: Points) -> Points:
    """Points by moment, step and value, each once: what is equal in all three is one point."""
    time, step = points.time, points.step
    later = (time[1:] > time[:-1]) | ((time[1:] == time[:-1]) & (step[1:] > step[:-1]))
    if later.all():  # as most are logged: nothing to sort, nothing twice
        return points
    order = np.lexsort((points.value, step, time))
    bits = points.value.view(np.int64)[order]
    time, step = time[order], step[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (time[1:] != time[:-1]) | (step[1:] != step[:-1]) | (bits[1:] != bits[:-1])
    return points.take(order[fresh])


def sample_steps(points: Points, most: int) -> Points:
    """The points at no more than ``most`` of their steps, evenly spread, first and last among them.

    Points come by step, those of one step in the order in which they were logged.
    """
    ordered = points.by_step()
    steps = np.unique(ordered.step)
    if len(steps) <= most:
        return ordered
    return ordered.take(np.flatnonzero(np.isin(ordered.step, _spread(steps, most))))


def _spread(steps: I64, most: int) -> npt.NDArray[np.int64]:
    if most == 1:
        return steps[-1:]
    return steps[np.linspace(0, len(steps) - 1, most).round().astype(np.int64)]
