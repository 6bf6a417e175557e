"""Chunks: what the columns of sealed rows are as bytes.

A chunk holds consecutive rows. What all keys share (step, time, and which shape a row has: which
keys it carries) is one column under the key ``""``; the values of each key are one more, without
holes. A value column names the shapes that carry it, so no mask is stored: the rows it belongs to
are those of these shapes. Row indexes are not stored at all: they run on from the chunk's first.

A payload is one msgpack array behind its checksum. Numbers are compressed by pcodec, which sees by
itself that a float64 was a float32 and that steps are regular.
``docs/explanation/series-engine.md`` has the measurements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from pcodec import ChunkConfig, standalone

from runlore.engines.chunks.batches import Block
from runlore.engines.chunks.checked import checked, protect
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_STEP, MIN_STEP, NO_STEP
from runlore.series.points import F64, I64, Mask, Points
from runlore.stores.shelf import Column

SHARED = ""
"""Key of the column that all share; a metric's name is never empty."""

_CONFIG = ChunkConfig(compression_level=6)
# Level 8, pcodec's default, makes real curves 0.2–1 % smaller and takes a third longer;
# level 4 saves a tenth of the time and makes smooth ones a third larger.

_ENCODER = msgspec.msgpack.Encoder()
_Number = TypeVar("_Number", bound=np.generic)


class _Shared(msgspec.Struct, frozen=True, array_like=True):
    """Payload of the shared column; ``shape`` is empty when all rows have shape 0."""

    step: bytes
    time: bytes
    shape: bytes


class _Values(msgspec.Struct, frozen=True, array_like=True):
    """Payload of a value column: the shapes that carry it, and its values in the order of rows."""

    shapes: list[int]
    value: bytes


_SHARED_DECODER = msgspec.msgpack.Decoder(_Shared)
_VALUES_DECODER = msgspec.msgpack.Decoder(_Values)


@dataclass(frozen=True, slots=True)
class Steps:
    """The shared column of one chunk, decoded but for the times: enough for a chart.

    Attributes:
        chunk: number of the chunk.
        first_row: index of its first row.
        step: int64[rows].
        shape: number of each row's shape in this chunk.
    """

    chunk: int
    first_row: int
    step: I64
    shape: npt.NDArray[np.uint32]

    @property
    def row(self) -> I64:
        """Row indexes, int64[rows]."""
        return np.arange(self.first_row, self.first_row + len(self.step), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Frame(Steps):
    """The shared column of one chunk, decoded.

    Attributes:
        time: int64[rows].
    """

    time: I64


@dataclass(frozen=True, slots=True)
class Values:
    """A value column of one chunk, decoded."""

    shapes: list[int]
    value: F64

    def carriers(self, frame: Steps) -> Mask:
        """Which rows of its chunk carry it."""
        if len(self.value) == len(frame.step):
            return np.ones(len(self.value), np.bool_)
        return np.isin(frame.shape, self.shapes)

    def points(self, frame: Frame) -> Points:
        """Its points, in the order of rows."""
        points_row = frame.row
        if len(self.value) == len(frame.step):
            return Points(points_row, frame.step, frame.time, self.value)
        mask = self.carriers(frame)
        return Points(points_row[mask], frame.step[mask], frame.time[mask], self.value)


def encode_chunk(chunk: int, blocks: Sequence[Block]) -> list[Column]:
    """The columns of a chunk of these rows, which must follow each other without a gap."""
    rows = sum(len(block.row) for block in blocks)
    first_row = min(int(block.row[0]) for block in blocks)
    step, time = np.empty(rows, np.int64), np.empty(rows, np.int64)
    shape = np.empty(rows, np.uint32)
    shapes_of: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        at = block.row - first_row
        step[at], time[at], shape[at] = block.step, block.time, number
        for key in block.keys:
            shapes_of.setdefault(key, []).append(number)
    several = _compress(shape) if len(blocks) > 1 else b""
    payload = _seal(_Shared(_compress(step), _compress(time), several))
    columns = [Column(SHARED, chunk, first_row, rows, *_span(step), payload)]
    spans = [_span(block.step) for block in blocks]
    for key, shapes in shapes_of.items():
        value = _values_by_row([blocks[number] for number in shapes], key)
        low = min(spans[number][0] for number in shapes)
        high = max(spans[number][1] for number in shapes)
        payload = _seal(_Values(shapes, _compress(value)))
        columns.append(Column(key, chunk, first_row, rows, low, high, payload))
    return columns


def decode_frame(run: RunId, column: Column) -> Frame:
    """The shared column.

    Raises:
        DamagedError: when its bytes fail their check.
    """
    shared = _open(run, column, _SHARED_DECODER)
    time = _decompress(shared.time, np.int64)
    return Frame(column.chunk, column.first_row, *_steps_and_shape(shared), time)


def decode_steps(run: RunId, column: Column) -> Steps:
    """The shared column without its times, which take longest to decompress.

    Raises:
        DamagedError: when its bytes fail their check.
    """
    shared = _open(run, column, _SHARED_DECODER)
    return Steps(column.chunk, column.first_row, *_steps_and_shape(shared))


def _steps_and_shape(shared: _Shared) -> tuple[I64, npt.NDArray[np.uint32]]:
    step = _decompress(shared.step, np.int64)
    if not shared.shape:
        return step, np.zeros(len(step), np.uint32)
    return step, _decompress(shared.shape, np.uint32)


def decode_values(run: RunId, column: Column) -> Values:
    """A value column.

    Raises:
        DamagedError: when its bytes fail their check.
    """
    values = _open(run, column, _VALUES_DECODER)
    return Values(values.shapes, _decompress(values.value, np.float64))


def decode_chunk(run: RunId, columns: Sequence[Column]) -> list[Block]:
    """All columns of one chunk back to rows.

    Raises:
        DamagedError: when bytes fail their check.
    """
    frame = next(decode_frame(run, column) for column in columns if column.key == SHARED)
    values = {c.key: decode_values(run, c) for c in columns if c.key != SHARED}
    blocks = []
    for shape in np.unique(frame.shape).tolist():
        rows = np.flatnonzero(frame.shape == shape)
        keys = tuple(key for key, column in values.items() if shape in column.shapes)
        packed = np.empty((len(rows), 2 + len(keys)), np.int64)
        packed[:, 0], packed[:, 1] = frame.step[rows], frame.time[rows]
        for at, key in enumerate(keys, start=2):
            inside = frame.shape[values[key].carriers(frame)] == shape
            packed[:, at] = values[key].value[inside].view(np.int64)
        blocks.append(Block(keys, rows + frame.first_row, (packed,)))
    return blocks


def _values_by_row(blocks: Sequence[Block], key: str) -> F64:
    parts = [block.points(key) for block in blocks]
    if len(parts) == 1:
        return parts[0].value
    row = np.concatenate([part.row for part in parts])
    value: F64 = np.concatenate([part.value for part in parts])[np.argsort(row, kind="stable")]
    return value


def _span(step: I64) -> tuple[int, int]:
    """Smallest and largest step without final values; the wrong way round when there is none."""
    stepped = step[step != NO_STEP]
    return (int(stepped.min()), int(stepped.max())) if len(stepped) else (MAX_STEP, MIN_STEP)


def _compress(numbers: npt.NDArray[np.generic]) -> bytes:
    return bytes(standalone.simple_compress(numbers, _CONFIG)) if len(numbers) else b""


def _decompress(payload: bytes, kind: type[_Number]) -> npt.NDArray[_Number]:
    if not payload:
        return np.empty(0, kind)
    numbers: npt.NDArray[_Number] = standalone.simple_decompress(payload)
    return numbers


def _seal(payload: msgspec.Struct) -> bytes:
    return protect(_ENCODER.encode(payload))


_Payload = TypeVar("_Payload", _Shared, _Values)


def _open(run: RunId, column: Column, decoder: "msgspec.msgpack.Decoder[_Payload]") -> _Payload:
    what = f"Chunk {column.chunk} of metric {column.key!r} of run {run}"
    return decoder.decode(checked(column.payload, what))
