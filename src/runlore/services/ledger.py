"""What changes in the registry is written into the audit, in the transaction that changes it.

Entries are chained: each holds the hash of the one before and a hash over all that it says. Who
changes, deletes or moves an entry breaks the chain there.
"""

import hashlib
from collections.abc import Iterator

import msgspec

from runlore.entities.access import Actor
from runlore.entities.ids import Micros
from runlore.entities.registry import AuditAction, AuditEntry, RegisteredModel
from runlore.stores.audit import AuditHead
from runlore.stores.catalog import Catalog, Transaction

_SCHEME = "runlore-audit-1"
"""Begins what is hashed: another way to hash would have another word here."""

PAGE = 1_000
"""Entries read in one transaction when all are checked, so that no snapshot is held for long."""


class Change(msgspec.Struct, frozen=True):
    """One change, before it is an entry.

    Attributes:
        action: what was done.
        version: number of the version, or None when the model itself changed.
        key: name of the tag or alias, or empty.
        before: what it was, or None.
        after: what it is now, or None.
    """

    action: AuditAction
    version: int | None = None
    key: str = ""
    before: str | None = None
    after: str | None = None


class Ledger:
    """Writes the changes of one call into the audit.

    Attributes:
        at: the moment of all of them.
    """

    def __init__(self, tx: Transaction, actor: Actor, at: Micros, reason: str = "") -> None:
        self.at = at
        self._tx = tx
        self._actor = actor
        self._reason = reason

    def note(self, model: RegisteredModel, change: Change, reason: str | None = None) -> None:
        """Append one change of a model; ``reason`` stands for the call's own."""
        head = self._tx.audit.head()
        entry = AuditEntry(
            number=head.number + 1,
            at=self.at,
            actor=self._actor.name,
            action=change.action.value,
            model_id=model.id,
            model=model.name,
            version=change.version,
            key=change.key,
            before=change.before,
            after=change.after,
            reason=self._reason if reason is None else reason,
            previous=head.hash,
        )
        self._tx.audit.append(msgspec.structs.replace(entry, hash=hash_of(entry)))


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over all that an entry says and the hash of the one before."""
    *said, _ = msgspec.structs.astuple(entry)
    return hashlib.sha256(msgspec.msgpack.encode([_SCHEME, *said])).hexdigest()


def breaks_of(catalog: Catalog) -> Iterator[tuple[int, str]]:
    """Where the chain is broken: number of the entry, and what is wrong with it."""
    expected = AuditHead()
    while True:
        with catalog.read() as tx:
            page = tx.audit.walk(expected.number, PAGE)
            # The note of the newest is of the same instant as the page that ends there.
            head = tx.audit.head()
        for entry in page:
            yield from ((entry.number, why) for why in _wrong(entry, expected))
            expected = AuditHead(entry.number, entry.hash)
        if len(page) < PAGE:
            break
    if head.number > expected.number:
        yield expected.number, f"The audit ends here, and entry {head.number} was written."
    elif head != expected:
        yield expected.number, f"The note of the newest entry is of {head.number}, not of this one."


def _wrong(entry: AuditEntry, before: AuditHead) -> Iterator[str]:
    missing = entry.number - before.number - 1
    if missing:
        yield f"{missing:,} before it are missing."
    elif entry.previous != before.hash:
        yield "It does not follow the entry before it."
    if entry.hash != hash_of(entry):
        yield "It does not say what was written."
