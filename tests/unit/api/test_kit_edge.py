"""The guard, the budget for bodies and streamed bodies: what holds when things go wrong."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from runlore.api.kit.bodies import Arriving, Pieces, read_whole
from runlore.api.kit.budget import Budget
from runlore.api.kit.errors import TooBusyError
from runlore.api.kit.guard import Guard
from runlore.api.kit.reply import Reply, send_reply
from runlore.api.kit.workers import Inline, drive
from runlore.entities.errors import (
    InvalidInputError,
    LimitExceededError,
    NotFoundError,
    UnavailableError,
)

SCOPE: Scope = {"type": "http", "method": "GET", "path": "/a\x1bb"}


class Client:
    """One request's two ends."""

    def __init__(self, *parts: bytes, then: str = "") -> None:
        self._messages: list[Message] = [
            {"type": "http.request", "body": part, "more_body": at < len(parts) - 1 or bool(then)}
            for at, part in enumerate(parts)
        ]
        if then:
            self._messages.append({"type": then})
        self.answers: list[Message] = []

    async def receive(self) -> Message:
        return self._messages.pop(0)

    async def send(self, message: Message) -> None:
        self.answers.append(message)

    def arriving(self, budget: Budget, **headers: str) -> Iterator[Arriving]:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        with budget.lease() as lease:
            yield Arriving(sent, self.receive, Inline(), lease)

    @property
    def status(self) -> int:
        return int(self.answers[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(one.get("body", b"") for one in self.answers)


def read(client: Client, limit: int, budget: Budget | None = None, **headers: str) -> bytes:
    for arriving in client.arriving(budget or Budget(), **headers):
        return drive(read_whole(arriving, limit))
    raise AssertionError


def test_a_body_in_parts_is_put_together() -> None:
    assert read(Client(b"ab", b"", b"c"), 3) == b"abc"


def test_a_body_over_its_limit_is_refused_before_it_is_read_when_it_says_so() -> None:
    with pytest.raises(LimitExceededError):
        read(Client(), 3, content_length="4")


def test_a_body_that_lies_about_its_size_is_refused_when_it_passes_the_limit() -> None:
    with pytest.raises(LimitExceededError):
        read(Client(b"ab", b"cd"), 3, content_length="2")


def test_a_body_that_breaks_off_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="ended before the body"):
        read(Client(b"ab", then="http.disconnect"), 10)


def test_room_for_bodies_is_given_back() -> None:
    budget = Budget(10)
    for _ in range(5):
        assert len(read(Client(b"x" * 10), 10, budget)) == 10


def test_more_bodies_than_there_is_room_for_wait_outside() -> None:
    budget = Budget(10)
    with budget.lease() as lease:
        lease.grow(5)
        with pytest.raises(TooBusyError):
            read(Client(b"x" * 6), 10, budget)
    assert len(read(Client(b"x" * 10), 10, budget)) == 10


def test_a_streamed_body_comes_in_pieces() -> None:
    client = Client(*[b"x" * 300_000] * 10)
    for arriving in client.arriving(Budget()):
        sizes = [len(piece) for piece in Pieces(arriving)]
        assert sum(sizes) == 3_000_000
        assert max(sizes) < 1_400_000


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    raise ZeroDivisionError("secret detail")


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotFoundError("run", "abc")


async def breaking_off(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ZeroDivisionError


def answer_of(app: Any) -> Client:
    client = Client()

    async def exchange() -> None:
        await Guard(app, Inline())(SCOPE, client.receive, client.send)

    drive(exchange())
    return client


def test_an_expected_error_is_told() -> None:
    client = answer_of(refusing)
    assert client.status == 404
    assert json.loads(client.body)["error"]["message"] == "There is no run 'abc'."


def test_a_bug_is_a_500_that_tells_a_number_and_a_log_that_tells_the_rest(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = answer_of(failing)
    error = json.loads(client.body)["error"]
    assert client.status == 500
    assert "secret" not in client.body.decode()
    assert error["request_id"] in caplog.text
    assert "secret detail" in caplog.text
    assert "\x1b" not in caplog.records[0].getMessage()


def test_a_bug_behind_the_head_of_an_answer_breaks_the_connection() -> None:
    with pytest.raises(ConnectionAbortedError):
        answer_of(breaking_off)


def pieces_then(error: Exception | None, count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x"
    if error is not None:
        raise error


def send(reply: Reply, method: str = "GET") -> Client:
    client = Client()

    async def exchange() -> None:
        scope = {**SCOPE, "method": method}
        await send_reply(reply, scope, client.receive, client.send, Inline())

    drive(exchange())
    return client


def test_an_answer_in_pieces_is_sent_as_they_come() -> None:
    client = send(Reply(body=pieces_then(None, 3)))
    assert [one.get("body") for one in client.answers] == [None, b"x", b"x", b"x", b""]


def test_what_fails_before_the_first_piece_can_still_be_told() -> None:
    client = Client()
    with pytest.raises(NotFoundError):
        send(Reply(body=pieces_then(NotFoundError("blob", "x"), 0)))
    assert client.answers == []


def test_an_answer_to_head_has_the_head_of_the_answer_to_get() -> None:
    get, head = send(Reply(body=b"abc")), send(Reply(body=b"abc"), "HEAD")
    assert head.answers[0] == get.answers[0]
    assert (get.body, head.body) == (b"abc", b"")


def test_what_would_wait_cannot_be_driven_by_hand() -> None:
    import asyncio

    with pytest.raises(UnavailableError):
        drive(asyncio.sleep(0))
