"""Curves: steps and values of many series in a window, ready to be drawn.

Series of one run share their steps, so where these lie in the window, and whether they rise, is
worked out once for all keys that the same rows carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runlore.engines.chunks.batches import Block, points_of
from runlore.engines.chunks.columns import Frame, Values, decode_values
from runlore.engines.chunks.reading import Series, sealed_columns
from runlore.entities.ids import RunId
from runlore.entities.limits import NO_STEP
from runlore.series.points import I64, Curve, Window
from runlore.stores.shelf import ChunkShelf

NO_POINTS = Curve(np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Which rows that carry a key lie in the window, and their steps; ``rises``: in this order."""

    step: I64
    which: slice | npt.NDArray[np.intp]
    rises: bool


class Tails:
    """What is not sealed yet of the runs of one question."""

    def __init__(self, blocks: Mapping[RunId, Sequence[Block]], window: Window) -> None:
        self._blocks = blocks
        self._window = window
        self._kept: dict[int, _Kept] = {}
        self._curves: dict[Series, Curve] = {}
        self._newest: dict[int, int | None] = {}

    def curve(self, series: Series) -> Curve:
        """The points in the window, in the order of steps, then rows; with none it is empty."""
        if series not in self._curves:
            self._curves[series] = self._curve(series)
        return self._curves[series]

    def _curve(self, series: Series) -> Curve:
        carriers = self._carriers(series)
        if not carriers:
            return NO_POINTS
        if len(carriers) > 1:
            points = points_of(carriers, series[1]).within(self._window).by_step()
            return Curve(points.step, points.value)
        block = carriers[0]
        if id(block) not in self._kept:
            self._kept[id(block)] = _kept(block.step, self._window)
        kept = self._kept[id(block)]
        curve = Curve(kept.step, block.value(series[1])[kept.which])
        return in_order(curve, rises=kept.rises)

    def count(self, series: Series) -> int:
        """Points, whether in the window or not, final values too."""
        return sum(len(block.row) for block in self._carriers(series))

    def newest(self, series: Series) -> tuple[int, float] | None:
        """(step, value) of the newest point with a step, in the window or not."""
        carriers = self._carriers(series)
        if not carriers:
            return None
        if len(carriers) > 1:
            points = points_of(carriers, series[1])
            at = _newest(points.step)
            return None if at is None else (int(points.step[at]), float(points.value[at]))
        block = carriers[0]
        if id(block) not in self._newest:
            self._newest[id(block)] = _newest(block.step)
        at = self._newest[id(block)]
        return None if at is None else (int(block.step[at]), float(block.value(series[1])[at]))

    def _carriers(self, series: Series) -> list[Block]:
        return [block for block in self._blocks[series[0]] if series[1] in block.keys]


def read_curves(
    shelf: ChunkShelf, series: Sequence[Series], window: Window, tails: Tails
) -> dict[Series, Curve]:
    """All points of each series in a window (which leaves final values out)."""
    parts: dict[Series, list[tuple[Curve, bool]]] = {one: [] for one in series}
    kept: dict[tuple[RunId, int, tuple[int, ...] | None], _Kept] = {}
    for run, column, frame in sealed_columns(shelf, series, window):
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


def _carried(values: Values, frame: Frame) -> I64:
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
