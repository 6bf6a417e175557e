"""What a source of MLflow's is asked, and the nouns of its answers, in MLflow's own words."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from runlore.entities.errors import RunloreError
from runlore.imports.mlflow.source_models import SourceModel, SourceRegistered

AT_THE_SERVER = "folder of the server"
"""The kind of place of files that a server's machine keeps in a folder, for whoever is there."""


class SourceExperiment(msgspec.Struct, frozen=True):
    """An experiment.

    Attributes:
        number: its id there.
        name: with everything before a ``/``.
        tags: labels.
        is_deleted: whether it is in the trash.
        created: milliseconds since 1970; 0 when not known.
    """

    number: str
    name: str
    tags: dict[str, str] = {}
    is_deleted: bool = False
    created: int = 0


class SourceInput(msgspec.Struct, frozen=True):
    """A dataset that a run used."""

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""
    tags: dict[str, str] = {}


class SourceRun(msgspec.Struct, frozen=True):
    """A run, all but its points and files.

    Attributes:
        id: of the run.
        name: of the run; may be empty.
        user: who ran it.
        status: RUNNING, SCHEDULED, FINISHED, FAILED or KILLED.
        started: milliseconds since 1970.
        ended: milliseconds since 1970, or None.
        is_deleted: whether it is in the trash.
        artifact_uri: where its files lie.
        params: as text.
        tags: labels.
        inputs: datasets that it used.
        metrics: names of its metrics, where the source tells them with the run.
        models_used: ids of logged models that it took as inputs.
        models_made: ids of logged models that it made, each with the step.
    """

    id: str
    name: str
    user: str
    status: str
    started: int
    ended: int | None
    is_deleted: bool
    artifact_uri: str
    params: dict[str, str] = {}
    tags: dict[str, str] = {}
    inputs: list[SourceInput] = []
    metrics: list[str] = []
    models_used: list[str] = []
    models_made: dict[str, int] = {}


class Point(NamedTuple):
    """One value of a metric; ``moment`` in milliseconds since 1970."""

    key: str
    step: int
    moment: int
    value: float


class SourceFile(NamedTuple):
    """One file of a run.

    Attributes:
        path: below the run's root.
        size: bytes.
        changed: when, in µs since 1970; 0 when not known.
    """

    path: str
    size: int
    changed: int


class FilesUnreachableError(RunloreError):
    """The files of a run lie where this import does not look.

    Attributes:
        place: what kind of place, such as ``s3``.
    """

    code = "invalid_input"

    def __init__(self, place: str, why: str) -> None:
        super().__init__(why)
        self.place = place


class Place(Protocol):
    """Where the files of one run lie."""

    def files(self) -> Sequence[SourceFile]:
        """All of them, in the order of their paths."""

    def fetch(self, file: SourceFile, folder: Path) -> Path:
        """A file on this machine: where it lies, or a copy made below ``folder``.

        Raises:
            OSError: it cannot be read.
        """


class Source(Protocol):
    """A store of MLflow's, read and never written."""

    @property
    def uri(self) -> str:
        """How it is called, without passwords."""

    def experiments(self) -> list[SourceExperiment]:
        """All of them, in the trash or not, oldest first."""

    def count(self, experiment: SourceExperiment) -> int | None:
        """How many runs it has, or None when that costs as much as reading them."""

    def runs(self, experiment: SourceExperiment) -> Iterator[SourceRun]:
        """Its runs, in the trash or not, in an order that stays."""

    def points(self, run: SourceRun) -> Iterator[Point]:
        """All points of a run in the order of moment, step and key."""

    def place(self, artifact_uri: str, owner: str) -> Place:
        """Where the files of a run or a logged model lie.

        Raises:
            FilesUnreachableError: where this import does not look.
        """

    def logged_models(self, experiment: SourceExperiment) -> Iterator[SourceModel]:
        """Models that its runs packaged, oldest first."""

    def registered_models(self) -> Iterator[SourceRegistered]:
        """The registry's models with their versions."""

    def left_out(self) -> dict[str, int]:
        """How many things of kinds there are that an import does not bring."""

    def close(self) -> None:
        """Let go of it."""
