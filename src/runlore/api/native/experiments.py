"""Projects and experiments."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.entities.experiment import DEFAULT_PROJECT, Experiment, Project
from runlore.entities.ids import parse_experiment_id
from runlore.services.experiments import ExperimentPatch, ProjectPatch


class ProjectList(msgspec.Struct, frozen=True):
    """All projects, by name."""

    projects: list[Project]


class ExperimentList(msgspec.Struct, frozen=True):
    """Experiments, oldest first."""

    experiments: list[Experiment]


class NewExperiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which experiment there should be.

    Attributes:
        name: unique in its project.
        project: of the experiment.
    """

    name: str
    project: str = DEFAULT_PROJECT


class ExperimentQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which experiments.

    Attributes:
        project: only of this project; left out, of all.
    """

    project: str | None = None


def list_projects(call: Call[Nothing, None]) -> ProjectList:
    """List all projects with counts of their runs."""
    return ProjectList(call.services.experiments.projects(call.actor))


def patch_project(call: Call[Nothing, ProjectPatch]) -> Project:
    """Change a project's notes, its main metric and what is good of that."""
    return call.services.experiments.patch_project(call.actor, call.path["project"], call.body)


def list_experiments(call: Call[ExperimentQuery, None]) -> ExperimentList:
    """List experiments, those in the trash included."""
    return ExperimentList(call.services.experiments.list(call.actor, call.query.project))


def ensure_experiment(call: Call[Nothing, NewExperiment]) -> Experiment:
    """Give the experiment of that name, made when it is new; one in the trash stays there."""
    wanted = call.body
    return call.services.experiments.ensure(call.actor, wanted.project, wanted.name)


def patch_experiment(call: Call[Nothing, ExperimentPatch]) -> Experiment:
    """Rename, describe, tag, delete or restore an experiment."""
    number = parse_experiment_id(call.path["experiment"])
    return call.services.experiments.patch(call.actor, number, call.body)
