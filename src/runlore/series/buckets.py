"""M4 statistics in buckets: made from points, folded to coarser levels, merged.

All three are one operation: parts in order (a point is a part of one) are gathered by the bucket
that they fall into. So a pyramid built step by step equals one built at once; only ``mean`` may
differ by rounding.
"""

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from runlore.series.points import (
    F64,
    I64,
    U8,
    Buckets,
    BucketTable,
    ChartPart,
    Mask,
    join_buckets,
)

NAN_SEEN, POSITIVE_INFINITY_SEEN, NEGATIVE_INFINITY_SEEN, MIN_BEFORE_MAX = 1, 2, 4, 8
_SEEN = NAN_SEEN | POSITIVE_INFINITY_SEEN | NEGATIVE_INFINITY_SEEN

SMALL = 16
"""Points a bucket up to which extremes are found by looking ahead: reduceat is slow on such."""

U32 = npt.NDArray[np.uint32]
_Positions = npt.NDArray[np.intp]


def no_buckets(level: int) -> Buckets:
    """Nothing, at a level."""
    return bucketize(level, np.empty(0, np.int64), np.empty(0))


def bucketize(level: int, index: I64, value: F64) -> Buckets:
    """Statistics of points by bucket.

    Args:
        level: of the grid; only noted.
        index: bucket of each point, never falling.
        value: the points in their order; it decides ``first``, ``last`` and which extreme is first.
    """
    return bucketize_many(level, _one(index), index, value).buckets


def bucketize_many(level: int, bounds: I64, index: I64, value: F64) -> BucketTable:
    """Statistics of the points of many series, one series after the other.

    Args:
        level: of the grid; only noted.
        bounds: series k has the points from ``bounds[k]`` to before ``bounds[k + 1]``.
        index: bucket of each point, never falling within a series.
        value: the points in their order.
    """
    starts = _starts(index, bounds)
    places = np.searchsorted(starts, bounds)
    count = np.diff(starts, append=len(index)).astype(np.uint32)
    finite = np.isfinite(value)
    if finite.all():
        buckets = _bucketize_finite(level, index[starts], count, value, starts)
        return BucketTable(buckets, places)
    kind = np.where(finite, 0, np.where(np.isnan(value), 1, np.where(value > 0, 2, 4))).astype(
        np.uint8
    )
    whole = _empty(level, index[starts], count, np.bitwise_or.reduceat(kind, starts))
    group = _groups(count)[finite]
    inner = _starts(group, bounds[:0])
    at = group[inner]
    inner_count = np.diff(inner, append=len(group)).astype(np.uint32)
    live = _bucketize_finite(level, whole.index[at], inner_count, value[finite], inner)
    return BucketTable(_scatter(whole, live, at), places)


def fold(buckets: Buckets, shift: int) -> Buckets:
    """The same points on a grid ``shift`` levels coarser."""
    return fold_many(BucketTable(buckets, _one(buckets.index)), shift).buckets


def fold_many(table: BucketTable, shift: int) -> BucketTable:
    """The same points of each series on a grid ``shift`` levels coarser."""
    buckets, bounds = table.buckets, table.bounds
    if shift == 0 or len(buckets.index) == 0:
        return BucketTable(dataclasses.replace(buckets, level=buckets.level + shift), bounds)
    return _gather(buckets, bounds, buckets.index >> shift, buckets.level + shift)


def merge(parts: Sequence[Buckets]) -> Buckets:
    """All points of several parts, of one level.

    Where two hold one bucket, the points of the earlier part come before those of the later one.
    """
    filled = [part for part in parts if len(part.index)]
    if len(filled) <= 1:
        return filled[0] if filled else parts[0]
    joined = join_buckets(filled)
    order = np.argsort(joined.index, kind="stable")
    joined = joined.take(order)
    return _gather(joined, _one(joined.index), joined.index, joined.level).buckets


def merge_many(parts: Sequence[BucketTable]) -> BucketTable:
    """All points of several tables of one level that hold the same series in the same order.

    Where two hold one bucket, the points of the earlier table come before those of the later one.
    """
    if len(parts) == 1:
        return parts[0]
    joined = join_buckets([part.buckets for part in parts])
    owner = np.concatenate([_groups(np.diff(part.bounds)) for part in parts])
    order = np.lexsort((joined.index, owner))
    joined = joined.take(order)
    bounds = np.sum([part.bounds for part in parts], axis=0)
    return _gather(joined, bounds, joined.index, joined.level)


def clip(buckets: Buckets, first: int, last: int) -> Buckets:
    """Those in the buckets ``first`` … ``last``, both included."""
    low = np.searchsorted(buckets.index, first, side="left")
    high = np.searchsorted(buckets.index, last, side="right")
    if low == 0 and high == len(buckets.index):
        return buckets
    return buckets.take(np.arange(low, high))


def clip_many(table: BucketTable, first: int, last: int) -> BucketTable:
    """Those of each series in the buckets ``first`` … ``last``, both included."""
    index = table.buckets.index
    inside = (index >= first) & (index <= last)
    if inside.all():
        return table
    kept = np.flatnonzero(inside)
    return BucketTable(table.buckets.take(kept), np.searchsorted(kept, table.bounds))


def table_of(buckets: Sequence[Buckets]) -> BucketTable:
    """Buckets of several series, at least one, as a table."""
    bounds = np.cumsum([0, *(len(one.index) for one in buckets)])
    joined = join_buckets(buckets) if len(buckets) > 1 else buckets[0]
    return BucketTable(dataclasses.replace(joined, last_x=None, last_y=None), bounds)


def split(table: BucketTable) -> list[Buckets]:
    """The buckets of each series of a table."""
    bounds = table.bounds.tolist()
    return [table.buckets.take(slice(start, end)) for start, end in itertools.pairwise(bounds)]


def buckets_of(part: ChartPart) -> list[Buckets]:
    """The buckets of each series of a part, with its newest point."""
    return [
        one if newest is None else dataclasses.replace(one, last_x=newest[0], last_y=newest[1])
        for one, newest in zip(split(part.table), part.newest, strict=True)
    ]


def select(table: BucketTable, chosen: Mask) -> BucketTable:
    """The series that are chosen, bool[series]."""
    sizes = np.diff(table.bounds)
    kept = np.flatnonzero(np.repeat(chosen, sizes))
    return BucketTable(table.buckets.take(kept), np.cumsum([0, *sizes[chosen]]))


def counts_of(table: BucketTable) -> I64:
    """How many points each series has."""
    before = np.concatenate(([0], np.cumsum(table.buckets.count, dtype=np.int64)))
    return np.diff(before[table.bounds])


def _one(index: I64) -> I64:
    """The bounds of a single series."""
    return np.array([0, len(index)], np.int64)


def _groups(size: npt.NDArray[np.integer]) -> _Positions:
    """For each member of groups of these sizes the number of its group."""
    return np.repeat(np.arange(len(size)), size)


def _starts(index: npt.NDArray[np.int64], bounds: I64) -> _Positions:
    """Where a new bucket starts: where the index changes, and where another series begins."""
    if len(index) == 0:
        return np.empty(0, np.intp)
    fresh = np.empty(len(index), np.bool_)
    fresh[0] = True
    np.not_equal(index[1:], index[:-1], out=fresh[1:])
    fresh[bounds[bounds < len(index)]] = True
    return np.flatnonzero(fresh)


def _bucketize_finite(
    level: int, index: I64, count: U32, value: F64, starts: _Positions
) -> Buckets:
    if len(index) == 0:
        return _empty(level, index, count, np.empty(0, np.uint8))
    low, high, rises = _extremes(value, starts, count)
    return Buckets(
        level=level,
        index=index,
        count=count,
        finite=count,
        first=value[starts],
        min=low,
        max=high,
        last=value[starts + count - 1],
        mean=_mean(value, None, count, starts, low, high),
        flags=rises.astype(np.uint8) * np.uint8(MIN_BEFORE_MAX),
    )


def _extremes(value: F64, starts: _Positions, count: U32) -> tuple[F64, F64, Mask]:
    """Of each group the minimum, the maximum, and whether it stands before that."""
    most = int(count.max())
    if most <= SMALL:
        return _extremes_of_few(value, starts, count, most)
    low, high = np.minimum.reduceat(value, starts), np.maximum.reduceat(value, starts)
    ends = (value == np.repeat(low, count)) | (value == np.repeat(high, count))
    at = np.flatnonzero(ends)
    first = at[np.searchsorted(at, starts)]
    return low, high, (value[first] == low) & (low < high)


def _extremes_of_few(
    value: F64, starts: _Positions, count: U32, most: int
) -> tuple[F64, F64, Mask]:
    """The same for groups of at most ``most`` points: of each the first, the second and so on."""
    low = high = value[starts]
    rises = np.zeros(len(starts), np.bool_)
    last = starts + (count - 1)
    for ahead in range(1, most):
        # Past its end a group is asked for its last point again, which changes no extreme.
        other = value[np.minimum(starts + ahead, last)]
        rises = (rises | (other > high)) & (other >= low)
        low, high = np.minimum(low, other), np.maximum(high, other)
    return low, high, rises


def _gather(parts: Buckets, bounds: I64, index: I64, level: int) -> BucketTable:
    """Put parts together that fall into one of the buckets ``index``, never falling in a series."""
    starts = _starts(index, bounds)
    places = np.searchsorted(starts, bounds)
    whole = _empty(
        level,
        index[starts],
        np.add.reduceat(parts.count, starts, dtype=np.uint32),
        np.bitwise_or.reduceat(parts.flags & _SEEN, starts).astype(np.uint8),
    )
    live = np.flatnonzero(parts.finite)
    if len(live) == 0:
        return BucketTable(whole, places)
    group = _groups(np.diff(starts, append=len(index)))[live]
    part = parts if len(live) == len(index) else parts.take(live)
    inner = _starts(group, bounds[:0])
    at = group[inner]
    size = np.diff(inner, append=len(group))
    low = np.minimum.reduceat(part.min, inner)
    high = np.maximum.reduceat(part.max, inner)
    finite = np.add.reduceat(part.finite, inner, dtype=np.uint32)
    gathered = Buckets(
        level=level,
        index=whole.index[at],
        count=finite,
        finite=finite,
        first=part.first[inner],
        min=low,
        max=high,
        last=part.last[inner + size - 1],
        mean=_mean(part.mean, part.finite, size, inner, low, high),
        flags=_rising(part, low, high, inner, size),
    )
    return BucketTable(_scatter(whole, gathered, at), places)


def _rising(part: Buckets, low: F64, high: F64, starts: _Positions, size: I64) -> U8:
    """Whether the first minimum of each group stands before its first maximum."""
    at_low = _first_equal(part.min, low, starts, size)
    at_high = _first_equal(part.max, high, starts, size)
    inside = part.flags[at_low] & MIN_BEFORE_MAX
    return np.where(at_low == at_high, inside, (at_low < at_high) * MIN_BEFORE_MAX).astype(np.uint8)


def _first_equal(
    value: F64, wanted: F64, starts: _Positions, size: npt.NDArray[np.integer]
) -> _Positions:
    """The first position in each group where the value is the wanted one."""
    hits = np.flatnonzero(value == np.repeat(wanted, size))
    return hits[np.searchsorted(hits, starts)]


def _mean(
    value: F64,
    weight: U32 | None,
    size: npt.NDArray[np.integer],
    starts: _Positions,
    low: F64,
    high: F64,
) -> F64:
    """Weighted means of groups; near ±1.8e308, where sums overflow, slower and scaled down."""
    weights = np.ones(1) if weight is None else weight.astype(np.float64)
    total = size.astype(np.float64) if weight is None else np.add.reduceat(weights, starts)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.add.reduceat(value * weights if weight is not None else value, starts) / total
        if not np.isfinite(mean).all():
            scaled = np.add.reduceat(value * (weights / np.repeat(total, size)), starts)
            mean = np.where(np.isfinite(mean), mean, scaled)
    clipped: F64 = np.clip(mean, low, high)
    return clipped


def _empty(level: int, index: I64, count: U32, flags: U8) -> Buckets:
    """Buckets in which no point is finite."""
    nothing = np.full(len(index), np.nan)
    zero = np.zeros(len(index), np.uint32)
    return Buckets(level, index, count, zero, nothing, nothing, nothing, nothing, nothing, flags)


def _scatter(whole: Buckets, inner: Buckets, at: _Positions) -> Buckets:
    """Put the statistics of ``inner`` to the positions ``at`` in ``whole``."""
    if len(inner.index) == len(whole.index):
        return dataclasses.replace(inner, count=whole.count, flags=whole.flags | inner.flags)
    flags = whole.flags.copy()
    flags[at] |= inner.flags
    finite = whole.finite.copy()
    finite[at] = inner.finite

    def spread(column: F64) -> F64:
        wide = np.full(len(whole.index), np.nan)
        wide[at] = column
        return wide

    return Buckets(
        level=whole.level,
        index=whole.index,
        count=whole.count,
        finite=finite,
        first=spread(inner.first),
        min=spread(inner.min),
        max=spread(inner.max),
        last=spread(inner.last),
        mean=spread(inner.mean),
        flags=flags,
    )
