"""The run: one execution that logs."""

import enum

import msgspec

from runlore.entities.dataset import DatasetUse
from runlore.entities.ids import ExperimentId, Micros, ProjectName, RunId
from runlore.entities.metric import MetricSummary
from runlore.entities.params import JSONValue

REPRODUCES = "reproduces"
"""Tag of a run that repeats another one: the id of that run."""

VERDICT = "reproduction.verdict"
"""Tag of a run that repeats another one: how its outcome stands to that one's."""


class RunStatus(str, enum.Enum):
    """Where a run stands."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"
    CRASHED = "crashed"


class RunFailure(msgspec.Struct, frozen=True):
    """Why a run did not finish.

    Attributes:
        message: last line of the traceback, or the signal's name.
        traceback: the whole text, masked.
        exit_code: of the process, when known.
    """

    message: str
    traceback: str = ""
    exit_code: int | None = None


class Pause(msgspec.Struct, frozen=True):
    """A time between the end of a run and its resumption.

    Attributes:
        since: when it ended, or was heard last.
        until: when it was resumed.
    """

    since: Micros
    until: Micros


class Run(msgspec.Struct, frozen=True):
    """One execution that logs. This is also its native JSON.

    Attributes:
        id: made by the client, unique everywhere.
        project: name of the project.
        experiment: name of the experiment.
        experiment_id: its number.
        name: shown; need not be unique.
        status: scheduled, running, finished, failed, killed or crashed.
        created_at: when the server first heard of it.
        started_at: when the client made it.
        ended_at: when it ended, or None.
        heartbeat_at: when the server last heard from it; 0 when its client does not beat, such as
            MLflow's: then silence says nothing.
        user: who ran it.
        host: where.
        notes: Markdown.
        parent: the run it is nested in, or None.
        deleted_at: when it was put in the trash, or None.
        params: typed inputs, set once.
        auto_params: names of params set by autologging, not by the user.
        tags: mutable labels.
        summary: values the client wrote as its summary.
        metrics: derived statistics by metric.
        rows: log calls stored.
        points: metric values stored.
        lost: records that were dropped, and counted, by reason.
        failure: why it did not finish, or None.
        inputs: the datasets that it used, in the order in which it said so.
        fingerprint: SHA-256 of what went into it, by group of its recipe, and ``all`` when every
            group is known; empty until it has ended.
        pauses: when it did not run, because it had ended and was resumed later; in order, apart.
    """

    id: RunId
    project: ProjectName
    experiment: str
    experiment_id: ExperimentId
    name: str
    status: RunStatus
    created_at: Micros
    started_at: Micros
    ended_at: Micros | None = None
    heartbeat_at: Micros = Micros(0)
    user: str = ""
    host: str = ""
    notes: str = ""
    parent: RunId | None = None
    deleted_at: Micros | None = None
    params: dict[str, JSONValue] = {}
    auto_params: list[str] = []
    tags: dict[str, str] = {}
    summary: dict[str, JSONValue] = {}
    metrics: dict[str, MetricSummary] = {}
    rows: int = 0
    points: int = 0
    lost: dict[str, int] = {}
    failure: RunFailure | None = None
    inputs: list[DatasetUse] = []
    fingerprint: dict[str, str] = {}
    pauses: list[Pause] = []
