"""Bodies: which kinds a route can take, and how each is read within its limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.types import Receive

from runlore.api.kit.budget import Lease
from runlore.api.kit.call import Frames
from runlore.api.kit.dialect import Dialect
from runlore.api.kit.errors import MediaTypeError, SlowBodyError
from runlore.api.kit.workers import BODY_IDLE_SECONDS, Workers
from runlore.entities.errors import InvalidInputError, LimitExceededError
from runlore.entities.limits import MAX_BODY_BYTES, MAX_JSON_BYTES
from runlore.wire.version import FRAMES_TYPE

PIECE_BYTES = 1024 * 1024
"""What a streamed upload holds in memory: big enough that the hop between threads is nothing."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A request whose body is still on its way."""

    headers: Mapping[str, str]
    receive: Receive
    workers: Workers
    lease: Lease


class BodyKind(Protocol):
    """One kind of body."""

    @property
    def media_type(self) -> str | None:
        """The content type that it must have; None for any."""
        ...

    async def read(self, arriving: Arriving) -> object:
        """What came."""
        ...

    def decode(self, came: object, dialect: Dialect) -> object:
        """What the handler gets of it; called in the handler's thread."""
        ...


class _AsItCame:
    """A body that needs no decoding."""

    def decode(self, came: object, dialect: Dialect) -> object:  # noqa: ARG002 - as all bodies
        """The same."""
        return came


class NoBody(_AsItCame):
    """A route that takes none; one that comes all the same is left unread."""

    media_type = None

    async def read(self, arriving: Arriving) -> None:  # noqa: ARG002 - see above
        """Nothing."""
        return


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A struct as JSON."""

    kind: type[Any]
    media_type: str = "application/json"

    async def read(self, arriving: Arriving) -> bytes:
        """Its bytes."""
        check_media_type(arriving.headers, self.media_type)
        return await read_whole(arriving, MAX_JSON_BYTES)

    def decode(self, came: object, dialect: Dialect) -> object:
        """The struct."""
        assert isinstance(came, bytes)  # noqa: S101 - read() gives just that
        return dialect.read_json(came, self.kind)


class FramesBody(_AsItCame):
    """Frames, one after the other."""

    media_type = FRAMES_TYPE

    async def read(self, arriving: Arriving) -> Frames:
        """The bytes as they came."""
        check_media_type(arriving.headers, self.media_type)
        return Frames(await read_whole(arriving, MAX_BODY_BYTES))


class PiecesBody(_AsItCame):
    """Raw bytes of any size and type, read while they are worked on."""

    media_type = None

    async def read(self, arriving: Arriving) -> "Pieces":
        """An iterator to be used in the worker thread."""
        check_encoding(arriving.headers)
        arriving.lease.grow(PIECE_BYTES)
        return Pieces(arriving)


class Pieces(Iterator[bytes]):
    """A body in pieces of about ``PIECE_BYTES``. Use it in the handler's own thread."""

    def __init__(self, arriving: Arriving) -> None:
        self._arriving = arriving
        self._more = True

    def __next__(self) -> bytes:
        if not self._more:
            raise StopIteration
        piece = self._arriving.workers.ask(self._read_piece)
        if not piece:
            raise StopIteration
        return piece

    async def _read_piece(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while self._more and size < PIECE_BYTES:
            part, self._more = await read_part(self._arriving)
            parts.append(part)
            size += len(part)
        return b"".join(parts)


async def read_whole(arriving: Arriving, limit: int) -> bytes:
    """The whole body.

    Raises:
        LimitExceededError: it is, or says it is, over the limit.
        InvalidInputError: the client went away or stopped half-way.
        TooBusyError: there is no room for it now.
    """
    declared = arriving.headers.get("content-length", "0")
    _check_size(int(declared) if declared.isdecimal() else 0, limit)
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        part, more = await read_part(arriving)
        size += len(part)
        _check_size(size, limit)
        arriving.lease.grow(len(part))
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def read_part(arriving: Arriving) -> tuple[bytes, bool]:
    """What came next, and whether more will.

    Raises:
        InvalidInputError: the client went away or stopped half-way.
    """
    try:
        message = await arriving.workers.hear(arriving.receive)
    except TimeoutError:
        raise SlowBodyError(
            f"Nothing of the body came for {BODY_IDLE_SECONDS:.0f} seconds."
        ) from None
    if message["type"] == "http.disconnect":
        raise InvalidInputError("The connection ended before the body did.")
    return message.get("body", b""), message.get("more_body", False)


def check_media_type(headers: Mapping[str, str], expected: str) -> None:
    """Look whether the body says that it is of the expected type.

    Pages of other sites cannot send these types without asking us first, which we never answer.

    Raises:
        MediaTypeError: it is of another, or compressed.
    """
    given = headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != expected:
        raise MediaTypeError(f"The body is {given[:100]!r}; this call takes {expected}.")
    check_encoding(headers)


def check_encoding(headers: Mapping[str, str]) -> None:
    """Look whether the body comes as it is.

    Raises:
        MediaTypeError: it is compressed; a small body could unpack to any size.
    """
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise MediaTypeError(f"The body is {encoding[:50]!r} encoded. Send it as it is.")


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise LimitExceededError("The size of the body", size, limit, "Send it in parts.")
