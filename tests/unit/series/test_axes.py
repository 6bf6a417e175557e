"""Other x axes: wall clock, time since the start, another metric."""

import math

import numpy as np
import pytest

from runlore.entities.limits import NO_STEP
from runlore.series.axes import bucketize_axis, metric_of, process_of, relative_of, wall_of
from runlore.series.points import Points


def points(*rows: tuple[int, int, int, float]) -> Points:
    columns = list(zip(*rows, strict=True))
    whole = [np.array(column, np.int64) for column in columns[:3]]
    return Points(*whole, np.array(columns[3], np.float64))


def test_time_axes_are_in_milliseconds():
    one = points((0, 0, 1_700_000_000_123_456, 1.0))
    assert wall_of(one).tolist() == [1_700_000_000_123.456]
    assert relative_of(one, 1_700_000_000_000_000).tolist() == [123.456]


def test_process_time_stands_still_in_pauses():
    some = points(*((i, i, time * 1_000, 1.0) for i, time in enumerate([5, 20, 25, 30, 50, 61])))
    found = process_of(some, 5_000, [(20_000, 30_000), (40_000, 60_000)])
    assert found.tolist() == [0, 15, 15, 15, 25, 26]


def test_a_metric_is_an_axis_for_another_by_log_call_then_by_step():
    loss = points((0, 1, 0, 0.9), (1, 2, 0, 0.8), (3, 5, 0, 0.7), (4, 9, 0, 0.6))
    epoch = points((0, 1, 0, 10.0), (2, 2, 0, 20.0), (3, 5, 0, 30.0))
    at = metric_of(loss, epoch).tolist()
    assert at[:3] == [10.0, 20.0, 30.0]
    assert math.isnan(at[3])


def test_nothing_logged_of_the_axis_leaves_no_place():
    nothing = points((0, NO_STEP, 0, 1.0)).take(np.array([False]))
    assert np.isnan(metric_of(points((0, 1, 0, 1.0)), nothing)).all()


def test_points_are_put_where_the_axis_says_in_its_order():
    x = np.array([5.0, 1.0, 1.5, math.nan, 9.0, 1.0])
    y = np.array([50.0, 10.0, 15.0, 99.0, 90.0, 11.0])
    found = bucketize_axis(x, y, 1, 0, 3)
    assert found.index.tolist() == [0, 2]
    assert (found.first[0], found.last[0], found.count[0]) == (10.0, 15.0, 3)
    assert found.last_x is None
    assert bucketize_axis(x, y, 1, 0, 4).last_x == 9.0


@pytest.mark.parametrize("level", [-10, -3])
def test_an_axis_may_be_finer_than_one(level):
    x = np.linspace(0, 1, 1_001)
    found = bucketize_axis(x, x, level, 0, 1 << -level)
    assert found.count.sum() == 1_001
    assert (found.index == np.floor(found.first * 2.0**-level)).all()


def test_an_axis_outside_of_the_range_gives_nothing():
    assert len(bucketize_axis(np.array([math.inf, 1e300]), np.ones(2), 0, -5, 5).index) == 0
