"""Runs and statistics to test with."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, settings

from runlore.entities.experiment import Experiment
from runlore.entities.ids import Micros, ProjectName, new_logged_model_id, new_run_id
from runlore.entities.logged_model import LoggedModel, LoggedModelStatus
from runlore.entities.metric import MetricSummary
from runlore.entities.run import Run, RunStatus
from runlore.stores.catalog import Catalog
from runlore.testing.clock import SOME_DAY

SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
)
"""For properties in a suite: examples share the store of their test, and engines the suite."""


def an_experiment(catalog: Catalog, name: str = "baseline", project: str = "digits") -> Experiment:
    """The experiment of that name, made when it is new."""
    return catalog.write(lambda tx: tx.experiments.ensure(ProjectName(project), name, SOME_DAY))


def a_run(experiment: Experiment, **fields: Any) -> Run:
    """A running run of the experiment with a new id; any field may be given."""
    run = Run(
        id=new_run_id(),
        project=experiment.project,
        experiment=experiment.name,
        experiment_id=experiment.id,
        name="calm-otter-7",
        status=RunStatus.RUNNING,
        created_at=SOME_DAY,
        started_at=SOME_DAY,
        heartbeat_at=SOME_DAY,
        user="ada",
        host="engine",
    )
    return msgspec.structs.replace(run, **fields)


def stored(catalog: Catalog, experiment: Experiment, **fields: Any) -> Run:
    """A run as ``a_run`` makes it, kept in the catalog."""
    run = a_run(experiment, **fields)
    catalog.write(lambda tx: tx.runs.create(run))
    return run


def a_model(experiment: Experiment, **fields: Any) -> LoggedModel:
    """A model of the experiment with a new id, all its files there; any field may be given."""
    model = LoggedModel(
        id=new_logged_model_id(),
        experiment_id=experiment.id,
        name="classifier",
        status=LoggedModelStatus.READY,
        created_at=SOME_DAY,
        updated_at=SOME_DAY,
    )
    return msgspec.structs.replace(model, **fields)


def put(catalog: Catalog, run: Run) -> None:
    """Replace a run."""
    catalog.write(lambda tx: tx.runs.put(run))


def a_summary(last: float = 0.5, **fields: Any) -> MetricSummary:
    """Statistics of a metric that was logged once, with ``last`` as its value."""
    summary = MetricSummary(
        last=last,
        last_step=0,
        last_time=Micros(SOME_DAY),
        min=last,
        min_step=0,
        max=last,
        max_step=0,
        mean=last,
        first=last,
        first_step=0,
        count=1,
        finite=1,
    )
    return msgspec.structs.replace(summary, **fields)


def as_bytes(value: object) -> bytes:
    """A value as bytes, for comparing where NaN, which equals nothing, may be in it."""
    return msgspec.msgpack.encode(value)
