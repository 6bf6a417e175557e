"""Projects and experiments: list them, describe them, put experiments in the trash."""

from typing import Literal

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import AlreadyExistsError, ConflictError, NotFoundError
from runlore.entities.experiment import (
    DEFAULT_EXPERIMENT_ID,
    Experiment,
    Project,
    experiment_path,
)
from runlore.entities.ids import ExperimentId, Micros, ProjectName
from runlore.entities.names import check_name
from runlore.query.ast import Expr, Field, FieldKind, Order
from runlore.query.flatten import IndexValue, index_value
from runlore.query.listing import select_things
from runlore.query.page import PageSigner
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.scope import live_experiment
from runlore.stores.catalog import Catalog, Transaction


class ExperimentPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about an experiment; None leaves it. A tag of None is removed."""

    name: str | None = None
    notes: str | None = None
    tags: dict[str, str | None] = {}
    deleted: bool | None = None


class ProjectPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a project; None leaves it.

    Attributes:
        notes: Markdown.
        main_metric: by which its runs are judged; empty for one that is chosen by its name.
        goal: what is good of that metric; empty for what its name suggests.
    """

    notes: str | None = None
    main_metric: str | None = None
    goal: Literal["", "min", "max"] | None = None


class ExperimentSearch(msgspec.Struct, frozen=True):
    """A search for experiments.

    Attributes:
        where: the filter; ``query.vocabulary.EXPERIMENTS`` says what it may name.
        order: sort keys; ties, and all without keys, are the newest first.
        deleted: False live ones, True those in the trash, None both.
        limit: experiments in one answer.
        cursor: where the page before ended.
    """

    where: Expr | None = None
    order: tuple[Order, ...] = ()
    deleted: bool | None = False
    limit: int = 1000
    cursor: str | None = None


class ExperimentPage(msgspec.Struct, frozen=True):
    """One page of a search; ``cursor`` is None on the last."""

    experiments: list[Experiment]
    cursor: str | None


class Experiments:
    """The two levels above a run."""

    def __init__(self, catalog: Catalog, access: Access, clock: Clock, signer: PageSigner) -> None:
        self._catalog = catalog
        self._access = access
        self._clock = clock
        self._signer = signer

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

    def search(self, actor: Actor, search: ExperimentSearch) -> ExperimentPage:
        """One page of the experiments that match.

        Raises:
            InvalidInputError: a cursor of another search.
        """
        self._access.require(actor, Permission.READ)
        meaning = (search.where, search.order, search.deleted)
        first = 0 if search.cursor is None else self._signer.open_offset(search.cursor, meaning)
        with self._catalog.read() as tx:
            everything = tx.experiments.list()
        newest = sorted(everything, key=lambda one: (-one.created_at, one.id))
        shown = [one for one in newest if search.deleted in (None, one.deleted_at is not None)]
        found = select_things(shown, _value_of, search.where, search.order)
        behind = first + search.limit
        more = len(found) > behind
        cursor = self._signer.seal_offset(behind, meaning) if more else None
        return ExperimentPage(found[first:behind], cursor)

    def get(self, actor: Actor, experiment: ExperimentId) -> Experiment:
        """The experiment of that number, in the trash or not; the default one is made when asked.

        Raises:
            NotFoundError: there is none.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            found = tx.experiments.get(experiment)
        if found is None and experiment == DEFAULT_EXPERIMENT_ID:
            now = self._clock.now()
            found = self._catalog.write(lambda tx: live_experiment(tx, experiment, now))
        if found is None:
            raise NotFoundError("experiment", str(experiment))
        return found

    def find(self, actor: Actor, project: str, name: str) -> Experiment:
        """The experiment of that name, in the trash or not.

        Raises:
            NotFoundError: there is none.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            found = tx.experiments.find(ProjectName(project), name)
        if found is None:
            raise NotFoundError("experiment", experiment_path(project, name))
        return found

    def ensure(self, actor: Actor, project: str, name: str) -> Experiment:
        """The experiment of that name, made when it is new."""
        self._access.require(actor, Permission.WRITE)
        where = ProjectName(check_name("Project", project))
        check_name("Experiment", name)
        now = self._clock.now()
        return self._catalog.write(lambda tx: tx.experiments.ensure(where, name, now))

    def create(
        self, actor: Actor, project: str, name: str, tags: dict[str, str] | None = None
    ) -> Experiment:
        """A new experiment.

        Raises:
            AlreadyExistsError: the name is taken, if only in the trash.
            InvalidNameError: a name or tag that is none.
        """
        self._access.require(actor, Permission.WRITE)
        where = ProjectName(check_name("Project", project))
        check_name("Experiment", name)
        given = {check_name("Tag", key): value for key, value in (tags or {}).items()}
        now = self._clock.now()

        def work(tx: Transaction) -> Experiment:
            taken = tx.experiments.find(where, name)
            if taken is not None:
                in_trash = "It is in the trash: restore it, or choose another name."
                advice = "Choose another name." if taken.deleted_at is None else in_trash
                raise AlreadyExistsError("experiment", experiment_path(project, name), advice)
            made = msgspec.structs.replace(tx.experiments.ensure(where, name, now), tags=given)
            tx.experiments.put(made)
            return made

        return self._catalog.write(work)

    def patch(self, actor: Actor, experiment: ExperimentId, patch: ExperimentPatch) -> Experiment:
        """Rename, describe, tag, delete or restore an experiment, and give it as it is then.

        Its runs go to the trash with it, and those come back with it that went with it.

        Raises:
            NotFoundError: there is none of that number.
            AlreadyExistsError: the name is taken in its project.
        """
        self._access.require(actor, Permission.WRITE)
        if patch.name is not None:
            check_name("Experiment", patch.name)
        for key in patch.tags:
            check_name("Tag", key)
        now = self._clock.now()

        def work(tx: Transaction) -> Experiment:
            current = tx.experiments.get(experiment)
            if current is None:
                raise NotFoundError("experiment", str(experiment))
            changed = _patched(current, patch, now)
            tx.experiments.put(changed)
            if changed.deleted_at != current.deleted_at:
                tx.runs.mark_deleted(experiment, current.deleted_at, changed.deleted_at)
            return changed

        return self._catalog.write(work)

    def rename(self, actor: Actor, experiment: ExperimentId, project: str, name: str) -> Experiment:
        """Give a live experiment another name in its project.

        Raises:
            NotFoundError: there is none of that number.
            InTrashError: it is deleted.
            AlreadyExistsError: the name is taken.
            ConflictError: the name is one of another project.
        """
        self._access.require(actor, Permission.WRITE)
        check_name("Experiment", name)
        now = self._clock.now()

        def work(tx: Transaction) -> Experiment:
            current = live_experiment(tx, experiment, now)
            if current.project != project:
                raise ConflictError(
                    f"Experiment {experiment} is in project {current.project!r} and cannot move to "
                    f"{project!r} by a new name."
                )
            changed = msgspec.structs.replace(current, name=name, updated_at=now)
            tx.experiments.put(changed)
            return changed

        return self._catalog.write(work)

    def tag(self, actor: Actor, experiment: ExperimentId, key: str, value: str | None) -> None:
        """Set a tag of a live experiment, or with None remove one that is there.

        Raises:
            NotFoundError: there is no such experiment, or no such tag to remove.
            InTrashError: the experiment is deleted.
        """
        self._access.require(actor, Permission.WRITE)
        check_name("Tag", key)
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            current = live_experiment(tx, experiment, now)
            if value is None and key not in current.tags:
                raise NotFoundError("tag", key)
            tx.experiments.put(_patched(current, ExperimentPatch(tags={key: value}), now))

        self._catalog.write(work)

    def patch_project(self, actor: Actor, project: str, patch: ProjectPatch) -> Project:
        """Change what people say of a project, and give it as it is then.

        Raises:
            NotFoundError: there is none of that name.
            InvalidNameError: the main metric is no name of a metric.
        """
        self._access.require(actor, Permission.WRITE)
        if patch.main_metric:
            check_name("Metric", patch.main_metric)

        def work(tx: Transaction) -> Project:
            found = tx.experiments.projects([ProjectName(project)])
            if not found:
                raise NotFoundError("project", project)
            changed = _patched_project(found[0], patch)
            tx.experiments.put_project(changed)
            return changed

        return self._catalog.write(work)


def _patched_project(current: Project, patch: ProjectPatch) -> Project:
    chosen = current.main_metric if patch.main_metric is None else patch.main_metric
    # The goal of another metric says nothing of this one.
    goal = current.goal if chosen == current.main_metric else ""
    return msgspec.structs.replace(
        current,
        notes=current.notes if patch.notes is None else patch.notes,
        main_metric=chosen,
        goal=(goal if patch.goal is None else patch.goal) if chosen else "",
    )


def _patched(current: Experiment, patch: ExperimentPatch, now: Micros) -> Experiment:
    tags = {**current.tags, **patch.tags}
    deleted = current.deleted_at is not None if patch.deleted is None else patch.deleted
    return msgspec.structs.replace(
        current,
        name=patch.name or current.name,
        notes=current.notes if patch.notes is None else patch.notes,
        tags={key: value for key, value in tags.items() if value is not None},
        deleted_at=(current.deleted_at or now) if deleted else None,
        updated_at=now,
    )


def _value_of(experiment: Experiment, field: Field) -> IndexValue | None:
    if field.kind is FieldKind.TAG:
        tag = experiment.tags.get(field.key)
        return None if tag is None else index_value(tag)
    values: dict[str, IndexValue] = {
        "id": (None, str(experiment.id)),
        "name": (None, experiment.name),
        "path": (None, experiment_path(experiment.project, experiment.name)),
        "created": (experiment.created_at, None),
        "updated": (experiment.updated_at, None),
    }
    return values[field.key]
