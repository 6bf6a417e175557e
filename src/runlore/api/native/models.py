"""Registered models: make, find, describe, delete them; their aliases; what happened to them."""

from typing import Annotated

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.entities.registry import ModelVersion, RegisteredModel, parse_version
from runlore.services.audit import AuditCheck, AuditPage
from runlore.services.model_search import ModelPage, ModelSearch
from runlore.services.registry import ModelPatch

_EntryNumber = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class ModelCreation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new model.

    Attributes:
        name: unique; without ``/`` and ``:``.
        description: Markdown.
        tags: labels.
    """

    name: str
    description: str = ""
    tags: dict[str, str] = {}


class ModelDeleted(msgspec.Struct, frozen=True):
    """How many versions went with the model."""

    versions: int


class ResolveQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which version.

    Attributes:
        version: a number, ``latest``, a stage in any case, or ``@alias``.
    """

    version: str


class AliasTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an alias points.

    Attributes:
        version: number, or text of digits.
        reason: for the audit.
    """

    version: int | str
    reason: str = ""


class Rollback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step back to the version that was in Production before.

    Attributes:
        reason: for the audit.
    """

    reason: str = ""


class AuditQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which part of the audit.

    Attributes:
        cursor: of the page before; left out, the newest entries.
        limit: entries at most, 1 to 1,000.
    """

    cursor: _EntryNumber | None = None
    limit: int = 100


def list_models(call: Call[ModelSearch, None]) -> ModelPage:
    """List registered models, or those that a query finds, with the newest version of each stage.

    Prompts of MLflow are listed only when the query names their tag.
    """
    return call.services.models.search_models(call.actor, call.query)


def create_model(call: Call[Nothing, ModelCreation]) -> RegisteredModel:
    """Make a registered model without versions."""
    new = call.body
    service = call.services.registry
    return service.create_model(call.actor, new.name, new.description, new.tags)


def get_model(call: Call[Nothing, None]) -> RegisteredModel:
    """Give a model with its aliases and the newest version of each stage."""
    return call.services.registry.get_model(call.actor, call.path["name"])


def patch_model(call: Call[Nothing, ModelPatch]) -> RegisteredModel:
    """Rename, describe or tag a model; a new name takes versions, tags and aliases along."""
    return call.services.registry.patch_model(call.actor, call.path["name"], call.body)


def delete_model(call: Call[Nothing, None]) -> ModelDeleted:
    """Delete a model for good, with all its versions, whatever their stage."""
    return ModelDeleted(call.services.registry.delete_model(call.actor, call.path["name"]))


def resolve_version(call: Call[ResolveQuery, None]) -> ModelVersion:
    """Give the version that a number, ``latest``, a stage or ``@alias`` means."""
    name = call.path["name"]
    return call.services.registry.resolve(call.actor, name, call.query.version)


def roll_back(call: Call[Nothing, Rollback]) -> ModelVersion:
    """Make that version Production which was so before, and give it."""
    name = call.path["name"]
    return call.services.promotion.rollback(call.actor, name, call.body.reason)


def get_rollback(call: Call[Nothing, None]) -> ModelVersion:
    """Give the version that a step back would make Production, and change nothing."""
    return call.services.promotion.before_production(call.actor, call.path["name"])


def put_alias(call: Call[Nothing, AliasTarget]) -> RegisteredModel:
    """Point an alias at a version.

    An alias that spells a stage (``production``, ``staging``, in any case) moves the version there.
    """
    name, alias, target = call.path["name"], call.path["alias"], call.body
    version = parse_version(str(target.version))
    return call.services.promotion.set_alias(call.actor, name, alias, version, target.reason)


def delete_alias(call: Call[Nothing, None]) -> RegisteredModel:
    """Remove an alias, if it is there."""
    name, alias = call.path["name"], call.path["alias"]
    return call.services.promotion.delete_alias(call.actor, name, alias)


def get_model_audit(call: Call[AuditQuery, None]) -> AuditPage:
    """Give what happened to a model and its versions, under all its names, the newest first."""
    query = call.query
    name = call.path["name"]
    return call.services.audit.entries(call.actor, name, query.cursor, query.limit)


def get_audit(call: Call[AuditQuery, None]) -> AuditPage:
    """Give what happened in the whole registry, the newest first."""
    query = call.query
    return call.services.audit.entries(call.actor, None, query.cursor, query.limit)


def check_audit(call: Call[Nothing, None]) -> AuditCheck:
    """Hash the whole audit again, and say where it is not what was written."""
    return call.services.audit.check(call.actor)
