"""What holds between stages, aliases and versions, whoever changes one of them.

These are steps of a transaction, for the services of the registry; they ask for no access. A model
that they give is the one that is stored then.
"""

import msgspec

from runlore.entities.errors import NotFoundError
from runlore.entities.registry import (
    LATEST,
    AuditAction,
    ModelVersion,
    RegisteredModel,
    Stage,
    parse_stage,
    parse_version,
    stage_spelled_by,
)
from runlore.services.ledger import Change, Ledger
from runlore.stores.catalog import Transaction


def existing_model(tx: Transaction, name: str) -> RegisteredModel:
    """The model of that name.

    Raises:
        NotFoundError: there is none.
    """
    found = tx.registry.model(name)
    if found is None:
        raise NotFoundError("registered model", name)
    return found


def existing_version(tx: Transaction, model: str, number: int) -> ModelVersion:
    """One version of a model.

    Raises:
        NotFoundError: there is no such model or version.
    """
    found = tx.registry.version(model, number)
    if found is None:
        existing_model(tx, model)
        raise NotFoundError(f"version of {model!r}", str(number))
    return found


def meant_version(tx: Transaction, model: str, which: str) -> ModelVersion:
    """The version that a number, ``latest``, a stage or ``@alias`` means.

    Raises:
        NotFoundError: there is no such model, or nothing that it means.
        InvalidValueError: the word is none of these.
    """
    current = existing_model(tx, model)
    if which.removeprefix("@").lower() == LATEST:
        newest = max(current.latest, key=lambda one: one.version, default=None)
        if newest is None:
            raise NotFoundError(f"version of {model!r}", which)
        return newest
    if which.startswith("@"):
        if which[1:] not in current.aliases:
            raise NotFoundError(f"alias of {model!r}", which[1:])
        return existing_version(tx, model, current.aliases[which[1:]])
    if which[:1].isdecimal():
        return existing_version(tx, model, parse_version(which))
    stage = parse_stage(which)
    found = next((one for one in current.latest if one.stage is stage), None)
    if found is None:
        raise NotFoundError(f"version of {model!r} in the stage", stage.value)
    return found


def move(
    tx: Transaction,
    ledger: Ledger,
    version: ModelVersion,
    stage: Stage,
    *,
    archive: bool,
    action: AuditAction = AuditAction.STAGE,
) -> None:
    """Bring a version into a stage, and the model's aliases in step.

    With ``archive`` every other version of that stage is archived. A version that is there already
    stays as it is.
    """
    if archive:
        for other in tx.registry.in_stage(version.model, stage):
            if other.version != version.version:
                why = f"Version {version.version} took its place."
                _put_stage(tx, ledger, other, Stage.ARCHIVED, reason=why)
    if version.stage is not stage:
        _put_stage(tx, ledger, version, stage, action)
    keep_aliases_in_step(tx, ledger, version.model, (stage, version.version))


def keep_aliases_in_step(
    tx: Transaction, ledger: Ledger, model: str, entered: tuple[Stage, int] | None = None
) -> None:
    """Aliases that spell a stage point to a version of that stage, or go.

    Such an alias follows the version that entered its stage. When the version that it points to
    has left, it goes back to the newest that is still there.
    """
    current = existing_model(tx, model)
    aliases: dict[str, int] = {}
    for alias, number in current.aliases.items():
        stage = stage_spelled_by(alias)
        follows = number if stage is None else _follow(tx, model, stage, number, entered)
        if follows is not None:
            aliases[alias] = follows
        if follows != number:
            point(ledger, current, alias, number, follows)
    if aliases != current.aliases:
        put_model(tx, ledger, msgspec.structs.replace(current, aliases=aliases))


def point(
    ledger: Ledger, model: RegisteredModel, alias: str, before: int | None, after: int | None
) -> None:
    """Note that an alias points elsewhere; None is nowhere."""
    change = Change(
        AuditAction.ALIAS,
        version=before if after is None else after,
        key=alias,
        before=None if before is None else str(before),
        after=None if after is None else str(after),
    )
    ledger.note(model, change)


def put_model(tx: Transaction, ledger: Ledger, model: RegisteredModel) -> None:
    """Replace a model, changed now."""
    tx.registry.put_model(msgspec.structs.replace(model, updated_at=ledger.at))


def put_version(tx: Transaction, ledger: Ledger, version: ModelVersion) -> None:
    """Replace a version, changed now and so its model."""
    tx.registry.put_version(msgspec.structs.replace(version, updated_at=ledger.at))
    put_model(tx, ledger, existing_model(tx, version.model))


def _follow(
    tx: Transaction, model: str, stage: Stage, number: int, entered: tuple[Stage, int] | None
) -> int | None:
    if entered is not None and entered[0] is stage:
        return entered[1]
    standing = [one.version for one in tx.registry.in_stage(model, stage)]
    if number in standing:
        return number
    return standing[0] if standing else None


def _put_stage(
    tx: Transaction,
    ledger: Ledger,
    version: ModelVersion,
    stage: Stage,
    action: AuditAction = AuditAction.STAGE,
    reason: str | None = None,
) -> None:
    put_version(tx, ledger, msgspec.structs.replace(version, stage=stage))
    change = Change(action, version=version.version, before=version.stage.value, after=stage.value)
    ledger.note(existing_model(tx, version.model), change, reason)
