"""Which experiments and runs are meant."""

from collections.abc import Sequence

from runlore.entities.errors import InTrashError, NotFoundError
from runlore.entities.experiment import (
    DEFAULT_EXPERIMENT,
    DEFAULT_EXPERIMENT_ID,
    DEFAULT_PROJECT,
    Experiment,
)
from runlore.entities.ids import ExperimentId, Micros, ProjectName, RunId
from runlore.entities.run import Run
from runlore.stores.catalog import Transaction


def live_experiment(tx: Transaction, experiment: ExperimentId, now: Micros) -> Experiment:
    """The experiment of that number, which must not be in the trash; the default one is made.

    Its runs are not counted.

    Raises:
        NotFoundError: there is none.
        InTrashError: it is deleted.
    """
    found = tx.experiments.get(experiment, counted=False)
    if found is None and experiment == DEFAULT_EXPERIMENT_ID:
        found = tx.experiments.ensure(DEFAULT_PROJECT, DEFAULT_EXPERIMENT, now)
    if found is None:
        raise NotFoundError("experiment", str(experiment))
    if found.deleted_at is not None:
        raise InTrashError("experiment", str(experiment))
    return found


def existing_run(tx: Transaction, run: RunId) -> Run:
    """The run of that id, in the trash or not.

    Raises:
        NotFoundError: there is none.
    """
    found = tx.runs.get(run)
    if found is None:
        raise NotFoundError("run", run)
    return found


def experiments_of(
    tx: Transaction, project: str | None, names: Sequence[str] | None
) -> tuple[int, ...] | None:
    """Ids of the live experiments meant by a project and names; None means the whole store.

    A name or project that is not there means no experiment, not an error: a page of a project
    that has no run yet is an empty page.
    """
    if project is None and names is None:
        return None
    scope = tx.experiments.list(None if project is None else ProjectName(project))
    wanted = None if names is None else set(names)
    return tuple(
        one.id for one in scope if one.deleted_at is None and (wanted is None or one.name in wanted)
    )
