"""Origin: no other site's page may use this server through its visitor's browser."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from runlore.api.kit.dispatch import read_headers
from runlore.api.kit.errors import CrossOriginError

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OWN = {"same-origin", "none"}
_PORTS = {"http": 80, "https": 443}


class OriginCheck:
    """Refuses what a browser sends on behalf of another origin.

    Clients that are no browsers send neither header and pass. There is no CORS: nothing is ever
    allowed to another origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through or raise.

        Raises:
            CrossOriginError: a page of another origin asks.
        """
        if scope["type"] == "http":
            headers = read_headers(scope)
            _check_origin(headers.get("origin"), headers.get("host", ""))
            _check_site(scope["method"], headers)
        await self._app(scope, receive, send)


def _check_origin(origin: str | None, host: str) -> None:
    if origin is not None and not _same(origin, host):
        raise CrossOriginError(f"A page of {origin[:100]!r} may not use this server.")


def _check_site(method: str, headers: Mapping[str, str]) -> None:
    """A link on another page may open ours; nothing else may come from there."""
    site = headers.get("sec-fetch-site", "none")
    followed_link = method in _SAFE and headers.get("sec-fetch-mode") == "navigate"
    if site not in _OWN and not followed_link:
        raise CrossOriginError("A page of another site may not use this server.")


def _same(origin: str, host: str) -> bool:
    """Whether an origin names the host of the request; a proxy in front may speak TLS for us."""
    scheme, _, name = origin.partition("://")
    if scheme not in _PORTS:
        return False
    return _with_port(name, scheme) == _with_port(host, scheme)


def _with_port(host: str, scheme: str) -> tuple[str | None, int | None]:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname, parts.port or _PORTS[scheme]
    except ValueError:
        return None, None
