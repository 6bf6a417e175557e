"""Every error has its place in HTTP, and one body says all of them."""

import json

import pytest

import runlore.api.kit.errors as http_errors
from runlore.api.kit.errors import STATUS, error_reply, internal_reply
from runlore.entities.errors import (
    NotAuthenticatedError,
    NotFoundError,
    OutOfOrderError,
    QuerySyntaxError,
    RunloreError,
    StorageFullError,
    UnavailableError,
)


def all_errors(base: type[RunloreError] = RunloreError) -> list[type[RunloreError]]:
    """The base and everything below it, those of HTTP included; none of programs on the client."""
    assert http_errors.TooBusyError in UnavailableError.__subclasses__()
    below = (one for child in base.__subclasses__() for one in all_errors(child))
    return [base, *(one for one in below if not one.__module__.startswith("runlore.launch"))]


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.__name__)
def test_every_error_has_a_status(error: type[RunloreError]) -> None:
    assert error.code in STATUS


def test_the_table_names_no_code_that_no_error_has() -> None:
    assert set(STATUS) == {error.code for error in all_errors()}


def test_only_what_is_the_servers_fault_is_a_5xx() -> None:
    ours = {code for code, status in STATUS.items() if status >= 500}
    assert ours == {"internal", "damaged", "unavailable", "storage_full"}


def body_of(error: RunloreError) -> dict[str, object]:
    return json.loads(error_reply(error).body)["error"]  # type: ignore[arg-type]


def test_an_error_says_code_and_message_and_nothing_empty() -> None:
    assert body_of(NotFoundError("run", "abc")) == {
        "code": "not_found",
        "message": "There is no run 'abc'.",
    }


def test_a_query_error_carries_position_and_hint() -> None:
    body = body_of(QuerySyntaxError("loss < ", 7, "a value is missing", "Write a number."))
    assert (body["position"], body["hint"]) == (7, "Write a number.")


def test_a_query_error_at_the_very_start_carries_position_0() -> None:
    assert body_of(QuerySyntaxError("!", 0, "no"))["position"] == 0


def test_out_of_order_carries_the_last_sequence_number() -> None:
    assert body_of(OutOfOrderError(0, 5))["last_seq"] == 0


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (UnavailableError("busy", 2.0), 503, "2"),
        (UnavailableError("busy", 0.1), 503, "1"),
        (http_errors.TooBusyError("busy", 1.0), 429, "1"),
        (StorageFullError("full"), 507, "30"),
    ],
)
def test_what_passes_by_itself_says_when_to_come_again(
    error: RunloreError, status: int, retry_after: str
) -> None:
    reply = error_reply(error)
    assert (reply.status, reply.headers["retry-after"]) == (status, retry_after)


def test_who_is_not_known_is_asked_for_a_token() -> None:
    assert "Basic" in error_reply(NotAuthenticatedError("who?")).headers["www-authenticate"]


def test_an_unexpected_failure_tells_nothing_but_a_number() -> None:
    body = json.loads(internal_reply("abc123").body)["error"]  # type: ignore[arg-type]
    assert body["code"] == "internal"
    assert body["request_id"] == "abc123"
