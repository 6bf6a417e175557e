"""The path: decoded once, and refused when somebody seems to count on twice."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from runlore.entities.errors import InvalidPathError

_ENCODED_AGAIN = re.compile(r"%(?:2e|2f|5c|25)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class PathCheck:
    """Refuses paths that another reader could understand in another way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through or raise.

        Raises:
            InvalidPathError: the path is not UTF-8, holds a control character or is encoded twice.
        """
        if scope["type"] == "http":
            _check(scope)
        await self._app(scope, receive, send)


def _check(scope: Scope) -> None:
    path = scope["path"]
    try:
        unquote_to_bytes(scope.get("raw_path", b"")).decode()
    except UnicodeDecodeError:
        raise InvalidPathError(path, "is not UTF-8") from None
    if _CONTROL.search(path):
        raise InvalidPathError(path, "holds a control character")
    if _ENCODED_AGAIN.search(path):
        raise InvalidPathError(path, "is percent-encoded twice")
