"""Stages and aliases: promote, roll back, point names at versions."""

from collections.abc import Iterable

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import ConflictError, InvalidValueError
from runlore.entities.ids import ModelId
from runlore.entities.registry import (
    AuditAction,
    AuditEntry,
    ModelVersion,
    RegisteredModel,
    Stage,
    check_alias,
    stage_spelled_by,
)
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.ledger import PAGE, Ledger
from runlore.services.registry_texts import check_line
from runlore.services.stages import (
    existing_model,
    existing_version,
    move,
    point,
    put_model,
)
from runlore.stores.catalog import Catalog, Transaction

_ARCHIVING = (Stage.STAGING, Stage.PRODUCTION)


class Promotion:
    """Where versions stand, and which names point to them.

    Who enters Production archives who was there, in the same transaction: there is one.
    """

    def __init__(
        self, catalog: Catalog, access: Access, clock: Clock, *, one_production: bool = True
    ) -> None:
        """Args: one_production: False leaves it to the ``archive`` of each call."""
        self._catalog = catalog
        self._access = access
        self._clock = clock
        self._one_production = one_production

    def transition(
        self,
        actor: Actor,
        model: str,
        version: int,
        stage: Stage,
        *,
        archive: bool = False,
        reason: str = "",
    ) -> ModelVersion:
        """Move a version to a stage, and give it as it is then.

        Aliases that spell the stage move along if they are set. A version that is in the stage
        already stays as it is.

        Args:
            actor: who asks.
            model: name of the model.
            version: number of the version.
            stage: where to.
            archive: archive all others of that stage; Staging and Production only. Production does
                so by itself, unless the server is set otherwise.
            reason: for the audit.

        Raises:
            NotFoundError: there is no such model or version.
            InvalidValueError: ``archive`` with a stage that may hold any number.
        """
        self._access.require(actor, Permission.WRITE)
        check_line("The reason", reason)
        if archive and stage not in _ARCHIVING:
            raise InvalidValueError(
                f"Moving a version to {stage.value} archives no other. Leave archive out; "
                "it goes with Staging and Production."
            )
        now = self._clock.now()

        def work(tx: Transaction) -> ModelVersion:
            ledger = Ledger(tx, actor, now, reason)
            self._move(tx, ledger, existing_version(tx, model, version), stage, archive=archive)
            return existing_version(tx, model, version)

        return self._catalog.write(work)

    def rollback(self, actor: Actor, model: str, reason: str = "") -> ModelVersion:
        """Make that version Production which was so before, as the audit tells, and give it.

        Versions that were deleted since are passed over. Rolling back again goes one further back.
        With no version in Production now, the last one that was comes back.

        Raises:
            NotFoundError: there is no such model.
            ConflictError: none was in Production before.
        """
        self._access.require(actor, Permission.WRITE)
        check_line("The reason", reason)
        now = self._clock.now()

        def work(tx: Transaction) -> ModelVersion:
            target = _production_before(tx, existing_model(tx, model))
            ledger = Ledger(tx, actor, now, reason)
            to = Stage.PRODUCTION
            move(tx, ledger, target, to, archive=True, action=AuditAction.ROLLBACK)
            return existing_version(tx, model, target.version)

        return self._catalog.write(work)

    def before_production(self, actor: Actor, model: str) -> ModelVersion:
        """The version that ``rollback`` would bring back; nothing changes.

        Raises:
            NotFoundError: there is no such model.
            ConflictError: none was in Production before.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return _production_before(tx, existing_model(tx, model))

    def set_alias(
        self, actor: Actor, model: str, alias: str, version: int, reason: str = ""
    ) -> RegisteredModel:
        """Point an alias at a version, wherever it pointed before, and give the model then.

        An alias that spells a stage (``production``, ``Staging``) moves the version there.

        Raises:
            InvalidNameError: no alias can be called so.
            NotFoundError: there is no such model or version.
        """
        self._access.require(actor, Permission.WRITE)
        check_alias(alias)
        check_line("The reason", reason)
        now = self._clock.now()

        def work(tx: Transaction) -> RegisteredModel:
            ledger = Ledger(tx, actor, now, reason)
            target = existing_version(tx, model, version)
            current = existing_model(tx, model)
            before = current.aliases.get(alias)
            if before != version:
                aliases = {**current.aliases, alias: version}
                put_model(tx, ledger, msgspec.structs.replace(current, aliases=aliases))
                point(ledger, current, alias, before, version)
            stage = stage_spelled_by(alias)
            if stage is not None:
                self._move(tx, ledger, target, stage, archive=False)
            return existing_model(tx, model)

        return self._catalog.write(work)

    def delete_alias(self, actor: Actor, model: str, alias: str) -> RegisteredModel:
        """Remove an alias, if it is there, and give the model then. No version changes its stage.

        Raises:
            NotFoundError: there is no such model.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()

        def work(tx: Transaction) -> RegisteredModel:
            current = existing_model(tx, model)
            if alias not in current.aliases:
                return current
            left = {name: to for name, to in current.aliases.items() if name != alias}
            ledger = Ledger(tx, actor, now)
            put_model(tx, ledger, msgspec.structs.replace(current, aliases=left))
            point(ledger, current, alias, current.aliases[alias], None)
            return existing_model(tx, model)

        return self._catalog.write(work)

    def _move(
        self, tx: Transaction, ledger: Ledger, version: ModelVersion, stage: Stage, *, archive: bool
    ) -> None:
        alone = stage is Stage.PRODUCTION and self._one_production
        move(tx, ledger, version, stage, archive=archive or alone)


def _production_before(tx: Transaction, model: RegisteredModel) -> ModelVersion:
    """The version to roll back to."""
    pile = _pile_of(_entries_of(tx, model.id))
    now = {one.version for one in tx.registry.in_stage(model.name, Stage.PRODUCTION)}
    while pile and pile[-1] in now:
        pile.pop()
    for number in reversed(pile):
        found = tx.registry.version(model.name, number)
        if found is not None:
            return found
    raise ConflictError(
        f"No version of {model.name!r} was in Production before, so there is none to roll back to. "
        "Promote the one that you want."
    )


def _pile_of(entries: Iterable[AuditEntry]) -> list[int]:
    """Versions in the order in which they came into Production, as far as it still counts.

    A promotion lays a version on top, a rollback takes off what lies above the one that it went
    back to.
    """
    pile: list[int] = []
    for entry in entries:
        if entry.version is None or entry.after != Stage.PRODUCTION.value:
            continue
        if entry.action == AuditAction.STAGE.value:
            pile.append(entry.version)
        elif entry.action == AuditAction.ROLLBACK.value:
            while pile and pile[-1] != entry.version:
                pile.pop()
    return pile


def _entries_of(tx: Transaction, model: ModelId) -> list[AuditEntry]:
    """The audit of a model, the oldest first."""
    found: list[AuditEntry] = []
    before: int | None = None
    while True:
        page = tx.audit.newest(model, before, PAGE)
        found += page
        if len(page) < PAGE:
            return found[::-1]
        before = page[-1].number
