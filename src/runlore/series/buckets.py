"""M4 statistics in buckets: made from points, folded to coarser levels, merged.

All three are one operation: parts in order (a point is a part of one) are gathered by the bucket
that they fall into. So a pyramid built step by step equals one built at once; only ``mean`` may
differ by rounding.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from runlore.series.points import F64, I64, U8, Buckets, join_buckets

NAN_SEEN, POSITIVE_INFINITY_SEEN, NEGATIVE_INFINITY_SEEN, MIN_BEFORE_MAX = 1, 2, 4, 8
_SEEN = NAN_SEEN | POSITIVE_INFINITY_SEEN | NEGATIVE_INFINITY_SEEN

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
    starts = _starts(index)
    count = np.diff(starts, append=len(index)).astype(np.uint32)
    finite = np.isfinite(value)
    if finite.all():
        return _bucketize_finite(level, index[starts], count, value, starts)
    kind = np.where(finite, 0, np.where(np.isnan(value), 1, np.where(value > 0, 2, 4))).astype(
        np.uint8
    )
    whole = _empty(level, index[starts], count, np.bitwise_or.reduceat(kind, starts))
    some = index[finite]
    inner = _starts(some)
    inner_count = np.diff(inner, append=len(some)).astype(np.uint32)
    return _scatter(whole, _bucketize_finite(level, some[inner], inner_count, value[finite], inner))


def fold(buckets: Buckets, shift: int) -> Buckets:
    """The same points on a grid ``shift`` levels coarser."""
    if shift == 0 or len(buckets.index) == 0:
        return dataclasses.replace(buckets, level=buckets.level + shift)
    return _gather(buckets, buckets.index >> shift, buckets.level + shift)


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
    return _gather(joined, joined.index, joined.level)


def clip(buckets: Buckets, first: int, last: int) -> Buckets:
    """Those in the buckets ``first`` … ``last``, both included."""
    low = np.searchsorted(buckets.index, first, side="left")
    high = np.searchsorted(buckets.index, last, side="right")
    if low == 0 and high == len(buckets.index):
        return buckets
    return buckets.take(np.arange(low, high))


def _starts(index: I64) -> _Positions:
    """Where a new bucket starts."""
    if len(index) == 0:
        return np.empty(0, np.intp)
    return np.concatenate(([0], np.flatnonzero(index[1:] != index[:-1]) + 1))


def _bucketize_finite(
    level: int, index: I64, count: U32, value: F64, starts: _Positions
) -> Buckets:
    if len(index) == 0:
        return _empty(level, index, count, np.empty(0, np.uint8))
    low = np.minimum.reduceat(value, starts)
    high = np.maximum.reduceat(value, starts)
    rises = _first_equal(value, low, starts, count) < _first_equal(value, high, starts, count)
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
        flags=(rises * MIN_BEFORE_MAX).astype(np.uint8),
    )


def _gather(parts: Buckets, index: I64, level: int) -> Buckets:
    """Put parts together that fall into one of the buckets ``index``, never falling."""
    starts = _starts(index)
    whole = _empty(
        level,
        index[starts],
        np.add.reduceat(parts.count, starts, dtype=np.uint32),
        np.bitwise_or.reduceat(parts.flags & _SEEN, starts).astype(np.uint8),
    )
    live = np.flatnonzero(parts.finite)
    if len(live) == 0:
        return whole
    part, group = (parts, index) if len(live) == len(index) else (parts.take(live), index[live])
    inner = _starts(group)
    size = np.diff(inner, append=len(group))
    low = np.minimum.reduceat(part.min, inner)
    high = np.maximum.reduceat(part.max, inner)
    finite = np.add.reduceat(part.finite, inner, dtype=np.uint32)
    gathered = Buckets(
        level=level,
        index=group[inner],
        count=finite,
        finite=finite,
        first=part.first[inner],
        min=low,
        max=high,
        last=part.last[inner + size - 1],
        mean=_mean(part.mean, part.finite, size, inner, low, high),
        flags=_rising(part, low, high, inner, size),
    )
    return _scatter(whole, gathered)


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
            mean = np.add.reduceat(value * (weights / np.repeat(total, size)), starts)
    clipped: F64 = np.clip(mean, low, high)
    return clipped


def _empty(level: int, index: I64, count: U32, flags: U8) -> Buckets:
    """Buckets in which no point is finite."""
    nothing = np.full(len(index), np.nan)
    zero = np.zeros(len(index), np.uint32)
    return Buckets(level, index, count, zero, nothing, nothing, nothing, nothing, nothing, flags)


def _scatter(whole: Buckets, inner: Buckets) -> Buckets:
    """Put the statistics of ``inner`` where its buckets stand in ``whole``."""
    if len(inner.index) == len(whole.index):
        return dataclasses.replace(inner, count=whole.count, flags=whole.flags | inner.flags)
    at = np.searchsorted(whole.index, inner.index)
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
