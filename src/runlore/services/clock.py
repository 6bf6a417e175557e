"""The one place where the server reads the time."""

import time
from typing import Protocol

from runlore.entities.ids import Micros


class Clock(Protocol):
    """Tells the time; tests pass their own."""

    def now(self) -> Micros:
        """Microseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Micros:
        """Microseconds since 1970-01-01 UTC."""
        return Micros(time.time_ns() // 1_000)
