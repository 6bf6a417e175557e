"""How many bytes of request bodies the server holds at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from runlore.api.kit.errors import TooBusyError

MAX_BYTES_IN_FLIGHT = 256 * 1024 * 1024
"""Eight uploads of the largest size at once. More clients than that are shaped, not refused: they
keep their journal and come again."""

RETRY_SECONDS = 1.0


class Budget:
    """Counts the bytes that are held. Used from one thread only: the event loop's."""

    def __init__(self, limit: int = MAX_BYTES_IN_FLIGHT) -> None:
        self._free = limit

    @contextmanager
    def lease(self) -> Iterator["Lease"]:
        """Room for one request's body, given back at the end."""
        lease = Lease(self)
        try:
            yield lease
        finally:
            self._free += lease.held

    def take(self, size: int) -> None:
        """Take room.

        Raises:
            TooBusyError: there is not so much.
        """
        if size > self._free:
            raise TooBusyError(
                "The server is taking in as much as it has memory for. Send it again in a moment.",
                RETRY_SECONDS,
            )
        self._free -= size


class Lease:
    """What one request holds.

    Attributes:
        held: bytes.
    """

    __slots__ = ("_budget", "held")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.held = 0

    def grow(self, size: int) -> None:
        """Hold that many bytes more.

        Raises:
            TooBusyError: there is no room.
        """
        self._budget.take(size)
        self.held += size
