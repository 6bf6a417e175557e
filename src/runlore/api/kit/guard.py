"""The outermost wall: whatever goes wrong inside becomes an answer."""

import logging
import secrets

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runlore.api.kit.errors import error_reply, internal_reply
from runlore.api.kit.reply import Reply, send_reply
from runlore.api.kit.workers import Workers
from runlore.entities.errors import RunloreError

_LOG = logging.getLogger("runlore.server")


class Guard:
    """Turns errors into answers: ours by their table, all others into a 500 that tells nothing."""

    def __init__(self, app: ASGIApp, workers: Workers) -> None:
        self._app = app
        self._workers = workers

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
            reply = log_refusal(scope, error, error_reply(error))
        except Exception:  # noqa: BLE001 - the server's one boundary: a bug must not end a connection
            reply = self._unexpected(scope)
        else:
            return
        if started:
            raise ConnectionAbortedError("The answer broke off; its reason is in the log above.")
        await send_reply(reply, scope, receive, send, self._workers)

    def _unexpected(self, scope: Scope) -> Reply:
        request_id = secrets.token_hex(8)
        _LOG.exception("request %s: %s %s", request_id, scope["method"], _shown(scope))
        return internal_reply(request_id)


def log_refusal(scope: Scope, error: RunloreError, reply: Reply) -> Reply:
    """Write the error to the log if it is the server's own trouble; gives the reply back."""
    if reply.status >= 500:
        _LOG.error("%s %s: %s", scope["method"], _shown(scope), error.message)
    return reply


def _shown(scope: Scope) -> str:
    """The path without its query, control characters escaped: a log line stays one line."""
    return ascii(scope["path"][:500])[1:-1]
