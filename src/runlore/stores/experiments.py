"""Projects and experiments."""

from collections.abc import Sequence
from typing import Protocol

from runlore.entities.experiment import Experiment, Project
from runlore.entities.ids import ExperimentId, Micros, ProjectName


class ExperimentStore(Protocol):
    """Where projects and experiments are kept.

    Names are unique: projects everywhere, experiments in their project, the deleted ones included.
    Counts of runs are exact at the instant of reading.
    """

    def ensure(
        self, project: ProjectName, name: str, at: Micros, *, counted: bool = True
    ) -> Experiment:
        """The experiment of that name; it and its project are made when new, safe when two ask.

        The experiment ``default`` of the project ``default`` gets ``DEFAULT_EXPERIMENT_ID``. Who
        asks for each run that starts leaves the counting of its runs, which walks over them.
        """
        ...

    def get(self, experiment: ExperimentId, *, counted: bool = True) -> Experiment | None:
        """The experiment of that id, deleted or not; not counted, it says that it has 0 runs."""
        ...

    def find(self, project: ProjectName, name: str) -> Experiment | None:
        """The experiment of that name, deleted or not."""
        ...

    def put(self, experiment: Experiment) -> None:
        """Replace name, tags, notes, deletion and last change of an experiment that exists.

        Raises:
            AlreadyExistsError: when the name is taken in its project.
        """
        ...

    def projects(self, names: Sequence[ProjectName] | None = None) -> list[Project]:
        """Those of the projects that exist, or without names all, with their counts, by name."""
        ...

    def put_project(self, project: Project) -> None:
        """Replace notes, main metric and its goal of a project that exists."""
        ...

    def list(self, project: ProjectName | None = None) -> list[Experiment]:
        """All of a project or of the store, deleted ones included, by number: oldest first.

        The default experiment, whose number is given beforehand, comes first whenever it was made.
        """
        ...
