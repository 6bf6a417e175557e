"""Sums and moments over many runs in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from runlore.engines.sql import tables
from runlore.engines.sql.audit import SELECT_ENTRY, entry_of
from runlore.engines.sql.model_tables import logged_models
from runlore.engines.sql.registry_tables import audit, model_versions
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import artifacts, experiments, projects, runs
from runlore.entities.ids import Micros, ProjectName
from runlore.entities.registry import AuditEntry
from runlore.entities.run import RunStatus
from runlore.stores.overview import RunMoment, Storage, Turn

_RUNS_OF = projects.join(experiments).join(runs)
_MODELS_OF = projects.join(experiments).join(logged_models)

_MOMENT: dict[Turn, ColumnElement[Any]] = {
    Turn.STARTED: runs.c.started_at,
    Turn.ENDED: runs.c.ended_at,
    Turn.TRASHED: runs.c.deleted_at,
}


class SqlOverview:
    """Sums and moments in SQL; a ``stores.overview.OverviewStore``."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection

    def activity(
        self, projects: Sequence[ProjectName], since: Micros, width: int
    ) -> dict[ProjectName, dict[int, int]]:
        """How many live runs of each project started in each span of time."""
        span = (runs.c.started_at - since) // width
        name = tables.projects.c.name
        wanted = (
            select(name, span, func.count())
            .select_from(_RUNS_OF)
            .where(name.in_(projects), runs.c.deleted_at.is_(None), runs.c.started_at >= since)
            .group_by(name, span)
        )
        found: dict[ProjectName, dict[int, int]] = {}
        for project, at, count in self._connection.execute(wanted):
            found.setdefault(project, {})[at] = count
        return found

    def storage(self, projects: Sequence[ProjectName]) -> dict[ProjectName, Storage]:
        """What each of these projects keeps."""
        files, series = self._file_bytes(projects), self._series_bytes(projects)
        return {
            project: Storage(files.get(project, 0), series.get(project, 0))
            for project in {*files, *series}
        }

    def moments(
        self, turn: Turn, project: ProjectName | None, until: Micros, limit: int
    ) -> list[RunMoment]:
        """Moments at ``until`` or before, the newest first."""
        at = _MOMENT[turn]
        wanted = (
            select(at, runs.c.id, runs.c.name, projects.c.name, runs.c.user, runs.c.status)
            .select_from(_RUNS_OF)
            .where(at <= until)
            .order_by(at.desc(), runs.c.id.desc())
            .limit(limit)
        )
        if turn is not Turn.TRASHED:
            wanted = wanted.where(runs.c.deleted_at.is_(None))
        if project is not None:
            wanted = wanted.where(projects.c.name == project)
        rows = self._connection.execute(wanted)
        return [RunMoment(*row[:-1], RunStatus(row[-1])) for row in rows]

    def audit(self, project: ProjectName | None, until: Micros, limit: int) -> list[AuditEntry]:
        """Entries of the audit at ``until`` or before, the newest first."""
        wanted = SELECT_ENTRY.where(audit.c.at <= until).order_by(audit.c.number.desc())
        if project is not None:
            made = (
                select(model_versions.c.version)
                .join(runs, runs.c.id == model_versions.c.run)
                .join(experiments)
                .join(projects)
                .where(
                    projects.c.name == project,
                    model_versions.c.model_pk == audit.c.model_pk,
                    model_versions.c.version == audit.c.version,
                )
            )
            wanted = wanted.where(made.exists())
        return [entry_of(row) for row in self._connection.execute(wanted.limit(limit))]

    def _file_bytes(self, names: Sequence[ProjectName]) -> dict[ProjectName, int]:
        """Bytes of the files of each project; one content counts once in it."""
        files_of = ((_RUNS_OF, runs.c.run_pk), (_MODELS_OF, logged_models.c.model_pk))
        owned = [
            select(projects.c.name, artifacts.c.sha256, artifacts.c.size)
            .select_from(owners)
            .join(artifacts, artifacts.c.run_pk == number)
            .where(projects.c.name.in_(names))
            for owners, number in files_of
        ]
        once = owned[0].union(owned[1]).subquery()
        wanted = select(once.c.name, func.sum(once.c.size)).group_by(once.c.name)
        return {name: int(size) for name, size in self._connection.execute(wanted)}

    def _series_bytes(self, names: Sequence[ProjectName]) -> dict[ProjectName, int]:
        """Bytes of the points of each project."""
        found: dict[ProjectName, int] = {}
        for table in (tables.columns, tables.tiles, tables.batches):
            for row in self._connection.execute(_payloads(table, names)):
                found[row.name] = found.get(row.name, 0) + int(row.bytes)
        return found


def _payloads(table: Table, names: Sequence[ProjectName]) -> Select[tuple[ProjectName, int]]:
    return (
        select(projects.c.name, func.sum(func.length(table.c.payload)).label("bytes"))
        .select_from(_RUNS_OF)
        .join(table, table.c.run_pk == runs.c.run_pk)
        .where(projects.c.name.in_(names))
        .group_by(projects.c.name)
    )
