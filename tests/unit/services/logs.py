"""One writer's log in memory: what a client's journal holds, for tests of the services."""

from collections.abc import Mapping

from runlore.entities.access import LOCAL_ACTOR
from runlore.entities.ids import Micros, RunId, WriterId, new_run_id, new_writer_id
from runlore.entities.limits import NO_STEP
from runlore.entities.records import Record, RunStarted
from runlore.services import Services
from runlore.testing.clock import SOME_DAY
from runlore.wire.codec import SHAPE, RowShape, encode_record
from runlore.wire.framing import encode_frame, salt_of

STARTED = RunStarted("vision", "baseline", "first", SOME_DAY, user="ana", host="node-3")


class WriterLog:
    """Numbers records as a journal does, and sends any part of them."""

    def __init__(self, services: Services, run: RunId | None = None) -> None:
        self.run = run or new_run_id()
        self.writer: WriterId = new_writer_id()
        self.frames: list[bytes] = []
        self._services = services
        self._salt = salt_of(self.run, self.writer)
        self._shapes: dict[tuple[str, ...], RowShape] = {}

    def add(self, record: Record) -> "WriterLog":
        kind, payload = encode_record(record)
        return self.add_raw(kind, payload)

    def add_raw(self, kind: int, payload: bytes) -> "WriterLog":
        self.frames.append(encode_frame(len(self.frames) + 1, kind, payload, self._salt))
        return self

    def row(self, values: Mapping[str, float], step: int | None, time: int = 0) -> "WriterLog":
        keys = tuple(values)
        shape = self._shapes.setdefault(keys, RowShape(len(self._shapes), keys))
        at = NO_STEP if step is None else step
        body = shape.body.pack(0, 1, shape.number, at, Micros(SOME_DAY + time), *values.values())
        return self.add_raw(1, body[9:])

    def send(self, first: int = 1, last: int | None = None, prev_seq: int | None = None) -> int:
        """Send frames ``first`` … ``last`` with all shapes before them."""
        told = b"".join(
            encode_frame(0, SHAPE, shape.payload(), self._salt) for shape in self._shapes.values()
        )
        body = told + b"".join(self.frames[first - 1 : last])
        before = first - 1 if prev_seq is None else prev_seq
        return self._services.ingest.append(LOCAL_ACTOR, self.run, self.writer, before, body)


def started(services: Services) -> WriterLog:
    """A log whose run has been started on the server."""
    log = WriterLog(services).add(STARTED)
    log.send()
    return log
