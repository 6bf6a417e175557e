"""The audit in a list."""

from runlore.entities.errors import ConflictError
from runlore.entities.ids import ModelId
from runlore.entities.registry import AuditEntry
from runlore.stores.audit import AuditHead


class MemoryAudit:
    """The audit; a ``stores.audit.AuditStore``."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []

    def copy(self) -> "MemoryAudit":
        """The same content, independent of what happens to this one later."""
        twin = MemoryAudit()
        twin._entries = list(self._entries)
        return twin

    def head(self) -> AuditHead:
        """The newest entry."""
        if not self._entries:
            return AuditHead()
        newest = self._entries[-1]
        return AuditHead(newest.number, newest.hash)

    def append(self, entry: AuditEntry) -> None:
        """Keep an entry, and note it as the newest."""
        if entry.number != len(self._entries) + 1:
            raise ConflictError(f"Entry {entry.number} of the audit is not the next one.")
        self._entries.append(entry)

    def newest(
        self, of: ModelId | str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        """Entries, the newest first, with numbers below ``before``."""
        found = [
            one
            for one in reversed(self._entries)
            if (before is None or one.number < before) and of in (None, one.model, one.model_id)
        ]
        return found[:limit]

    def walk(self, after: int, limit: int) -> list[AuditEntry]:
        """Entries, the oldest first, with numbers above ``after``."""
        return self._entries[max(after, 0) : max(after, 0) + limit]
