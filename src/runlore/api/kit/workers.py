"""Where synchronous work is done: in threads beside an event loop, or right here.

The server has a loop and threads. Local mode has neither: its whole application is one coroutine
that never waits for anything, so ``Inline`` lets it be driven by hand, without a loop.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from starlette.types import Message, Receive

from runlore.entities.errors import UnavailableError

T = TypeVar("T")

BODY_IDLE_SECONDS = 30.0
"""A client that sends nothing of its body for so long is gone, or means harm."""


class Watch(Protocol):
    """Looks whether the client is still there."""

    def until_gone(self, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The stream's pieces for as long as somebody reads them; closes the stream."""
        ...


class Workers(Protocol):
    """Where synchronous work is done."""

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work without holding up other requests."""
        ...

    def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """From inside a work: wait for something that only the edge can give."""
        ...

    async def hear(self, receive: Receive) -> Message:
        """The next message of the client.

        Raises:
            TimeoutError: it sent nothing for ``BODY_IDLE_SECONDS``.
        """
        ...

    def watch(self, receive: Receive) -> AbstractContextManager[Watch]:
        """Notice that the client goes away while it is answered."""
        ...


class Threads:
    """The server's: a bounded pool of threads."""

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread of the pool."""
        return await anyio.to_thread.run_sync(work)

    def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Let the event loop answer and wait for it."""
        return anyio.from_thread.run(question)

    async def hear(self, receive: Receive) -> Message:
        """The next message, if it comes in time."""
        with anyio.fail_after(BODY_IDLE_SECONDS):
            return await receive()

    @contextmanager
    def watch(self, receive: Receive) -> Iterator[Watch]:
        """Listen for the end of the connection in a task beside."""
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            yield _TaskWatch(gone)
        finally:
            gone.cancel()


class Inline:
    """Local mode's: everything in the calling thread, nothing ever waits."""

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work here and now."""
        return work()

    def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Take an answer that is there already."""
        return drive(question())

    async def hear(self, receive: Receive) -> Message:
        """The next message; it is there already."""
        return await receive()

    @contextmanager
    def watch(self, receive: Receive) -> Iterator[Watch]:  # noqa: ARG002 - the caller waits for us
        """Nobody can go away from a call in one's own thread."""
        yield _NoWatch()


def drive(answer: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits to its end, without an event loop.

    Raises:
        UnavailableError: it waits after all, which only a server's loop could serve.
    """
    try:
        answer.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    answer.close()
    raise UnavailableError("This needs a running server: it cannot be had from a local store.")


class _TaskWatch:
    def __init__(self, gone: "asyncio.Future[None]") -> None:
        self._gone = gone

    async def until_gone(self, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        pending: asyncio.Future[bytes | None] | None = None
        try:
            while not self._gone.done():
                pending = asyncio.ensure_future(_next(stream))
                both: set[asyncio.Future[Any]] = {pending, self._gone}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if not pending.done():
                    return
                piece = pending.result()
                if piece is None:
                    return
                yield piece
        finally:
            await _settle(pending)
            await _close(stream)


class _NoWatch:
    async def until_gone(self, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in stream:
            yield piece


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    return await anext(stream, None)


async def _settle(pending: "asyncio.Future[bytes | None] | None") -> None:
    if pending is not None and not pending.done():
        pending.cancel()
        await asyncio.wait({pending})


async def _close(stream: AsyncIterator[bytes]) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
