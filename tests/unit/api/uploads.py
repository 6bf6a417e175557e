"""What a client's sender does, in a few lines: records to frames, frames to requests."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from runlore.entities.ids import Micros, RunId, WriterId
from runlore.entities.limits import NO_STEP
from runlore.entities.records import Record, RunEnded, RunStarted
from runlore.entities.run import RunStatus
from runlore.local import LocalTransport
from runlore.wire.codec import ROW, SHAPE, RowShape, encode_record
from runlore.wire.framing import encode_frame, salt_of
from runlore.wire.version import FRAMES_TYPE, PREV_SEQ_HEADER, WRITER_HEADER

RUN = RunId("0190000000000000aaaaaaaaaaaaaaaa")
OTHER = RunId("0190000000000000bbbbbbbbbbbbbbbb")
WRITER = WriterId("00000000000000w1")
T0 = 1_750_000_000_000_000


class Log:
    """One writer's log: frames in order, and what is sent of them."""

    def __init__(self, run: RunId = RUN, writer: WriterId = WRITER) -> None:
        self.run = run
        self.writer = writer
        self.seq = 0
        self.salt = salt_of(run, writer)
        self._shapes: dict[tuple[str, ...], RowShape] = {}

    def record(self, record: Record) -> bytes:
        """The frame of one record."""
        self.seq += 1
        kind, payload = encode_record(record)
        return encode_frame(self.seq, kind, payload, self.salt)

    def row(self, values: Mapping[str, float], step: int | None, time: int = T0) -> bytes:
        """The frame of one log call, with its shape before it when that is new."""
        keys = tuple(values)
        told = b""
        if keys not in self._shapes:
            self._shapes[keys] = shape = RowShape(len(self._shapes), keys)
            told = encode_frame(0, SHAPE, shape.payload(), self.salt)
        shape = self._shapes[keys]
        self.seq += 1
        at = NO_STEP if step is None else step
        body = shape.body.pack(self.seq, ROW, shape.number, at, time, *values.values())
        return told + encode_frame(self.seq, ROW, body[9:], self.salt)

    def headers(self, prev_seq: int) -> dict[str, str]:
        """Of an upload."""
        return {
            "content-type": FRAMES_TYPE,
            WRITER_HEADER: self.writer,
            PREV_SEQ_HEADER: str(prev_seq),
        }

    @property
    def path(self) -> str:
        """Where its frames go."""
        return f"/api/v1/runs/{self.run}/records"


class Api:
    """The native API on a store in a folder, as a client sees it."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.transport = LocalTransport(str(store))
        self.sent: dict[WriterId, int] = {}

    def ask(
        self,
        method: str,
        path: str,
        value: Any = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Status, and the answer read as JSON."""
        status, _, answer = self.raw(method, path, value, body=body, headers=headers)
        return status, json.loads(answer) if answer else None

    def raw(
        self,
        method: str,
        path: str,
        value: Any = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and bytes of the answer."""
        sent = dict(headers or {})
        if value is not None:
            body = json.dumps(value).encode()
            sent.setdefault("content-type", "application/json")
        answer = self.transport.request(method, path, headers=sent, body=body or b"")
        return answer.status, answer.headers, answer.body

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a GET that succeeds."""
        status, answer = self.ask("GET", path + query_string(query))
        assert status == 200, answer
        return answer

    def post(self, path: str, value: Any) -> Any:
        """The JSON of a POST that succeeds."""
        status, answer = self.ask("POST", path, value)
        assert status == 200, answer
        return answer

    def upload(self, log: Log, *frames: bytes) -> int:
        """Send frames; gives what the server says it has."""
        before = self.sent.get(log.writer, 0)
        status, answer = self.ask(
            "POST", log.path, body=b"".join(frames), headers=log.headers(before)
        )
        assert status == 200, answer
        self.sent[log.writer] = answer["last_seq"]
        return answer["last_seq"]

    def start_run(self, run: RunId = RUN, name: str = "first", **fields: Any) -> Log:
        """A run that has begun."""
        log = Log(run, WriterId(f"{run[-8:]}00000001"))
        started = {"project": "vision", "experiment": "baseline", **fields}
        self.upload(log, log.record(RunStarted(name=name, started_at=Micros(T0), **started)))
        return log

    def finish_run(self, log: Log) -> None:
        """A run that has ended."""
        self.upload(log, log.record(RunEnded(RunStatus.FINISHED, Micros(T0 + 60_000_000))))


def query_string(query: Mapping[str, Any]) -> str:
    """``?a=1&b=2``, lists repeated, None left out."""
    pairs: Iterable[tuple[str, Any]] = (
        (name, one)
        for name, given in query.items()
        if given is not None
        for one in (given if isinstance(given, list) else [given])
    )
    text = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in pairs)
    return f"?{text}" if text else ""
