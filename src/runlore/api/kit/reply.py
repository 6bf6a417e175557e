"""Replies: what a handler gives back, and how it goes out."""

import contextlib
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.types import Message, Receive, Scope, Send

from runlore.api.kit.workers import Workers

JSON = "application/json"
CSV = "text/csv; charset=utf-8"

Body: TypeAlias = "bytes | Iterator[bytes] | AsyncIterator[bytes]"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        status: of HTTP.
        body: all of it, or pieces: read in a worker thread (Iterator), or as they come up
            (AsyncIterator: an endless stream).
        media_type: of the body.
        headers: further ones, names in lower case.
    """

    status: int = 200
    body: Body = b""
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


async def send_reply(
    reply: Reply, scope: Scope, receive: Receive, send: Send, workers: Workers
) -> None:
    """Send it; of an answer to HEAD only the head."""
    start = {"type": "http.response.start", "status": reply.status, "headers": _headers(reply)}
    body = reply.body
    if scope["method"] == "HEAD" or isinstance(body, bytes):
        await send(start)
        whole = body if isinstance(body, bytes) and scope["method"] != "HEAD" else b""
        await send({"type": "http.response.body", "body": whole})
        return
    stream = body if isinstance(body, AsyncIterator) else _threaded(body, workers)
    with workers.watch(receive) as watch:
        await _send_pieces(start, watch.until_gone(stream), send)


async def _send_pieces(start: Message, pieces: AsyncIterator[bytes], send: Send) -> None:
    """The head waits for the first piece: what fails before it can still be told as an error."""
    started = False
    async for piece in pieces:
        if not started:
            await send(start)
            started = True
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    if not started:
        await send(start)
    await send({"type": "http.response.body", "body": b""})


async def _threaded(pieces: Iterator[bytes], workers: Workers) -> AsyncIterator[bytes]:
    try:
        while (piece := await workers.run(lambda: next(pieces, None))) is not None:
            yield piece
    finally:
        if isinstance(pieces, Generator):
            # A client that leaves while a thread is inside next() leaves the generator to that
            # thread, whose end drops the last reference and so closes it.
            with contextlib.suppress(ValueError):
                pieces.close()


def _headers(reply: Reply) -> list[tuple[bytes, bytes]]:
    headers = [
        (name.encode("latin-1"), text.encode("latin-1")) for name, text in reply.headers.items()
    ]
    if reply.status != 204:
        headers.append((b"content-type", reply.media_type.encode("latin-1")))
    if isinstance(reply.body, bytes) and "content-length" not in reply.headers:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    return headers
