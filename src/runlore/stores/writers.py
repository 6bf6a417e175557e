"""Writers: what each writing process of a run has said so far."""

from typing import Protocol

import msgspec

from runlore.entities.ids import RunId, WriterId


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
    """Where the state of writers is kept. Read and put in one transaction, it makes ingest exactly once."""

    def get(self, run: RunId, writer: WriterId) -> WriterState | None: ...

    def put(self, run: RunId, writer: WriterId, state: WriterState) -> None: ...

    def list(self, run: RunId) -> list[tuple[WriterId, WriterState]]: ...

    def delete(self, run: RunId) -> None: ...
