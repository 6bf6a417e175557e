"""The audit: every change of the registry, in order, for ever."""

from typing import Protocol

import msgspec

from runlore.entities.ids import ModelId
from runlore.entities.registry import AuditEntry

NO_HASH = "0" * 64
"""Stands for the hash of the entry before the first."""


class AuditHead(msgspec.Struct, frozen=True):
    """The newest entry that was ever appended, noted beside the entries.

    Attributes:
        number: of the entry; 0 when there is none.
        hash: of the entry.
    """

    number: int = 0
    hash: str = NO_HASH


class AuditStore(Protocol):
    """Where the audit is kept. Entries are appended; nothing changes or deletes one.

    What an entry's hash must be is not this store's business: it keeps entries as they are given.
    """

    def head(self) -> AuditHead:
        """The newest entry, from the note that ``append`` writes, not from the entries."""
        ...

    def append(self, entry: AuditEntry) -> None:
        """Keep an entry, and note it as the newest.

        Raises:
            ConflictError: when its number is not the one after the newest.
        """
        ...

    def newest(
        self, of: ModelId | str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        """Entries, the newest first, with numbers below ``before``.

        Args:
            of: a model by its id, under all the names it had; a name, whichever models had it;
                None for all.
            before: None begins at the newest.
            limit: entries at most.
        """
        ...

    def walk(self, after: int, limit: int) -> list[AuditEntry]:
        """Entries, the oldest first, with numbers above ``after``."""
        ...
