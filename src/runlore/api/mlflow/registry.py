"""Registered models, their stages and aliases."""

from typing import TypeAlias

from runlore.api.kit.call import Call, Nothing
from runlore.api.mlflow.shapes import DONE, Answer, Asked, KeyValue, Tag
from runlore.api.mlflow.translate import millis
from runlore.api.mlflow.versions import (
    Version,
    VersionAnswer,
    VersionList,
    show_version,
)
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.registry import RegisteredModel, Stage, parse_stage, parse_version
from runlore.services.model_search import ModelSearch
from runlore.services.registry import ModelPatch


class Alias(Answer, frozen=True):
    """A name that points to a version."""

    alias: str
    version: str


class Model(Answer, frozen=True):
    """A registered model; moments in milliseconds since 1970."""

    name: str
    creation_timestamp: int
    last_updated_timestamp: int
    description: str = ""
    latest_versions: list[Version] = []
    tags: list[KeyValue] = []
    aliases: list[Alias] = []


class ModelAnswer(Answer, frozen=True):
    """One registered model."""

    registered_model: Model


class ModelPage(Answer, frozen=True):
    """A page of registered models."""

    registered_models: list[Model] = []
    next_page_token: str = ""


class Create(Asked, frozen=True):
    """A new registered model."""

    name: str
    tags: list[Tag] = []
    description: str = ""


class ByName(Asked, frozen=True):
    """Which registered model."""

    name: str


class Describe(Asked, frozen=True):
    """What to say of it."""

    name: str
    description: str | None = None


class Rename(Asked, frozen=True):
    """A new name."""

    name: str
    new_name: str


class Search(Asked, frozen=True):
    """Which registered models."""

    filter: str = ""
    max_results: int = 100
    order_by: list[str] = []
    page_token: str = ""


class Latest(Asked, frozen=True):
    """Of which stages the newest versions are wanted; of all when none is told."""

    name: str
    stages: list[str] = []


class SetTag(Asked, frozen=True):
    """A tag of a registered model."""

    name: str
    key: str
    value: str = ""


class DeleteTag(Asked, frozen=True):
    """Which tag."""

    name: str
    key: str


class SetAlias(Asked, frozen=True):
    """Where an alias points to."""

    name: str
    alias: str
    version: str


class ByAlias(Asked, frozen=True):
    """Which alias."""

    name: str
    alias: str


LatestCall: TypeAlias = Call[Nothing, Latest] | Call[Latest, None]


def create(call: Call[Nothing, Create]) -> ModelAnswer:
    """Make a registered model."""
    given = call.body
    tags = {tag.key: tag.value for tag in given.tags}
    made = call.services.registry.create_model(call.actor, given.name, given.description, tags)
    return ModelAnswer(show_model(made))


def get(call: Call[ByName, None]) -> ModelAnswer:
    """Give a registered model with the newest version of each stage."""
    return ModelAnswer(show_model(call.services.registry.get_model(call.actor, call.query.name)))


def describe(call: Call[Nothing, Describe]) -> ModelAnswer:
    """Replace the description."""
    patch = ModelPatch(description=call.body.description)
    done = call.services.registry.patch_model(call.actor, call.body.name, patch)
    return ModelAnswer(show_model(done))


def rename(call: Call[Nothing, Rename]) -> ModelAnswer:
    """Rename a model; versions, tags and aliases come along."""
    patch = ModelPatch(name=call.body.new_name)
    done = call.services.registry.patch_model(call.actor, call.body.name, patch)
    return ModelAnswer(show_model(done))


def delete(call: Call[Nothing, ByName]) -> Answer:
    """Delete a model with its versions."""
    call.services.registry.delete_model(call.actor, call.body.name)
    return DONE


def search(call: Call[Search, None]) -> ModelPage:
    """Search registered models; prompts are hidden unless they are asked for."""
    asked = call.query
    page = call.services.models.search_models(
        call.actor,
        ModelSearch(asked.filter, asked.order_by, asked.max_results, asked.page_token or None),
    )
    return ModelPage([show_model(one) for one in page.models], page.cursor or "")


def latest(call: Call[Nothing, Latest]) -> VersionList:
    """Give the newest version of each stage."""
    return _latest(call, call.body)


def latest_by_query(call: Call[Latest, None]) -> VersionList:
    """Give the newest version of each stage, asked by GET."""
    return _latest(call, call.query)


def set_tag(call: Call[Nothing, SetTag]) -> Answer:
    """Set a tag."""
    given = call.body
    patch = ModelPatch(tags={given.key: given.value})
    call.services.registry.patch_model(call.actor, given.name, patch)
    return DONE


def delete_tag(call: Call[Nothing, DeleteTag]) -> Answer:
    """Remove a tag, if it is there."""
    patch = ModelPatch(tags={call.body.key: None})
    call.services.registry.patch_model(call.actor, call.body.name, patch)
    return DONE


def set_alias(call: Call[Nothing, SetAlias]) -> Answer:
    """Point an alias at a version."""
    given = call.body
    number = parse_version(given.version)
    call.services.promotion.set_alias(call.actor, given.name, given.alias, number)
    return DONE


def delete_alias(call: Call[Nothing, ByAlias]) -> Answer:
    """Remove an alias, if it is there."""
    call.services.promotion.delete_alias(call.actor, call.body.name, call.body.alias)
    return DONE


def get_by_alias(call: Call[ByAlias, None]) -> VersionAnswer:
    """Give the version that an alias points to."""
    asked = call.query
    which = "latest" if asked.alias.lower() == "latest" else f"@{asked.alias}"
    registry = call.services.registry
    registry.get_model(call.actor, asked.name)
    try:
        found = registry.resolve(call.actor, asked.name, which)
    except NotFoundError:
        raise InvalidValueError(f"Registered model alias {asked.alias[:80]} not found.") from None
    return VersionAnswer(show_version(found))


def show_model(model: RegisteredModel) -> Model:
    """A registered model as MLflow shows it."""
    return Model(
        name=model.name,
        creation_timestamp=millis(model.created_at),
        last_updated_timestamp=millis(model.updated_at),
        description=model.description,
        latest_versions=[show_version(one) for one in model.latest],
        tags=[KeyValue(key, value) for key, value in model.tags.items()],
        aliases=[Alias(alias, str(version)) for alias, version in model.aliases.items()],
    )


def _latest(call: LatestCall, asked: Latest) -> VersionList:
    stages = [parse_stage(text) for text in asked.stages] or list(Stage)
    found = call.services.registry.latest(call.actor, asked.name, stages)
    return VersionList([show_version(one) for one in found])
