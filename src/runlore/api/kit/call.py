"""Calls and routes: what a handler is given, and the table row that leads to it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NewType, Protocol, TypeAlias, TypeVar

import msgspec

from runlore.api.kit.budget import Budget
from runlore.api.kit.workers import Workers
from runlore.entities.access import Actor, Permission
from runlore.entities.errors import RunloreError
from runlore.services import Services

Q = TypeVar("Q")
B = TypeVar("B")

Method: TypeAlias = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

Frames = NewType("Frames", bytes)
"""Annotates a handler whose body is frames, as they lie in a journal."""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query string without fields."""


class Feed(Protocol):
    """Where live news comes from."""

    def listen(self, topics: Sequence[str], cursor: str | None) -> AsyncIterator[bytes]:
        """Server-sent events on the topics, from the cursor on or from now.

        Raises:
            InvalidInputError: a topic or cursor that is none.
        """
        ...


@dataclass(frozen=True, slots=True)
class Call(Generic[Q, B]):
    """One request, read and checked.

    Attributes:
        services: all of them.
        feed: live news.
        actor: who asks.
        path: the parts of the path that vary, percent-decoded once.
        query: the query string.
        body: the body: a struct, ``Frames``, ``Pieces`` or None.
        headers: names in lower case; of repeated ones the values, joined with commas.
    """

    services: Services
    feed: Feed
    actor: Actor
    path: Mapping[str, str]
    query: Q
    body: B
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a dialect's table.

    What the query string and the body must be, and what the answer is, stands in the handler's
    annotations: ``def search(call: Call[Nothing, RunSearch]) -> RunPage``.

    Attributes:
        method: the verb.
        path: with ``{name}`` for one part and ``{name:path}`` for all that is left.
        permission: what the actor needs; asked before the body is read.
        handler: called in a worker thread.
        errors: those that it may answer beside the ones that every route has.
        media_type: of a success.
    """

    method: Method
    path: str
    permission: Permission
    handler: Callable[[Call[Any, Any]], object]
    errors: tuple[type[RunloreError], ...] = ()
    media_type: str = "application/json"

    def __post_init__(self) -> None:
        if not isinstance(self.permission, Permission):
            raise TypeError(f"Route {self.method} {self.path} has no permission.")


class Authenticate(Protocol):
    """Finds out who asks."""

    def __call__(self, headers: Mapping[str, str], address: str) -> Actor:
        """The actor; ``NOBODY`` when the request does not say.

        Raises:
            NotAuthenticatedError: it says something wrong.
        """
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What all routes share.

    Attributes:
        services: all of them.
        workers: where handlers run.
        authenticate: finds out who asks.
        feed: live news.
        budget: room for bodies.
    """

    services: Services
    workers: Workers
    authenticate: Authenticate
    feed: Feed
    budget: Budget
