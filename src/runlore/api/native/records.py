"""Uploads: the frames of a journal, exactly as they lie there."""

import msgspec

from runlore.api.kit.call import Call, Frames, Nothing
from runlore.entities.errors import InvalidInputError, InvalidValueError
from runlore.entities.ids import parse_run_id, parse_writer_id
from runlore.wire.version import BEATS_HEADER, PREV_SEQ_HEADER, WRITER_HEADER

_MAX_SEQ = 2**63 - 1


class Accepted(msgspec.Struct, frozen=True):
    """What is durable now: the writer's log up to this number."""

    last_seq: int


def post_records(call: Call[Nothing, Frames]) -> Accepted:
    """Keep records of one writer of a run, each exactly once.

    The headers ``x-runlore-writer`` and ``x-runlore-prev-seq`` say whose frames these are and up to
    where the client believes them stored. An empty body is a heartbeat; ``x-runlore-beats: no``
    says that the sender brings what others did, whose silence means nothing. The answer is sent
    when the records are durable.
    """
    run = parse_run_id(call.path["run"])
    writer = parse_writer_id(_header(call, WRITER_HEADER))
    prev_seq = _parse_seq(_header(call, PREV_SEQ_HEADER))
    beats = call.headers.get(BEATS_HEADER, "yes") != "no"
    ingest = call.services.ingest
    return Accepted(ingest.append(call.actor, run, writer, prev_seq, call.body, beats=beats))


def _header(call: Call[Nothing, Frames], name: str) -> str:
    if name not in call.headers:
        raise InvalidInputError(f"The header {name} is missing.")
    return call.headers[name]


def _parse_seq(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= _MAX_SEQ:
        return int(text)
    raise InvalidValueError(
        f"{PREV_SEQ_HEADER} is {text[:40]!r}; it must be a whole number from 0."
    )
