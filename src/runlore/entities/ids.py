"""Typed ids: how they look, how they are made, how they are checked."""

import re
import secrets
import time
from typing import NewType

from runlore.entities.errors import InvalidIdError

RunId = NewType("RunId", str)
WriterId = NewType("WriterId", str)
ProjectName = NewType("ProjectName", str)
ExperimentId = NewType("ExperimentId", int)
LoggedModelId = NewType("LoggedModelId", str)
MetricKey = NewType("MetricKey", str)
ModelId = NewType("ModelId", int)
"""The number of a registered model: it outlives a change of name and is never given again."""
Digest = NewType("Digest", str)
"""A SHA-256 in 64 lower-case hexadecimal digits: the name of a blob."""

Micros = NewType("Micros", int)
"""A moment: whole microseconds since 1970-01-01 UTC. Floats of seconds appear at the API only."""

_RUN_ID = re.compile(r"[0-9a-z]{8,64}")
_LOGGED_MODEL_ID = re.compile(r"m-[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_NUMBER_DIGITS = 18
"""Numbers of more digits are not ids, and would only cost time to read."""


def new_run_id() -> RunId:
    """Make a run id: 32 hexadecimal digits, the first 12 its birth in milliseconds.

    Ids sort by birth, so a database index over them grows at one end; the other 80 bits are random.
    The shape is the one MLflow's clients expect.
    """
    return RunId(f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}")


def new_writer_id() -> WriterId:
    """Make the id of one writing process of one run: 16 random hexadecimal digits."""
    return WriterId(secrets.token_hex(8))


def parse_run_id(text: str) -> RunId:
    """Check a run id before anything else is done with it.

    Raises:
        InvalidIdError: when the text is not 8 to 64 digits and lower-case letters.
    """
    if _RUN_ID.fullmatch(text) is None:
        raise InvalidIdError("run id", text, "8 to 64 digits and lower-case letters")
    return RunId(text)


def parse_writer_id(text: str) -> WriterId:
    """Check a writer id. Same alphabet as a run id.

    Raises:
        InvalidIdError: when the text is not 8 to 64 digits and lower-case letters.
    """
    if _RUN_ID.fullmatch(text) is None:
        raise InvalidIdError("writer id", text, "8 to 64 digits and lower-case letters")
    return WriterId(text)


def parse_experiment_id(text: str) -> ExperimentId:
    """Check an experiment's number.

    Raises:
        InvalidIdError: when the text is not a whole number of at most 18 digits.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_NUMBER_DIGITS):
        raise InvalidIdError("experiment id", text, "a whole number")
    return ExperimentId(int(text))


def new_logged_model_id() -> LoggedModelId:
    """Make the id of a logged model: ``m-`` and the digits of a run id, as MLflow's clients expect.

    Two kinds of things may own files, runs and logged models; their ids are never alike.
    """
    return LoggedModelId(f"m-{new_run_id()}")


def parse_logged_model_id(text: str) -> LoggedModelId:
    """Check the id of a logged model.

    Raises:
        InvalidIdError: when the text is not ``m-`` and 32 hexadecimal digits.
    """
    if _LOGGED_MODEL_ID.fullmatch(text) is None:
        raise InvalidIdError("logged model id", text, "'m-' and 32 hexadecimal digits")
    return LoggedModelId(text)


def is_digest(text: str) -> bool:
    """Whether a text is a SHA-256 in 64 lower-case hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def parse_digest(text: str) -> Digest:
    """Check a blob digest.

    Raises:
        InvalidIdError: when the text is not a SHA-256 in 64 lower-case hexadecimal digits.
    """
    if not is_digest(text):
        raise InvalidIdError("digest", text, "a SHA-256 in 64 lower-case hexadecimal digits")
    return Digest(text)
