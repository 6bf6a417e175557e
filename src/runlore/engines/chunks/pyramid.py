"""The pyramid: M4 buckets of sealed points on the levels b, b + 2, b + 4 and so on.

The finest level b of a key is chosen so that a bucket holds a good many of its points: a finer one
would be no smaller than the points themselves, and those are read fast. The coarsest is where all
fits into 256 buckets. Levels between two stored ones are folded when asked.

New points are merged into a bucket when none of them stands before what is sealed; else the tiles
that they touch are built anew from the points. Coarser tiles are always folds of finer ones.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from runlore.engines.chunks.notes import KeyNote, note_tile, read_notes
from runlore.engines.chunks.tiles import TILE_BITS, by_series, cut, paste, tile_range, window_of
from runlore.entities.ids import RunId
from runlore.series.buckets import bucketize, fold, merge
from runlore.series.points import Buckets, Points, Window, join
from runlore.stores.shelf import ChunkShelf, Tile

FINEST = 6
"""Levels below would hold at most 32 points a bucket, when every step is logged."""

LEVELS_APART = 2
"""Every second level is stored: a third more than the finest alone, and folds read 4 × at most."""

MIN_POINTS = 512
"""Shorter series have no pyramid: reading them is as quick, and a run may have 100,000 of them."""

WORTHWHILE = 24
"""Points that a bucket of the finest level must hold on average when the level is chosen …"""

WASTEFUL = 8
"""… and below which it is given up later: 50 bytes of record then weigh more than the points."""

ReadSealed = Callable[[str, Window], Points]
"""Reads the sealed points of a key, without those that are being added."""


STEPPED = Window(finals=False)


class Pyramid:
    """Works out what changes in one run's tiles when points are sealed; writes nothing."""

    def __init__(self, shelf: ChunkShelf, run: RunId, read_sealed: ReadSealed) -> None:
        self._shelf = shelf
        self._run = run
        self._read_sealed = read_sealed
        self._changed: dict[tuple[int, str], dict[int, Tile]] = {}
        self._notes: dict[str, KeyNote] = {}

    def add(self, fresh: Mapping[str, Points]) -> list[Tile]:
        """Take in newly sealed points of keys; gives the tiles and notes to be written."""
        old = read_notes(self._shelf, [(self._run, key) for key in fresh])
        before: dict[str, KeyNote] = {}
        touched: dict[str, set[int]] = {}
        for key, points in fresh.items():
            before[key] = self._coarsened(key, old.get((self._run, key), KeyNote()))
            self._notes[key] = _noted(before[key], points)
            touched[key] = self._build_base(key, before[key], points.within(STEPPED))
        level = FINEST
        while touched := self._above(level, touched, before):
            level += LEVELS_APART
        changed = [tile for tiles in self._changed.values() for tile in tiles.values()]
        return changed + [note_tile(key, note) for key, note in self._notes.items()]

    def _build_base(self, key: str, before: KeyNote, points: Points) -> set[int]:
        """Build the finest tiles that points touch; gives their numbers."""
        note = self._notes[key]
        if note.count < MIN_POINTS or len(points) == 0:
            return set()
        if before.base < 0:
            points = join([self._read_sealed(key, STEPPED), points])
        points = points.by_step()
        if before.base < 0:
            note = msgspec.structs.replace(note, base=_base_for(points))
        buckets = bucketize(note.base, points.step >> note.base, points.value)
        numbers = np.unique(buckets.index >> TILE_BITS)
        kept = self._load(key, note.base, int(numbers[0]), int(numbers[-1]), set(numbers.tolist()))
        had = len(kept.index) if kept else 0
        if kept and int(points.step[0]) >= before.max_step:
            buckets = merge([kept, buckets])
        elif kept:
            buckets = self._rebuilt(key, note.base, numbers.tolist(), points)
        self._put(key, buckets)
        self._notes[key] = msgspec.structs.replace(
            note, top=_top_for(note), buckets=note.buckets + len(buckets.index) - had
        )
        return set(numbers.tolist())

    def _coarsened(self, key: str, note: KeyNote) -> KeyNote:
        """The note without its finest level, when that became wasteful: points came more rarely."""
        if note.top == note.base or note.count >= WASTEFUL * note.buckets:
            return note
        level = note.base + LEVELS_APART
        first, last = tile_range(note.min_step, note.max_step, level)
        tiles = [tile for _, tile in self._shelf.tiles_of([(self._run, key)], level, first, last)]
        return msgspec.structs.replace(
            note, base=level, buckets=len(paste(self._run, level, tiles).index)
        )

    def _rebuilt(self, key: str, level: int, numbers: Sequence[int], points: Points) -> Buckets:
        """The buckets of those tiles from all their points."""
        width = level + TILE_BITS
        sealed = self._read_sealed(key, window_of(numbers[0], numbers[-1], width))
        sealed = sealed.take(np.isin(sealed.step >> width, numbers))
        whole = join([sealed, points]).by_step()
        return bucketize(level, whole.step >> level, whole.value)

    def _above(
        self, level: int, touched: Mapping[str, set[int]], before: Mapping[str, KeyNote]
    ) -> dict[str, set[int]]:
        """Fold what was touched on a level into the next; gives what is still to be done there."""
        rising: dict[str, set[int]] = {}
        for key, numbers in touched.items():
            note, old = self._notes[key], before[key]
            if note.base > level:
                rising[key] = numbers
            elif numbers and note.top > level:
                grown = 0 <= old.top <= level  # the next level is new: all of this one goes in
                all_old = tile_range(old.min_step, old.max_step, level) if grown else ()
                rising[key] = {number >> LEVELS_APART for number in numbers.union(all_old)}
        self._fold_up(level, {k: n for k, n in rising.items() if self._notes[k].base <= level})
        return rising

    def _fold_up(self, level: int, parents: Mapping[str, set[int]]) -> None:
        """Make the tiles ``parents`` of the next level from all their children on this one."""
        groups: dict[frozenset[int], list[str]] = {}
        for key, wanted in parents.items():
            groups.setdefault(frozenset(wanted), []).append(key)
        for numbers, keys in groups.items():
            first, last = min(numbers) << LEVELS_APART, ((max(numbers) + 1) << LEVELS_APART) - 1
            kept = by_series(
                self._shelf.tiles_of([(self._run, k) for k in keys], level, first, last)
            )
            for key in keys:
                children = {tile.index: tile for tile in kept.get((self._run, key), ())}
                children.update(self._changed.get((level, key), {}))
                inside = sorted(n for n in children if n >> LEVELS_APART in numbers)
                finer = paste(self._run, level, [children[n] for n in inside])
                self._put(key, fold(finer, LEVELS_APART))

    def _load(
        self, key: str, level: int, first: int, last: int, wanted: set[int]
    ) -> Buckets | None:
        tiles = self._shelf.tiles_of([(self._run, key)], level, first, last)
        found = [tile for _, tile in tiles if tile.index in wanted]
        return paste(self._run, level, found) if found else None

    def _put(self, key: str, buckets: Buckets) -> None:
        tiles = self._changed.setdefault((buckets.level, key), {})
        tiles.update({tile.index: tile for tile in cut(key, buckets)})


def _noted(note: KeyNote, points: Points) -> KeyNote:
    """The note, points added."""
    stepped = points.within(STEPPED).by_step()
    finals = note.finals + len(points) - len(stepped)
    if len(stepped) == 0:
        return msgspec.structs.replace(note, finals=finals)
    low, high, last = int(stepped.step[0]), int(stepped.step[-1]), float(stepped.value[-1])
    if note.count:
        last = last if high >= note.max_step else note.last
        low, high = min(low, note.min_step), max(high, note.max_step)
    return msgspec.structs.replace(
        note,
        count=note.count + len(stepped),
        finals=finals,
        min_step=low,
        max_step=high,
        last=last,
    )


def _base_for(points: Points) -> int:
    """The finest level worth its bytes for points in the order of steps."""
    level = FINEST
    while True:
        bucket = points.step >> level
        filled = 1 + int(np.count_nonzero(bucket[1:] != bucket[:-1]))
        if len(bucket) >= WORTHWHILE * filled:
            return level
        level += LEVELS_APART


def _top_for(note: KeyNote) -> int:
    """The first level on which the whole series fits into 256 buckets."""
    level = note.base
    while (note.max_step >> level) - (note.min_step >> level) >= 1 << TILE_BITS:
        level += LEVELS_APART
    return level
