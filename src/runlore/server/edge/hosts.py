"""The Host header: only names that this server has.

A page of another site can let its own name point to our address (DNS rebinding); its requests then
look like ours to the browser, but carry that name. An address instead of a name cannot be pointed
anywhere, so the address that was really connected to is always good.
"""

import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from runlore.api.kit.errors import WrongHostError

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?")

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class HostCheck:
    """Refuses requests that name another host."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self._app = app
        self._allowed = frozenset(name.lower() for name in (*LOOPBACK_NAMES, *allowed))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through or raise.

        Raises:
            WrongHostError: it names no host, several, or another.
        """
        if scope["type"] == "http":
            self._check(scope)
        await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        given = [value for name, value in scope["headers"] if name == b"host"]
        text = given[0].decode("latin-1").lower() if len(given) == 1 else ""
        parsed = _HOST.fullmatch(text)
        if parsed is not None and (
            text in self._allowed
            or parsed[1] in self._allowed
            or parsed[1].strip("[]") == _address(scope)
        ):
            return
        raise WrongHostError(
            f"This server is not {text[:100]!r}. If it should be, name it in "
            "RUNLORE_ALLOWED_HOSTS (or --allowed-hosts)."
        )


def _address(scope: Scope) -> str:
    server = scope.get("server")
    return "" if server is None else str(server[0]).lower()
