"""Lineage: which datasets and models a run took in, and which models came out of it."""

from collections.abc import Iterable, Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import check_artifact_path
from runlore.entities.dataset import RunInput
from runlore.entities.errors import InvalidValueError, LimitExceededError, NotFoundError
from runlore.entities.ids import LoggedModelId, RunId, parse_logged_model_id
from runlore.entities.logged_model import (
    LoggedModel,
    LoggedModelStatus,
    ModelOutput,
    ModelRole,
    ModelUse,
    check_model_name,
    check_model_values,
)
from runlore.entities.ranges import check_moment, check_step
from runlore.entities.records import DataUsed, ModelLogged
from runlore.entities.run import Run
from runlore.services.access import Access
from runlore.services.apply import add_input, input_of
from runlore.services.lineage_graph import MAX_DEPTH, Direction, LineageGraph, walk
from runlore.services.lineage_steps import Neighbours, Ref
from runlore.services.logged_models import whole_models
from runlore.services.scope import existing_run
from runlore.stores.catalog import Catalog, Transaction


class RunLinks(msgspec.Struct, frozen=True):
    """What a run took in and gave out, models by their ids.

    Attributes:
        inputs: the datasets that it used.
        model_inputs: the models that it used.
        model_outputs: the models that it made.
    """

    inputs: list[RunInput] = []
    model_inputs: list[LoggedModelId] = []
    model_outputs: list[ModelOutput] = []


class MadeModel(msgspec.Struct, frozen=True):
    """A model that a run made, whole, and at which step."""

    model: LoggedModel
    step: int | None = None


class RunLineage(msgspec.Struct, frozen=True):
    """What a run took in and gave out, models as they are now.

    Attributes:
        inputs: the datasets that it used.
        model_inputs: the models that it used.
        outputs: the models that it made.
    """

    inputs: list[RunInput]
    model_inputs: list[LoggedModel]
    outputs: list[MadeModel]


class Lineage:
    """What goes into runs and comes out of them."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def log_inputs(
        self,
        actor: Actor,
        run: RunId,
        datasets: Sequence[RunInput],
        models: Sequence[LoggedModelId] = (),
    ) -> None:
        """Keep that a run used datasets and models; what it is known to have used is passed over.

        Raises:
            NotFoundError: no such run or model; nothing is kept.
            InvalidInputError: a dataset that cannot be kept; nothing is kept.
        """
        self._access.require(actor, Permission.WRITE)

        def work(tx: Transaction) -> None:
            before = after = existing_run(tx, run)
            for given in datasets:
                after = add_input(after, given)
                tx.datasets.put(after.experiment_id, given.dataset)
            if after is not before:
                tx.runs.put(after)
            _link(tx, (ModelUse(run, model, ModelRole.INPUT) for model in models))

        self._catalog.write(work)

    def log_outputs(self, actor: Actor, run: RunId, outputs: Sequence[ModelOutput]) -> None:
        """Keep that a run made models; said again, the newest step stays.

        Raises:
            NotFoundError: no such run or model; nothing is kept.
            InvalidValueError: a step out of range; nothing is kept.
        """
        self._access.require(actor, Permission.WRITE)
        for output in outputs:
            if output.step is not None:
                check_step(output.step)

        def work(tx: Transaction) -> None:
            existing_run(tx, run)
            _link(tx, (ModelUse(run, one.model, ModelRole.OUTPUT, one.step) for one in outputs))

        self._catalog.write(work)

    def for_runs(self, actor: Actor, runs: Sequence[RunId]) -> dict[RunId, RunLinks]:
        """What each of the runs took in and gave out; two small questions, however many they are.

        Runs that are not there are there without any.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            inputs, uses = tx.datasets.inputs(runs), tx.logged_models.uses(runs)
        links = {run: RunLinks(inputs.get(run, []), [], []) for run in runs}
        for use in uses:
            if use.role is ModelRole.INPUT:
                links[use.run].model_inputs.append(use.model)
            else:
                links[use.run].model_outputs.append(ModelOutput(use.model, use.step))
        return links

    def of_run(self, actor: Actor, run: RunId) -> RunLineage:
        """What a run took in and gave out, with its models whole.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            inputs = tx.datasets.inputs([run]).get(run, [])
            uses = tx.logged_models.uses([run])
            found = whole_models(tx, tx.logged_models.get_many([use.model for use in uses]))
        models = {model.id: model for model in found}
        there = [(use, models[use.model]) for use in uses if use.model in models]
        return RunLineage(
            inputs,
            [model for use, model in there if use.role is ModelRole.INPUT],
            [MadeModel(model, use.step) for use, model in there if use.role is ModelRole.OUTPUT],
        )

    def graph(
        self, actor: Actor, start: Ref, depth: int = 3, direction: Direction = "both"
    ) -> LineageGraph:
        """What a thing came from and what came of it, over several links.

        Args:
            actor: who asks.
            start: a run, a logged model, a model version, or a dataset by name and digest.
            depth: links to follow, 1 to ``MAX_DEPTH``.
            direction: only to what it came from, only to what came of it, or both.

        Raises:
            NotFoundError: there is no such thing.
            LimitExceededError: the depth is out of range.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= depth <= MAX_DEPTH:
            raise LimitExceededError("depth", depth, MAX_DEPTH, "Follow 1 to 5 links.")
        with self._catalog.read() as tx:
            _check_start(tx, start)
            return walk(tx, start, depth, direction)


def _check_start(tx: Transaction, start: Ref) -> None:
    """A dataset is whatever some run used; all else must be there."""
    neighbours = Neighbours(tx, 1)
    if start.kind == "dataset":
        is_there = bool(neighbours.after([start]))
    elif start.kind == "version":
        is_there = neighbours.version(start) is not None
    else:
        find = neighbours.runs if start.kind == "run" else neighbours.models
        is_there = bool(find([start]))
    if not is_there:
        kind = {"model": "logged model", "version": "model version"}.get(start.kind, start.kind)
        raise NotFoundError(kind, f"{start.key} {start.part}".rstrip())


def keep_data(tx: Transaction, run: Run, record: DataUsed) -> None:
    """Keep what a record says of a dataset; that the run used it stands in the run."""
    tx.datasets.put(run.experiment_id, input_of(record).dataset)


def keep_model(tx: Transaction, run: Run, record: ModelLogged) -> None:
    """Keep a model that a run logged among its own files; the same again changes nothing.

    Raises:
        InvalidInputError: a name, path or value that cannot be kept, or an id that is taken.
    """
    model = _model_of(run, record)
    known = tx.logged_models.get(model.id)
    if known is None:
        tx.logged_models.create(model)
    elif known.run != run.id:
        raise InvalidValueError(f"The id {model.id!r} is that of a model of another run.")
    tx.logged_models.link(ModelUse(run.id, model.id, ModelRole.OUTPUT, model.step))


def _model_of(run: Run, record: ModelLogged) -> LoggedModel:
    moment = check_moment(record.logged_at)
    model = LoggedModel(
        id=parse_logged_model_id(record.model),
        experiment_id=run.experiment_id,
        name=check_model_name(record.name),
        status=LoggedModelStatus.READY,
        created_at=moment,
        updated_at=moment,
        model_type=record.model_type,
        run=run.id,
        path=record.path and check_artifact_path(record.path),
        step=None if record.step is None else check_step(record.step),
        params=record.params,
        tags=record.tags,
    )
    return check_model_values(model)


def _link(tx: Transaction, uses: Iterable[ModelUse]) -> None:
    for use in uses:
        if tx.logged_models.get(use.model) is None:
            raise NotFoundError("logged model", use.model)
        tx.logged_models.link(use)
