"""Dialects: how a family of routes reads what is sent and words what goes wrong."""

from typing import Protocol, TypeVar

from runlore.api.kit.decode import decode_json, decode_query
from runlore.api.kit.errors import error_reply
from runlore.api.kit.reply import Reply
from runlore.entities.errors import RunloreError

S = TypeVar("S")


class Dialect(Protocol):
    """One way to read and to refuse."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """How the paths begin below which everything is refused in this way."""
        ...

    def read_json(self, body: bytes, kind: type[S]) -> S:
        """A JSON body as a struct.

        Raises:
            InvalidInputError: it is not what the call takes.
        """
        ...

    def read_query(self, raw: bytes, kind: type[S]) -> S:
        """A query string as a struct.

        Raises:
            InvalidInputError: it is not what the call takes.
        """
        ...

    def refuse(self, error: RunloreError) -> Reply:
        """The answer that tells an error."""
        ...


class Native:
    """Ours: strict in what it takes, one body for every error."""

    prefixes = ("/",)

    def read_json(self, body: bytes, kind: type[S]) -> S:
        """A JSON body as a struct; unknown fields are refused."""
        return decode_json(body, kind)

    def read_query(self, raw: bytes, kind: type[S]) -> S:
        """A query string as a struct; unknown fields are refused."""
        return decode_query(raw, kind)

    def refuse(self, error: RunloreError) -> Reply:
        """The answer that tells an error."""
        return error_reply(error)


NATIVE = Native()
