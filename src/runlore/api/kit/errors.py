"""Errors to HTTP, once: the table of codes, the body, and the errors that only HTTP knows."""

from collections.abc import Sequence

import msgspec

from runlore.api.kit.reply import Reply
from runlore.entities.errors import (
    AccessDeniedError,
    InvalidInputError,
    NotFoundError,
    RunloreError,
    UnavailableError,
)


class UnknownRouteError(NotFoundError):
    """No route has that path."""

    def __init__(self, path: str) -> None:
        super().__init__("route", path)
        self.hint = "GET /api/v1/openapi.json lists all routes."


class MethodNotAllowedError(RunloreError):
    """The path is known, the verb is not.

    Attributes:
        allowed: the verbs that it has.
    """

    code = "method_not_allowed"

    def __init__(self, method: str, path: str, allowed: Sequence[str]) -> None:
        self.allowed = ", ".join(allowed)
        super().__init__(f"{method[:20]} is not a verb of {path[:200]!r}. Use {self.allowed}.")


class MediaTypeError(InvalidInputError):
    """The body is of a type or encoding that the route does not take."""

    code = "unsupported_media_type"


class WrongHostError(InvalidInputError):
    """The request names a host that this server is not."""

    code = "wrong_host"


class CrossOriginError(AccessDeniedError):
    """A page of another origin asks."""

    code = "cross_origin"


class SlowBodyError(InvalidInputError):
    """The body stopped coming."""

    code = "request_timeout"


class TooBusyError(UnavailableError):
    """More bytes are on their way in than the server has room for."""

    code = "too_busy"


STATUS: dict[str, int] = {
    "invalid_input": 400,
    "invalid_id": 400,
    "invalid_name": 400,
    "invalid_path": 400,
    "invalid_value": 400,
    "query_syntax": 400,
    "not_authenticated": 401,
    "access_denied": 403,
    "cross_origin": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "request_timeout": 408,
    "conflict": 409,
    "already_exists": 409,
    "in_trash": 409,
    "param_changed": 409,
    "out_of_order": 409,
    "limit_exceeded": 413,
    "unsupported_media_type": 415,
    "out_of_range": 416,
    "wrong_host": 421,
    "too_busy": 429,
    "internal": 500,
    "damaged": 500,
    "unavailable": 503,
    "storage_full": 507,
}
"""Every code of the error tree. A test fails when one is missing."""

STORAGE_RETRY_SECONDS = 30.0
"""After «no space»: somebody has to make room first, so asking sooner only costs."""


class ErrorBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong.

    Attributes:
        code: stable machine word.
        message: one sentence for a person: what, which, what to do.
        hint: what would have been understood.
        position: where in the query reading stopped, 0-based.
        last_seq: the last sequence number that is stored.
        request_id: names the line of the server's log that tells more.
    """

    code: str
    message: str
    hint: str | None = None
    position: int | None = None
    last_seq: int | None = None
    request_id: str | None = None


class ErrorAnswer(msgspec.Struct, frozen=True):
    """The one body of every error."""

    error: ErrorBody


def error_reply(error: RunloreError) -> Reply:
    """The answer that says it."""
    body = ErrorBody(
        code=error.code,
        message=error.message,
        hint=getattr(error, "hint", None) or None,
        position=getattr(error, "position", None),
        last_seq=getattr(error, "last_seq", None),
    )
    return Reply(STATUS[error.code], encode_error(body), headers=_headers(error))


def internal_reply(request_id: str) -> Reply:
    """The answer to a failure that we did not expect: nothing of it but a number."""
    body = ErrorBody(
        code="internal",
        message=f"The server failed; its log tells more under {request_id}.",
        request_id=request_id,
    )
    return Reply(500, encode_error(body))


def encode_error(body: ErrorBody) -> bytes:
    """JSON of the error."""
    return msgspec.json.encode(ErrorAnswer(body))


def _headers(error: RunloreError) -> dict[str, str]:
    retry_after = getattr(error, "retry_after", None)
    if error.code == "storage_full":
        retry_after = STORAGE_RETRY_SECONDS
    headers = {} if retry_after is None else {"retry-after": f"{max(round(retry_after), 1)}"}
    if isinstance(error, MethodNotAllowedError):
        headers["allow"] = error.allowed
    if error.code == "not_authenticated":
        headers["www-authenticate"] = 'Basic realm="Runlore", charset="UTF-8"'
    return headers
