"""The seam between a run and its log: what a run needs done with what it says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec

from runlore.client.channel import Channel
from runlore.entities.records import Record, RunEnded

Row: TypeAlias = Mapping[str, Any]
"""Metric names with numbers: float, int, bool, and scalars of NumPy and PyTorch."""


class Outcome(msgspec.Struct, frozen=True):
    """How the log of a run stood when it was closed.

    Attributes:
        is_sent: everything was acknowledged by the store.
        waiting: records that still lie in the journal and will be sent by ``runlore sync`` or the
            next run from this folder.
        lost: records that could not be kept or were refused.
        trouble: the last thing that went wrong, in words; empty when nothing did.
    """

    is_sent: bool = True
    waiting: int = 0
    lost: int = 0
    trouble: str = ""


class Recorder(Protocol):
    """Takes records in order. Nothing here waits for a disk or a network unless it says so.

    Misuse (a value that is no number, a bad name) raises; nothing else does: what goes wrong below
    is counted and told once.
    """

    def log(self, row: Row, step: int | None) -> None:
        """Keep one row; without a step it is the last one of this log plus one, from 0."""
        ...

    def log_at(self, row: Row, step: int, at: int | None = None) -> None:
        """Keep one row with a step of its own kind, which leaves the count of ``log`` alone.

        ``at`` is its moment in µs since 1970; None is now.
        """
        ...

    def log_final(self, row: Row, at: int | None = None) -> None:
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

    def close(self, ended: RunEnded | None, timeout: float) -> Outcome:
        """Say how the run ended, flush, stop. What is not acknowledged stays in the journal."""
        ...


class ChannelRecorder:
    """The log of a run that is kept: a journal, and a sender unless the run is offline."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        # Bound once, not looked up in each call: `run.log` is the hot path.
        self.log = channel.journal.log
        self.log_at = channel.journal.log_at
        self.log_final = channel.journal.log_final
        self.append = channel.journal.append
        self.last_values = channel.journal.last_values

    @property
    def blobs(self) -> Path:
        """Where files wait for their upload."""
        return self._channel.journal.blobs

    def flush(self, timeout: float) -> bool:
        """Wait until all is durable and acknowledged."""
        return self._channel.flush(timeout)

    def close(self, ended: RunEnded | None, timeout: float) -> Outcome:
        """Say how the run ended, flush, stop."""
        farewell = self._channel.close(ended, timeout)
        return Outcome(
            is_sent=farewell.delivered,
            waiting=farewell.pending,
            lost=farewell.lost + farewell.refused,
            trouble=farewell.trouble,
        )


class SilentRecorder:
    """Keeps nothing: the log of a run whose mode is ``disabled``."""

    def log(self, row: Row, step: int | None) -> None:
        """Do nothing."""

    def log_at(self, row: Row, step: int, at: int | None = None) -> None:
        """Do nothing."""

    def log_final(self, row: Row, at: int | None = None) -> None:
        """Do nothing."""

    def append(self, record: Record) -> object:
        """Do nothing."""

    def last_values(self) -> dict[str, float]:
        """Nothing was logged."""
        return {}

    def flush(self, timeout: float) -> bool:  # noqa: ARG002  # nothing to wait for
        """Nothing waits."""
        return True

    def close(self, ended: RunEnded | None, timeout: float) -> Outcome:  # noqa: ARG002
        """Nothing was opened."""
        return Outcome()
