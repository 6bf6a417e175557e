"""What an answer means for the frames that were sent, and how long to wait before the next try."""

import random
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

import msgspec

from runlore.client.transport.http import Answer

FIRST_SECONDS = 0.2
"""The first wait: a server that restarts is back in about this time."""

LONGEST_SECONDS = 30.0
"""The longest wait: a server that comes back is noticed within half a minute."""

MOST_RETRY_AFTER = 300.0
"""How long we let a server send us away."""


class Fate(Enum):
    """What becomes of what was sent."""

    TAKEN = "taken"
    REWIND = "rewind"
    LATER = "later"
    TOO_LARGE = "too large"
    REFUSED = "refused"


class Verdict(NamedTuple):
    """An answer, understood.

    Attributes:
        fate: what becomes of the frames.
        last_seq: what the server holds, for ``TAKEN`` and ``REWIND``; -1 when it did not say.
        wait: seconds for which the server asked.
        why: for a person.
    """

    fate: Fate
    last_seq: int = -1
    wait: float = 0.0
    why: str = ""


class _Error(msgspec.Struct):
    code: str
    message: str = ""
    last_seq: int = -1


class _Refusal(msgspec.Struct):
    error: _Error


class _Acknowledgement(msgspec.Struct):
    last_seq: int


_REFUSAL = msgspec.json.Decoder(_Refusal)
_ACKNOWLEDGEMENT = msgspec.json.Decoder(_Acknowledgement)

_NOT_THE_FRAMES_FAULT = (401, 403, 407, 408, 425, 429)
"""The sender is not let in, or not now. The frames are as good as before."""


def judge(answer: Answer) -> Verdict:
    """Understand an answer to an upload of records.

    Only an error in our own words, from our own server, condemns frames: a proxy, a captive portal
    or another program on the port must not make us throw anything away.
    """
    if 200 <= answer.status < 300:
        return _judge_success(answer)
    refusal = _read_refusal(answer)
    why = refusal.message if refusal else f"HTTP {answer.status} that is not from a Runlore server"
    if answer.status == 413:
        return Verdict(Fate.TOO_LARGE, why=why)
    if refusal is None or answer.status in _NOT_THE_FRAMES_FAULT or answer.status >= 500:
        return Verdict(Fate.LATER, wait=retry_after(answer.headers), why=why)
    if refusal.code == "out_of_order" and refusal.last_seq >= 0:
        return Verdict(Fate.REWIND, last_seq=refusal.last_seq, why=why)
    return Verdict(Fate.REFUSED, why=why)


def _judge_success(answer: Answer) -> Verdict:
    try:
        return Verdict(Fate.TAKEN, last_seq=_ACKNOWLEDGEMENT.decode(answer.body).last_seq)
    except msgspec.MsgspecError:
        return Verdict(Fate.LATER, why="the answer is not from a Runlore server")


def _read_refusal(answer: Answer) -> _Error | None:
    if not 400 <= answer.status < 600:
        return None
    try:
        return _REFUSAL.decode(answer.body).error
    except msgspec.MsgspecError:
        return None


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds for which ``Retry-After`` asks, as a number or a date; 0 when it does not."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return 0.0
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text)
    return min(max(seconds, 0.0), MOST_RETRY_AFTER) if seconds == seconds else 0.0


def _until(date: str) -> float:
    from datetime import datetime, timezone
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - datetime.now(tz=timezone.utc)).total_seconds()


_OWN = random.Random()  # noqa: S311  # spreads retries, protects nothing
"""Not the program's generator: a server that is away must not change what a training draws."""


class Backoff:
    """Waits that grow, each at random up to its bound, so that clients do not come back as one."""

    def __init__(self, chance: Callable[[], float] = _OWN.random) -> None:
        self._chance = chance
        self._tries = 0

    def next(self) -> float:
        """Seconds until the next try."""
        bound = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(self._tries, 20))
        self._tries += 1
        return bound * self._chance()

    def reset(self) -> None:
        """It worked."""
        self._tries = 0
