"""The access log: one JSON line a request, without query, body or headers: those hold secrets."""

import logging
import time

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("runlore.access")


class AccessLine(msgspec.Struct, frozen=True):
    """One request.

    Attributes:
        method: the verb.
        path: without the query.
        status: of the answer; 0 when there was none.
        ms: until the answer's last byte was handed on.
        address: of the client.
    """

    method: str
    path: str
    status: int
    ms: float
    address: str


class AccessLog:
    """Writes a line for each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, then write."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        started = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            took = round((time.perf_counter() - started) * 1e3, 2)
            address = (scope.get("client") or ("",))[0]
            line = AccessLine(scope["method"][:20], scope["path"][:1000], status, took, address)
            # JSON escapes control characters: a request cannot write lines of its own.
            _LOG.info("%s", msgspec.json.encode(line).decode())
