"""MLflow's words for what we keep: names of experiments, statuses, tags that are fields of ours.

The server's dialect, the importer, the exporter and the facade all speak them; they are here once.
A *project* of MLflow's is runnable code; ours is the level above experiments, which MLflow spells
as what stands before the first ``/`` of an experiment's name.
"""

from runlore.entities.errors import InvalidIdError
from runlore.entities.experiment import (
    DEFAULT_EXPERIMENT,
    DEFAULT_PROJECT,
    experiment_path,
    split_experiment_path,
)
from runlore.entities.ids import ProjectName, RunId, parse_run_id
from runlore.entities.run import RunStatus

RUN_NAME = "mlflow.runName"
NOTE = "mlflow.note.content"
PARENT = "mlflow.parentRunId"
USER = "mlflow.user"
CONTEXT = "mlflow.data.context"
"""Tag of a dataset's use: what it was for, such as ``training``."""

ARTIFACT_LOCATION = "mlflow.artifactLocation"
"""Tag of an experiment whose clients keep files elsewhere. Data: the server opens no such place."""

ARTIFACT_URI = "mlflow.artifactUri"
"""Tag of a run of such an experiment: MLflow's clients go on to read its files there."""

DEFAULT_NAME = "Default"
"""What MLflow calls the experiment that is there without anybody making it."""

STATUSES = {
    RunStatus.SCHEDULED: "SCHEDULED",
    RunStatus.RUNNING: "RUNNING",
    RunStatus.FINISHED: "FINISHED",
    RunStatus.FAILED: "FAILED",
    RunStatus.KILLED: "KILLED",
    RunStatus.CRASHED: "FAILED",  # MLflow has no word for it
}
"""MLflow's words for ours."""

STATUS_OF_WORD = {word: status for status, word in STATUSES.items() if status.value != "crashed"}
"""Ours for MLflow's."""

STATUS_NUMBERS = {"RUNNING": 1, "SCHEDULED": 2, "FINISHED": 3, "FAILED": 4, "KILLED": 5}
"""MLflow's words as its files and older clients write them."""

STATUS_WORDS = {number: word for word, number in STATUS_NUMBERS.items()}
"""And back."""


def split_name(name: str) -> tuple[ProjectName, str]:
    """Our project and experiment for MLflow's name of an experiment."""
    if name == DEFAULT_NAME:
        return DEFAULT_PROJECT, DEFAULT_EXPERIMENT
    return split_experiment_path(name)


def join_name(project: str, experiment: str) -> str:
    """MLflow's name for an experiment of ours."""
    if (project, experiment) == (DEFAULT_PROJECT, DEFAULT_EXPERIMENT):
        return DEFAULT_NAME
    return experiment_path(project, experiment)


def take_parent(tags: dict[str, str]) -> RunId | None:
    """The parent that the tags name, which is taken out of them; one that is no id stays a tag."""
    try:
        parent = parse_run_id(tags.get(PARENT, ""))
    except InvalidIdError:
        return None
    del tags[PARENT]
    return parent
