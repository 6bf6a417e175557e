"""Projects and experiments: list them, describe them, put experiments in the trash."""

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import NotFoundError
from runlore.entities.experiment import Experiment, Project
from runlore.entities.ids import ExperimentId, ProjectName
from runlore.entities.names import check_name
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.stores.catalog import Catalog, Transaction


class ExperimentPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about an experiment; None leaves it. A tag of None is removed."""

    name: str | None = None
    notes: str | None = None
    tags: dict[str, str | None] = {}
    deleted: bool | None = None


class Experiments:
    """The two levels above a run."""

    def __init__(self, catalog: Catalog, access: Access, clock: Clock) -> None:
        self._catalog = catalog
        self._access = access
        self._clock = clock

    def projects(self, actor: Actor) -> list[Project]:
        """All projects, by name, with counts of their runs."""
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return tx.experiments.projects()

    def list(self, actor: Actor, project: str | None = None) -> list[Experiment]:
        """Experiments of a project or of the store, those in the trash included, oldest first."""
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return tx.experiments.list(None if project is None else ProjectName(project))

    def ensure(self, actor: Actor, project: str, name: str) -> Experiment:
        """The experiment of that name, made when it is new."""
        self._access.require(actor, Permission.WRITE)
        where = ProjectName(check_name("Project", project))
        check_name("Experiment", name)
        now = self._clock.now()
        return self._catalog.write(lambda tx: tx.experiments.ensure(where, name, now))

    def patch(self, actor: Actor, experiment: ExperimentId, patch: ExperimentPatch) -> Experiment:
        """Rename, describe, tag, delete or restore an experiment, and give it as it is then.

        Raises:
            NotFoundError: there is none of that id.
            ConflictError: the name is taken in its project.
        """
        self._access.require(actor, Permission.WRITE)
        if patch.name is not None:
            check_name("Experiment", patch.name)
        now = self._clock.now()

        def work(tx: Transaction) -> Experiment:
            current = tx.experiments.get(experiment)
            if current is None:
                raise NotFoundError("experiment", str(experiment))
            tags = {**current.tags, **patch.tags}
            deleted = current.deleted_at is not None if patch.deleted is None else patch.deleted
            changed = msgspec.structs.replace(
                current,
                name=patch.name or current.name,
                notes=current.notes if patch.notes is None else patch.notes,
                tags={key: value for key, value in tags.items() if value is not None},
                deleted_at=(current.deleted_at or now) if deleted else None,
            )
            tx.experiments.put(changed)
            return changed

        return self._catalog.write(work)

    def patch_project(self, actor: Actor, project: str, notes: str) -> Project:
        """Replace a project's notes.

        Raises:
            NotFoundError: there is none of that name.
        """
        self._access.require(actor, Permission.WRITE)

        def work(tx: Transaction) -> Project:
            for one in tx.experiments.projects():
                if one.name == project:
                    tx.experiments.put_project_notes(one.name, notes)
                    return msgspec.structs.replace(one, notes=notes)
            raise NotFoundError("project", project)

        return self._catalog.write(work)
