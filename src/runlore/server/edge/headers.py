"""Headers that every answer carries, whatever it is."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULTS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cache-control": b"no-store",
}
"""The strictest; an answer that needs it otherwise says so itself."""


class SecurityHeaders:
    """Adds what an answer does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                said = {name for name, _ in headers}
                missing = [(name, value) for name, value in DEFAULTS.items() if name not in said]
                message = {**message, "headers": [*headers, *missing]}
            await send(message)

        await self._app(scope, receive, completed)
