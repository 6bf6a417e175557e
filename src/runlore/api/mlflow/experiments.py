"""Experiments."""

import re
from typing import TypeAlias

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.api.mlflow.filters import experiment_filter, experiment_order, trash_of
from runlore.api.mlflow.keys import (
    MAX_EXPERIMENT_TAG_CHARS,
    MAX_NAME_CHARS,
    check_key,
    check_length,
)
from runlore.api.mlflow.shapes import (
    DONE,
    Answer,
    Asked,
    ExperimentAnswer,
    ExperimentMade,
    ExperimentPage,
    Tag,
)
from runlore.api.mlflow.translate import show_experiment
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.ids import parse_experiment_id
from runlore.services.experiments import ExperimentPatch, ExperimentSearch
from runlore.wire.mlflow import ARTIFACT_LOCATION, split_name

MAX_EXPERIMENTS = 50_000
_MAX_LOCATION = 2048
_QUERY_OR_FRAGMENT = re.compile(r"[?#]")


class Create(Asked, frozen=True):
    """A new experiment."""

    name: str
    artifact_location: str = ""
    tags: list[Tag] = []


class ById(Asked, frozen=True):
    """Which experiment."""

    experiment_id: str


class ByName(Asked, frozen=True):
    """Which experiment."""

    experiment_name: str


class Rename(Asked, frozen=True):
    """A new name."""

    experiment_id: str
    new_name: str = ""


class SetTag(Asked, frozen=True):
    """A tag of an experiment."""

    experiment_id: str
    key: str
    value: str = ""


class DeleteTag(Asked, frozen=True):
    """Which tag."""

    experiment_id: str
    key: str


class Search(Asked, frozen=True):
    """Which experiments."""

    max_results: int = 1000
    view_type: str | int = "ACTIVE_ONLY"
    filter: str = ""
    order_by: list[str] = []
    page_token: str = ""


class SearchDatasets(Asked, frozen=True):
    """Of which experiments datasets are wanted."""

    experiment_ids: list[str] = []


class DatasetSummary(Answer, frozen=True):
    """A dataset of an experiment in one context."""

    experiment_id: str
    name: str
    digest: str
    context: str = ""


class DatasetSummaries(Answer, frozen=True):
    """Datasets, newest first."""

    dataset_summaries: list[DatasetSummary] = []


Change: TypeAlias = Call[Nothing, ById]


def create(call: Call[Nothing, Create]) -> ExperimentMade:
    """Make an experiment."""
    given = call.body
    if not given.name.strip():
        raise InvalidValueError("Missing value for required parameter 'name'")
    project, name = split_name(check_length("name", given.name, MAX_NAME_CHARS))
    tags = {check_key("Tag", tag.key): tag.value for tag in given.tags}
    if given.artifact_location:
        tags[ARTIFACT_LOCATION] = _location(given.artifact_location)
    made = call.services.experiments.create(call.actor, project, name, tags)
    return ExperimentMade(str(made.id))


def get(call: Call[ById, None]) -> ExperimentAnswer:
    """Give an experiment by its number."""
    number = parse_experiment_id(call.query.experiment_id)
    return ExperimentAnswer(show_experiment(call.services.experiments.get(call.actor, number)))


def get_by_name(call: Call[ByName, None]) -> ExperimentAnswer:
    """Give an experiment by its name."""
    project, name = split_name(call.query.experiment_name)
    try:
        found = call.services.experiments.find(call.actor, project, name)
    except NotFoundError:
        raise NotFoundError("experiment name", call.query.experiment_name) from None
    return ExperimentAnswer(show_experiment(found))


def search(call: Call[Nothing, Search]) -> ExperimentPage:
    """Search experiments."""
    return _search(call, call.body)


def search_by_query(call: Call[Search, None]) -> ExperimentPage:
    """Search experiments, asked by GET."""
    return _search(call, call.query)


def _search(call: Call[Nothing, Search] | Call[Search, None], asked: Search) -> ExperimentPage:
    if not 1 <= asked.max_results <= MAX_EXPERIMENTS:
        raise InvalidValueError(
            f"Invalid value {asked.max_results} for parameter 'max_results' supplied: "
            f"it must be 1 to {MAX_EXPERIMENTS}."
        )
    page = call.services.experiments.search(
        call.actor,
        ExperimentSearch(
            where=experiment_filter(asked.filter),
            order=experiment_order(asked.order_by),
            deleted=trash_of(asked.view_type),
            limit=asked.max_results,
            cursor=asked.page_token or None,
        ),
    )
    return ExperimentPage([show_experiment(one) for one in page.experiments], page.cursor or "")


def rename(call: Call[Nothing, Rename]) -> Answer:
    """Rename an experiment that is not in the trash."""
    if not call.body.new_name:
        return DONE
    project, name = split_name(check_length("new_name", call.body.new_name, MAX_NAME_CHARS))
    number = parse_experiment_id(call.body.experiment_id)
    call.services.experiments.rename(call.actor, number, project, name)
    return DONE


def delete(call: Change) -> Answer:
    """Put an experiment and its runs in the trash."""
    _trash(call, deleted=True)
    return DONE


def restore(call: Change) -> Answer:
    """Take an experiment and its runs out of the trash."""
    _trash(call, deleted=False)
    return DONE


def set_tag(call: Call[Nothing, SetTag]) -> Answer:
    """Set a tag of an experiment that is not in the trash."""
    given = call.body
    number = parse_experiment_id(given.experiment_id)
    value = check_length("value", given.value, MAX_EXPERIMENT_TAG_CHARS)
    call.services.experiments.tag(call.actor, number, check_key("Tag", given.key), value)
    return DONE


def delete_tag(call: Call[Nothing, DeleteTag]) -> Answer:
    """Remove a tag that is there."""
    number = parse_experiment_id(call.body.experiment_id)
    call.services.experiments.tag(call.actor, number, call.body.key, None)
    return DONE


def search_datasets(call: Call[Nothing, SearchDatasets]) -> DatasetSummaries:
    """List datasets of some experiments, for pickers."""
    numbers = [parse_experiment_id(text) for text in call.body.experiment_ids]
    found = call.services.datasets.of_experiments(call.actor, numbers)
    return DatasetSummaries(
        [
            DatasetSummary(str(one.experiment_id), one.name, one.digest, one.context or "")
            for one in found
        ]
    )


def _trash(call: Change, *, deleted: bool) -> None:
    number = parse_experiment_id(call.body.experiment_id)
    experiments = call.services.experiments
    if (experiments.get(call.actor, number).deleted_at is not None) == deleted:
        state = "deleted" if deleted else "active"
        raise NotFoundError("experiment", f"{number} (it is {state} already)")
    experiments.patch(call.actor, number, ExperimentPatch(deleted=deleted))


def _location(uri: str) -> str:
    check_length("artifact_location", uri, _MAX_LOCATION)
    if _QUERY_OR_FRAGMENT.search(uri) or not uri.isprintable():
        raise InvalidValueError(
            f"Invalid value {msgspec.json.encode(uri).decode()[:200]} for parameter "
            "'artifact_location' supplied: a URI without query, fragment and control characters."
        )
    return uri.rstrip("/")
