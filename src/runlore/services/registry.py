"""Registered models and their versions: make, read, describe, delete them."""

from collections.abc import Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.ids import LoggedModelId, Micros, ModelId, RunId
from runlore.entities.registry import (
    AuditAction,
    ModelVersion,
    RegisteredModel,
    Stage,
    check_model_name,
)
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.ledger import Change, Ledger
from runlore.services.model_sources import Origin, check_source, origin_of
from runlore.services.registry_texts import check_line, check_text, merged_tags
from runlore.services.stages import (
    existing_model,
    existing_version,
    keep_aliases_in_step,
    meant_version,
    point,
    put_model,
    put_version,
)
from runlore.stores.catalog import Catalog, Transaction


class ModelPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a model; None leaves it. A tag of None is removed."""

    name: str | None = None
    description: str | None = None
    tags: dict[str, str | None] = {}


class VersionPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a version; None leaves it. A tag of None is removed."""

    description: str | None = None
    tags: dict[str, str | None] = {}


class NewVersion(msgspec.Struct, frozen=True):
    """A version to be registered.

    Attributes:
        source: where it comes from; a text that is never opened.
        run: the run that made it; by default the one that the source names.
        logged_model: the logged model it is; by default the one that the source names.
        storage: where its files are; by default what the source says, else the source.
        run_link: address of the run in another tracker.
        description: Markdown.
        tags: labels.
    """

    source: str
    run: RunId | None = None
    logged_model: LoggedModelId | None = None
    storage: str = ""
    run_link: str = ""
    description: str = ""
    tags: dict[str, str] = {}


class Registry:
    """Models and versions. Where versions stand is the business of ``services/promotion.py``."""

    def __init__(self, catalog: Catalog, access: Access, clock: Clock) -> None:
        self._catalog = catalog
        self._access = access
        self._clock = clock

    def create_model(
        self, actor: Actor, name: str, description: str = "", tags: dict[str, str] | None = None
    ) -> RegisteredModel:
        """Make a model without versions.

        Raises:
            InvalidInputError: a name or text that cannot be kept.
            AlreadyExistsError: there is one of that name.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()
        wanted = RegisteredModel(
            ModelId(0),
            check_model_name(name),
            created_at=now,
            updated_at=now,
            description=check_text("The description", description),
            tags=merged_tags({}, tags or {}),
        )

        def work(tx: Transaction) -> RegisteredModel:
            made = tx.registry.create_model(wanted)
            Ledger(tx, actor, now).note(made, Change(AuditAction.CREATE, after=name))
            return made

        return self._catalog.write(work)

    def get_model(self, actor: Actor, name: str) -> RegisteredModel:
        """The model with its aliases and the newest version of each stage. Cheap.

        Raises:
            NotFoundError: there is none.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return existing_model(tx, name)

    def patch_model(self, actor: Actor, name: str, patch: ModelPatch) -> RegisteredModel:
        """Rename, describe or tag a model, and give it as it is then.

        A new name takes versions, tags, aliases and the audit along.

        Raises:
            NotFoundError: there is no such model.
            AlreadyExistsError: the new name is another model's.
            InvalidInputError: a name or text that cannot be kept.
        """
        self._access.require(actor, Permission.WRITE)
        renamed = name if patch.name is None else check_model_name(patch.name)
        check_text("The description", patch.description or "")
        now = self._clock.now()

        def work(tx: Transaction) -> RegisteredModel:
            current = existing_model(tx, name)
            described = current.description if patch.description is None else patch.description
            tags = merged_tags(current.tags, patch.tags)
            wanted = msgspec.structs.replace(
                current, name=renamed, description=described, tags=tags
            )
            if wanted == current:
                return current
            ledger = Ledger(tx, actor, now)
            put_model(tx, ledger, wanted)
            if renamed != name:
                ledger.note(wanted, Change(AuditAction.RENAME, before=name, after=renamed))
            _note_texts(ledger, wanted, current, wanted)
            return existing_model(tx, renamed)

        return self._catalog.write(work)

    def delete_model(self, actor: Actor, name: str) -> int:
        """Forget a model with all its versions, whatever their stage; gives how many there were.

        The audit keeps what happened to them.

        Raises:
            NotFoundError: there is no such model.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()

        def work(tx: Transaction) -> int:
            current = existing_model(tx, name)
            versions = len(tx.registry.versions(name))
            tx.registry.delete_model(current.id)
            Ledger(tx, actor, now).note(current, Change(AuditAction.DELETE, before=name))
            return versions

        return self._catalog.write(work)

    def create_version(self, actor: Actor, model: str, new: NewVersion) -> ModelVersion:
        """Register a version of a model that exists; its number is one above the highest ever.

        Raises:
            NotFoundError: there is no such model, or no run or version that the source names.
            InvalidInputError: a source or text that cannot be kept.
        """
        self._access.require(actor, Permission.WRITE)
        check_source(new.source)
        check_line("The storage", new.storage)
        check_line("The link to the run", new.run_link)
        check_text("The description", new.description)
        merged_tags({}, new.tags)
        now = self._clock.now()

        def work(tx: Transaction) -> ModelVersion:
            existing_model(tx, model)
            told = Origin(new.storage, new.run, new.logged_model)
            origin = origin_of(tx, new.source, told)
            wanted = msgspec.structs.replace(_version_of(model, new, origin, now), user=actor.name)
            made = tx.registry.create_version(wanted)
            ledger = Ledger(tx, actor, now)
            put_model(tx, ledger, existing_model(tx, model))
            change = Change(AuditAction.CREATE, version=made.version, after=new.source)
            ledger.note(existing_model(tx, model), change)
            return made

        return self._catalog.write(work)

    def get_version(self, actor: Actor, model: str, version: int) -> ModelVersion:
        """One version.

        Raises:
            NotFoundError: there is no such model or version.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return existing_version(tx, model, version)

    def patch_version(
        self, actor: Actor, model: str, version: int, patch: VersionPatch
    ) -> ModelVersion:
        """Describe or tag a version, and give it as it is then.

        Raises:
            NotFoundError: there is no such model or version.
            InvalidInputError: a text that cannot be kept.
        """
        self._access.require(actor, Permission.WRITE)
        check_text("The description", patch.description or "")
        now = self._clock.now()

        def work(tx: Transaction) -> ModelVersion:
            current = existing_version(tx, model, version)
            described = current.description if patch.description is None else patch.description
            tags = merged_tags(current.tags, patch.tags)
            wanted = msgspec.structs.replace(current, description=described, tags=tags)
            if wanted == current:
                return current
            ledger = Ledger(tx, actor, now)
            put_version(tx, ledger, wanted)
            _note_texts(ledger, existing_model(tx, model), current, wanted)
            return existing_version(tx, model, version)

        return self._catalog.write(work)

    def delete_version(self, actor: Actor, model: str, version: int) -> RegisteredModel:
        """Forget a version, whatever its stage, and free its aliases; gives the model then.

        Raises:
            NotFoundError: there is no such model or version.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()

        def work(tx: Transaction) -> RegisteredModel:
            gone = existing_version(tx, model, version)
            ledger = Ledger(tx, actor, now)
            tx.registry.delete_version(model, version)
            # Those that spell a stage may still have a version to go to.
            keep_aliases_in_step(tx, ledger, model)
            current = existing_model(tx, model)
            left = {name: to for name, to in current.aliases.items() if to != version}
            put_model(tx, ledger, msgspec.structs.replace(current, aliases=left))
            for alias in current.aliases.keys() - left.keys():
                point(ledger, current, alias, version, None)
            change = Change(AuditAction.DELETE, version=version, before=gone.source)
            ledger.note(current, change)
            return existing_model(tx, model)

        return self._catalog.write(work)

    def latest(
        self, actor: Actor, model: str, stages: Sequence[Stage] = tuple(Stage)
    ) -> list[ModelVersion]:
        """The newest version of each of the stages that has any.

        Raises:
            NotFoundError: there is no such model.
        """
        found = self.get_model(actor, model).latest
        return [one for one in found if one.stage in stages]

    def resolve(self, actor: Actor, model: str, which: str) -> ModelVersion:
        """The version that is meant by a number, ``latest``, a stage (in any case) or ``@alias``.

        Raises:
            NotFoundError: there is no such model, or nothing that it means.
            InvalidInputError: the word is none of these.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return meant_version(tx, model, which)


def _version_of(model: str, new: NewVersion, origin: Origin, now: Micros) -> ModelVersion:
    """The version as it is kept, but for its number."""
    return ModelVersion(
        model,
        version=0,
        created_at=now,
        updated_at=now,
        description=new.description,
        tags=new.tags,
        source=new.source,
        storage=origin.storage,
        run=origin.run,
        logged_model=origin.logged_model,
        run_link=new.run_link,
    )


def _note_texts(
    ledger: Ledger,
    model: RegisteredModel,
    before: RegisteredModel | ModelVersion,
    after: RegisteredModel | ModelVersion,
) -> None:
    """Note what changed in description and tags."""
    version = after.version if isinstance(after, ModelVersion) else None
    if before.description != after.description:
        texts = (before.description, after.description)
        ledger.note(model, Change(AuditAction.DESCRIBE, version, "", *texts))
    for key in sorted(before.tags.keys() | after.tags.keys()):
        values = (before.tags.get(key), after.tags.get(key))
        if values[0] != values[1]:
            ledger.note(model, Change(AuditAction.TAG, version, key, *values))
