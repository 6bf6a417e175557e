"""A clock that stands still until it is told otherwise."""

from runlore.entities.ids import Micros

SOME_DAY = Micros(1_750_000_000_000_000)
"""15 June 2025, 15:06:40 UTC."""


class ManualClock:
    """Tells the time it was set to; a ``services.clock.Clock``."""

    def __init__(self, start: Micros = SOME_DAY) -> None:
        self._now = start

    def now(self) -> Micros:
        """Microseconds since 1970-01-01 UTC."""
        return self._now

    def advance(self, seconds: float) -> Micros:
        """Let so much time pass; gives the time then."""
        self._now = Micros(self._now + round(seconds * 1e6))
        return self._now
