"""Reading: sealed chunks and the tail of batches that is not sealed yet, as one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from runlore.engines.chunks.batches import Block
from runlore.engines.chunks.columns import SHARED, Frame, Steps, Values, decode_frame, decode_values
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.series.points import F64, I64, Points, Rows, Window, join
from runlore.stores.shelf import ChunkShelf, Column

Series = tuple[RunId, str]
"""A run and a key of it."""

Shared = TypeVar("Shared", bound=Steps)


def read_sealed(shelf: ChunkShelf, run: RunId, key: str, window: Window) -> Points:
    """The sealed points of one key in a window, in the order of rows."""
    return read_many_sealed(shelf, [(run, key)], window)[run, key]


def read_many_sealed(
    shelf: ChunkShelf, series: Iterable[Series], window: Window
) -> dict[Series, Points]:
    """The sealed points of each series in a window, in the order of rows.

    What many runs share, the steps of a chunk and the question itself, is read once for all.
    """
    parts: dict[Series, list[Points]] = {one: [] for one in series}
    for run, column, frame in sealed_columns(shelf, list(parts), window, decode_frame):
        parts[run, column.key].append(decode_values(run, column).points(frame))
    return {one: join(some).within(window) for one, some in parts.items()}


def sealed_columns(
    shelf: ChunkShelf,
    series: Iterable[Series],
    window: Window,
    decode: Callable[[RunId, Column], Shared],
) -> Iterator[tuple[RunId, Column, Shared]]:
    """The value columns of each series that touch a window, by chunk, each beside its frame.

    What many runs share, the steps of a chunk and the question itself, is read once for all.

    Args:
        shelf: where they are.
        series: which.
        window: what is wanted of them.
        decode: makes the frame of a chunk out of its shared column.
    """
    keys_of: dict[RunId, set[str]] = {}
    for run, key in series:
        keys_of.setdefault(run, set()).add(key)
    alike: dict[frozenset[str], list[RunId]] = {}
    for run, keys in keys_of.items():
        alike.setdefault(frozenset(keys), []).append(run)
    for some_keys, runs in alike.items():
        columns = shelf.columns_of(runs, [SHARED, *some_keys], steps=_steps_of(window))
        shared = {(run, c.chunk): c for run, c in columns if c.key == SHARED}
        frames: dict[tuple[RunId, int], Shared] = {}
        for run, column in columns:
            if column.key == SHARED:
                continue
            place = run, column.chunk
            if place not in frames:
                frames[place] = decode(run, shared[place])
            yield run, column, frames[place]


def _steps_of(window: Window) -> tuple[int, int] | None:
    every_step = window.first_step <= MIN_STEP and window.last_step >= MAX_STEP
    return None if window.finals or every_step else (window.first_step, window.last_step)


def read_rows(
    shelf: ChunkShelf,
    run: RunId,
    keys: Sequence[str] | None,
    span: tuple[int, int],
    tail: Sequence[Block],
) -> Rows:
    """The rows with an index in ``span`` (first, end), which must all exist."""
    first, end = span
    size = max(end - first, 0)
    page = Rows(
        row=np.arange(first, first + size, dtype=np.int64),
        step=np.empty(size, np.int64),
        time=np.empty(size, np.int64),
        values={},
        present={},
    )
    if size == 0:
        return page
    wanted = None if keys is None else [SHARED, *keys]
    columns = shelf.columns(run, wanted, rows=(first, end - 1))
    frames = {c.chunk: decode_frame(run, c) for c in columns if c.key == SHARED}
    for frame in frames.values():
        low, high = max(first, frame.first_row), min(end, frame.first_row + len(frame.step))
        here = slice(low - frame.first_row, high - frame.first_row)
        page.step[low - first : high - first] = frame.step[here]
        page.time[low - first : high - first] = frame.time[here]
    for column in columns:
        if column.key != SHARED:
            values = decode_values(run, column)
            _fill(page, column.key, *_carried(frames[column.chunk], values, first, end))
    for block in tail:
        _fill_block(page, keys, block.between(first, end))
    return page


def _carried(frame: Frame, values: Values, first: int, end: int) -> tuple[I64, F64]:
    """Row indexes and values of a column in a range of rows."""
    row = frame.row[values.carriers(frame)]
    low, high = np.searchsorted(row, [first, end])
    return row[low:high], values.value[low:high]


def _fill_block(page: Rows, keys: Sequence[str] | None, block: Block) -> None:
    at = block.row - page.row[0]
    page.step[at], page.time[at] = block.step, block.time
    for key in block.keys:
        if keys is None or key in keys:
            points = block.points(key)
            _fill(page, key, points.row, points.value)


def _fill(page: Rows, key: str, row: I64, value: F64) -> None:
    if len(row) == 0:
        return
    if key not in page.values:
        page.values[key] = np.full(len(page.row), np.nan)
        page.present[key] = np.zeros(len(page.row), np.bool_)
    at = row - page.row[0]
    page.values[key][at] = value
    page.present[key][at] = True
