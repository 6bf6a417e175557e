"""Sums and moments over many runs, from dictionaries."""

from collections.abc import Iterator, Sequence

from runlore.engines.memory.audit import MemoryAudit
from runlore.engines.memory.logged_models import MemoryLoggedModels
from runlore.engines.memory.registry import MemoryRegistry
from runlore.engines.memory.shelf import MemoryShelf
from runlore.engines.memory.state import RunTables
from runlore.engines.memory.trails import MemoryTrails
from runlore.entities.artifact import ArtifactOwner
from runlore.entities.ids import Micros, ProjectName
from runlore.entities.registry import AuditEntry
from runlore.entities.run import Run
from runlore.stores.logged_models import ModelScope
from runlore.stores.overview import RunMoment, Storage, Turn


class MemoryOverview:
    """Sums and moments; a ``stores.overview.OverviewStore``. It keeps nothing itself."""

    def __init__(
        self,
        tables: RunTables,
        trails: MemoryTrails,
        shelf: MemoryShelf,
        models: tuple[MemoryLoggedModels, MemoryRegistry],
        audit: MemoryAudit,
    ) -> None:
        self._tables = tables
        self._trails = trails
        self._shelf = shelf
        self._logged_models, self._registry = models
        self._audit = audit

    def activity(
        self, projects: Sequence[ProjectName], since: Micros, width: int
    ) -> dict[ProjectName, dict[int, int]]:
        """How many live runs of each project started in each span of time."""
        found: dict[ProjectName, dict[int, int]] = {}
        for project, run in self._runs():
            if project in projects and run.deleted_at is None and run.started_at >= since:
                spans = found.setdefault(project, {})
                at = (run.started_at - since) // width
                spans[at] = spans.get(at, 0) + 1
        return found

    def storage(self, projects: Sequence[ProjectName]) -> dict[ProjectName, Storage]:
        """What each of these projects keeps."""
        return {project: self._storage(project) for project in projects}

    def moments(
        self, turn: Turn, project: ProjectName | None, until: Micros, limit: int
    ) -> list[RunMoment]:
        """Moments at ``until`` or before, the newest first."""
        found: list[RunMoment] = []
        for where, run in self._runs():
            at = _moment(run, turn)
            shown = turn is Turn.TRASHED or run.deleted_at is None
            if at is not None and at <= until and shown and project in (None, where):
                found.append(RunMoment(at, run.id, run.name, where, run.user, run.status))
        return sorted(found, key=lambda one: (one.at, one.run), reverse=True)[:limit]

    def audit(self, project: ProjectName | None, until: Micros, limit: int) -> list[AuditEntry]:
        """Entries of the audit at ``until`` or before, the newest first."""
        entries = self._audit.newest(limit=self._audit.head().number)
        found = [one for one in entries if one.at <= until and self._made_in(one, project)]
        return found[:limit]

    def _runs(self) -> Iterator[tuple[ProjectName, Run]]:
        for run in self._tables.runs.values():
            yield self._tables.experiments[run.experiment_id].project, run

    def _storage(self, project: ProjectName) -> Storage:
        runs = [run.id for where, run in self._runs() if where == project]
        models = [
            model.id
            for model in self._logged_models.find(ModelScope(deleted=None))
            if self._tables.experiments[model.experiment_id].project == project
        ]
        owners: list[ArtifactOwner] = [*runs, *models]
        contents = {
            file.sha256: file.size for owner in owners for file in self._trails.artifacts(owner)
        }
        series = sum(self._shelf.payload_bytes(run) for run in runs)
        return Storage(sum(contents.values()), series)

    def _made_in(self, entry: AuditEntry, project: ProjectName | None) -> bool:
        if project is None:
            return True
        model = next((one for one in self._registry.models() if one.id == entry.model_id), None)
        if model is None or entry.version is None:
            return False
        version = self._registry.version(model.name, entry.version)
        run = None if version is None or version.run is None else self._tables.runs.get(version.run)
        return run is not None and self._tables.experiments[run.experiment_id].project == project


def _moment(run: Run, turn: Turn) -> Micros | None:
    moments = {
        Turn.STARTED: run.started_at,
        Turn.ENDED: run.ended_at,
        Turn.TRASHED: run.deleted_at,
    }
    return moments[turn]
