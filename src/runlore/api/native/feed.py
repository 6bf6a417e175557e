"""The feed of live news: one look at the store every 100 ms, shared by all who listen."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

import msgspec

from runlore.api.kit.workers import Workers
from runlore.api.native.news import Pulse, rows_behind, write_pulse
from runlore.api.native.topics import Topics, parse_cursor, parse_topics, write_cursor
from runlore.entities.access import Actor, Role
from runlore.entities.errors import RunloreError, UnavailableError
from runlore.entities.ids import RunId
from runlore.services import Services
from runlore.services.live import LiveCursor, LiveNews

_LOG = logging.getLogger("runlore.server")

LOOK_SECONDS = 0.1
"""Between two looks: what happened meanwhile is told together."""

CROWD = 50
CROWD_LOOK_SECONDS = 0.25
"""With more listeners than ``CROWD``: each look is written to all of them."""

PATIENCE_SECONDS = 1.0
"""Before the next look after the store was busy."""

HEARTBEAT_SECONDS = 15.0
"""A comment is sent this often, so that proxies keep the connection, and the cursor stays fresh."""

MAX_WAITING_BYTES = 1024 * 1024
"""What waits for one slow listener; beyond it everything is dropped and it is told of a gap."""

RECONNECT = b"retry: 2000\n\n"
COMMENT = b":\n\n"

_WATCHER = Actor("live feed", Role.READER)


class Listener:
    """One connection: what waits to be sent to it. Used by the event loop only."""

    def __init__(self, topics: Topics) -> None:
        self.topics = topics
        self.seen: dict[RunId, int] = {}
        self._waiting: list[bytes] = []
        self._news = asyncio.Event()
        self._closed = False

    def put(self, pulse: Pulse) -> None:
        """Add what concerns it; when too much waits, a gap takes its place."""
        text = pulse.text_for(self.topics, self.seen)
        if not text:
            return
        self._waiting.append(text)
        if sum(map(len, self._waiting)) > MAX_WAITING_BYTES:
            self._waiting = [pulse.only_gap()]
        self._news.set()

    def close(self) -> None:
        """Let the connection end."""
        self._closed = True
        self._news.set()

    async def take(self) -> bytes | None:
        """What waits, empty when a heartbeat is due, or None when the connection is to end."""
        try:
            await asyncio.wait_for(self._news.wait(), HEARTBEAT_SECONDS)
        except asyncio.TimeoutError:
            return b""
        self._news.clear()
        text, self._waiting = b"".join(self._waiting), []
        return None if self._closed else text


class LiveFeed:
    """Looks for news while somebody listens, and only then."""

    def __init__(self, services: Services, workers: Workers) -> None:
        self._services = services
        self._workers = workers
        self._listeners: set[Listener] = set()
        self._cursor: LiveCursor | None = None
        self._looking: asyncio.Task[None] | None = None
        self._projects: dict[RunId, str] = {}
        self._lines: dict[RunId, int] = {}
        self._started = asyncio.Event()

    def listen(self, topics: Sequence[str], cursor: str | None) -> AsyncIterator[bytes]:
        """Server-sent events on the topics, from the cursor on or from now.

        Raises:
            InvalidInputError: a topic or cursor that is none.
        """
        since = None if cursor is None else parse_cursor(cursor)
        return self._stream(Listener(parse_topics(topics)), since)

    def close(self) -> None:
        """End all connections; for the server's end, which waits for them."""
        for listener in self._listeners:
            listener.close()

    async def _stream(self, listener: Listener, since: LiveCursor | None) -> AsyncIterator[bytes]:
        self._listeners.add(listener)
        if self._looking is None:
            self._started.clear()
            self._looking = asyncio.ensure_future(self._look_on())
        try:
            await self._started.wait()
            yield RECONNECT
            if since is not None:
                yield await self._catch_up(listener, since)
            while (text := await listener.take()) is not None:
                yield text or self._heartbeat()
        finally:
            self._listeners.discard(listener)

    def _heartbeat(self) -> bytes:
        at = b"" if self._cursor is None else b"id: %b\n" % write_cursor(self._cursor).encode()
        return at + COMMENT

    async def _catch_up(self, listener: Listener, since: LiveCursor) -> bytes:
        """What a listener missed while it was away.

        The looks go on meanwhile; the rows told here are left out when they come that way.
        """
        news = await self._workers.run(lambda: self._services.live.news(_WATCHER, since))
        if news is None:
            return COMMENT
        listener.seen = rows_behind(news)
        pulse = await self._workers.run(lambda: self._write(news))
        return pulse.text_for(listener.topics, {}) or COMMENT

    async def _look_on(self) -> None:
        try:
            self._cursor = await self._workers.run(lambda: self._services.live.start(_WATCHER))
            self._started.set()
            while self._listeners:
                crowded = len(self._listeners) > CROWD
                await asyncio.sleep(CROWD_LOOK_SECONDS if crowded else LOOK_SECONDS)
                self._cursor = await self._look(self._cursor)
        finally:
            # Should a bug end this task, the connections end too, and their clients come again.
            self.close()
            self._started.set()
            self._looking = None
            self._projects.clear()
            self._lines.clear()

    async def _look(self, since: LiveCursor) -> LiveCursor:
        try:
            news = await self._workers.run(lambda: self._services.live.news(_WATCHER, since))
            if news is None:
                return since
            pulse = await self._workers.run(lambda: self._write(self._only_grown(news)))
        except RunloreError as error:
            _LOG.warning("live feed: %s", error.message)
            await asyncio.sleep(PATIENCE_SECONDS)
            return since
        for listener in tuple(self._listeners):
            listener.put(pulse)
        return news.cursor

    def _only_grown(self, news: LiveNews) -> LiveNews:
        """The news without consoles that are as long as they were at the last look."""
        grown = {run: n for run, n in news.console.items() if self._lines.get(run) != n}
        self._lines.update(grown)
        return msgspec.structs.replace(news, console=grown)

    def _write(self, news: LiveNews) -> Pulse:
        self._projects.update({run.id: run.project for run in news.runs})
        told = [run for run, _, _ in news.rows]
        told += [comment.run for comment, _ in news.comments if comment.run is not None]
        unknown = [run for run in told if run not in self._projects]
        if unknown:
            found = self._services.runs.get_many(_WATCHER, unknown)
            self._projects.update({run.id: run.project for run in found})
        return write_pulse(news, self._projects)


class NoFeed:
    """Local mode's: nobody stays long enough to listen."""

    def listen(self, topics: Sequence[str], cursor: str | None) -> AsyncIterator[bytes]:  # noqa: ARG002
        """Refuse.

        Raises:
            UnavailableError: always.
        """
        raise UnavailableError("Live events need a running server: start one with 'runlore ui'.")
