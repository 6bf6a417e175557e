"""Does what the engine decides: one log, one store, one step at a time."""

import time
from collections.abc import Callable

from runlore.client.transport.engine import (
    Action,
    Beat,
    Effect,
    Engine,
    Post,
    PutBlob,
    Refused,
    Rewound,
    Stop,
    Take,
    Taken,
    Wait,
)
from runlore.client.transport.health import Health
from runlore.client.transport.http import Answer, Transport
from runlore.client.transport.outbox import Outbox
from runlore.client.transport.retry import Backoff, judge, retry_after
from runlore.entities.errors import RunloreError
from runlore.wire.version import FRAMES_TYPE, PREV_SEQ_HEADER, WRITER_HEADER


class Driver:
    """Sends one log.

    Attributes:
        stopped: why the server refuses the log altogether; empty while it does not.
        is_idle: whether the log had nothing more when it was last asked.
    """

    def __init__(
        self,
        outbox: Outbox,
        connect: Callable[[], Transport],
        health: Health,
        *,
        beats: bool = True,
        backoff: Backoff | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make one; nothing is reached before the first step.

        Args:
            outbox: the log.
            connect: makes the transport; called by the first step, in its thread.
            health: counts what goes wrong.
            beats: whether to say now and then that the writer lives.
            backoff: how long to wait after failures.
            clock: seconds that never jump.
        """
        self.stopped = ""
        self.is_idle = False
        self._outbox = outbox
        self._connect = connect
        self._health = health
        self._clock = clock
        self._transport: Transport | None = None
        self._engine = Engine(outbox.acked, outbox.salt, backoff or Backoff(), health, beats=beats)

    def step(self) -> float:
        """Do the next thing.

        Returns:
            Seconds until there is something to do again; 0 for at once.
        """
        action = self._engine.next(self._clock())
        if isinstance(action, Take):
            action = self._take(action.size)
        if isinstance(action, Wait):
            return action.seconds
        if isinstance(action, Stop):
            self.stopped = action.why
            return float("inf")
        try:
            self._do(action)
        except (OSError, RunloreError) as error:
            self._engine.failed(self._clock(), str(error) or type(error).__name__)
        return 0.0

    def fail(self, why: str) -> None:
        """Count a failure that came from elsewhere, and wait as after any other."""
        self._engine.failed(self._clock(), why)

    def close(self) -> None:
        """Let go of the connection."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def forget(self) -> None:
        """In a child made by ``fork``: the connection is the parent's; do not even close it."""
        self._transport = None

    def _take(self, size: int) -> Action:
        try:
            parcel = self._outbox.take(size)
        except OSError as error:
            self._engine.failed(self._clock(), f"the journal cannot be read: {error}")
            return Wait(0.0)
        self.is_idle = parcel is None
        if parcel is None:
            return self._engine.idle(self._clock())
        self._engine.add(parcel)
        return Wait(0.0)

    def _do(self, action: Action) -> None:
        if self._transport is None:
            self._transport = self._connect()
        if isinstance(action, PutBlob):
            self._apply(self._put_blob(self._transport, action.digest))
        elif isinstance(action, Post):
            verdict = judge(self._upload(self._transport, action.parcel.body, action.prev_seq))
            self._apply(self._engine.answered(self._clock(), verdict))
        elif isinstance(action, Beat):
            verdict = judge(self._upload(self._transport, b"", action.prev_seq))
            self._apply(self._engine.beat_answered(self._clock(), verdict))

    def _upload(self, transport: Transport, body: bytes, prev_seq: int) -> Answer:
        headers = {
            "content-type": FRAMES_TYPE,
            WRITER_HEADER: self._outbox.writer,
            PREV_SEQ_HEADER: str(prev_seq),
        }
        path = f"/api/v1/runs/{self._outbox.run}/records"
        return transport.request("POST", path, headers=headers, body=body)

    def _put_blob(self, transport: Transport, digest: str) -> Effect:
        path = f"/api/v1/blobs/{digest}"
        file = self._outbox.blob(digest)
        if transport.request("HEAD", path, headers={}, body=b"").status == 200 or not file.exists():
            self._engine.blob_done(digest)
            return None
        with file.open("rb") as content:
            headers = {
                "content-type": "application/octet-stream",
                "content-length": str(file.stat().st_size),
            }
            answer = transport.request("PUT", path, headers=headers, body=content)
        if 200 <= answer.status < 300:
            self._engine.blob_done(digest)
            return None
        why = f"the file {digest[:12]}… got HTTP {answer.status}"
        if answer.status in (400, 413, 415, 422):
            return self._engine.blob_refused(self._clock(), why)
        self._engine.failed(self._clock(), why, retry_after(answer.headers))
        return None

    def _apply(self, effect: Effect) -> None:
        if isinstance(effect, Taken):
            self._outbox.acknowledge(effect.seq)
            for digest in effect.blobs:
                self._outbox.release_blob(digest)
        elif isinstance(effect, Rewound):
            self._outbox.rewind(effect.seq)
        elif isinstance(effect, Refused):
            self._outbox.refuse(effect.parcel, effect.why)
