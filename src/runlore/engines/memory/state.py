"""What the memory engine keeps of runs and what is above them. Values are immutable."""

from runlore.entities.dataset import Dataset
from runlore.entities.experiment import Experiment, Project
from runlore.entities.ids import ExperimentId, ProjectName, RunId
from runlore.entities.run import Run


class RunTables:
    """Projects, experiments and runs, which refer to each other.

    Attributes:
        projects: without their counts.
        experiments: without their counts.
        runs: as they were put; the names above them are those of ``experiments``.
        datasets: by experiment, name and digest; oldest first.
        revisions: by run, the revision of its last change.
        revision: the newest.
    """

    def __init__(self) -> None:
        self.projects: dict[ProjectName, Project] = {}
        self.experiments: dict[ExperimentId, Experiment] = {}
        self.runs: dict[RunId, Run] = {}
        self.datasets: dict[tuple[ExperimentId, str, str], Dataset] = {}
        self.revisions: dict[RunId, int] = {}
        self.revision = 0

    def copy(self) -> "RunTables":
        """The same content, independent of what happens to this one later."""
        twin = RunTables()
        twin.projects = dict(self.projects)
        twin.experiments = dict(self.experiments)
        twin.runs = dict(self.runs)
        twin.datasets = dict(self.datasets)
        twin.revisions = dict(self.revisions)
        twin.revision = self.revision
        return twin

    def note_change(self, run: RunId) -> None:
        """Give the run a new revision."""
        self.revision += 1
        self.revisions[run] = self.revision
