"""Projects and experiments in SQL."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from runlore.engines.sql.numbers import number_given
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import experiments, projects, runs
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

_TAGS = msgspec.msgpack.Decoder(dict[str, str])

# Counts come from an index at the moment of reading: they are exact, and nothing keeps them.
_COUNT = (
    select(func.count())
    .where(runs.c.experiment_id == experiments.c.id, runs.c.deleted_at.is_(None))
    .scalar_subquery()
)


def _experiment(runs: ColumnElement[int]) -> Select[Any]:
    return select(
        experiments.c.id,
        projects.c.name.label("project"),
        experiments.c.name,
        experiments.c.created_at,
        experiments.c.deleted_at,
        experiments.c.tags,
        experiments.c.notes,
        runs.label("runs"),
        experiments.c.updated_at,
    ).join_from(experiments, projects)


_EXPERIMENT = _experiment(_COUNT)
_BY_ID = experiments.c.id == bindparam("wanted")
_BY_NAME = (projects.c.name == bindparam("above")) & (experiments.c.name == bindparam("called"))
# With and without the count of runs.
_GET = {
    counted: _experiment(_COUNT if counted else literal(0)).where(_BY_ID)
    for counted in (True, False)
}
_FIND = {
    counted: _experiment(_COUNT if counted else literal(0)).where(_BY_NAME)
    for counted in (True, False)
}

_PROJECTS = (
    select(
        projects.c.name,
        projects.c.created_at,
        projects.c.notes,
        func.count(runs.c.run_pk),
        func.coalesce(func.sum(case((runs.c.status == RunStatus.RUNNING.value, 1), else_=0)), 0),
        func.max(runs.c.started_at),
        func.coalesce(projects.c.main_metric, ""),
        func.coalesce(projects.c.goal, ""),
    )
    .select_from(
        projects.outerjoin(experiments).outerjoin(
            runs, (runs.c.experiment_id == experiments.c.id) & runs.c.deleted_at.is_(None)
        )
    )
    .group_by(projects.c.project_pk)
    .order_by(projects.c.name)
)


class SqlExperiments:
    """Projects and experiments in SQL; a ``stores.experiments.ExperimentStore``."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection

    def ensure(
        self, project: ProjectName, name: str, at: Micros, *, counted: bool = True
    ) -> Experiment:
        """The experiment of that name; it and its project are made when new."""
        found = self._one(_FIND[counted], {"above": project, "called": name})
        if found is not None:
            return found
        where = self._ensure_project(project, at)
        made = self._connection.execute(
            insert(experiments),
            {
                "project_pk": where,
                "name": name,
                "created_at": at,
                "updated_at": at,
                "tags": msgspec.msgpack.encode({}),
                "notes": "",
                **_fixed_id(project, name),
            },
        )
        return Experiment(ExperimentId(number_given(made)), project, name, at, updated_at=at)

    def get(self, experiment: ExperimentId, *, counted: bool = True) -> Experiment | None:
        """The experiment of that id, deleted or not; not counted, it says that it has 0 runs."""
        return self._one(_GET[counted], {"wanted": experiment})

    def find(self, project: ProjectName, name: str) -> Experiment | None:
        """The experiment of that name, deleted or not."""
        return self._one(_FIND[True], {"above": project, "called": name})

    def put(self, experiment: Experiment) -> None:
        """Replace name, tags, notes and deletion of an experiment that exists."""
        change = update(experiments).where(experiments.c.id == experiment.id)
        try:
            self._connection.execute(
                change,
                {
                    "name": experiment.name,
                    "deleted_at": experiment.deleted_at,
                    "tags": msgspec.msgpack.encode(experiment.tags),
                    "notes": experiment.notes,
                    "updated_at": experiment.updated_at,
                },
            )
        except IntegrityError as error:
            raise AlreadyExistsError(
                "experiment", experiment_path(experiment.project, experiment.name)
            ) from error

    def projects(self, names: Sequence[ProjectName] | None = None) -> list[Project]:
        """Those of the projects that exist, or without names all, with their counts, by name."""
        wanted = _PROJECTS if names is None else _PROJECTS.where(projects.c.name.in_(names))
        return [Project(*row) for row in self._connection.execute(wanted)]

    def put_project(self, project: Project) -> None:
        """Replace notes, main metric and its goal of a project that exists."""
        self._connection.execute(
            update(projects).where(projects.c.name == project.name),
            {"notes": project.notes, "main_metric": project.main_metric, "goal": project.goal},
        )

    def list(self, project: ProjectName | None = None) -> list[Experiment]:
        """All of a project or of the store, deleted ones included, by number."""
        wanted = _EXPERIMENT if project is None else _EXPERIMENT.where(projects.c.name == project)
        return [_experiment_of(row) for row in self._connection.execute(wanted.order_by("id"))]

    def _one(self, statement: Select[Any], asked: dict[str, Any]) -> Experiment | None:
        row = self._connection.execute(statement, asked).one_or_none()
        return None if row is None else _experiment_of(row)

    def _ensure_project(self, project: ProjectName, at: Micros) -> int:
        found: int | None = self._connection.execute(
            select(projects.c.project_pk).where(projects.c.name == project)
        ).scalar()
        if found is not None:
            return found
        made = self._connection.execute(
            insert(projects), {"name": project, "created_at": at, "notes": ""}
        )
        return number_given(made)


def _experiment_of(row: Sequence[Any]) -> Experiment:
    number, project, name, created_at, deleted_at, tags, notes, count, updated_at = row
    return Experiment(
        number, project, name, created_at, deleted_at, _TAGS.decode(tags), notes, count, updated_at
    )


def _fixed_id(project: ProjectName, name: str) -> dict[str, int]:
    if (project, name) == (DEFAULT_PROJECT, DEFAULT_EXPERIMENT):
        return {"id": DEFAULT_EXPERIMENT_ID}
    return {}
