"""Charting: buckets of many series at once, from tiles where there are any, else from points.

All is done in passes over many series: what a call of NumPy costs would else be paid for each.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from runlore.engines.chunks.batches import read_tails
from runlore.engines.chunks.curves import Tails, in_order, join_curves, read_curves
from runlore.engines.chunks.notes import KeyNote, read_notes
from runlore.engines.chunks.pyramid import LEVELS_APART
from runlore.engines.chunks.reading import Series, read_sealed
from runlore.engines.chunks.tiles import TILE_BITS, by_series, paste_many, tile_range, window_of
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.series.buckets import (
    bucketize_many,
    clip_many,
    counts_of,
    fold_many,
    merge_many,
    no_buckets,
    select,
    split,
    table_of,
)
from runlore.series.points import Buckets, BucketTable, ChartPart, Charts, Curve
from runlore.stores.shelf import ChunkShelf, Tile

A_PASS = 1 << 16
"""Points or records worked on at once: what a pass makes of them stays in the processor's cache."""

_NO_NOTE = KeyNote()


class Chart:
    """One question for buckets: a level, and the buckets ``first`` … ``last``, both included.

    Args:
        shelf: where the series are.
        level: of the buckets.
        first: number of the first one.
        last: of the last.
        series: each once.
    """

    def __init__(
        self, shelf: ChunkShelf, level: int, first: int, last: int, series: Sequence[Series]
    ) -> None:
        self._shelf = shelf
        self._level = level
        self._first = max(first, MIN_STEP >> level)
        self._last = min(last, MAX_STEP >> level)
        self._window = window_of(self._first, self._last, level)
        self._series = series
        self._number = {one: number for number, one in enumerate(series)}
        self._notes = read_notes(shelf, series)
        self._tails = Tails(read_tails(shelf, (run for run, _ in series)), self._window)

    def draw(self, most: int) -> Charts:
        """What is drawn of each series.

        Args:
            most: those with some points in range, but no more than so many, come exact.
        """
        if self._first > self._last:
            none = BucketTable(no_buckets(self._level), np.zeros(len(self._series) + 1, np.int64))
            return Charts([self._part(self._series, none)], {})
        unfolded: list[Series] = []
        stored: dict[tuple[int, bool], list[Series]] = {}
        for one in self._series:
            level = self._stored_level(one, most)
            if level is None:
                unfolded.append(one)
            else:
                fresh = len(self._tails.curve(one)) > 0
                stored.setdefault((level, fresh), []).append(one)
        charts = Charts([], {})
        for (level, fresh), some in stored.items():
            unfolded += self._draw_stored(charts, some, level, most, fresh=fresh)
        self._draw_curves(charts, unfolded, most)
        return charts

    def _note(self, one: Series) -> KeyNote:
        return self._notes.get(one, _NO_NOTE)

    def _stored_level(self, one: Series, most: int) -> int | None:
        """The stored level to fold from, or None when there is none as fine as asked.

        None too for a series that comes exact whatever is asked for.
        """
        note = self._note(one)
        if note.base < 0 or self._level < note.base:
            return None
        if note.count + self._tails.count(one) <= most:
            return None
        return min(note.top, self._level - (self._level - note.base) % LEVELS_APART)

    def _draw_curves(self, charts: Charts, series: Sequence[Series], most: int) -> None:
        """Draw what no stored level helps with: from the points."""
        curves = read_curves(self._shelf, series, self._window, self._tails)
        sizes: dict[Series, int] = {}
        for one, curve in curves.items():
            if 0 < len(curve) <= most:
                charts.exact[self._number[one]] = curve
            else:
                sizes[one] = len(curve)
        for some in _passes(sizes):
            table = self._bucketized([curves[one] for one in some])
            charts.parts.append(self._part(some, table))

    def _draw_stored(
        self, charts: Charts, series: Sequence[Series], level: int, most: int, *, fresh: bool
    ) -> list[Series]:
        """Draw from the tiles of a level; gives the series that shall come exact instead.

        Args:
            charts: what they are added to.
            series: which.
            level: that all of them have.
            most: see ``draw``.
            fresh: whether all of them, or none, have points in range that are not sealed.
        """
        span = tile_range(self._window.first_step, self._window.last_step, level)
        found = by_series(self._shelf.tiles_of(series, level, *span))
        few: list[Series] = []
        for lot in _passes({one: len(found.get(one, ())) << TILE_BITS for one in series}):
            table = self._from_tiles(lot, level, found)
            if fresh:
                table = self._with_tails(lot, table)
            counts = counts_of(table)
            thin = (counts > 0) & (counts <= most)
            few += itertools.compress(lot, thin)
            drawn = list(itertools.compress(lot, ~thin))
            if len(drawn) < len(lot):
                table = select(table, ~thin)
            charts.parts.append(self._part(drawn, table))
        return few

    def _part(self, series: Sequence[Series], table: BucketTable) -> ChartPart:
        numbers = [self._number[one] for one in series]
        return ChartPart(numbers, [self._newest(one) for one in series], table)

    def _newest(self, one: Series) -> tuple[int, float] | None:
        """The newest point of the whole series, when it is in range."""
        note = self._note(one)
        newest = (note.max_step, note.last) if note.count else None
        fresh = self._tails.newest(one)
        if fresh is not None and (newest is None or fresh[0] >= newest[0]):
            newest = fresh
        if newest is None or not self._window.first_step <= newest[0] <= self._window.last_step:
            return None
        return newest

    def _bucketized(self, curves: Sequence[Curve]) -> BucketTable:
        bounds = np.cumsum([0, *map(len, curves)])
        points = join_curves(curves)
        return bucketize_many(self._level, bounds, points.step >> self._level, points.value)

    def _from_tiles(
        self, series: Sequence[Series], level: int, found: Mapping[Series, Sequence[Tile]]
    ) -> BucketTable:
        table = paste_many(level, [(run, found.get((run, key), ())) for run, key in series])
        return clip_many(fold_many(table, self._level - level), self._first, self._last)

    def _with_tails(self, series: Sequence[Series], sealed: BucketTable) -> BucketTable:
        """Take in points that came after sealing: each of the series has some.

        Where some stand before sealed ones, their buckets are built anew from all points.
        """
        fresh = [self._tails.curve(one) for one in series]
        late = [at for at, one in enumerate(series) if fresh[at].step[0] < self._note(one).max_step]
        if late:
            before = split(sealed)
            for at in late:
                before[at], fresh[at] = self._anew(series[at], before[at], fresh[at])
            sealed = table_of(before)
        return merge_many([sealed, self._bucketized(fresh)])

    def _anew(self, one: Series, sealed: Buckets, fresh: Curve) -> tuple[Buckets, Curve]:
        """The buckets that no late point touches, and all points of the others."""
        late = fresh.step < self._note(one).max_step
        shared = np.unique(fresh.step[late] >> self._level)
        window = window_of(int(shared[0]), int(shared[-1]), self._level)
        points = read_sealed(self._shelf, *one, window)
        again = points.take(np.isin(points.step >> self._level, shared))
        untouched = sealed.take(np.flatnonzero(~np.isin(sealed.index, shared)))
        return untouched, in_order(join_curves([Curve(again.step, again.value), fresh]))


def _passes(sizes: Mapping[Series, int]) -> Iterator[list[Series]]:
    """Series in lots of about ``A_PASS`` together; one that is larger stands alone or ends one."""
    lot: list[Series] = []
    total = 0
    for one, size in sizes.items():
        lot.append(one)
        total += size
        if total >= A_PASS:
            yield lot
            lot, total = [], 0
    if lot:
        yield lot
