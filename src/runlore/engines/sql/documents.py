"""Runs as rows: the two documents of a run, and how a row becomes a ``Run`` again."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, select

from runlore.engines.sql.tables import experiments, projects, runs
from runlore.entities.dataset import DatasetUse
from runlore.entities.metric import MetricSummary
from runlore.entities.params import JSONValue
from runlore.entities.run import Pause, Run, RunFailure, RunStatus


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """The part of a run that no column holds; a new field gets a default, for old rows."""

    params: dict[str, JSONValue] = {}
    auto_params: list[str] = []
    tags: dict[str, str] = {}
    summary: dict[str, JSONValue] = {}
    lost: dict[str, int] = {}
    failure: RunFailure | None = None
    inputs: list[DatasetUse] = []
    fingerprint: dict[str, str] = {}
    pauses: list[Pause] = []


# msgpack and not JSON: NaN and infinities of params and statistics stay what they are.
_ENCODER = msgspec.msgpack.Encoder()
_DETAILS = msgspec.msgpack.Decoder(Details)
_METRICS = msgspec.msgpack.Decoder(dict[str, MetricSummary])
_UNREAD_METRICS = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_METRIC = msgspec.msgpack.Decoder(MetricSummary)
_STATUSES = {status.value: status for status in RunStatus}

# In the order in which ``run_of`` takes them.
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    runs.c.id,
    projects.c.name.label("project"),
    experiments.c.name.label("experiment"),
    runs.c.experiment_id,
    runs.c.name,
    runs.c.status,
    runs.c.created_at,
    runs.c.started_at,
    runs.c.ended_at,
    runs.c.heartbeat_at,
    runs.c.user,
    runs.c.host,
    runs.c.notes,
    runs.c.parent,
    runs.c.deleted_at,
    runs.c.rows,
    runs.c.points,
    runs.c.details,
    runs.c.metrics,
)


def select_runs(*before: ColumnElement[Any]) -> Select[Any]:
    """Selects some columns and, behind them, what ``run_of`` reads; add the condition."""
    joined = runs.join(experiments, runs.c.experiment_id == experiments.c.id)
    return select(*before, *_COLUMNS).select_from(
        joined.join(projects, experiments.c.project_pk == projects.c.project_pk)
    )


def run_of(row: Sequence[Any], wanted: Collection[str] | None = None) -> Run:
    """The run in a row of ``select_runs``. Pages of 1,000 come through here: no kwargs.

    Args:
        row: what was selected.
        wanted: the metrics that it is to carry; None is all.
    """
    (
        run_id, project, experiment, experiment_id, name, status, created_at, started_at, ended_at,
        heartbeat_at, user, host, notes, parent, deleted_at, rows, points, details, metrics,
    ) = row  # fmt: skip
    rest = _DETAILS.decode(details)
    return Run(
        run_id,
        project,
        experiment,
        experiment_id,
        name,
        _STATUSES[status],
        created_at,
        started_at,
        ended_at,
        heartbeat_at,
        user,
        host,
        notes,
        parent,
        deleted_at,
        rest.params,
        rest.auto_params,
        rest.tags,
        rest.summary,
        _METRICS.decode(metrics) if wanted is None else _some_metrics(metrics, wanted),
        rows,
        points,
        rest.lost,
        rest.failure,
        rest.inputs,
        rest.fingerprint,
        rest.pauses,
    )


def _some_metrics(document: bytes, wanted: Collection[str]) -> dict[str, MetricSummary]:
    """Those of the metrics that there are: of 150 that nobody asked for none is made."""
    if not wanted:
        return {}
    unread = _UNREAD_METRICS.decode(document)
    return {key: _METRIC.decode(unread[key]) for key in wanted if key in unread}


def scalars_of(run: Run) -> dict[str, Any]:
    """The columns of ``runs`` that hold one value each, but id, number and revision."""
    return {
        "experiment_id": run.experiment_id,
        "name": run.name,
        "status": run.status.value,
        "created_at": run.created_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "heartbeat_at": run.heartbeat_at,
        "deleted_at": run.deleted_at,
        "user": run.user,
        "host": run.host,
        "parent": run.parent,
        "rows": run.rows,
        "points": run.points,
        "notes": run.notes,
    }


def details_of(run: Run) -> bytes:
    """The ``details`` document of a run."""
    return _ENCODER.encode(
        Details(
            run.params,
            run.auto_params,
            run.tags,
            run.summary,
            run.lost,
            run.failure,
            run.inputs,
            run.fingerprint,
            run.pauses,
        )
    )


def metrics_of(run: Run) -> bytes:
    """The ``metrics`` document of a run."""
    return _ENCODER.encode(run.metrics)


def decode_details(document: bytes) -> Details:
    """A ``details`` document."""
    return _DETAILS.decode(document)


def decode_metrics(document: bytes) -> Mapping[str, MetricSummary]:
    """A ``metrics`` document."""
    return _METRICS.decode(document)
