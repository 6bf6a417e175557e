"""Local mode: the server's own application in this process, without a socket.

A store that is a folder or an SQLite file needs no server: requests go to the same routes and the
same services, in the thread that asks. There is never a second way into a store.
"""

import io
import os
import threading
import time
from collections.abc import Mapping
from urllib.parse import unquote

from starlette.routing import Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runlore.api.kit.budget import Budget
from runlore.api.kit.call import Context
from runlore.api.kit.dispatch import mount
from runlore.api.kit.errors import UnknownRouteError
from runlore.api.kit.guard import Guard
from runlore.api.kit.workers import Inline, drive
from runlore.api.native.feed import NoFeed
from runlore.api.native.routes import ROUTES
from runlore.client.transport.http import Answer, Body
from runlore.entities.access import LOCAL_ACTOR, Actor
from runlore.entities.errors import RunloreError
from runlore.server.assembly import OpenStore, open_store
from runlore.server.places import Place, find_place

UPKEEP_SECONDS = 5.0
"""A training that logs to a folder for days seals its points as a server would, this often."""

PIECE_BYTES = 4 * 2**20
"""A body is handed over in pieces of this size: an upload of records is one, a large file many."""


class LocalTransport:
    """Requests to a store in this process; a ``client.transport.http.Transport``.

    Safe for threads. After a fork the child opens the store anew.
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._place = find_place(uri)
        self._shared: _Shared | None = None
        self._pid = 0

    def request(self, method: str, path: str, *, headers: Mapping[str, str], body: Body) -> Answer:
        """Ask, and wait for the answer.

        Args:
            method: the verb.
            path: with its query string, percent-encoded.
            headers: names in lower case.
            body: all of it, or a file to read it from.

        Raises:
            RunloreError: the store cannot be opened.
        """
        shared = self._open()
        exchange = _Exchange(body)
        drive(exchange.through(shared.app, _scope(method, path, headers)))
        shared.tend()
        return exchange.answer()

    def close(self) -> None:
        """Let go of the store; the last one to do so in this process folds and closes it."""
        with _SHARED_LOCK:
            shared, self._shared = self._shared, None
            if shared is None or self._pid != os.getpid():
                return
            shared.users -= 1
            if shared.users == 0:
                del _SHARED[self._place]
                shared.close()

    def _open(self) -> "_Shared":
        with _SHARED_LOCK:
            if self._shared is None or self._pid != os.getpid():
                shared = _SHARED.get(self._place) or _Shared(self._uri)
                shared.users += 1
                _SHARED[self._place] = shared
                self._shared, self._pid = shared, os.getpid()
            return self._shared


class _Shared:
    """One open store of this process, and how many transports use it."""

    def __init__(self, uri: str) -> None:
        self._store = open_store(uri)
        self.app = _application(self._store)
        self.users = 0
        self._upkeep_at = time.monotonic() + UPKEEP_SECONDS
        self._tending = threading.Lock()

    def tend(self) -> None:
        """Do the upkeep that a server's thread would do, when it is due."""
        if time.monotonic() < self._upkeep_at or not self._tending.acquire(blocking=False):
            return
        try:
            self._store.services.upkeep.tick()
        except RunloreError:
            # Upkeep is never owed to this caller, and what stands in its way (a full disk, a
            # locked database) is told by the next request that needs the store itself.
            pass
        finally:
            self._upkeep_at = time.monotonic() + UPKEEP_SECONDS
            self._tending.release()

    def close(self) -> None:
        """Fold what came in and close."""
        self._upkeep_at = 0.0
        self.tend()
        self._store.close()


class _Exchange:
    """One request's body going in and its answer coming out."""

    def __init__(self, body: Body) -> None:
        self._file = io.BytesIO(body) if isinstance(body, bytes) else body
        self._more = True
        self._status = 0
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []

    async def through(self, app: ASGIApp, scope: Scope) -> None:
        """Let the application answer."""
        await app(scope, self.receive, self.send)

    async def receive(self) -> Message:
        """The body piece by piece, then the end."""
        if not self._more:
            return {"type": "http.disconnect"}
        piece = self._file.read(PIECE_BYTES)
        self._more = len(piece) == PIECE_BYTES
        return {"type": "http.request", "body": piece, "more_body": self._more}

    async def send(self, message: Message) -> None:
        """Note a part of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in message["headers"]
            }
        else:
            self._parts.append(message.get("body", b""))

    def answer(self) -> Answer:
        """The answer, once it is whole."""
        return Answer(self._status, self._headers, b"".join(self._parts))


_SHARED: dict[Place, _Shared] = {}
_SHARED_LOCK = threading.Lock()
_INHERITED: list[_Shared] = []
"""Stores that a parent had open when it forked. SQLite forbids a child even to close them, so they
are kept from the garbage collector for as long as the child lives."""


def _after_fork() -> None:
    global _SHARED_LOCK  # noqa: PLW0603 - the parent may have held it at that moment
    _SHARED_LOCK = threading.Lock()
    _INHERITED.extend(_SHARED.values())
    _SHARED.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _application(store: OpenStore) -> ASGIApp:
    workers = Inline()
    context = Context(store.services, workers, _owner, NoFeed(), Budget())
    router = Router(mount(ROUTES, context), redirect_slashes=False, default=_unknown)
    return Guard(router, workers)


def _owner(headers: Mapping[str, str], address: str) -> Actor:  # noqa: ARG001 - the seam's shape
    return LOCAL_ACTOR


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI's shape
    raise UnknownRouteError(f"{scope['method']} {scope['path']}")


def _scope(method: str, path: str, headers: Mapping[str, str]) -> Scope:
    raw, _, query = path.partition("?")
    return {
        "type": "http",
        "method": method,
        "path": unquote(raw),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
