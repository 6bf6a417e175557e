"""Versions of registered models: make, find, describe, delete them, and move them to a stage."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.entities.ids import parse_logged_model_id, parse_run_id
from runlore.entities.registry import ModelVersion, RegisteredModel, parse_stage, parse_version
from runlore.services.model_search import ModelSearch, VersionPage
from runlore.services.registry import NewVersion, VersionPatch


class VersionCreation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new version.

    Attributes:
        source: where it comes from, such as ``runs:/RUN/model`` or ``models:/NAME/3``; a text
            that is never opened.
        run: id of the run that made it; left out, the one that the source names.
        logged_model: id of the logged model it is; left out, the one that the source names.
        run_link: address of the run in another tracker.
        description: Markdown.
        tags: labels.
    """

    source: str
    run: str | None = None
    logged_model: str | None = None
    run_link: str = ""
    description: str = ""
    tags: dict[str, str] = {}


class StageChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a version moves to.

    Attributes:
        stage: None, Staging, Production or Archived, in any case.
        archive: archive all others of that stage; for Staging, and for Production, which does so
            by itself unless the server is set otherwise.
        reason: for the audit.
    """

    stage: str
    archive: bool = False
    reason: str = ""


def create_version(call: Call[Nothing, VersionCreation]) -> ModelVersion:
    """Register a version; its number is one above the highest that the model ever had."""
    new = call.body
    wanted = NewVersion(
        new.source,
        run=None if new.run is None else parse_run_id(new.run),
        logged_model=None if new.logged_model is None else parse_logged_model_id(new.logged_model),
        run_link=new.run_link,
        description=new.description,
        tags=new.tags,
    )
    return call.services.registry.create_version(call.actor, call.path["name"], wanted)


def search_versions(call: Call[Nothing, ModelSearch]) -> VersionPage:
    """Search versions of all models, those that changed last first, one page at a time."""
    return call.services.models.search_versions(call.actor, call.body)


def get_version(call: Call[Nothing, None]) -> ModelVersion:
    """Give one version."""
    name, version = call.path["name"], parse_version(call.path["version"])
    return call.services.registry.get_version(call.actor, name, version)


def patch_version(call: Call[Nothing, VersionPatch]) -> ModelVersion:
    """Describe or tag a version."""
    name, version = call.path["name"], parse_version(call.path["version"])
    return call.services.registry.patch_version(call.actor, name, version, call.body)


def delete_version(call: Call[Nothing, None]) -> RegisteredModel:
    """Delete a version for good, whatever its stage, and give its model as it is then."""
    name, version = call.path["name"], parse_version(call.path["version"])
    return call.services.registry.delete_version(call.actor, name, version)


def move_version(call: Call[Nothing, StageChange]) -> ModelVersion:
    """Move a version to a stage; who enters Production archives who was there."""
    name, version = call.path["name"], parse_version(call.path["version"])
    wanted = call.body
    stage = parse_stage(wanted.stage)
    return call.services.promotion.transition(
        call.actor, name, version, stage, archive=wanted.archive, reason=wanted.reason
    )
