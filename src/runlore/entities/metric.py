"""Metric statistics: what a listing shows of a series."""

import msgspec

from runlore.entities.ids import Micros


class MetricSummary(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Statistics of one metric of one run, foldable batch by batch.

    ``last`` is the value at the largest step; a final value (logged with no step) comes after all
    steps; at one step the latest wins, and of one moment the largest. ``min``, ``max`` and
    ``mean`` are of the finite values only; they are NaN when there is none.

    Attributes:
        last: the last value, exact, NaN and ±Inf included.
        last_step: its step, ``NO_STEP`` for a final value.
        last_time: when it was logged.
        min: smallest finite value.
        min_step: the step where it stood first.
        max: largest finite value.
        max_step: the step where it stood first.
        mean: mean of the finite values.
        first: the first value in order of steps.
        first_step: its step.
        count: points in all.
        finite: points that are finite.
    """

    last: float
    last_step: int
    last_time: Micros
    min: float
    min_step: int
    max: float
    max_step: int
    mean: float
    first: float
    first_step: int
    count: int
    finite: int
