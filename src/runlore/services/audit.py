"""Reading the audit of the registry."""

from itertools import islice

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import LimitExceededError, NotFoundError
from runlore.entities.ids import ModelId
from runlore.entities.limits import MAX_PAGE
from runlore.entities.registry import AuditEntry
from runlore.services.access import Access
from runlore.services.ledger import breaks_of
from runlore.stores.catalog import Catalog

MAX_BREAKS = 100
"""Broken places told of at once: one is enough to know, and a forged audit may have any number."""


class AuditPage(msgspec.Struct, frozen=True):
    """Part of the audit.

    Attributes:
        entries: the newest first.
        cursor: for the entries before these; None at the beginning of the audit.
    """

    entries: list[AuditEntry]
    cursor: int | None


class AuditBreak(msgspec.Struct, frozen=True):
    """A place where the chain of hashes is broken.

    Attributes:
        number: of the entry.
        problem: what is wrong with it, in one sentence.
    """

    number: int
    problem: str


class AuditCheck(msgspec.Struct, frozen=True):
    """Whether the audit is as it was written.

    Attributes:
        entries: number of the newest entry.
        breaks: where the chain is broken, the first 100; empty when it is whole.
    """

    entries: int
    breaks: list[AuditBreak]


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

    def check(self, actor: Actor) -> AuditCheck:
        """Hash the whole audit again and compare; 100,000 entries take some seconds."""
        self._access.require(actor, Permission.READ)
        found = [AuditBreak(*one) for one in islice(breaks_of(self._catalog), MAX_BREAKS)]
        with self._catalog.read() as tx:
            return AuditCheck(tx.audit.head().number, found)
