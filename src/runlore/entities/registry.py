"""The model registry: named models, their numbered versions, and who changed what."""

import enum
import re

import msgspec

from runlore.entities.errors import InvalidIdError, InvalidNameError, InvalidValueError
from runlore.entities.ids import LoggedModelId, Micros, ModelId, RunId
from runlore.entities.limits import MAX_ALIAS_CHARS
from runlore.entities.names import check_name

READY = "READY"
"""The status of every version: its files are where they are before it is made."""

LATEST = "latest"
"""Stands for the newest version of a model, wherever a version is asked for."""

_ALIAS = re.compile(r"[A-Za-z0-9_-]+")
_NUMBERED = re.compile(r"v[0-9]+", re.IGNORECASE)
_MAX_VERSION_DIGITS = 18
"""Numbers of more digits are no versions, and would only cost time to read."""


class Stage(str, enum.Enum):
    """Where a version stands on its way; at most one of a model is in Production."""

    NONE = "None"
    STAGING = "Staging"
    PRODUCTION = "Production"
    ARCHIVED = "Archived"


class ModelVersion(msgspec.Struct, frozen=True):
    """One numbered state of a registered model.

    Attributes:
        model: name of the registered model.
        version: its number, from 1; a deleted one's is not given again.
        created_at: when it was registered.
        updated_at: when it last changed.
        description: Markdown.
        tags: mutable labels.
        stage: None, Staging, Production or Archived.
        aliases: names that point to it, in order.
        source: where it came from, as whoever registered it said; never opened.
        storage: where its files are; the source when nothing else is known.
        run: the run that made it, or None.
        logged_model: the logged model it is, or None.
        run_link: address of the run in another tracker, or empty.
        user: who registered it.
        status: READY.
    """

    model: str
    version: int
    created_at: Micros
    updated_at: Micros
    description: str = ""
    tags: dict[str, str] = {}
    stage: Stage = Stage.NONE
    aliases: list[str] = []
    source: str = ""
    storage: str = ""
    run: RunId | None = None
    logged_model: LoggedModelId | None = None
    run_link: str = ""
    user: str = ""
    status: str = READY


class RegisteredModel(msgspec.Struct, frozen=True):
    """A named model, under which versions are numbered.

    Attributes:
        id: its number in the store, which a new name does not change.
        name: unique in the store.
        created_at: when.
        updated_at: when it or one of its versions last changed.
        description: Markdown.
        tags: mutable labels.
        aliases: name of each alias → the version that it points to.
        latest: the newest version of each stage that has any.
    """

    id: ModelId
    name: str
    created_at: Micros
    updated_at: Micros
    description: str = ""
    tags: dict[str, str] = {}
    aliases: dict[str, int] = {}
    latest: list[ModelVersion] = []


class AuditAction(str, enum.Enum):
    """What was done to a model, or to a version when the entry names one."""

    CREATE = "create"
    RENAME = "rename"
    DESCRIBE = "describe"
    TAG = "tag"
    ALIAS = "alias"
    STAGE = "stage"
    ROLLBACK = "rollback"
    DELETE = "delete"


class AuditEntry(msgspec.Struct, frozen=True):
    """One change of the registry, for ever.

    Attributes:
        number: from 1, without gaps.
        at: when.
        actor: who.
        action: an ``AuditAction``, as text, so that a falsified one can still be read.
        model_id: number of the model.
        model: its name then.
        version: number of the version, or None when the model itself changed.
        key: name of the tag or alias, or empty.
        before: what it was, or None.
        after: what it is since, or None.
        reason: why, as the actor said; or empty.
        previous: hash of the entry before; 64 zeros for the first.
        hash: SHA-256 over all of the above.
    """

    number: int
    at: Micros
    actor: str
    action: str
    model_id: ModelId
    model: str
    version: int | None = None
    key: str = ""
    before: str | None = msgspec.field(default=None, name="from")
    after: str | None = msgspec.field(default=None, name="to")
    reason: str = ""
    previous: str = ""
    hash: str = ""


def parse_stage(text: str) -> Stage:
    """The stage of that name, in any case.

    Raises:
        InvalidValueError: there is none.
    """
    for stage in Stage:
        if stage.value.lower() == text.lower():
            return stage
    names = ", ".join(stage.value for stage in Stage)
    raise InvalidValueError(f"There is no stage {text[:80]!r}. The stages are {names}.")


def stage_spelled_by(alias: str) -> Stage | None:
    """The stage that an alias spells, in any case: such an alias is kept in step with it."""
    return {"staging": Stage.STAGING, "production": Stage.PRODUCTION}.get(alias.lower())


def parse_version(text: str) -> int:
    """A version's number.

    Raises:
        InvalidIdError: the text is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_VERSION_DIGITS):
        raise InvalidIdError("model version", text, "a whole number such as 3")
    return int(text)


def check_model_name(name: str) -> str:
    """Check the name of a registered model and give it back.

    Raises:
        InvalidNameError: it is blank, or holds ``/`` or ``:``, which ``models:/NAME/3`` could not
            tell apart; or it is no name at all.
    """
    check_name("Registered model", name)
    if not name.strip():
        raise InvalidNameError("Registered model", name, "is blank")
    if "/" in name or ":" in name:
        raise InvalidNameError("Registered model", name, "must not hold '/' or ':'")
    if name in (".", ".."):
        raise InvalidNameError("Registered model", name, "is a step in a path, not a name")
    return name


def check_alias(alias: str) -> str:
    """Check an alias and give it back.

    Raises:
        InvalidNameError: it holds other characters than letters, digits, ``_`` and ``-``, is too
            long, or would be read as something else: ``latest``, ``v3``.
    """
    if len(alias) > MAX_ALIAS_CHARS or _ALIAS.fullmatch(alias) is None:
        raise InvalidNameError(
            "Alias", alias, f"must be 1 to {MAX_ALIAS_CHARS} letters, digits, '_' or '-'"
        )
    if alias.lower() == LATEST or _NUMBERED.fullmatch(alias):
        raise InvalidNameError("Alias", alias, "is reserved: it names a version already")
    return alias
