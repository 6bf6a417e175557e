"""The server's application: the API and the UI behind the edge."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from starlette.routing import Router
from starlette.types import ASGIApp

from runlore.api.kit.budget import Budget
from runlore.api.kit.call import Context
from runlore.api.kit.dispatch import mount
from runlore.api.kit.guard import Guard
from runlore.api.kit.workers import Threads
from runlore.api.native.feed import LiveFeed
from runlore.api.native.routes import ROUTES
from runlore.server.auth.tokens import TokenBook
from runlore.server.edge.access_log import AccessLog
from runlore.server.edge.headers import SecurityHeaders
from runlore.server.edge.hosts import HostCheck
from runlore.server.edge.origins import OriginCheck
from runlore.server.edge.paths import PathCheck
from runlore.server.jobs import UpkeepThread
from runlore.server.static import UI_FOLDER, Interface
from runlore.services import Services


class Application:
    """Everything that answers requests to one store.

    Attributes:
        asgi: the whole of it, for an ASGI server.
    """

    def __init__(
        self,
        services: Services,
        authenticate: TokenBook,
        *,
        allowed_hosts: Iterable[str] = (),
        access_log: bool = False,
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        workers = Threads()
        self._feed = LiveFeed(services, workers)
        self._upkeep = UpkeepThread(services.upkeep)
        self._on_end = on_end
        context = Context(services, workers, authenticate, self._feed, Budget())
        router = Router(
            routes=mount(ROUTES, context),
            redirect_slashes=False,
            default=Interface(UI_FOLDER, workers),
            lifespan=self._live,
        )
        checked = PathCheck(HostCheck(OriginCheck(router), allowed_hosts))
        app: ASGIApp = SecurityHeaders(Guard(checked, workers))
        self.asgi: ASGIApp = AccessLog(app) if access_log else app

    def end_streams(self) -> None:
        """End the answers that would not end by themselves. Call it in the event loop."""
        self._feed.close()

    @asynccontextmanager
    async def _live(self, router: Router) -> AsyncIterator[None]:  # noqa: ARG002 - Starlette's shape
        self._upkeep.start()
        try:
            yield
        finally:
            self._upkeep.stop()
            self._on_end()
