"""The first moments: the server answers while the store is still being opened.

Most of a start is the loading of libraries. A probe, a browser or a client that comes meanwhile is
not turned away: health says ``starting``, every other request waits until it can be answered.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Protocol

import msgspec
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

from runlore._version import __version__
from runlore.server.settings import Settings
from runlore.wire.version import PROTOCOL

HEALTH_PATHS = ("/health", "/api/v1/health")

_STARTING = msgspec.json.encode(
    {"status": "starting", "version": __version__, "protocol": PROTOCOL}
)


class Opened(Protocol):
    """An application on an open store."""

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one request."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Its life, from the first request to the last."""
        ...

    def end_streams(self) -> None:
        """End the answers that would not end by themselves."""
        ...


def load_app(settings: Settings) -> Opened:
    """Load the application's code and open the store."""
    # By name, so that this module, which must be there at once, does not load all that.
    app: Opened = import_module("runlore.server.app").build_app(settings)
    return app


class Gate:
    """Stands before the application until it is there (ASGI)."""

    def __init__(self, settings: Settings, on_opened: Callable[[], None]) -> None:
        self._settings = settings
        self._on_opened = on_opened
        self._app: Opened | None = None
        self._decided = asyncio.Event()
        self._ending = asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one request, or live through start and end."""
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
            return
        if self._app is None and scope["type"] == "http" and scope["path"] in HEALTH_PATHS:
            await _say_starting(send)
            return
        await self._decided.wait()
        if self._app is None:
            raise ConnectionAbortedError("The store cannot be opened; the server ends.")
        await self._app(scope, receive, send)

    def end_streams(self) -> None:
        """End the answers that would not end by themselves."""
        if self._app is not None:
            self._app.end_streams()

    @property
    def has_failed(self) -> bool:
        """Whether the store could not be opened."""
        return self._decided.is_set() and self._app is None

    def check(self) -> None:
        """Raise what went wrong, once the server has ended."""
        if self._life is not None and self._life.done():
            self._life.result()

    async def _live_through(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        self._life = asyncio.ensure_future(self._live())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._ending.set()
        await asyncio.wait({self._life})
        await send({"type": "lifespan.shutdown.complete"})

    async def _live(self) -> None:
        try:
            app = await asyncio.to_thread(load_app, self._settings)
            async with app.running():
                self._app = app
                self._decided.set()
                self._on_opened()
                await self._ending.wait()
        finally:
            self._decided.set()


async def _say_starting(send: ASGISendCallable) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(_STARTING)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send(
        {"type": "http.response.start", "status": 200, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": _STARTING, "more_body": False})
