"""Versions of registered models."""

import re

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.files import file_reply, span_of
from runlore.api.kit.reply import Reply
from runlore.api.mlflow.places import model_uri, place_of_uri, run_file_uri
from runlore.api.mlflow.shapes import DONE, Answer, Asked, KeyValue, Tag
from runlore.api.mlflow.translate import millis
from runlore.entities.artifact import is_model
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.ids import LoggedModelId, RunId, parse_logged_model_id, parse_run_id
from runlore.entities.registry import ModelVersion, parse_stage, parse_version
from runlore.services.model_search import ModelSearch
from runlore.services.registry import NewVersion, VersionPatch

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""Of two letters and more: one letter is a drive."""


class Version(Answer, frozen=True):
    """A version; moments in milliseconds since 1970."""

    name: str
    version: str
    creation_timestamp: int
    last_updated_timestamp: int
    current_stage: str
    source: str
    status: str
    user_id: str = ""
    description: str = ""
    run_id: str = ""
    run_link: str = ""
    model_id: str = ""
    tags: list[KeyValue] = []
    aliases: list[str] = []


class VersionAnswer(Answer, frozen=True):
    """One version."""

    model_version: Version


class VersionList(Answer, frozen=True):
    """Versions and the next page of them."""

    model_versions: list[Version] = []
    next_page_token: str = ""


class Uri(Answer, frozen=True):
    """Where a version's files lie."""

    artifact_uri: str


class Create(Asked, frozen=True):
    """A new version."""

    name: str
    source: str
    run_id: str = ""
    run_link: str = ""
    description: str = ""
    model_id: str = ""
    tags: list[Tag] = []


class ByVersion(Asked, frozen=True):
    """Which version."""

    name: str
    version: str


class Describe(Asked, frozen=True):
    """What to say of it."""

    name: str
    version: str
    description: str | None = None


class Transition(Asked, frozen=True):
    """Where to."""

    name: str
    version: str
    stage: str
    archive_existing_versions: bool = False


class SetTag(Asked, frozen=True):
    """A tag of a version."""

    name: str
    version: str
    key: str
    value: str = ""


class DeleteTag(Asked, frozen=True):
    """Which tag."""

    name: str
    version: str
    key: str


class Search(Asked, frozen=True):
    """Which versions."""

    filter: str = ""
    max_results: int = 200_000
    order_by: list[str] = []
    page_token: str = ""


class VersionFile(Asked, frozen=True):
    """Which file of a version."""

    name: str
    version: str
    path: str


def create(call: Call[Nothing, Create]) -> VersionAnswer:
    """Register a version."""
    given = call.body
    run, model = _origin(given)
    new = NewVersion(
        source=given.source,
        run=run,
        logged_model=model,
        run_link=given.run_link,
        description=given.description,
        tags={tag.key: tag.value for tag in given.tags},
    )
    made = call.services.registry.create_version(call.actor, given.name, new)
    return VersionAnswer(show_version(made))


def get(call: Call[ByVersion, None]) -> VersionAnswer:
    """Give a version."""
    asked = call.query
    found = call.services.registry.get_version(call.actor, asked.name, parse_version(asked.version))
    return VersionAnswer(show_version(found))


def describe(call: Call[Nothing, Describe]) -> VersionAnswer:
    """Replace the description."""
    return _patched(call, call.body, VersionPatch(description=call.body.description))


def delete(call: Call[Nothing, ByVersion]) -> Answer:
    """Delete a version; its number is not used again."""
    number = parse_version(call.body.version)
    call.services.registry.delete_version(call.actor, call.body.name, number)
    return DONE


def transition(call: Call[Nothing, Transition]) -> VersionAnswer:
    """Move a version to a stage; who enters Production archives who was there."""
    given = call.body
    moved = call.services.promotion.transition(
        call.actor,
        given.name,
        parse_version(given.version),
        parse_stage(given.stage),
        archive=given.archive_existing_versions,
    )
    return VersionAnswer(show_version(moved))


def set_tag(call: Call[Nothing, SetTag]) -> Answer:
    """Set a tag."""
    _patched(call, call.body, VersionPatch(tags={call.body.key: call.body.value}))
    return DONE


def delete_tag(call: Call[Nothing, DeleteTag]) -> Answer:
    """Remove a tag, if it is there."""
    _patched(call, call.body, VersionPatch(tags={call.body.key: None}))
    return DONE


def search(call: Call[Search, None]) -> VersionList:
    """Search versions; those of prompts are hidden."""
    asked = call.query
    page = call.services.models.search_versions(
        call.actor,
        ModelSearch(asked.filter, asked.order_by, asked.max_results, asked.page_token or None),
    )
    return VersionList([show_version(one) for one in page.versions], page.cursor or "")


def get_download_uri(call: Call[ByVersion, None]) -> Uri:
    """Tell where a version's files lie."""
    asked = call.query
    number = parse_version(asked.version)
    version = call.services.registry.get_version(call.actor, asked.name, number)
    return Uri(_files_of(call, version))


def get_file(call: Call[VersionFile, None]) -> Reply:
    """Give a file of a version to a browser, as a download."""
    asked = call.query
    number = parse_version(asked.version)
    version = call.services.registry.get_version(call.actor, asked.name, number)
    place = place_of_uri(_files_of(call, version))
    if place is None:
        raise NotFoundError("artifact", f"{asked.path} of {version.source}, which is not kept here")
    path = f"{place.path}/{asked.path}".strip("/")
    span = span_of(call.headers)
    opened = call.services.artifacts.open(call.actor, place.owner, path, span=span)
    return file_reply(opened, call.headers)


def show_version(version: ModelVersion) -> Version:
    """A version as MLflow shows it."""
    return Version(
        name=version.model,
        version=str(version.version),
        creation_timestamp=millis(version.created_at),
        last_updated_timestamp=millis(version.updated_at),
        current_stage=version.stage.value,
        source=version.source,
        status=version.status,
        user_id=version.user,
        description=version.description,
        run_id=version.run or "",
        run_link=version.run_link,
        model_id=version.logged_model or "",
        tags=[KeyValue(key, value) for key, value in version.tags.items()],
        aliases=list(version.aliases),
    )


def _patched(
    call: Call[Nothing, Describe] | Call[Nothing, SetTag] | Call[Nothing, DeleteTag],
    which: Describe | SetTag | DeleteTag,
    patch: VersionPatch,
) -> VersionAnswer:
    number = parse_version(which.version)
    done = call.services.registry.patch_version(call.actor, which.name, number, patch)
    return VersionAnswer(show_version(done))


def _origin(given: Create) -> tuple[RunId | None, LoggedModelId | None]:
    """The run and the logged model of a source, which must be ours or nobody's on this machine.

    Raises:
        InvalidValueError: a path of some machine, which says nothing to anybody else.
    """
    run = parse_run_id(given.run_id) if given.run_id else None
    model = parse_logged_model_id(given.model_id) if given.model_id else None
    scheme = _SCHEME.match(given.source)
    if scheme is None or scheme.group().lower() == "file:":
        raise InvalidValueError(
            f"Invalid model version source: {given.source[:200]!r}. A path of one machine is no "
            "source: give runs:/, models:/ or mlflow-artifacts:/, or the address of a store."
        )
    if scheme.group() != "models:":
        place = place_of_uri(given.source)
        if place is not None and is_model(place.owner):
            model = model or place.owner
        elif place is not None:
            if run not in (None, place.owner):
                raise InvalidValueError(
                    f"Invalid model version source: {given.source[:200]!r} is not of the run "
                    f"{given.run_id} that is given with it."
                )
            run = RunId(place.owner)
    return run, model


def _files_of(call: Call[ByVersion, None] | Call[VersionFile, None], version: ModelVersion) -> str:
    if version.logged_model is not None:
        return model_uri(call.services.logged_models.get(call.actor, version.logged_model))
    if version.storage.startswith("runs:/"):
        place = place_of_uri(version.storage)
        if place is not None:
            run = call.services.runs.get(call.actor, RunId(place.owner))
            return run_file_uri(run, place.path)
    return version.storage
