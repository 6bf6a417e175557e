"""The seam between a run and its log: what a run needs done with what it says."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

import msgspec

from runlore.entities.ids import WriterId
from runlore.entities.records import Record

Row: TypeAlias = Mapping[str, Any]
"""Metric names with numbers: float, int, bool, and scalars of NumPy and PyTorch."""


class Outcome(msgspec.Struct, frozen=True):
    """How the log of a run stood when it was closed.

    Attributes:
        is_sent: everything was acknowledged by the store.
        waiting: records that still lie in the journal and will be sent by ``runlore sync`` or the
            next run from this folder.
        lost: records that could not be kept or were refused, by reason.
        trouble: the last thing that went wrong, in words; empty when nothing did.
    """

    is_sent: bool = True
    waiting: int = 0
    lost: dict[str, int] = {}
    trouble: str = ""


class Recorder(Protocol):
    """Takes records in order. Nothing here waits for a disk or a network unless it says so.

    Misuse (a value that is no number, a bad name) raises; nothing else does: what goes wrong below
    is counted and told once.
    """

    @property
    def writer(self) -> WriterId:
        """The id under which this process writes."""
        ...

    def log(self, row: Row, step: int | None) -> None:
        """Keep one row; without a step it is the last one of this log plus one, from 0."""
        ...

    def log_apart(self, row: Row, step: int) -> None:
        """Keep one row with a step of its own kind, which leaves the count of ``log`` alone."""
        ...

    def log_final(self, row: Row) -> None:
        """Keep a row of final values."""
        ...

    def append(self, record: Record) -> object:
        """Keep any other record."""
        ...

    def last_values(self) -> dict[str, float]:
        """The value logged last of each metric."""
        ...

    def flush(self, timeout: float) -> bool:
        """Wait until all is durable and acknowledged; False when the time was too short."""
        ...

    def close(self, timeout: float) -> Outcome:
        """Flush and stop. What is not acknowledged in that time stays in the journal."""
        ...


class SilentRecorder:
    """Keeps nothing: the log of a run whose mode is ``disabled``."""

    writer = WriterId("0" * 16)

    def log(self, row: Row, step: int | None) -> None:
        """Do nothing."""

    def log_apart(self, row: Row, step: int) -> None:
        """Do nothing."""

    def log_final(self, row: Row) -> None:
        """Do nothing."""

    def append(self, record: Record) -> object:
        """Do nothing."""

    def last_values(self) -> dict[str, float]:
        """Nothing was logged."""
        return {}

    def flush(self, timeout: float) -> bool:  # noqa: ARG002  # nothing to wait for
        """Nothing waits."""
        return True

    def close(self, timeout: float) -> Outcome:  # noqa: ARG002  # nothing to wait for
        """Nothing was opened."""
        return Outcome()
