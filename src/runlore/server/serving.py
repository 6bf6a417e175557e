"""Serving: sockets, uvicorn, signals, and a clean end."""

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from runlore.server.auth.tokens import read_tokens
from runlore.server.limits import raise_file_limit
from runlore.server.listening import check_exposure, listen, url_of
from runlore.server.logs import log_to_stderr
from runlore.server.places import find_place
from runlore.server.presence import announced
from runlore.server.settings import Settings
from runlore.server.starting import Gate

if sys.platform != "win32":  # where httptools, the parser in C, is not built
    from runlore.server.edge.connection import BoundedProtocol as HttpProtocol
else:
    from uvicorn.protocols.http.h11_impl import H11Protocol as HttpProtocol

KEEP_ALIVE_SECONDS = 75
"""Longer than the ten seconds between two heartbeats: a client keeps its one connection."""

END_SECONDS = 10
"""What requests get to end after SIGTERM."""


def serve(settings: Settings, on_ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve a store until SIGINT or SIGTERM.

    Args:
        settings: what to serve, and where.
        on_ready: is told the URL once the store is open.

    Raises:
        RunloreError: a setting does not fit, the port is taken, the store cannot be opened.
    """
    check_exposure(settings.host, has_tokens=not read_tokens(settings).is_empty)
    log_to_stderr(verbose=settings.access_log)
    raise_file_limit()
    note = find_place(settings.store).server_note
    with listen(settings.host, settings.port) as bound, ExitStack() as present:
        url = url_of(bound)

        def opened() -> None:
            present.enter_context(announced(note, url, settings.ready_file))
            on_ready(url)

        gate = Gate(settings, opened)
        _Server(gate).run(sockets=[bound])
    gate.check()


class _Server(uvicorn.Server):
    """uvicorn, with our bounds, and ending when it should."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            uvicorn.Config(
                gate,
                http=HttpProtocol,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=END_SECONDS,
            )
        )
        self._gate = gate

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second; tells whether to end."""
        return await super().on_tick(counter) or self._gate.has_failed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live streams first: uvicorn waits for every answer to end."""
        self._gate.end_streams()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals as a wish to end, without uvicorn's raising them again at the end.

        A server that was asked to end and did so has exit status 0.
        """
        before = {number: signal.signal(number, self._wish) for number in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wish(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler's shape
        # A second signal does not hurry us, as it would uvicorn: the end is bounded, and it is then
        # that the store is closed.
        self.should_exit = True
