"""The audit in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from runlore.engines.sql.registry_tables import audit, audit_head
from runlore.engines.sql.session import Session
from runlore.entities.errors import ConflictError
from runlore.entities.ids import ModelId
from runlore.entities.registry import AuditEntry
from runlore.stores.audit import AuditHead

_HEAD = select(audit_head.c.number, audit_head.c.hash).where(audit_head.c.id == 1)
SELECT_ENTRY = select(
    audit.c.number,
    audit.c.at,
    audit.c.actor,
    audit.c.action,
    audit.c.model_pk,
    audit.c.model,
    audit.c.version,
    audit.c.key,
    audit.c.before,
    audit.c.after,
    audit.c.reason,
    audit.c.previous,
    audit.c.hash,
)


class SqlAudit:
    """The audit in SQL; a ``stores.audit.AuditStore``."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection
        self._dialect = session.dialect

    def head(self) -> AuditHead:
        """The newest entry, from the note beside the entries."""
        row = self._connection.execute(_HEAD).one_or_none()
        return AuditHead() if row is None else AuditHead(*row)

    def append(self, entry: AuditEntry) -> None:
        """Keep an entry, and note it as the newest."""
        if entry.number != self.head().number + 1:
            raise ConflictError(f"Entry {entry.number} of the audit is not the next one.")
        self._connection.execute(insert(audit), _row_of(entry))
        self._connection.execute(
            self._dialect.upsert(audit_head, ("id",)),
            {"id": 1, "number": entry.number, "hash": entry.hash},
        )

    def newest(
        self, of: ModelId | str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        """Entries, the newest first, with numbers below ``before``."""
        wanted = SELECT_ENTRY.order_by(audit.c.number.desc()).limit(limit)
        if of is not None:
            column = audit.c.model if isinstance(of, str) else audit.c.model_pk
            wanted = wanted.where(column == of)
        if before is not None:
            wanted = wanted.where(audit.c.number < before)
        return [entry_of(row) for row in self._connection.execute(wanted)]

    def walk(self, after: int, limit: int) -> list[AuditEntry]:
        """Entries, the oldest first, with numbers above ``after``."""
        wanted = SELECT_ENTRY.where(audit.c.number > after).order_by(audit.c.number).limit(limit)
        return [entry_of(row) for row in self._connection.execute(wanted)]


def _row_of(entry: AuditEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "model_pk": entry.model_id,
        "model": entry.model,
        "version": entry.version,
        "key": entry.key,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def entry_of(row: Sequence[Any]) -> AuditEntry:
    """The entry that a row of ``SELECT_ENTRY`` holds."""
    number, at, actor, action, model_pk, model, *rest = row
    return AuditEntry(number, at, actor, action, model_pk, model, *rest)
