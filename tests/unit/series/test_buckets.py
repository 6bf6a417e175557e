"""Buckets: made from points, folded, merged."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.series.buckets import (
    MIN_BEFORE_MAX,
    NAN_SEEN,
    NEGATIVE_INFINITY_SEEN,
    POSITIVE_INFINITY_SEEN,
    bucketize,
    clip,
    fold,
    merge,
    no_buckets,
)
from runlore.series.points import Buckets
from runlore.testing.series_conformance import assert_same_buckets

values = st.sampled_from(
    [0.0, -0.0, 1.0, -1.0, 2.5, math.nan, math.inf, -math.inf, 1.7e308, -1.7e308]
)
curves = st.lists(st.tuples(st.integers(-70, 70), values), max_size=60).map(
    lambda points: sorted(points, key=lambda point: point[0])
)


def chart(points: list[tuple[int, float]], level: int) -> Buckets:
    step = np.array([step for step, _ in points], np.int64)
    return bucketize(level, step >> level, np.array([value for _, value in points], np.float64))


@given(curves, st.integers(0, 4), st.integers(0, 4))
def test_a_fold_of_fine_buckets_is_what_coarse_ones_are(points, level, shift):
    assert_same_buckets(fold(chart(points, level), shift), chart(points, level + shift))


@given(curves, st.integers(0, 60), st.integers(0, 7))
def test_parts_merge_to_what_the_whole_is(points, cut, level):
    parts = [chart(points[:cut], level), chart(points[cut:], level)]
    assert_same_buckets(merge(parts), chart(points, level))


@given(curves, st.integers(0, 3))
def test_parts_that_lie_between_each_other_merge_too(points, level):
    odd, even = ([p for p in points if (p[0] >> level) % 2 == rest] for rest in (1, 0))
    assert_same_buckets(merge([chart(odd, level), chart(even, level)]), chart(points, level))


def test_extremes_ends_and_counts_are_those_of_the_points():
    found = chart([(0, 3.0), (1, -1.0), (2, 9.0), (3, 2.0), (9, 5.0)], 2)
    assert found.index.tolist() == [0, 2]
    assert found.count.tolist() == [4, 1]
    assert found.first.tolist() == [3.0, 5.0]
    assert found.min.tolist() == [-1.0, 5.0]
    assert found.max.tolist() == [9.0, 5.0]
    assert found.last.tolist() == [2.0, 5.0]
    assert found.mean.tolist() == [3.25, 5.0]
    assert found.flags.tolist() == [MIN_BEFORE_MAX, 0]


def test_what_is_not_finite_is_flagged_and_left_out():
    found = chart([(0, math.nan), (1, 2.0), (4, math.inf), (5, -math.inf), (8, 1.0)], 2)
    infinite = POSITIVE_INFINITY_SEEN | NEGATIVE_INFINITY_SEEN
    assert found.flags.tolist() == [NAN_SEEN, infinite, 0]
    assert found.count.tolist() == [2, 2, 1]
    assert found.finite.tolist() == [1, 0, 1]
    assert found.min[0] == 2.0
    assert math.isnan(found.min[1])


def test_means_of_the_largest_numbers_do_not_overflow():
    assert chart([(0, 1.7e308), (1, 1.7e308)], 4).mean.tolist() == [pytest.approx(1.7e308)]


def test_clipping_keeps_whole_buckets_and_the_newest_point():
    found = chart([(step, float(step)) for step in range(64)], 3)
    found = dataclasses.replace(found, last_x=63, last_y=63.0)
    kept = clip(found, 2, 4)
    assert kept.index.tolist() == [2, 3, 4]
    assert kept.first.tolist() == [16.0, 24.0, 32.0]
    assert kept.last_x == 63


def test_nothing_stays_nothing():
    assert len(fold(no_buckets(3), 4).index) == 0
    assert len(merge([no_buckets(3), no_buckets(3)]).index) == 0
