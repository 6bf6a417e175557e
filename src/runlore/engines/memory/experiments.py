"""Projects and experiments in dictionaries."""

from collections.abc import Sequence

import msgspec

from runlore.engines.memory.state import RunTables
from runlore.entities.errors import AlreadyExistsError
from runlore.entities.experiment import (
    DEFAULT_EXPERIMENT,
    DEFAULT_EXPERIMENT_ID,
    DEFAULT_PROJECT,
    Experiment,
    Project,
    experiment_path,
)
from runlore.entities.ids import ExperimentId, Micros, ProjectName
from runlore.entities.run import RunStatus


class MemoryExperiments:
    """Projects and experiments; a ``stores.experiments.ExperimentStore``."""

    def __init__(self, tables: RunTables) -> None:
        self._tables = tables

    def ensure(
        self, project: ProjectName, name: str, at: Micros, *, counted: bool = True
    ) -> Experiment:
        """The experiment of that name; it and its project are made when new."""
        found = self.find(project, name)
        if found is not None:
            return found if counted else msgspec.structs.replace(found, runs=0)
        self._tables.projects.setdefault(project, Project(project, at))
        made = Experiment(self._next_id(project, name), project, name, at, updated_at=at)
        self._tables.experiments[made.id] = made
        return made

    def get(self, experiment: ExperimentId, *, counted: bool = True) -> Experiment | None:
        """The experiment of that id, deleted or not; not counted, it says that it has 0 runs."""
        found = self._tables.experiments.get(experiment)
        return self._counted(found) if found is not None and counted else found

    def find(self, project: ProjectName, name: str) -> Experiment | None:
        """The experiment of that name, deleted or not."""
        for one in self._tables.experiments.values():
            if (one.project, one.name) == (project, name):
                return self._counted(one)
        return None

    def put(self, experiment: Experiment) -> None:
        """Replace name, tags, notes and deletion of an experiment that exists."""
        current = self._tables.experiments.get(experiment.id)
        if current is None:
            return
        same_name = self.find(current.project, experiment.name)
        if same_name is not None and same_name.id != experiment.id:
            raise AlreadyExistsError(
                "experiment", experiment_path(current.project, experiment.name)
            )
        self._tables.experiments[experiment.id] = msgspec.structs.replace(
            current,
            name=experiment.name,
            tags=experiment.tags,
            notes=experiment.notes,
            deleted_at=experiment.deleted_at,
            updated_at=experiment.updated_at,
        )

    def projects(self, names: Sequence[ProjectName] | None = None) -> list[Project]:
        """Those of the projects that exist, or without names all, with their counts, by name."""
        every = sorted(self._tables.projects.items())
        return [self._summed(one) for name, one in every if names is None or name in names]

    def put_project(self, project: Project) -> None:
        """Replace notes, main metric and its goal of a project that exists."""
        current = self._tables.projects.get(project.name)
        if current is not None:
            self._tables.projects[project.name] = msgspec.structs.replace(
                current, notes=project.notes, main_metric=project.main_metric, goal=project.goal
            )

    def list(self, project: ProjectName | None = None) -> list[Experiment]:
        """All of a project or of the store, deleted ones included, by number."""
        everything = sorted(self._tables.experiments.items())
        return [self._counted(one) for _, one in everything if project in (None, one.project)]

    def _next_id(self, project: ProjectName, name: str) -> ExperimentId:
        if (project, name) == (DEFAULT_PROJECT, DEFAULT_EXPERIMENT):
            return DEFAULT_EXPERIMENT_ID
        return ExperimentId(max(self._tables.experiments, default=0) + 1)

    def _counted(self, experiment: Experiment) -> Experiment:
        live = sum(
            run.experiment_id == experiment.id and run.deleted_at is None
            for run in self._tables.runs.values()
        )
        return msgspec.structs.replace(experiment, runs=live)

    def _summed(self, project: Project) -> Project:
        live = [
            run
            for run in self._tables.runs.values()
            if run.deleted_at is None
            and self._tables.experiments[run.experiment_id].project == project.name
        ]
        return msgspec.structs.replace(
            project,
            runs=len(live),
            active=sum(run.status is RunStatus.RUNNING for run in live),
            last_run_at=max((run.started_at for run in live), default=None),
        )
