"""Metrics: exact points, whole rows, and the tiles that charts are drawn from."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from runlore.series.axes import bucket_by
from runlore.series.tiles import TILE_BUCKETS, SeriesTile, cut_buckets, cut_points

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import InvalidValueError, LimitExceededError, NotFoundError
from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import MAX_BUCKETS_PER_ANSWER, MAX_SERIES_PER_TILES, NO_STEP
from runlore.entities.run import Run
from runlore.series.points import F64, Points, Rows, Window
from runlore.services.access import Access
from runlore.services.axes import XAxis, place_on_axis
from runlore.services.folding import Folding
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.series import SeriesStore

MAX_LEVEL = 55
"""The coarsest level: 256 of its buckets span all 64-bit steps."""


class SeriesRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One metric of one run."""

    run: RunId
    key: str


class TileRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tiles of many series at one level of one x axis: all that the panels in view need.

    Attributes:
        series: which curves.
        x: the axis: step, wall (ms since 1970), relative (ms since the run's start) or a metric.
        level: buckets are 2**level x units wide.
        tiles: indexes; tile i holds buckets 256·i … 256·i + 255.
        columns: what is drawn; the others are left out of the answer.
    """

    series: list[SeriesRef]
    level: int
    tiles: list[int]
    x: XAxis = "step"
    columns: list[str] = ["first", "min", "max", "last", "mean", "count"]


class Extent(msgspec.Struct, frozen=True):
    """Where a series lies, for the axes of its chart. Times in µs; steps None when it has none."""

    run: RunId
    key: str
    count: int
    finite: int
    first_step: int | None
    last_step: int | None
    first_time: Micros
    last_time: Micros
    min: float
    max: float


class NearPoint(NamedTuple):
    """One exact point."""

    step: int
    time: Micros
    value: float


class Metrics:
    """Reads points. Everything acknowledged is in every answer."""

    def __init__(
        self, catalog: Catalog, series: SeriesStore, folding: Folding, access: Access
    ) -> None:
        self._catalog = catalog
        self._series = series
        self._folding = folding
        self._access = access

    def read(self, actor: Actor, run: RunId, key: str, window: Window) -> Points:
        """Exact points of one key in the order they were logged; none for a key never logged.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            _existing(tx, run)
            return self._series.read(tx, run, key, window)

    def rows(
        self, actor: Actor, run: RunId, keys: Sequence[str] | None, first: int, limit: int
    ) -> Rows:
        """Whole log calls in order, from row index ``first``; all keys when ``keys`` is None.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            _existing(tx, run)
            return self._series.rows(tx, run, keys, max(first, 0), limit)

    def near(self, actor: Actor, run: RunId, key: str, step: int) -> NearPoint:
        """The exact point whose step is nearest; of several the one logged last.

        Raises:
            NotFoundError: no such run, or the metric has no point with a step.
        """
        points = self.read(actor, run, key, Window(finals=False))
        if not len(points):
            raise NotFoundError("point", f"of {key} in run {run}")
        away = np.abs(points.step.astype(np.float64) - float(step))
        at = len(points) - 1 - int(np.argmin(away[::-1]))
        return NearPoint(
            int(points.step[at]), Micros(int(points.time[at])), float(points.value[at])
        )

    def extents(self, actor: Actor, series: Sequence[SeriesRef]) -> list[Extent]:
        """Where each series lies; those that do not exist are left out."""
        self._access.require(actor, Permission.READ)
        _check_count(len(series))
        self._folding.catch_up()
        with self._catalog.read() as tx:
            runs = _runs_of(tx, series)
            return [
                self._extent(tx, runs[ref.run], ref.key)
                for ref in series
                if ref.run in runs and ref.key in runs[ref.run].metrics
            ]

    def tiles(self, actor: Actor, request: TileRequest) -> list[list[SeriesTile]]:
        """For each series of the request its tiles that hold points, in order.

        A tile with at most one point a bucket on the whole comes as exact points.

        Raises:
            LimitExceededError: too many series or buckets at once.
            InvalidValueError: a level out of range.
        """
        self._access.require(actor, Permission.READ)
        _check_tiles(request)
        with self._catalog.read() as tx:
            if request.x == "step":
                return self._step_tiles(tx, request)
            runs = _runs_of(tx, request.series)
            return [
                self._axis_tiles(tx, runs[ref.run], ref.key, request) if ref.run in runs else []
                for ref in request.series
            ]

    def _step_tiles(self, tx: Transaction, request: TileRequest) -> list[list[SeriesTile]]:
        pairs = [(ref.run, ref.key) for ref in request.series]
        first, last = min(request.tiles), max(request.tiles)
        width = TILE_BUCKETS
        found = self._series.buckets(
            tx, pairs, request.level, first * width, last * width + width - 1
        )
        wanted = set(request.tiles)
        room = width * len(wanted)
        answer = []
        for (run, key), buckets in zip(pairs, found, strict=True):
            if 0 < int(buckets.count.sum()) <= room:
                window = Window(
                    (first * width) << request.level,
                    ((last * width + width) << request.level) - 1,
                    finals=False,
                )
                points = self._series.read(tx, run, key, window)
                x = points.step.astype(np.float64)
                answer.append(cut_points(x, points.value, request.level, wanted))
            else:
                answer.append(cut_buckets(buckets, wanted))
        return answer

    def _axis_tiles(
        self, tx: Transaction, run: Run, key: str, request: TileRequest
    ) -> list[SeriesTile]:
        points = self._series.read(tx, run.id, key, Window(finals=False))
        other = None
        if isinstance(request.x, msgspec.Struct):
            other = self._series.read(tx, run.id, request.x.metric, Window(finals=False))
        x, value = place_on_axis(points, request.x, run.started_at, other)
        return _tiles_of(x, value, request)

    def _extent(self, tx: Transaction, run: Run, key: str) -> Extent:
        known = run.metrics[key]
        first: int | None = known.first_step
        last: int | None = known.last_step
        if NO_STEP in (first, last):
            steps = self._series.read(tx, run.id, key, Window(finals=False)).step
            first = int(steps.min()) if len(steps) else None
            last = int(steps.max()) if len(steps) else None
        return Extent(
            run=run.id,
            key=key,
            count=known.count,
            finite=known.finite,
            first_step=first,
            last_step=last,
            first_time=run.started_at,
            last_time=known.last_time,
            min=known.min,
            max=known.max,
        )


def _tiles_of(x: F64, value: F64, request: TileRequest) -> list[SeriesTile]:
    width = TILE_BUCKETS
    first, last = min(request.tiles) * width, max(request.tiles) * width + width - 1
    buckets = bucket_by(x, value, request.level, first, last)
    wanted = set(request.tiles)
    if int(buckets.count.sum()) <= width * len(wanted):
        return cut_points(x, value, request.level, wanted)
    return cut_buckets(buckets, wanted)


def _existing(tx: Transaction, run: RunId) -> Run:
    found = tx.runs.get(run)
    if found is None:
        raise NotFoundError("run", run)
    return found


def _runs_of(tx: Transaction, series: Sequence[SeriesRef]) -> dict[RunId, Run]:
    wanted = list(dict.fromkeys(ref.run for ref in series))
    return {run.id: run for run in tx.runs.get_many(wanted)}


def _check_count(series: int) -> None:
    if series > MAX_SERIES_PER_TILES:
        raise LimitExceededError(
            "The number of series", series, MAX_SERIES_PER_TILES, "Ask in several requests."
        )


def _check_tiles(request: TileRequest) -> None:
    _check_count(len(request.series))
    if not 0 <= request.level <= MAX_LEVEL:
        raise InvalidValueError(f"level is {request.level}; it must be 0 to {MAX_LEVEL}.")
    if not request.tiles:
        raise InvalidValueError("tiles is empty; name at least one tile index.")
    span = max(request.tiles) - min(request.tiles) + 1
    buckets = span * TILE_BUCKETS * len(request.series)
    if buckets > MAX_BUCKETS_PER_ANSWER:
        raise LimitExceededError(
            "The number of buckets", buckets, MAX_BUCKETS_PER_ANSWER, "Use a coarser level."
        )
    edge = 2**62 >> request.level >> 8
    if max(abs(tile) for tile in request.tiles) > edge + 1:
        raise InvalidValueError(f"A tile index at level {request.level} lies within ±{edge:,}.")
