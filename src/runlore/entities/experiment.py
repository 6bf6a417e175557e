"""Projects and experiments: the two levels above a run."""

import msgspec

from runlore.entities.ids import ExperimentId, Micros, ProjectName

DEFAULT_PROJECT = ProjectName("default")
DEFAULT_EXPERIMENT = "default"


class Project(msgspec.Struct, frozen=True):
    """One ML problem: the top of project › experiment › run, and the boundary of access.

    Attributes:
        name: unique.
        created_at: when its first run or experiment was made.
        notes: Markdown.
        runs: live runs in it.
        active: runs that are running now.
        last_run_at: start of the newest run, or None.
    """

    name: ProjectName
    created_at: Micros
    notes: str = ""
    runs: int = 0
    active: int = 0
    last_run_at: Micros | None = None


class Experiment(msgspec.Struct, frozen=True):
    """One hypothesis: a named set of runs in a project.

    Attributes:
        id: number, unique in the store.
        project: the project's name.
        name: unique in its project.
        created_at: when.
        deleted_at: when it was put in the trash, or None.
        tags: labels.
        notes: Markdown.
        runs: live runs in it.
    """

    id: ExperimentId
    project: ProjectName
    name: str
    created_at: Micros
    deleted_at: Micros | None = None
    tags: dict[str, str] = {}
    notes: str = ""
    runs: int = 0
