"""Datasets: what runs read. The server keeps what is said of them, never their content."""

import msgspec

from runlore.entities.errors import InvalidNameError, InvalidValueError, LimitExceededError
from runlore.entities.ids import ExperimentId
from runlore.entities.limits import (
    MAX_DATASET_NAME_CHARS,
    MAX_DATASET_PROFILE_CHARS,
    MAX_DATASET_SCHEMA_CHARS,
    MAX_DATASET_SOURCE_CHARS,
    MAX_DIGEST_CHARS,
    MAX_INPUT_TAG_CHARS,
    MAX_INPUT_TAG_KEY_CHARS,
    MAX_INPUT_TAGS,
)

CONTEXT = "context"
"""The tag of an input that says what the data was for, such as ``train`` or ``eval``."""


class Dataset(msgspec.Struct, frozen=True):
    """What is known of some data. Of one name and digest there is one in an experiment.

    Attributes:
        name: as whoever logged it calls it.
        digest: of its content, as whoever logged it computed it.
        source_type: what kind of place it came from, such as ``local`` or ``http``.
        source: where from, as text; never opened by the server.
        schema: its columns, as JSON text; empty when unknown.
        profile: its size and statistics, as JSON text; empty when unknown.
    """

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""


class DatasetUse(msgspec.Struct, frozen=True):
    """That a run used a dataset: what the run itself keeps of it, and search looks at.

    Attributes:
        name: of the dataset.
        digest: of the dataset.
        tags: about this use, such as ``{"context": "train"}``.
    """

    name: str
    digest: str
    tags: dict[str, str] = {}

    @property
    def context(self) -> str | None:
        """What the data was for, or None when that was not said."""
        return self.tags.get(CONTEXT)


class RunInput(msgspec.Struct, frozen=True):
    """A dataset that a run used, whole.

    Attributes:
        dataset: all that is known of it.
        tags: about this use, such as ``{"context": "train"}``.
    """

    dataset: Dataset
    tags: dict[str, str] = {}


class DatasetSummary(msgspec.Struct, frozen=True):
    """A dataset of an experiment in one context, for pickers.

    Attributes:
        experiment_id: the experiment's number.
        name: of the dataset.
        digest: of the dataset.
        context: of a use; None where runs used it without saying what for.
    """

    experiment_id: ExperimentId
    name: str
    digest: str
    context: str | None = None


def check_input(given: RunInput) -> RunInput:
    """Check a dataset and the tags of its use, and give them back unchanged.

    Raises:
        InvalidInputError: a name or digest that is none, or something over its limit.
    """
    dataset = given.dataset
    _check_label("Dataset", dataset.name, MAX_DATASET_NAME_CHARS)
    _check_label("Dataset digest", dataset.digest, MAX_DIGEST_CHARS)
    which = f"of dataset {dataset.name!r}"
    _check_text(f"The source type {which}", dataset.source_type, MAX_DATASET_NAME_CHARS)
    _check_text(f"The source {which}", dataset.source, MAX_DATASET_SOURCE_CHARS)
    _check_text(f"The schema {which}", dataset.schema, MAX_DATASET_SCHEMA_CHARS)
    _check_text(f"The profile {which}", dataset.profile, MAX_DATASET_PROFILE_CHARS)
    if len(given.tags) > MAX_INPUT_TAGS:
        raise LimitExceededError(
            f"The number of tags {which}", len(given.tags), MAX_INPUT_TAGS, "Tag the run instead."
        )
    for key, value in given.tags.items():
        _check_label(f"Tag {which}", key, MAX_INPUT_TAG_KEY_CHARS)
        _check_text(f"The tag {key!r} {which}", value, MAX_INPUT_TAG_CHARS)
    return given


def _check_label(what: str, text: str, limit: int) -> None:
    """A text that things are found by: not empty, and of one line."""
    if not text:
        raise InvalidNameError(what, text, "is empty")
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text):
        raise InvalidNameError(what, text, "holds control characters")
    if len(text) > limit:
        raise InvalidNameError(what, text, f"is {len(text)} characters, over {limit}")
    if not _is_unicode(text):
        raise InvalidNameError(what, text, "is not valid Unicode")


def _check_text(what: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise LimitExceededError(
            what, len(text), limit, "Log the rest as a file, and name it in the source."
        )
    if "\0" in text or not _is_unicode(text):
        raise InvalidValueError(f"{what} holds a NUL or is not valid Unicode.")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
