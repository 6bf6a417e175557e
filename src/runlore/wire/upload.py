"""Reading an upload in one pass: checked, in order, rows of one shape joined.

Training that logs as fast as it can sends 36,000 rows in a body, so a row must not cost more than
the checksum that it needs: runs of frames of one length are unpacked by one C loop.
``benchmarks/bench_ingest.py`` watches this.
"""

import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from runlore.entities.errors import InvalidInputError
from runlore.wire.codec import (
    KINDS,
    ROW,
    SHAPE,
    Numbered,
    decode_payload,
    decode_shape,
    join_rows,
    shape_number,
)
from runlore.wire.framing import HEADER, MAGIC, Buffer, Frame, read_frame


class Upload(NamedTuple):
    """What an upload says that was not known before.

    Attributes:
        records: in order; consecutive rows of one shape are one record.
        shapes: all shapes of the writer that are known now.
        last_seq: the highest number in it, or the one it was read behind when it has none.
        missed: numbers that are missing between the one it was read behind and the last.
        unknown: frames of a kind that this version does not know.
    """

    records: list[Numbered]
    shapes: dict[int, tuple[str, ...]]
    last_seq: int
    missed: int
    unknown: int


def read_upload(
    data: bytes, salt: int, shapes: Mapping[int, tuple[str, ...]], after: int
) -> Upload:
    """Read an upload: every byte must belong to a whole frame, and numbers must grow.

    Args:
        data: frames, one after the other.
        salt: from which the writer's checksums start.
        shapes: key lists that the writer told before.
        after: the last number that is known; frames up to it are passed over.

    Raises:
        InvalidInputError: damaged bytes, a number out of order, or a record that does not decode.
    """
    reader = _Reader(data, salt, shapes, after)
    while reader.at < len(data):
        reader.read_one()
    return Upload(
        reader.records, reader.shapes, max(reader.last, after), reader.missed, reader.unknown
    )


class _Reader:
    def __init__(
        self, data: bytes, salt: int, shapes: Mapping[int, tuple[str, ...]], after: int
    ) -> None:
        self.records: list[Numbered] = []
        self.shapes = dict(shapes)
        self.last = 0
        self.missed = 0
        self.unknown = 0
        self.at = 0
        self._view = memoryview(data)
        self._salt = salt
        self._after = after

    def read_one(self) -> None:
        """Take up the next frame, and all rows like it that follow."""
        frame = read_frame(self._view, self.at, self._salt)
        if frame is None:
            raise InvalidInputError(
                f"The upload is damaged at byte {self.at:,} of {len(self._view):,}: no whole "
                "frame starts there. Send the frames again as they lie in the journal."
            )
        start, self.at = self.at, frame.end
        if frame.kind == SHAPE:
            number, keys = decode_shape(frame.payload)
            if self.shapes.setdefault(number, keys) != keys:
                raise InvalidInputError(f"Shape {number} was told before with other keys.")
        elif frame.seq:
            self._take(frame, start)

    def _take(self, frame: Frame, start: int) -> None:
        if frame.seq <= self.last:
            raise InvalidInputError(
                f"Frame {frame.seq} comes behind frame {self.last}: numbers must grow in one "
                "upload."
            )
        self.last = frame.seq
        if frame.seq <= self._after:
            return
        self.missed += frame.seq - self._after - 1
        if frame.kind == ROW:
            rows: list[Buffer] = [frame.payload[4:], *self._rows_like(frame, start)]
            self.last = frame.seq + len(rows) - 1
            shape = shape_number(frame.payload)
            self.records.append(join_rows(rows, self.shapes, shape, frame.seq, self.last))
        elif frame.kind in KINDS:
            record = decode_payload(frame.kind, frame.payload)
            self.records.append(Numbered(frame.seq, frame.seq, record))
        else:
            self.unknown += 1
        self._after = self.last

    def _rows_like(self, frame: Frame, start: int) -> list[bytes]:
        """Rows that follow at once with the same shape and the next numbers."""
        view, salt, at = self._view, self._salt, frame.end
        size = at - start
        shape, seq, length = shape_number(frame.payload), frame.seq, size - HEADER.size
        rows: list[bytes] = []
        following = view[at : at + (len(view) - at) // size * size]
        for magic, told, crc, number, kind, its_shape, row in _row_frame(size).iter_unpack(
            following
        ):
            seq += 1
            if (
                number != seq
                or kind != ROW
                or its_shape != shape
                or told != length
                or magic != MAGIC
                or crc32(view[at + 12 : at + size], salt) != crc
            ):
                break
            rows.append(row)
            at += size
        self.at = at
        return rows


@lru_cache(maxsize=256)
def _row_frame(size: int) -> struct.Struct:
    """How a whole row frame of that size lies: header, number, kind, shape, row."""
    return struct.Struct(f"<4sIIQBI{size - HEADER.size - 13}s")
