"""Reading the audit of the registry."""

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import LimitExceededError, NotFoundError
from runlore.entities.ids import ModelId
from runlore.entities.limits import MAX_PAGE
from runlore.entities.registry import AuditEntry
from runlore.services.access import Access
from runlore.stores.catalog import Catalog


class AuditPage(msgspec.Struct, frozen=True):
    """Part of the audit.

    Attributes:
        entries: the newest first.
        cursor: for the entries before these; None at the beginning of the audit.
    """

    entries: list[AuditEntry]
    cursor: int | None


class Audit:
    """Who changed what in the registry, when, and why."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def entries(
        self, actor: Actor, model: str | None = None, cursor: int | None = None, limit: int = 100
    ) -> AuditPage:
        """Entries, the newest first.

        Args:
            actor: who asks.
            model: of the model that has this name, under all the names it had; when no model has
                it now, of those that had it. None for all.
            cursor: of the page before.
            limit: entries at most.

        Raises:
            NotFoundError: no model has or had that name.
            LimitExceededError: the limit is out of range.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= limit <= MAX_PAGE:
            raise LimitExceededError("limit", limit, MAX_PAGE, "Ask for 1 to 1,000 entries.")
        with self._catalog.read() as tx:
            of: ModelId | str | None = None
            if model is not None:
                current = tx.registry.model(model)
                of = model if current is None else current.id
            found = tx.audit.newest(of, cursor, limit + 1)
        if not found and model is not None and isinstance(of, str) and cursor is None:
            raise NotFoundError("registered model", model)
        more = len(found) > limit
        return AuditPage(found[:limit], found[limit - 1].number if more else None)
