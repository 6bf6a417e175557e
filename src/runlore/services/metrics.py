"""Metrics: exact points, whole rows, and the tiles that charts are drawn from."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import InvalidValueError, LimitExceededError, NotFoundError
from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import (
    MAX_BUCKETS_PER_ANSWER,
    MAX_SERIES_PER_TILES,
    MAX_STEP,
    MIN_STEP,
    NO_STEP,
)
from runlore.entities.run import Pause, Run
from runlore.query.page import PageSigner
from runlore.series.axes import bucketize_axis
from runlore.series.history import by_time, sample_steps
from runlore.series.points import I64, Points, Rows, Window
from runlore.series.tiles import BUCKETS_PER_TILE, TileCut, cut_buckets, cut_many, cut_points
from runlore.services.access import Access
from runlore.services.axes import MetricAxis, XAxis, place_on_axis
from runlore.services.folding import Folding
from runlore.services.scope import existing_run
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.series import SeriesStore

TileColumn: TypeAlias = Literal["count", "first", "min", "max", "last", "mean"]
TILE_COLUMNS: tuple[TileColumn, ...] = ("count", "first", "min", "max", "last", "mean")

MAX_LEVEL = 55
"""The coarsest level: 256 of its buckets span all 64-bit steps."""

MIN_AXIS_LEVEL = -40
"""The finest level of an axis that is not whole steps: buckets of about 1e-12."""


class SeriesRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One metric of one run."""

    run: RunId
    key: str


class TileRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tiles of many series at one level of one x axis: all that the panels in view need.

    Attributes:
        series: which curves.
        x: the axis: step, wall (ms since 1970), relative (ms since the run's start),
            process (the same without its pauses) or a metric.
        level: buckets are 2**level x units wide.
        tiles: indexes; tile i holds buckets 256·i … 256·i + 255.
        columns: what is drawn; the others are left out of the answer.
    """

    series: list[SeriesRef]
    level: int
    tiles: list[int]
    x: XAxis = "step"
    columns: tuple[TileColumn, ...] = TILE_COLUMNS


class Extent(msgspec.Struct, frozen=True):
    """Where a series lies, for the axes of its chart. Times in µs; steps None when it has none.

    ``pauses`` are those of its run, which process time leaves out.
    """

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
    pauses: Sequence[Pause] = ()


class NearPoint(NamedTuple):
    """One exact point."""

    step: int
    time: Micros
    value: float


class Metrics:
    """Reads points. Everything acknowledged is in every answer."""

    def __init__(
        self,
        catalog: Catalog,
        series: SeriesStore,
        folding: Folding,
        access: Access,
        signer: PageSigner,
    ) -> None:
        self._catalog = catalog
        self._series = series
        self._folding = folding
        self._access = access
        self._signer = signer

    def read(self, actor: Actor, run: RunId, key: str, window: Window) -> Points:
        """Exact points of one key in the order they were logged; none for a key never logged.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            return self._series.read(tx, [(run, key)], window)[0]

    def history(
        self, actor: Actor, run: RunId, key: str, limit: int | None, cursor: str | None = None
    ) -> tuple[Points, str | None]:
        """A page of points in the order of their moments, equal ones once, and the next cursor.

        Raises:
            NotFoundError: when there is no such run.
            InvalidInputError: a cursor of another series.
        """
        first = 0 if cursor is None else self._signer.open_offset(cursor, (run, key))
        points = by_time(self.read(actor, run, key, Window()))
        behind = len(points) if limit is None else min(first + limit, len(points))
        page = points.take(np.arange(first, behind))
        more = behind < len(points)
        return page, self._signer.seal_offset(behind, (run, key)) if more else None

    def sample(self, actor: Actor, run: RunId, key: str, window: Window, most: int) -> Points:
        """Exact points at no more than ``most`` steps of the window, evenly spread.

        Raises:
            NotFoundError: when there is no such run.
        """
        return sample_steps(self.read(actor, run, key, window), most)

    def rows(
        self, actor: Actor, run: RunId, keys: Sequence[str] | None, first: int, limit: int
    ) -> Rows:
        """Whole log calls in order, from row index ``first``; all keys when ``keys`` is None.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            return self._series.rows(tx, run, keys, max(first, 0), limit)

    def near(self, actor: Actor, run: RunId, key: str, step: int) -> NearPoint:
        """The exact point whose step is nearest; of several the one logged last.

        Raises:
            NotFoundError: no such run, or the metric has no point with a step.
        """
        points = self.read(actor, run, key, Window(finals=False))
        if not len(points):
            raise NotFoundError("point", f"of {key} in run {run}")
        away = _distances(points.step, step)
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

    def tiles(self, actor: Actor, request: TileRequest) -> list[TileCut]:
        """The tiles asked for of each series that exists, the empty ones too.

        Where there is at most one point a bucket on the whole, a series comes as exact points.

        Raises:
            LimitExceededError: too many series or buckets at once.
            InvalidValueError: a level or a tile index out of range.
        """
        self._access.require(actor, Permission.READ)
        _check_tiles(request)
        with self._catalog.read() as tx:
            if request.x == "step":
                return self._step_tiles(tx, request)
            runs = _runs_of(tx, request.series)
            return [
                cut
                for number, ref in enumerate(request.series)
                if ref.run in runs
                for cut in self._axis_tiles(tx, runs[ref.run], number, request)
            ]

    def _step_tiles(self, tx: Transaction, request: TileRequest) -> list[TileCut]:
        pairs = [(ref.run, ref.key) for ref in request.series]
        asked = list(dict.fromkeys(pairs))
        charts = self._series.charts(tx, asked, request.level, *_span_of(request))
        found: dict[tuple[RunId, str], list[TileCut]] = {}
        for part in charts.parts:
            cuts = cut_many(part, request.tiles, request.columns)
            wide = len(request.tiles)
            for at, number in enumerate(part.series):
                found[asked[number]] = cuts[at * wide : (at + 1) * wide]
        for number, curve in charts.exact.items():
            x = curve.step.astype(np.float64)
            found[asked[number]] = cut_points(number, request.level, x, curve.value, request.tiles)
        if len(asked) == len(pairs):
            return [cut for pair in pairs for cut in found[pair]]
        return [
            cut._replace(series=number) for number, pair in enumerate(pairs) for cut in found[pair]
        ]

    def _axis_tiles(
        self, tx: Transaction, run: Run, number: int, request: TileRequest
    ) -> list[TileCut]:
        ref, axis = request.series[number], request.x
        window = Window(finals=False)
        [points] = self._series.read(tx, [(run.id, ref.key)], window)
        other = None
        if isinstance(axis, MetricAxis):
            [other] = self._series.read(tx, [(run.id, axis.metric)], window)
        x, value = place_on_axis(points, axis, run, other)
        first, last = _span_of(request)
        buckets = bucketize_axis(x, value, request.level, first, last)
        if int(buckets.count.sum()) <= last - first + 1:
            return cut_points(number, request.level, x, value, request.tiles)
        return cut_buckets(number, buckets, request.tiles, request.columns)

    def _extent(self, tx: Transaction, run: Run, key: str) -> Extent:
        known = run.metrics[key]
        first: int | None = known.first_step
        last: int | None = known.last_step
        if NO_STEP in (first, last):
            [points] = self._series.read(tx, [(run.id, key)], Window(finals=False))
            steps = points.step
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
            pauses=run.pauses,
        )


def _span_of(request: TileRequest) -> tuple[int, int]:
    """First and last bucket of all the tiles asked for."""
    width = BUCKETS_PER_TILE
    return min(request.tiles) * width, max(request.tiles) * width + width - 1


def _runs_of(tx: Transaction, series: Sequence[SeriesRef]) -> dict[RunId, Run]:
    wanted = list(dict.fromkeys(ref.run for ref in series))
    return {run.id: run for run in tx.runs.get_many(wanted)}


def _distances(steps: I64, step: int) -> NDArray[np.uint64]:
    """How far each step is away: exact over all 64 bits, where floats begin to round at 2⁵³."""
    here = np.int64(min(max(step, MIN_STEP), MAX_STEP))
    ahead = steps.astype(np.uint64) - here.astype(np.uint64)  # modulo 2⁶⁴
    return np.where(steps >= here, ahead, np.negative(ahead))


def _check_count(series: int) -> None:
    if series > MAX_SERIES_PER_TILES:
        raise LimitExceededError(
            "The number of series", series, MAX_SERIES_PER_TILES, "Ask in several requests."
        )


def _check_tiles(request: TileRequest) -> None:
    _check_count(len(request.series))
    finest = 0 if request.x == "step" else MIN_AXIS_LEVEL
    if not finest <= request.level <= MAX_LEVEL:
        raise InvalidValueError(f"level is {request.level}; it must be {finest} to {MAX_LEVEL}.")
    if not request.tiles:
        raise InvalidValueError("tiles is empty; name at least one tile index.")
    span = max(request.tiles) - min(request.tiles) + 1
    buckets = span * BUCKETS_PER_TILE * len(request.series)
    if buckets > MAX_BUCKETS_PER_ANSWER:
        raise LimitExceededError(
            "The number of buckets", buckets, MAX_BUCKETS_PER_ANSWER, "Use a coarser level."
        )
    edge = 2**62 >> max(request.level, 0) >> 8
    if max(abs(tile) for tile in request.tiles) > edge + 1:
        raise InvalidValueError(f"A tile index at level {request.level} lies within ±{edge:,}.")
