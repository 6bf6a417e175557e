"""The outermost wall: whatever goes wrong inside becomes an answer."""

import logging
import secrets
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runlore.api.kit.dialect import NATIVE, Dialect
from runlore.api.kit.errors import internal_reply
from runlore.api.kit.reply import Reply, send_reply
from runlore.api.kit.workers import Workers
from runlore.entities.errors import RunloreError

_LOG = logging.getLogger("runlore.server")


class Guard:
    """Turns errors into answers: ours as their dialect does, others into a 500 that tells nothing.

    Args:
        app: what is guarded.
        workers: for the answers.
        dialects: those that refuse in their own way what is asked below their prefixes.
    """

    def __init__(self, app: ASGIApp, workers: Workers, dialects: Sequence[Dialect] = ()) -> None:
        self._app = app
        self._workers = workers
        self._dialects = {prefix: one for one in dialects for prefix in one.prefixes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except RunloreError as error:
            reply = self._dialect_of(scope["path"]).refuse(error)
            if reply.status >= 500:
                _LOG.error("%s %s: %s", scope["method"], _shown(scope), error.message)
        except Exception:  # noqa: BLE001 - the server's one boundary: a bug must not end a connection
            reply = self._unexpected(scope)
        else:
            return
        if started:
            raise ConnectionAbortedError("The answer broke off; its reason is in the log above.")
        await send_reply(reply, scope, receive, send, self._workers)

    def _dialect_of(self, path: str) -> Dialect:
        found = (one for prefix, one in self._dialects.items() if path.startswith(prefix))
        return next(found, NATIVE)

    def _unexpected(self, scope: Scope) -> Reply:
        request_id = secrets.token_hex(8)
        _LOG.exception("request %s: %s %s", request_id, scope["method"], _shown(scope))
        return internal_reply(request_id)


def _shown(scope: Scope) -> str:
    """The path without its query, control characters escaped: a log line stays one line."""
    return ascii(scope["path"][:500])[1:-1]
