"""Our errors as MLflow's clients know them: a name, a status, a text."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from runlore.api.kit.errors import MethodNotAllowedError, UnknownRouteError
from runlore.api.kit.reply import Reply
from runlore.entities.errors import InTrashError, NotFoundError, RunloreError

INVALID = "INVALID_PARAMETER_VALUE"

NAMES: dict[str, tuple[int, str]] = {
    "invalid_input": (400, INVALID),
    "invalid_id": (400, INVALID),
    "invalid_name": (400, INVALID),
    "invalid_path": (400, INVALID),
    "invalid_value": (400, INVALID),
    "query_syntax": (400, INVALID),
    "limit_exceeded": (400, INVALID),
    "unsupported_media_type": (400, INVALID),
    "wrong_host": (403, "PERMISSION_DENIED"),
    "cross_origin": (403, "PERMISSION_DENIED"),
    "not_authenticated": (401, "UNAUTHENTICATED"),
    "access_denied": (403, "PERMISSION_DENIED"),
    "not_found": (404, "RESOURCE_DOES_NOT_EXIST"),
    "method_not_allowed": (404, "ENDPOINT_NOT_FOUND"),
    "request_timeout": (408, "BAD_REQUEST"),
    "conflict": (400, INVALID),
    "already_exists": (400, "RESOURCE_ALREADY_EXISTS"),
    "in_trash": (400, INVALID),
    "param_changed": (400, INVALID),
    "out_of_order": (409, "ABORTED"),
    "out_of_range": (416, INVALID),
    "too_busy": (429, "REQUEST_LIMIT_EXCEEDED"),
    # Asked again after a while: a 5xx that clients know would be the same, but reads as a bug.
    "storage_full": (429, "RESOURCE_EXHAUSTED"),
    "internal": (500, "INTERNAL_ERROR"),
    "damaged": (500, "INTERNAL_ERROR"),
    "unavailable": (503, "TEMPORARILY_UNAVAILABLE"),
}
"""Status and name of every code of the error tree; a test fails when one is missing.

«Already exists» is 400, as stock has it. Clients try 408, 429 and 5xx again for minutes, so nothing
that is to be expected is one of these, but where trying again is right.
"""

_ABSENT: dict[str, Callable[[str], str]] = {
    "run": lambda which: f"Run with id={which} not found",
    "experiment": lambda which: f"No Experiment with id={which} exists",
    "experiment name": lambda which: f"Could not find experiment with name '{which}'",
    "registered model": lambda which: f"Registered Model with name={which} not found",
}
"""Texts that clients and their tests look for."""

_VERSION_OF = re.compile(r"version of '(.*)'", re.DOTALL)


class _Error(msgspec.Struct, frozen=True):
    error_code: str
    message: str


class NoEndpointError(UnknownRouteError):
    """A path of MLflow's that Runlore does not answer."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.hint = "docs/compatibility/mlflow.md says what is there and why something is not."


def refusal(error: RunloreError) -> Reply:
    """The answer that tells an error."""
    status, name = NAMES[error.code]
    if isinstance(error, (UnknownRouteError, MethodNotAllowedError)):
        status, name = 404, "ENDPOINT_NOT_FOUND"
    return Reply(status, msgspec.json.encode(_Error(name, _text(error))), headers=_headers(error))


def _text(error: RunloreError) -> str:
    if error.code == "invalid_path":
        return f"Invalid path. {error.message}"
    if isinstance(error, UnknownRouteError):
        return f"{error.message} {error.hint}"
    if isinstance(error, NotFoundError):
        return _absent(error)
    if isinstance(error, InTrashError):
        return (
            f"The {error.what} {error.which} must be in the 'active' state. "
            "Current state is deleted; restore it first."
        )
    return error.message


def _absent(error: NotFoundError) -> str:
    version = _VERSION_OF.fullmatch(error.what)
    if version is not None:
        return f"Model Version (name={version.group(1)}, version={error.which}) not found"
    said = _ABSENT.get(error.what)
    return error.message if said is None else said(error.which)


def _headers(error: RunloreError) -> dict[str, str]:
    headers: dict[str, Any] = {}
    if error.code == "not_authenticated":
        headers["www-authenticate"] = 'Basic realm="mlflow"'
    if error.code == "storage_full":
        headers["retry-after"] = "30"
    elif getattr(error, "retry_after", None) is not None:
        headers["retry-after"] = f"{max(round(getattr(error, 'retry_after', 1.0)), 1)}"
    return headers
