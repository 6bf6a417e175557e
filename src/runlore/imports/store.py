"""The store into which things are brought: questions in JSON, and logs that go up."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from runlore.client.transport.driver import Driver
from runlore.client.transport.health import Health
from runlore.client.transport.http import Answer, Body, Transport
from runlore.client.transport.outbox import Outbox
from runlore.client.transport.retry import Backoff
from runlore.entities.errors import InvalidInputError, RunloreError, UnavailableError
from runlore.entities.ids import RunId, WriterId
from runlore.wire.version import BEATS_HEADER, FRAMES_TYPE, PREV_SEQ_HEADER, WRITER_HEADER

PATIENCE_SECONDS = 60.0
"""How long a store may fail without a break before an import gives up: a restart takes less."""

_AHEAD = 2**63 - 1
"""A number that no log reaches: a store asked behind it answers with the number that it holds."""

_PASSING = (408, 429, 503)
"""Answers that say «not now»."""


class FinishingOutbox(Outbox, Protocol):
    """A log that has an end."""

    def finish(self) -> bool:
        """Whether nothing is left to be sent."""


class Refused(msgspec.Struct):
    """What a store says when it does not do what it was asked."""

    code: str
    message: str
    hint: str = ""
    last_seq: int = 0


class _Refusal(msgspec.Struct):
    error: Refused


class Store:
    """A store behind a transport; asked by one thread."""

    def __init__(
        self, transport: Transport, uri: str, *, patience: float = PATIENCE_SECONDS
    ) -> None:
        """Make one; nothing is reached yet.

        Args:
            transport: the way to it.
            uri: how it is called, for messages.
            patience: seconds without a success before giving up.
        """
        self.uri = uri
        self._transport = transport
        self._patience = patience

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a GET below ``/api/v1``."""
        return msgspec.json.decode(self._ask("GET", path, b"").body)

    def find(self, path: str) -> Any | None:  # noqa: ANN401 - JSON
        """The JSON answer of a GET below ``/api/v1``, or None when there is no such thing."""
        answer = self._reach("GET", path, {}, b"")
        if answer.status == 404:
            return None
        return msgspec.json.decode(_succeeded(answer, self.uri).body)

    def content(self, path: str) -> bytes:
        """The bytes that a GET below ``/api/v1`` answers."""
        return self._ask("GET", path, b"").body

    def send_json(self, method: str, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer to a document sent below ``/api/v1``.

        Raises:
            RunloreError: it is refused.
            UnavailableError: the store is not reached, for all our patience.
        """
        return msgspec.json.decode(self._ask(method, path, msgspec.json.encode(body)).body)

    def piece(self, path: str, first: int, last: int) -> bytes:
        """Some bytes of what a GET below ``/api/v1`` answers."""
        answer = self._reach("GET", path, {"range": f"bytes={first}-{last}"}, b"")
        return _succeeded(answer, self.uri).body

    def delete(self, path: str) -> None:
        """A DELETE below ``/api/v1``."""
        self._ask("DELETE", path, b"")

    def put_file(self, path: str, file: Path, media_type: str) -> None:
        """Send the bytes of a file as the body of a PUT below ``/api/v1``.

        Raises:
            RunloreError: it is refused.
            UnavailableError: the connection broke.
        """
        headers = {"content-type": media_type, "content-length": str(file.stat().st_size)}
        try:
            with file.open("rb") as content:
                answer = self._transport.request(
                    "PUT", f"/api/v1/{path}", headers=headers, body=content
                )
        except ConnectionError as error:
            raise UnavailableError(f"{self.uri} cannot be reached: {error}.") from error
        _succeeded(answer, self.uri)

    def known(self, runs: Sequence[RunId]) -> dict[RunId, dict[str, Any]]:
        """Those of at most 200 runs that the store has, in the trash or not."""
        wanted = ", ".join(f"'{run}'" for run in runs)
        search = {"query": f"id IN ({wanted})", "limit": len(runs), "deleted": None}
        found = self.send_json("POST", "runs/search", search)["runs"]
        return {RunId(run["id"]): run for run in found}

    def holds(self, run: RunId, writer: WriterId) -> int:
        """The last number of a writer's log that the store has; 0 when it has none."""
        headers = {
            "content-type": FRAMES_TYPE,
            WRITER_HEADER: writer,
            PREV_SEQ_HEADER: str(_AHEAD),
        }
        answer = self._reach("POST", f"runs/{run}/records", headers, b"")
        refused = _refused(answer)
        if refused is None or refused.code != "out_of_order":
            raise _error_of(answer, self.uri)
        return refused.last_seq

    def send(self, outbox: FinishingOutbox, advance: Callable[[int], None]) -> None:
        """Send a log to its end; ``advance`` is told how many records were acknowledged.

        Raises:
            UnavailableError: the store takes nothing, for all our patience.
            RunloreError: the store refuses the log altogether.
        """
        health = Health(_say_nothing)
        driver = Driver(outbox, lambda: _Unliving(self._transport), health, beats=False)
        last_success = time.monotonic()
        while not outbox.finish():
            before = outbox.acked
            wait = driver.step()
            if driver.stopped:
                raise RunloreError(f"{self.uri} refuses it: {driver.stopped}")
            if outbox.acked > before:
                last_success = time.monotonic()
                advance(outbox.acked - before)
            elif time.monotonic() - last_success > self._patience:
                raise UnavailableError(f"{self.uri} takes no records: {health.trouble}.")
            if not outbox.finish():
                time.sleep(min(wait, self._patience))

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        headers = {"content-type": "application/json"} if body else {}
        return _succeeded(self._reach(method, path, headers, body), self.uri)

    def _reach(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer, once there is one: a store that is away or busy is asked again."""
        backoff, deadline = Backoff(), time.monotonic() + self._patience
        while True:
            try:
                answer = self._transport.request(
                    method, f"/api/v1/{path}", headers=headers, body=body
                )
            except OSError as error:
                trouble = error.strerror or str(error)
            else:
                if answer.status not in _PASSING:
                    return answer
                trouble = f"HTTP {answer.status}"
            if time.monotonic() > deadline:
                raise UnavailableError(f"{self.uri} cannot be reached: {trouble}.")
            time.sleep(backoff.next())


class _Unliving:
    """Uploads that say of themselves that nobody lives behind them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def request(self, method: str, path: str, *, headers: Mapping[str, str], body: Body) -> Answer:
        """Ask, and wait for the answer."""
        sent = {**headers, BEATS_HEADER: "no"}
        return self._transport.request(method, path, headers=sent, body=body)

    def close(self) -> None:
        """Let go of connections."""
        self._transport.close()


def _refused(answer: Answer) -> Refused | None:
    if answer.status < 300:
        return None
    try:
        return msgspec.json.decode(answer.body, type=_Refusal).error
    except msgspec.MsgspecError:
        return None


def _succeeded(answer: Answer, uri: str) -> Answer:
    if answer.status >= 300:
        raise _error_of(answer, uri)
    return answer


def _error_of(answer: Answer, uri: str) -> RunloreError:
    refused = _refused(answer)
    if refused is None:
        return RunloreError(f"{uri} answered {answer.status} without a reason. Is it Runlore?")
    text = " ".join(filter(None, [refused.message, refused.hint]))
    return InvalidInputError(text) if answer.status == 400 else RunloreError(text)


def _say_nothing(_text: str) -> None:
    """Trouble is told once, at the end."""
