"""What each answer means for the frames that were sent."""

import json
import random
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from runlore.client.transport.health import Health
from runlore.client.transport.http import Answer
from runlore.client.transport.retry import (
    LONGEST_SECONDS,
    MOST_RETRY_AFTER,
    Backoff,
    Fate,
    judge,
    retry_after,
)


def answer(status: int, code: str | None = "x", **extra: object) -> Answer:
    body = b"<html>no</html>"
    if code is not None:
        body = json.dumps({"error": {"code": code, "message": "Why.", **extra}}).encode()
    return Answer(status, {}, body)


@pytest.mark.parametrize(
    ("got", "fate"),
    [
        (Answer(200, {}, b'{"last_seq": 7}'), Fate.TAKEN),
        (Answer(200, {}, b"<html>welcome to the hotel</html>"), Fate.LATER),
        (Answer(302, {"location": "/login"}, b""), Fate.LATER),
        (answer(409, "out_of_order", last_seq=3), Fate.REWIND),
        (answer(409, "conflict"), Fate.REFUSED),
        (answer(400, "invalid_input"), Fate.REFUSED),
        (answer(404, "not_found"), Fate.REFUSED),
        (answer(400, None), Fate.LATER),
        (answer(404, None), Fate.LATER),
        (answer(401, "not_authenticated"), Fate.LATER),
        (answer(403, "access_denied"), Fate.LATER),
        (answer(408), Fate.LATER),
        (answer(429), Fate.LATER),
        (answer(413, "limit_exceeded"), Fate.TOO_LARGE),
        (answer(413, None), Fate.TOO_LARGE),
        (answer(500, "internal"), Fate.LATER),
        (answer(502, None), Fate.LATER),
        (answer(503, "unavailable"), Fate.LATER),
        (answer(507, "storage_full"), Fate.LATER),
    ],
)
def test_only_our_own_server_condemns_frames_and_only_for_their_own_fault(
    got: Answer, fate: Fate
) -> None:
    assert judge(got).fate is fate


def test_the_numbers_in_an_answer_are_read() -> None:
    assert judge(Answer(200, {}, b'{"last_seq": 7}')).last_seq == 7
    assert judge(answer(409, "out_of_order", last_seq=3)).last_seq == 3
    assert judge(answer(409, "conflict")).why == "Why."


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 5.0), ("0", 0.0), ("-3", 0.0), ("1e9", MOST_RETRY_AFTER), ("soon", 0.0), ("nan", 0.0)],
)
def test_retry_after_in_seconds(text: str, seconds: float) -> None:
    assert retry_after({"retry-after": text}) == seconds


def test_retry_after_as_a_date() -> None:
    moment = datetime.now(tz=timezone.utc) + timedelta(seconds=90)
    assert 80 < retry_after({"retry-after": format_datetime(moment, usegmt=True)}) <= 90


def test_waits_are_spread_over_their_bound_and_begin_again_after_success() -> None:
    highest = Backoff(lambda: 1.0)
    waits = [highest.next() for _ in range(10)]
    assert waits[:3] == [0.2, 0.4, 0.8]
    assert waits[-1] == LONGEST_SECONDS
    highest.reset()
    assert highest.next() == 0.2
    assert Backoff(lambda: 0.25).next() == 0.05


def test_a_server_that_is_away_draws_nothing_from_the_generator_of_the_program() -> None:
    before = random.getstate()
    backoff = Backoff()
    assert {backoff.next() for _ in range(5)} != {0.0}
    assert random.getstate() == before


def test_trouble_is_told_once_a_minute_and_counted_always() -> None:
    now, said = [0.0], []
    health = Health(said.append, clock=lambda: now[0])
    for second in range(150):
        now[0] = float(second)
        health.failed("connection refused")
    assert health.retries == 150
    assert len(said) == 3
    assert "connection refused" in said[0]
    health.taken()
    assert health.trouble == ""
