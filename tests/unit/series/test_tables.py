"""Tables: what is done to many series in one pass is what would be done to each alone."""

import dataclasses
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from runlore.series.buckets import (
    SMALL,
    bucketize,
    bucketize_many,
    buckets_of,
    clip,
    clip_many,
    counts_of,
    fold,
    fold_many,
    merge,
    merge_many,
    no_buckets,
    select,
    split,
    table_of,
)
from runlore.series.points import I64, Buckets, BucketTable, ChartPart
from runlore.series.tiles import cut_buckets, cut_many
from runlore.wire.columns import encode_tiles

COLUMNS = ("index", "count", "finite", "first", "min", "max", "last", "mean", "flags")

Points = list[tuple[int, float]]

odd = st.sampled_from([0.0, -0.0, math.nan, math.inf, -math.inf, 1.7e308, -1.7e308, 5e-324])
values = st.integers(-9, 9).map(float) | odd
curves = st.lists(st.tuples(st.integers(-90, 90), values), max_size=40).map(
    lambda points: sorted(points, key=lambda point: point[0])
)
many = st.lists(curves, min_size=1, max_size=7)


def steps_of(points: Points) -> I64:
    return np.array([step for step, _ in points], np.int64)


def alone(points: Points, level: int) -> Buckets:
    return bucketize(level, steps_of(points) >> level, np.array([v for _, v in points], np.float64))


def together(series: list[Points], level: int) -> BucketTable:
    whole = [point for points in series for point in points]
    bounds = np.cumsum([0, *map(len, series)])
    value = np.array([value for _, value in whole], np.float64)
    return bucketize_many(level, bounds, steps_of(whole) >> level, value)


def assert_same(table: BucketTable, expected: list[Buckets]) -> None:
    """Bit for bit, means and the kinds of NaN included."""
    found = split(table)
    assert len(found) == len(expected)
    for one, wanted in zip(found, expected, strict=True):
        assert one.level == wanted.level
        for name in COLUMNS:
            a, b = getattr(one, name), getattr(wanted, name)
            assert (a.dtype, a.tolist()) == (b.dtype, b.tolist()) or a.tobytes() == b.tobytes()


@given(many, st.integers(0, 8))
def test_many_series_are_bucketed_as_each_alone(series, level):
    assert_same(together(series, level), [alone(points, level) for points in series])


@given(many, st.integers(0, 4), st.integers(0, 5))
def test_many_series_are_folded_as_each_alone(series, level, shift):
    expected = [fold(alone(points, level), shift) for points in series]
    assert_same(fold_many(together(series, level), shift), expected)


@given(many, st.integers(0, 4), st.integers(-50, 50), st.integers(0, 40))
def test_many_series_are_clipped_as_each_alone(series, level, first, length):
    found = clip_many(together(series, level), first, first + length)
    assert_same(found, [clip(alone(points, level), first, first + length) for points in series])


@given(st.lists(st.tuples(curves, curves), min_size=1, max_size=5), st.integers(0, 6))
def test_many_series_are_merged_as_each_alone(pairs, level):
    # A first bucket that both halves have: a series with one half only is given as it is.
    pairs = [([(-99, 1.0), *one], [(-99, 2.0), *other]) for one, other in pairs]
    halves = [together(list(half), level) for half in zip(*pairs, strict=True)]
    expected = [merge([alone(one, level), alone(other, level)]) for one, other in pairs]
    assert_same(merge_many(halves), expected)


@given(many, st.integers(0, 6), st.data())
def test_series_are_counted_and_chosen(series, level, data):
    table = together(series, level)
    assert counts_of(table).tolist() == [len(points) for points in series]
    wanted = data.draw(st.lists(st.booleans(), min_size=len(series), max_size=len(series)))
    kept = [points for points, chosen in zip(series, wanted, strict=True) if chosen]
    found = select(table, np.array(wanted))
    assert counts_of(found).tolist() == [len(points) for points in kept]
    assert_same(found, [alone(points, level) for points in kept])


@given(many, st.integers(0, 6))
def test_what_is_split_is_put_together_again(series, level):
    table = together(series, level)
    again = table_of(split(table))
    assert again.bounds.tolist() == table.bounds.tolist()
    assert_same(again, split(table))


@given(many, st.integers(0, 3), st.sampled_from([("min", "max"), ("count", "mean", "first")]))
def test_many_series_are_cut_as_each_alone(series, level, columns):
    numbers = [3 * at for at in range(len(series))]
    newest = [points[-1] if points else None for points in series]
    part = ChartPart(numbers, newest, together(series, level))
    expected = [
        cut
        for number, buckets in zip(numbers, buckets_of(part), strict=True)
        for cut in cut_buckets(number, buckets, [-1, 0, 2], columns)
    ]
    found = cut_many(part, [-1, 0, 2], columns)
    assert encode_tiles(found) == encode_tiles(expected)
    assert [cut.series for cut in found] == [number for number in numbers for _ in range(3)]


def test_neighbours_with_the_same_bucket_stay_apart():
    table = together([[(5, 1.0)], [], [(5, 2.0), (5, 3.0)], [(5, math.nan)]], 3)
    assert table.bounds.tolist() == [0, 1, 1, 2, 3]
    assert table.buckets.count.tolist() == [1, 2, 1]
    assert table.buckets.first.tolist()[:2] == [1.0, 2.0]
    assert table.buckets.finite.tolist() == [1, 2, 0]


def test_one_bucket_of_many_points_changes_nothing_in_its_neighbours():
    """Extremes are found in one way where all buckets hold few points, in another else."""
    few = [(step, float(step % 5)) for step in range(200)]
    full = [(0, math.sin(at)) for at in range(SMALL + 1)]
    assert_same(together([few, full], 2), [alone(few, 2), alone(full, 2)])
    assert max(together([few], 2).buckets.count) <= SMALL < max(together([full], 2).buckets.count)


def test_a_series_of_huge_numbers_leaves_the_means_of_others_alone():
    huge, plain = [(0, 1.7e308), (1, 1.7e308)], [(0, 0.1), (1, 0.2), (2, 0.4)]
    assert_same(together([huge, plain], 4), [alone(huge, 4), alone(plain, 4)])


def test_no_series_at_all_are_nothing():
    table = BucketTable(no_buckets(3), np.zeros(1, np.int64))
    assert split(fold_many(table, 2)) == []
    assert cut_many(ChartPart([], [], table), [0, 1]) == []


def test_the_newest_point_comes_with_the_buckets_of_its_series():
    part = ChartPart([4, 9], [None, (7, 0.5)], together([[(1, 1.0)], [(7, 0.5)]], 0))
    told = [(one.last_x, one.last_y) for one in buckets_of(part)]
    assert told == [(None, None), (7, 0.5)]
    assert_same(part.table, [dataclasses.replace(one, last_x=None) for one in buckets_of(part)])
