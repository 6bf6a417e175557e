"""A log to be: records of one writer, numbered from 1, kept aside until they are sent.

The writer's id is made of the run's id and of all that the log says. So the same content is the
same log, whoever makes it and how often: sending it again adds nothing, and a sending that was
interrupted goes on where the store's last number is.
"""

import hashlib
import struct
import tempfile
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from runlore.entities.ids import RunId, WriterId
from runlore.entities.records import Record, RecordsLost
from runlore.wire.codec import ROW, SHAPE, RowShape, encode_record
from runlore.wire.framing import BODY_HEAD, Frame, encode_frame, salt_of
from runlore.wire.parcel import Packer, Parcel

MEMORY_BYTES = 16 * 1024 * 1024
"""What a log may take of memory before it goes to a temporary file: 400,000 points."""

MOST_SHAPES = 1_000
"""Lists of keys in one log. A run whose calls came at random moments has as many as rows; the
server reads all of a writer's with each upload, so further rows are split into single points."""

_HEAD = struct.Struct("<IB")


class Log:
    """Records of one writer of one run.

    Attributes:
        run: which run.
        last_seq: number of the last record.
        points: metric values in it.
    """

    def __init__(self, run: RunId) -> None:
        self.run = run
        self.last_seq = 0
        self.points = 0
        self._file = tempfile.SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 - closed by close
        self._offsets = array("Q")
        self._size = 0
        self._shapes: dict[tuple[str, ...], RowShape] = {}
        self._digest = hashlib.sha256(run.encode())

    @property
    def writer(self) -> WriterId:
        """Who says all this: another content is another writer."""
        return WriterId(self._digest.hexdigest()[:32])

    def add(self, record: Record) -> None:
        """Say one record that is no row."""
        self._keep(*encode_record(record))

    def add_row(self, step: int, time: int, values: Mapping[str, float]) -> None:
        """Say one row of metrics; ``time`` in µs."""
        shape = self._shape(tuple(values))
        if shape is None:
            for key, value in values.items():
                self.add_row(step, time, {key: value})
            return
        body = shape.body.pack(0, ROW, shape.number, step, time, *values.values())
        self._keep(ROW, body[BODY_HEAD.size :])
        self.points += len(values)

    def read(self, seq: int) -> tuple[int, bytes]:
        """Kind and payload of the record of that number."""
        self._file.seek(self._offsets[seq - 1])
        size, kind = _HEAD.unpack(self._file.read(_HEAD.size))
        return kind, self._file.read(size)

    def shapes(self) -> Sequence[RowShape]:
        """All shapes, by their numbers."""
        return list(self._shapes.values())

    def close(self) -> None:
        """Forget it all."""
        self._file.close()

    def _shape(self, keys: tuple[str, ...]) -> RowShape | None:
        known = self._shapes.get(keys)
        if known is not None:
            return known
        if len(self._shapes) >= MOST_SHAPES and len(keys) > 1:
            return None
        shape = self._shapes[keys] = RowShape(len(self._shapes), keys)
        self._digest.update(shape.payload())
        return shape

    def _keep(self, kind: int, payload: bytes) -> None:
        entry = _HEAD.pack(len(payload), kind) + payload
        self._digest.update(entry)
        self._file.seek(self._size)
        self._file.write(entry)
        self._offsets.append(self._size)
        self._size += len(entry)
        self.last_seq += 1


class LogOutbox:
    """A log on its way; a ``client.transport.outbox.Outbox`` without files.

    Attributes:
        acked: number up to which the store holds it.
        refused: why records were refused for good.
    """

    def __init__(self, log: Log, acked: int) -> None:
        self.run = log.run
        self.writer = log.writer
        self.salt = salt_of(log.run, log.writer)
        self.acked = acked
        self.refused: list[str] = []
        self._log = log
        self._losses: list[RecordsLost] = []
        self._next = acked + 1
        self._told = {
            shape.number: encode_frame(0, SHAPE, shape.payload(), self.salt)
            for shape in log.shapes()
        }

    def take(self, size: int) -> Parcel | None:
        """The next frames, about ``size`` bytes; None when all are on their way."""
        packer = Packer(self._told)
        while self._next <= self._log.last_seq and packer.size < size:
            kind, payload = self._log.read(self._next)
            whole = encode_frame(self._next, kind, payload, self.salt)
            packer.add(Frame(self._next, kind, memoryview(payload), 0), whole)
            self._next += 1
        return packer.close()

    def rewind(self, seq: int) -> None:
        """Begin again behind number ``seq``."""
        self.acked = seq
        self._next = seq + 1

    def acknowledge(self, seq: int) -> None:
        """The store holds everything up to ``seq``."""
        self.acked = max(self.acked, seq)

    def refuse(self, parcel: Parcel, why: str) -> None:
        """The store will never take these: pass them over, and say so at the end."""
        self.refused.append(why)
        self.acked = max(self.acked, parcel.last_seq)
        lost = RecordsLost(f"refused: {why}", parcel.records, parcel.first_seq, parcel.last_seq)
        self._losses.append(lost)

    def finish(self) -> bool:
        """Whether all was acknowledged or refused, and what was refused was told to the run."""
        if self.acked < self._log.last_seq:
            return False
        losses, self._losses = self._losses, []
        for record in losses:
            self._log.add(record)
        return not losses

    def blob(self, digest: str) -> Path:
        """No file waits here."""
        return Path(digest)

    def release_blob(self, digest: str) -> None:
        """No file waits here."""
