"""Logged models: make them, finish them, describe them, measure them, find them."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import (
    ConflictError,
    InvalidInputError,
    LimitExceededError,
    NotFoundError,
)
from runlore.entities.experiment import DEFAULT_EXPERIMENT, DEFAULT_PROJECT, Experiment
from runlore.entities.ids import (
    ExperimentId,
    LoggedModelId,
    Micros,
    ProjectName,
    RunId,
    parse_run_id,
)
from runlore.entities.limits import MAX_MODEL_POINTS, MAX_PAGE
from runlore.entities.logged_model import (
    LoggedModel,
    LoggedModelStatus,
    ModelMetric,
    ModelRole,
    ModelUse,
)
from runlore.entities.names import check_name
from runlore.entities.ranges import check_number
from runlore.entities.run import Run
from runlore.query.page import PageSigner
from runlore.query.parse import parse_query
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.logged_model_search import (
    MODELS,
    LoggedModelPage,
    LoggedModelSearch,
    SortKey,
    asks_for_metrics,
    equalities_of,
    select_models,
    sort_keys_of,
)
from runlore.services.model_changes import (
    LoggedModelPatch,
    NewLoggedModel,
    check_live,
    check_point,
    model_of,
    patched,
)
from runlore.services.scope import existing_run, experiments_of
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.logged_models import ModelScope


class LoggedModels:
    """Everything about logged models but their files."""

    def __init__(self, catalog: Catalog, access: Access, clock: Clock, signer: PageSigner) -> None:
        self._catalog = catalog
        self._access = access
        self._clock = clock
        self._signer = signer

    def create(self, actor: Actor, new: NewLoggedModel) -> LoggedModel:
        """Make a model whose files are still to come: it is pending until it is finalized.

        Raises:
            NotFoundError: no such experiment or run.
            ConflictError: the experiment is in the trash, or the id is taken.
            InvalidInputError: a name or value that cannot be kept.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()

        def work(tx: Transaction) -> LoggedModel:
            run = _run_of(tx, new)
            experiment = _experiment_of(tx, new, run, now)
            model = model_of(new, experiment.id, None if run is None else run.id, now)
            tx.logged_models.create(model)
            if model.run is not None:
                use = ModelUse(model.run, model.id, ModelRole.OUTPUT, model.step)
                tx.logged_models.link(use)
            return model

        return self._catalog.write(work)

    def get(self, actor: Actor, model: LoggedModelId) -> LoggedModel:
        """The model, deleted or not, with all that was measured on it.

        Raises:
            NotFoundError: when there is none.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return whole_models(tx, [_existing(tx, model)])[0]

    def search(self, actor: Actor, search: LoggedModelSearch) -> LoggedModelPage:
        """One page of the models that match.

        Raises:
            QuerySyntaxError: a text does not parse; carries the position.
            InvalidInputError: a limit out of range, or a cursor of another search.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= search.limit <= MAX_PAGE:
            raise LimitExceededError("limit", search.limit, MAX_PAGE, "Ask for 1 to 1,000 models.")
        where, ordered = parse_query(search.query, MODELS)
        keys = [*sort_keys_of(search.order_by), *map(SortKey, ordered)]
        asked = msgspec.structs.replace(search, cursor=None, limit=1)
        offset = 0 if search.cursor is None else self._signer.open_offset(search.cursor, asked)
        name, run = equalities_of(where)
        with self._catalog.read() as tx:
            scope = ModelScope(
                _experiments(tx, search), search.deleted, name, None if run is None else RunId(run)
            )
            models = tx.logged_models.find(scope)
            if search.datasets or asks_for_metrics(where, keys):
                models = whole_models(tx, models)
            found = select_models(models, where, keys, search.datasets)
            page = whole_models(tx, found[offset : offset + search.limit])
        end = offset + len(page)
        cursor = self._signer.seal_offset(end, asked) if end < len(found) else None
        return LoggedModelPage(page, len(found), cursor)

    def patch(self, actor: Actor, model: LoggedModelId, patch: LoggedModelPatch) -> LoggedModel:
        """Change status, tags, params or trash, all or nothing; gives the model as it is then.

        Raises:
            NotFoundError: when there is no such model.
            ConflictError: a param has another value already, or the model is in the trash.
            InvalidInputError: a name or value that cannot be kept.
        """
        now = self._clock.now()
        return self._change(actor, model, lambda current: patched(current, patch, now))

    def finalize(
        self, actor: Actor, model: LoggedModelId, status: LoggedModelStatus
    ) -> LoggedModel:
        """Say that the model's files are all there, or that they never will be.

        Raises: as ``patch``.
        """
        return self.patch(actor, model, LoggedModelPatch(status))

    def set_tags(
        self, actor: Actor, model: LoggedModelId, tags: Mapping[str, str | None]
    ) -> LoggedModel:
        """Set tags; None removes one.

        Raises: as ``patch``.
        """
        return self.patch(actor, model, LoggedModelPatch(tags=dict(tags)))

    def delete_tag(self, actor: Actor, model: LoggedModelId, key: str) -> LoggedModel:
        """Remove a tag that is there.

        Raises:
            NotFoundError: no such model or tag.
            ConflictError: the model is in the trash.
        """
        now = self._clock.now()

        def change(current: LoggedModel) -> LoggedModel:
            if key not in current.tags:
                raise NotFoundError(f"tag on the logged model {model!r}", key)
            return patched(current, LoggedModelPatch(tags={key: None}), now)

        return self._change(actor, model, change)

    def log_params(
        self, actor: Actor, model: LoggedModelId, params: Mapping[str, str]
    ) -> LoggedModel:
        """Set params, each once: the same value again is passed over.

        Raises: as ``patch``.
        """
        return self.patch(actor, model, LoggedModelPatch(params=dict(params)))

    def delete(self, actor: Actor, model: LoggedModelId) -> LoggedModel:
        """Put a model in the trash, and give it as it is then.

        Raises:
            NotFoundError: when there is none.
        """
        return self.patch(actor, model, LoggedModelPatch(deleted=True))

    def log_metrics(
        self, actor: Actor, model: LoggedModelId, points: Sequence[ModelMetric]
    ) -> None:
        """Keep what was measured on a model. A point that is there already is passed over.

        Raises:
            NotFoundError: when there is no such model.
            ConflictError: the model is in the trash.
            InvalidInputError: a point that cannot be kept, or too many; none is kept.
        """
        self._access.require(actor, Permission.WRITE)
        for point in points:
            check_point(point)

        def work(tx: Transaction) -> None:
            check_live(_existing(tx, model))
            tx.logged_models.add_metrics(model, points)
            count = tx.logged_models.count_metrics(model)
            if count > MAX_MODEL_POINTS:
                raise LimitExceededError(
                    "The number of points measured on a model",
                    count,
                    MAX_MODEL_POINTS,
                    "Log the curve to the run, and what it comes to on the model.",
                )

        self._catalog.write(work)

    def _change(
        self, actor: Actor, model: LoggedModelId, change: Callable[[LoggedModel], LoggedModel]
    ) -> LoggedModel:
        self._access.require(actor, Permission.WRITE)

        def work(tx: Transaction) -> LoggedModel:
            current = _existing(tx, model)
            changed = change(current)
            if changed != current:
                tx.logged_models.put(changed)
            return whole_models(tx, [changed])[0]

        return self._catalog.write(work)


def _existing(tx: Transaction, model: LoggedModelId) -> LoggedModel:
    found = tx.logged_models.get(model)
    if found is None:
        raise NotFoundError("logged model", model)
    return found


def whole_models(tx: Transaction, models: Sequence[LoggedModel]) -> list[LoggedModel]:
    """The models with what was measured on them."""
    points = tx.logged_models.metrics([model.id for model in models])
    if not points:
        return list(models)
    return [msgspec.structs.replace(model, metrics=points.get(model.id, [])) for model in models]


def _run_of(tx: Transaction, new: NewLoggedModel) -> Run | None:
    return None if new.run is None else existing_run(tx, parse_run_id(new.run))


def _experiment_of(
    tx: Transaction, new: NewLoggedModel, run: Run | None, now: Micros
) -> Experiment:
    """The experiment that a new model is for; it is made when it is told by names that are new."""
    named = new.project is not None or new.experiment is not None
    if new.experiment_id is not None and named:
        raise InvalidInputError("Tell the experiment by its number or by names, not by both.")
    if new.experiment_id is not None:
        found = tx.experiments.get(ExperimentId(check_number(new.experiment_id)))
    elif run is not None and not named:
        found = tx.experiments.get(run.experiment_id)
    else:
        project = ProjectName(check_name("Project", new.project or DEFAULT_PROJECT))
        name = check_name("Experiment", new.experiment or DEFAULT_EXPERIMENT)
        found = tx.experiments.ensure(project, name, now)
    if found is None:
        raise NotFoundError("experiment", str(new.experiment_id))
    if found.deleted_at is not None:
        raise ConflictError(f"The experiment {found.name!r} is in the trash. Restore it first.")
    return found


def _experiments(tx: Transaction, search: LoggedModelSearch) -> tuple[ExperimentId, ...] | None:
    if search.experiment_ids is not None:
        if search.project is not None or search.experiments is not None:
            raise InvalidInputError("Tell experiments by numbers or by names, not by both.")
        return tuple(ExperimentId(check_number(number)) for number in search.experiment_ids)
    found = experiments_of(tx, search.project, search.experiments)
    return None if found is None else tuple(ExperimentId(number) for number in found)
