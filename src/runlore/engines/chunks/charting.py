"""Charting: buckets of many series at once, from tiles where there are any, else from points."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from runlore.engines.chunks.batches import points_of, read_tails
from runlore.engines.chunks.notes import KeyNote, read_notes
from runlore.engines.chunks.pyramid import LEVELS_APART, STEPPED
from runlore.engines.chunks.reading import Series, read_many_sealed, read_sealed
from runlore.engines.chunks.tiles import by_series, paste, tile_range, window_of
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.series.buckets import bucketize, clip, fold, merge, no_buckets
from runlore.series.points import Buckets, Points, join
from runlore.stores.shelf import ChunkShelf, Tile


class Chart:
    """One question for buckets: a level, and the buckets ``first`` … ``last``, both included."""

    def __init__(self, shelf: ChunkShelf, level: int, first: int, last: int) -> None:
        self._shelf = shelf
        self._level = level
        self._first = max(first, MIN_STEP >> level)
        self._last = min(last, MAX_STEP >> level)
        self._window = window_of(self._first, self._last, level)

    def answer(self, series: Sequence[Series]) -> list[Buckets]:
        """The buckets of each series."""
        if self._first > self._last:
            return [no_buckets(self._level) for _ in series]
        asked = list(dict.fromkeys(series))
        notes = read_notes(self._shelf, asked)
        tails = read_tails(self._shelf, (run for run, _ in asked))
        stored = {one: self._stored_level(notes.get(one, KeyNote())) for one in asked}
        tiles: dict[Series, list[Tile]] = {}
        for level in set(stored.values()) - {None}:
            if level is not None:
                tiles |= self._tiles([one for one in asked if stored[one] == level], level)
        unfolded = [one for one in asked if stored[one] is None]
        points = read_many_sealed(self._shelf, unfolded, self._window)
        answers = {}
        for one in asked:
            sealed = tiles[one] if one in tiles else points[one]
            tail = points_of(tails[one[0]], one[1])
            answers[one] = self._of_one(one, notes.get(one, KeyNote()), sealed, tail)
        return [answers[one] for one in series]

    def _stored_level(self, note: KeyNote) -> int | None:
        """The stored level to fold from, or None when there is none as fine as asked."""
        if note.base < 0 or self._level < note.base:
            return None
        return min(note.top, self._level - (self._level - note.base) % LEVELS_APART)

    def _tiles(self, series: Sequence[Series], level: int) -> dict[Series, list[Tile]]:
        span = tile_range(self._window.first_step, self._window.last_step, level)
        found = by_series(self._shelf.tiles_of(series, level, *span))
        return {one: found.get(one, []) for one in series}

    def _of_one(
        self, series: Series, note: KeyNote, sealed: Sequence[Tile] | Points, tail: Points
    ) -> Buckets:
        fresh = tail.within(self._window).by_step()
        if isinstance(sealed, Points):
            buckets = self._bucketized(join([sealed, fresh]).by_step())
        else:
            buckets = self._from_tiles(series[0], sealed)
            if len(fresh):
                buckets = self._with_tail(series, note, buckets, fresh)
        return self._with_end(buckets, note, tail)

    def _from_tiles(self, run: RunId, tiles: Sequence[Tile]) -> Buckets:
        if not tiles:
            return no_buckets(self._level)
        buckets = paste(run, tiles[0].level, tiles)
        return clip(fold(buckets, self._level - buckets.level), self._first, self._last)

    def _bucketized(self, points: Points) -> Buckets:
        return bucketize(self._level, points.step >> self._level, points.value)

    def _with_tail(self, series: Series, note: KeyNote, sealed: Buckets, fresh: Points) -> Buckets:
        """Take in points that came after sealing.

        Where some stand before sealed ones, their buckets are built anew from all points.
        """
        late = fresh.step < note.max_step
        if not late.any():
            return merge([sealed, self._bucketized(fresh)])
        shared = np.unique(fresh.step[late] >> self._level)
        window = window_of(int(shared[0]), int(shared[-1]), self._level)
        points = read_sealed(self._shelf, *series, window)
        again = join([points.take(np.isin(points.step >> self._level, shared)), fresh])
        untouched = sealed.take(np.flatnonzero(~np.isin(sealed.index, shared)))
        return merge([untouched, self._bucketized(again.by_step())])

    def _with_end(self, buckets: Buckets, note: KeyNote, tail: Points) -> Buckets:
        """Note the newest point of the whole series, when it is in range."""
        step, value = (note.max_step, note.last) if note.count else (None, None)
        stepped = tail.within(STEPPED).by_step()
        if len(stepped) and (step is None or int(stepped.step[-1]) >= step):
            step, value = int(stepped.step[-1]), float(stepped.value[-1])
        if step is None or not self._window.first_step <= step <= self._window.last_step:
            return buckets
        return dataclasses.replace(buckets, last_x=step, last_y=value)
