"""Frames: length and checksum around one record, the same in journal segments and upload bodies.

The format is for ever; ``docs/reference/journal-format.md`` is its specification. One frame::

    offset  size  what
    0       4     magic 52 4C 72 31 ("RLr1"): where a reader finds its feet again after damage
    4       4     length of the body in bytes, little-endian
    8       4     CRC-32 (ISO-HDLC, zlib's) of the body, started from the writer's salt
    12      8     body: sequence number, unsigned; 0 marks an unnumbered context frame
    20      1     body: kind of the record
    21      …     body: payload

The salt is the CRC-32 of ``run id + "/" + writer id``. Both stand in the file's name and in the
upload's address, so a frame of another run or writer, or bytes of a user that look like a frame,
never pass for one of this writer.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from runlore.entities.errors import InvalidInputError
from runlore.entities.ids import RunId, WriterId
from runlore.entities.limits import MAX_FRAME_BYTES

MAGIC = b"RLr1"
HEADER = struct.Struct("<4sII")
BODY_HEAD = struct.Struct("<QB")
MIN_BODY = BODY_HEAD.size

Buffer: TypeAlias = "bytes | bytearray | memoryview"


class Frame(NamedTuple):
    """One whole frame.

    Attributes:
        seq: number of the record in its writer's log, from 1; 0 for a context frame.
        kind: see ``wire/codec.py``.
        payload: the record's bytes, a view into what was read.
        end: offset just behind the frame.
    """

    seq: int
    kind: int
    payload: memoryview
    end: int


class Damage(NamedTuple):
    """Bytes ``start`` to ``end`` hold no whole frame; ``torn`` when they reach the data's end."""

    start: int
    end: int
    torn: bool


def salt_of(run: RunId, writer: WriterId) -> int:
    """The number from which this writer's checksums start."""
    return zlib.crc32(f"{run}/{writer}".encode())


def encode_frame(seq: int, kind: int, payload: Buffer, salt: int) -> bytes:
    """Put one record into a frame.

    Raises:
        InvalidInputError: when the payload is over ``MAX_FRAME_BYTES``.
    """
    body = BODY_HEAD.pack(seq, kind) + payload
    if len(body) > MAX_FRAME_BYTES:
        raise InvalidInputError(
            f"One record of {len(body):,} bytes is over {MAX_FRAME_BYTES:,}. Log it as an artifact."
        )
    return HEADER.pack(MAGIC, len(body), zlib.crc32(body, salt)) + body


def read_frame(view: memoryview, at: int, salt: int) -> Frame | None:
    """Read the frame that starts at ``at``, or None when no whole, unharmed one does."""
    if at + HEADER.size + MIN_BODY > len(view):
        return None
    magic, length, crc = HEADER.unpack_from(view, at)
    start = at + HEADER.size
    end = start + length
    if magic != MAGIC or not MIN_BODY <= length <= MAX_FRAME_BYTES or end > len(view):
        return None
    body = view[start:end]
    if zlib.crc32(body, salt) != crc:
        return None
    seq, kind = BODY_HEAD.unpack_from(body)
    return Frame(seq, kind, body[MIN_BODY:], end)


def scan(data: Buffer, salt: int) -> Iterator[Frame | Damage]:
    """Read all frames that are whole, before and behind any damage, and tell the damage.

    Never raises on bad bytes. After damage the next offset where a frame with a right checksum
    starts is where reading goes on.
    """
    view = memoryview(data)
    at = 0
    while at < len(view):
        frame = read_frame(view, at, salt)
        if frame is not None:
            yield frame
            at = frame.end
            continue
        found = _next_frame(data, view, at + 1, salt)
        yield Damage(at, found, torn=found == len(view))
        at = found


def _next_frame(data: Buffer, view: memoryview, at: int, salt: int) -> int:
    whole = data if isinstance(data, (bytes, bytearray)) else bytes(data)
    while (at := whole.find(MAGIC, at)) != -1:
        if read_frame(view, at, salt) is not None:
            return at
        at += 1
    return len(view)


def split(data: Buffer, salt: int) -> list[Frame]:
    """Read an upload: every byte must belong to a whole frame.

    Raises:
        InvalidInputError: naming the offset of the first byte that does not.
    """
    view = memoryview(data)
    frames: list[Frame] = []
    at = 0
    while at < len(view):
        frame = read_frame(view, at, salt)
        if frame is None:
            raise InvalidInputError(
                f"The upload is damaged at byte {at:,} of {len(view):,}: no whole frame starts "
                "there. Send the frames again as they lie in the journal."
            )
        frames.append(frame)
        at = frame.end
    return frames
