"""Writers: what each writing process of a run has said so far."""

from typing import Protocol

import msgspec

from runlore.entities.ids import RunId, WriterId

CALLS_REMEMBERED = 256
"""A client sends a call again after seconds; of ten that send at once, each is found by then."""

CALL_BYTES = 8
"""Of a call's digest: among 256, two are alike once in 10¹⁷ calls."""


class WriterState(msgspec.Struct, frozen=True):
    """How far one writer's log is stored.

    Attributes:
        last_seq: the last sequence number that is stored.
        shapes: the key lists it told, by number.
        label: of the writer, such as ``rank 3``.
    """

    last_seq: int = 0
    shapes: dict[int, tuple[str, ...]] = {}
    label: str = ""


class WriterStore(Protocol):
    """Where writers' states are kept; read and put in one transaction they make exactly once."""

    def get(self, run: RunId, writer: WriterId) -> WriterState | None:
        """How far the writer is, or None for a new one."""
        ...

    def put(self, run: RunId, writer: WriterId, state: WriterState) -> None:
        """Replace a writer's state."""
        ...

    def list(self, run: RunId) -> list[tuple[WriterId, WriterState]]:
        """All writers of a run."""
        ...

    def seen(self, run: RunId, call: bytes) -> bool:
        """Whether a call of this digest is among the run's last ``CALLS_REMEMBERED``; now it is.

        For clients that number nothing and send a call again when its answer was lost.
        """
        ...

    def delete(self, run: RunId) -> None:
        """Forget the writers of a run, and its calls."""
        ...
