"""Projects and experiments: the two levels above a run."""

from typing import Literal

import msgspec

from runlore.entities.ids import ExperimentId, Micros, ProjectName

DEFAULT_PROJECT = ProjectName("default")
DEFAULT_EXPERIMENT = "default"
DEFAULT_EXPERIMENT_ID = ExperimentId(0)
"""Of the experiment ``default`` in the project ``default``, where runs go that name none: MLflow's
clients ask for it by this number before anybody has made it."""


Goal = Literal["min", "max"]
"""Whether a metric is good when it is small or when it is large."""


class Project(msgspec.Struct, frozen=True):
    """One ML problem: the top of project › experiment › run, and the boundary of access.

    Attributes:
        name: unique.
        created_at: when its first run or experiment was made.
        notes: Markdown.
        runs: live runs in it.
        active: runs that are running now.
        last_run_at: start of the newest run, or None.
        main_metric: by which its runs are judged, as somebody chose it; empty while nobody did.
        goal: what is good of that metric; empty for what its name suggests.
    """

    name: ProjectName
    created_at: Micros
    notes: str = ""
    runs: int = 0
    active: int = 0
    last_run_at: Micros | None = None
    main_metric: str = ""
    goal: Literal["", "min", "max"] = ""


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
        updated_at: when any of this but the runs was changed last.
    """

    id: ExperimentId
    project: ProjectName
    name: str
    created_at: Micros
    deleted_at: Micros | None = None
    tags: dict[str, str] = {}
    notes: str = ""
    runs: int = 0
    updated_at: Micros = Micros(0)


def experiment_path(project: str, name: str) -> str:
    """Project and experiment in one text, as dialects name experiments that know no projects.

    ``vision/resnet`` is the experiment ``resnet`` of the project ``vision``. The project
    ``default`` is left out where that is not ambiguous.
    """
    if project == DEFAULT_PROJECT and split_experiment_path(name) == (DEFAULT_PROJECT, name):
        return name
    return f"{project}/{name}"


def split_experiment_path(path: str) -> tuple[ProjectName, str]:
    """Project and experiment of such a text: what is before its first ``/``, and the rest.

    Without a ``/``, or with an empty part (``/Users/ada/trial``), it is all of it an experiment of
    the project ``default``.
    """
    project, _, name = path.partition("/")
    if not project or not name:
        return DEFAULT_PROJECT, path
    return ProjectName(project), name
