"""Records to payloads and back.

Most records are msgpack arrays of their struct's fields; new fields are added at the end with a
default, so old and new readers understand each other. Rows of metrics, the hot record, are packed
numbers behind the number of a *shape*: the list of keys, told once in an unnumbered context frame.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import msgspec

from runlore.entities.errors import InvalidInputError
from runlore.entities.records import (
    ArtifactLogged,
    CaptureSet,
    ConsoleWritten,
    DataUsed,
    ModelLogged,
    ParamsSet,
    Record,
    RecordsLost,
    RowsLogged,
    RunDescribed,
    RunEnded,
    RunStarted,
    SummarySet,
    TagsSet,
)
from runlore.wire.framing import Buffer, Frame

SHAPE = 0
ROW = 1
KINDS: dict[int, type[msgspec.Struct]] = {
    2: RunStarted,
    3: ParamsSet,
    4: TagsSet,
    5: SummarySet,
    6: ConsoleWritten,
    7: ArtifactLogged,
    8: CaptureSet,
    9: RunDescribed,
    10: RecordsLost,
    11: RunEnded,
    12: DataUsed,
    13: ModelLogged,
}
"""Kind numbers are for ever. A reader skips a number that it does not know, and counts it."""

_NUMBERS = {struct_type: number for number, struct_type in KINDS.items()}
_ENCODER = msgspec.msgpack.Encoder()
_DECODERS = {number: msgspec.msgpack.Decoder(kind) for number, kind in KINDS.items()}
_SHAPE_HEAD = struct.Struct("<I")
_KEYS = msgspec.msgpack.Decoder(tuple[str, ...])


class Numbered(NamedTuple):
    """A record with the sequence numbers that it covers (several for rows that were joined)."""

    first_seq: int
    last_seq: int
    record: Record


def encode_record(record: Record) -> tuple[int, bytes]:
    """Kind number and payload of any record but rows, which ``RowShape`` packs.

    Raises:
        TypeError: for ``RowsLogged``.
    """
    return _NUMBERS[type(record)], _ENCODER.encode(record)


class RowShape:
    """How rows with one list of keys are packed.

    Attributes:
        number: of the shape in its writer's log.
        keys: the metrics, in the order of the columns.
        body: packs (seq, kind, shape, step, time, values…) into a whole frame body at once;
            the hot path of ``run.log``.
        body_size: bytes of such a body.
    """

    __slots__ = ("body", "body_size", "keys", "number")

    def __init__(self, number: int, keys: tuple[str, ...]) -> None:
        self.number = number
        self.keys = keys
        self.body = struct.Struct(f"<QBIqq{len(keys)}d")
        self.body_size = self.body.size

    def payload(self) -> bytes:
        """Payload of the context frame that tells this shape."""
        return _SHAPE_HEAD.pack(self.number) + _ENCODER.encode(self.keys)


def decode_shape(payload: memoryview) -> tuple[int, tuple[str, ...]]:
    """Number and keys of a context frame.

    Raises:
        InvalidInputError: when the payload is not one.
    """
    try:
        (number,) = _SHAPE_HEAD.unpack_from(payload)
        return number, _KEYS.decode(payload[_SHAPE_HEAD.size :])
    except (struct.error, msgspec.MsgspecError) as error:
        raise InvalidInputError(f"A shape frame does not decode: {error}.") from error


def row_width(columns: int) -> int:
    """Bytes of one packed row with that many columns."""
    return 16 + 8 * columns


def decode_frames(
    frames: Iterable[Frame], shapes: dict[int, tuple[str, ...]]
) -> Iterator[Numbered]:
    """Turn frames into records; consecutive rows of one shape come as one ``RowsLogged``.

    ``shapes`` is read and added to: pass what the writer told before. Kinds that are not known are
    left out (the caller sees the gap in the numbers).

    Raises:
        InvalidInputError: on a payload that does not decode or a row of a shape never told.
    """
    rows: list[memoryview] = []
    shape, first, last = -1, 0, 0
    for seq, kind, payload, _ in frames:
        if kind == ROW and seq == last + 1 and rows and shape_number(payload) == shape:
            rows.append(payload[4:])
            last = seq
            continue
        if rows:
            yield join_rows(rows, shapes, shape, first, last)
            rows = []
        if kind == ROW:
            shape, first, last = shape_number(payload), seq, seq
            rows = [payload[4:]]
        elif kind == SHAPE:
            number, keys = decode_shape(payload)
            shapes[number] = keys
        elif kind in _DECODERS:
            yield Numbered(seq, seq, decode_payload(kind, payload))
    if rows:
        yield join_rows(rows, shapes, shape, first, last)


def shape_number(payload: memoryview) -> int:
    """Number of the shape of a row frame.

    Raises:
        InvalidInputError: when the payload is too short to name one.
    """
    if len(payload) < _SHAPE_HEAD.size:
        raise InvalidInputError("A row frame is too short to name its shape.")
    return int.from_bytes(payload[:4], "little")


def join_rows(
    rows: Sequence[Buffer], shapes: Mapping[int, tuple[str, ...]], shape: int, first: int, last: int
) -> Numbered:
    """One record of rows that follow each other and have one shape.

    Raises:
        InvalidInputError: when the shape was never told or a row does not fit it.
    """
    keys = shapes.get(shape)
    if keys is None:
        raise InvalidInputError(f"Row {first} has shape {shape}, which was never told.")
    width = row_width(len(keys))
    if set(map(len, rows)) != {width}:
        raise InvalidInputError(f"Row {first} does not fit the {len(keys)} keys of its shape.")
    return Numbered(first, last, RowsLogged(keys, len(rows), b"".join(rows)))


def decode_payload(kind: int, payload: memoryview) -> Record:
    """A record that is no row, of a kind that is known.

    Raises:
        InvalidInputError: when the payload is not one.
    """
    try:
        return cast("Record", _DECODERS[kind].decode(payload))
    except (msgspec.MsgspecError, ValueError) as error:
        raise InvalidInputError(
            f"A {KINDS[kind].__name__} record does not decode: {error}."
        ) from error
