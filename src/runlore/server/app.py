"""The server's application: the API and the UI behind the edge."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from runlore.api.kit.budget import Budget
from runlore.api.kit.call import Context
from runlore.api.kit.dispatch import mount
from runlore.api.kit.guard import Guard
from runlore.api.kit.workers import Threads
from runlore.api.mlflow.dialect import MLFLOW
from runlore.api.mlflow.routes import ROUTES as MLFLOW_ROUTES
from runlore.api.native.feed import LiveFeed
from runlore.api.native.routes import ROUTES
from runlore.server.assembly import OpenStore, open_as_set
from runlore.server.auth.tokens import TokenBook, read_tokens
from runlore.server.edge.access_log import AccessLog
from runlore.server.edge.headers import SecurityHeaders
from runlore.server.edge.hosts import HostCheck
from runlore.server.edge.origins import OriginCheck
from runlore.server.edge.paths import PathCheck
from runlore.server.jobs import UpkeepThread
from runlore.server.settings import Settings
from runlore.server.static import UI_FOLDER, Interface


def build_app(settings: Settings) -> "Application":
    """Open the store of the settings and put an application around it.

    Raises:
        InvalidInputError: a setting does not fit.
        RunloreError: the store cannot be opened.
    """
    hosts = [name.strip() for name in settings.allowed_hosts.split(",") if name.strip()]
    tokens = read_tokens(settings)
    store = open_as_set(settings)
    app = Application(store, tokens, (settings.host, *hosts))
    if settings.access_log:
        app.write_access_log()
    return app


class Application:
    """Everything that answers requests to one open store, which it closes at its end (ASGI)."""

    def __init__(self, store: OpenStore, tokens: TokenBook, allowed_hosts: Iterable[str]) -> None:
        workers = Threads()
        self._store = store
        self._feed = LiveFeed(store.services, workers)
        self._upkeep = UpkeepThread(store.services.upkeep)
        context = Context(store.services, workers, tokens, self._feed, Budget())
        router = Router(
            routes=[*mount(ROUTES, context), *mount(MLFLOW_ROUTES, context, MLFLOW)],
            redirect_slashes=False,
            default=Interface(UI_FOLDER, workers),
            lifespan=lambda _: self.running(),
        )
        checked = PathCheck(HostCheck(OriginCheck(router), allowed_hosts))
        self._asgi: ASGIApp = SecurityHeaders(Guard(checked, workers, [MLFLOW]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through start and end."""
        await self._asgi(scope, receive, send)

    def write_access_log(self) -> None:
        """Write a line for each request from now on."""
        self._asgi = AccessLog(self._asgi)

    def end_streams(self) -> None:
        """End the answers that would not end by themselves. Call it in the event loop."""
        self._feed.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Its life, from the first request to the last."""
        self._upkeep.start()
        try:
            yield
        finally:
            self._upkeep.stop()
            self._store.close()
