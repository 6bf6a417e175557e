"""Curves: steps and values of many series in a window, ready to be drawn.

Series of one run share their steps, so where these lie in the window, and whether they rise, is
worked out once for all keys that the same rows carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from runlore.engines.chunks.batches import Block, points_of
from runlore.engines.chunks.columns import Steps, Values, decode_steps, decode_values
from runlore.engines.chunks.reading import Series, sealed_columns
from runlore.entities.ids import RunId
from runlore.entities.limits import NO_STEP
from runlore.series.points import F64, I64, Curve, Window
from runlore.stores.shelf import ChunkShelf

NO_POINTS = Curve(np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Which rows that carry a key lie in the window, and their steps; ``rises``: in this order."""

    step: I64
    which: slice | npt.NDArray[np.intp]
    rises: bool


class _Waiting:
    """A block that is not sealed yet; what its keys share is worked out once, when asked."""

    def __init__(self, block: Block, window: Window) -> None:
        self.block = block
        self._window = window
        self._values: dict[str, F64] = {}

    @cached_property
    def step(self) -> I64:
        return self.block.step

    @cached_property
    def kept(self) -> _Kept:
        return _kept(self.step, self._window)

    @cached_property
    def newest(self) -> int | None:
        return _newest(self.step)

    def value(self, key: str) -> F64:
        if key not in self._values:
            self._values[key] = self.block.value(key)
        return self._values[key]


class Tails:
    """What is not sealed yet of the runs of one question."""

    def __init__(self, blocks: Mapping[RunId, Sequence[Block]], window: Window) -> None:
        self._window = window
        self._waiting = {
            run: [_Waiting(one, window) for one in some] for run, some in blocks.items()
        }
        self._curves: dict[Series, Curve] = {}

    def curve(self, series: Series) -> Curve:
        """The points in the window, in the order of steps, then rows; with none it is empty."""
        if series not in self._curves:
            self._curves[series] = self._curve(series)
        return self._curves[series]

    def count(self, series: Series) -> int:
        """Points, whether in the window or not, final values too."""
        return sum(len(one.block.row) for one in self._carriers(series))

    def newest(self, series: Series) -> tuple[int, float] | None:
        """(step, value) of the newest point with a step, in the window or not."""
        carriers = self._carriers(series)
        if not carriers:
            return None
        if len(carriers) == 1:
            at, step, value = carriers[0].newest, carriers[0].step, carriers[0].value(series[1])
        else:
            points = points_of([one.block for one in carriers], series[1])
            at, step, value = _newest(points.step), points.step, points.value
        return None if at is None else (int(step[at]), float(value[at]))

    def _curve(self, series: Series) -> Curve:
        carriers = self._carriers(series)
        if not carriers:
            return NO_POINTS
        if len(carriers) > 1:
            points = points_of([one.block for one in carriers], series[1])
            points = points.within(self._window).by_step()
            return Curve(points.step, points.value)
        kept = carriers[0].kept
        return in_order(
            Curve(kept.step, carriers[0].value(series[1])[kept.which]), rises=kept.rises
        )

    def _carriers(self, series: Series) -> list[_Waiting]:
        return [one for one in self._waiting[series[0]] if series[1] in one.block.keys]


def read_curves(
    shelf: ChunkShelf, series: Sequence[Series], window: Window, tails: Tails
) -> dict[Series, Curve]:
    """All points of each series in a window (which leaves final values out)."""
    parts: dict[Series, list[tuple[Curve, bool]]] = {one: [] for one in series}
    kept: dict[tuple[RunId, int, tuple[int, ...] | None], _Kept] = {}
    for run, column, frame in sealed_columns(shelf, series, window, decode_steps):
        values = decode_values(run, column)
        whole = len(values.value) == len(frame.step)
        place = run, column.chunk, None if whole else tuple(values.shapes)
        if place not in kept:
            kept[place] = _kept(_carried(values, frame), window)
        here = kept[place]
        curve = Curve(here.step, values.value[here.which])
        parts[run, column.key].append((curve, here.rises))
    return {one: _joined(some, tails.curve(one)) for one, some in parts.items()}


def in_order(curve: Curve, *, rises: bool = False) -> Curve:
    """The same by step; equal steps keep their order.

    Args:
        curve: in the order of rows.
        rises: when known that nothing is to be done.
    """
    if rises or _rises(curve.step):
        return curve
    order = np.argsort(curve.step, kind="stable")
    return Curve(curve.step[order], curve.value[order])


def join_curves(curves: Sequence[Curve]) -> Curve:
    """Points of several curves, one after the other."""
    if len(curves) == 1:
        return curves[0]
    if not curves:
        return NO_POINTS
    return Curve(
        np.concatenate([curve.step for curve in curves]),
        np.concatenate([curve.value for curve in curves]),
    )


def _joined(parts: Sequence[tuple[Curve, bool]], tail: Curve) -> Curve:
    filled = [part for part in (*parts, (tail, True)) if len(part[0])]
    curves = [curve for curve, _ in filled]
    return in_order(join_curves(curves), rises=len(filled) == 1 and filled[0][1])


def _carried(values: Values, frame: Steps) -> I64:
    if len(values.value) == len(frame.step):
        return frame.step
    return frame.step[values.carriers(frame)]


def _kept(step: I64, window: Window) -> _Kept:
    rises = _rises(step)
    if rises:
        low = int(step.searchsorted(window.first_step, side="left"))
        high = int(step.searchsorted(window.last_step, side="right"))
        return _Kept(step[low:high], slice(low, high), rises)
    inside = np.flatnonzero((step >= window.first_step) & (step <= window.last_step))
    return _Kept(step[inside], inside, rises)


def _rises(step: I64) -> bool:
    return bool((step[1:] >= step[:-1]).all())


def _newest(step: I64) -> int | None:
    """Position of the largest step, of equal ones the last; None when all are final values."""
    if len(step) == 0:
        return None
    at = len(step) - 1 - int(step[::-1].argmax())
    return None if step[at] == NO_STEP else at
