"""The active run: begun, nested, resumed, ended."""

import os
import sys
import time
from collections.abc import Mapping
from types import TracebackType

import msgspec

from runlore.client.asking import Asker
from runlore.client.environment import entry_script
from runlore.client.facades import active
from runlore.client.facades.active import active_here, begin
from runlore.client.git import head_commit
from runlore.client.opening import RunRequest
from runlore.client.run import Run as NativeRun
from runlore.client.settings import working_folder
from runlore.client.whereabouts import user_name
from runlore.entities.errors import ConflictError
from runlore.entities.ids import RunId, parse_run_id
from runlore.mlflow import say
from runlore.mlflow.entities import Run, RunData, RunInfo
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.fluent.experiments import number_of, place_for
from runlore.mlflow.names import Place
from runlore.mlflow.store import joined
from runlore.mlflow.store import runs as stored
from runlore.mlflow.store.connection import client_settings, current_store, store_at, tracking_uri
from runlore.wire.mlflow import NOTE, PARENT, RUN_NAME, USER

_doors: dict[RunId, "ActiveRun"] = {}
"""The open runs of this process as MLflow shows them."""

_last: RunId | None = None
"""The run that was begun last."""


class ActiveRun(Run):
    """A run that logs; as a context manager it ends with its block.

    Attributes:
        native: our own run behind it.
    """

    def __init__(self, native: NativeRun, info: RunInfo, data: RunData) -> None:
        super().__init__(info, data)
        self.native = native

    def __enter__(self) -> "ActiveRun":
        self.native.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.native.__exit__(kind, error, trace)


@in_mlflow_terms
def start_run(  # noqa: PLR0913  # MLflow's own signature
    run_id: str | None = None,
    experiment_id: str | None = None,
    run_name: str | None = None,
    nested: bool = False,  # noqa: FBT001, FBT002  # MLflow's own signature
    parent_run_id: str | None = None,
    tags: Mapping[str, object] | None = None,
    description: str | None = None,
    log_system_metrics: bool | None = None,  # noqa: FBT001
) -> ActiveRun:
    """Begin a run, or go on with one, and make it the active one.

    Args:
        run_id: of a run to go on with; ``MLFLOW_RUN_ID`` when it is None.
        experiment_id: where the run belongs; None for the active experiment.
        run_name: shown in lists; None makes one.
        nested: inside the active run, as its child.
        parent_run_id: or as the child of this one.
        tags: labels, kept as text.
        description: Markdown.
        log_system_metrics: False leaves the machine alone; None and True watch it.

    Raises:
        MlflowException: a run is active and ``nested`` is not said; no such run; a bad name.
    """
    here = active_here()
    if here is not None and not nested:
        raise ConflictError(
            f"Run {here.id} is active already. End it by end_run(), or begin one inside it: "
            "start_run(nested=True)."
        )
    wanted = run_id or os.environ.pop("MLFLOW_RUN_ID", None)
    if wanted:
        return _go_on(wanted, tags, description)
    words = {key: str(value) for key, value in (tags or {}).items()}
    parent = parent_run_id or words.pop(PARENT, None) or (here.id if here else None)
    place = place_for(experiment_id)
    if here is not None and experiment_id is None:
        place = Place(here.project, here.experiment)
    user = words.pop(USER, "") or user_name()
    request = RunRequest(
        project=place.project,
        experiment=place.experiment,
        name=run_name or words.pop(RUN_NAME, None),
        is_template=False,
        notes=description or words.pop(NOTE, ""),
        parent=None if parent is None else parse_run_id(parent),
        user=user,
    )
    watched = log_system_metrics is not False
    return _begin(request, {**source_tags(), **words}, user, watched=watched)


@in_mlflow_terms
def end_run(status: str = "FINISHED") -> None:
    """End the active run; without one, do nothing.

    Raises:
        MlflowException: a status in which no run ends.
    """
    run = active_here() or active.active_run()
    if run is not None:
        run.finish(say.ending(status))


def active_run() -> ActiveRun | None:
    """The active run, or None."""
    run = active.active_run()
    return None if run is None else door_of(run)


@in_mlflow_terms
def last_active_run() -> Run | None:
    """The run that is active or was so last in this process; None when there was none."""
    run = active_run()
    if run is not None or _last is None:
        return run
    return stored.get_run(current_store(), _last)


def require_run() -> NativeRun:
    """The active run; MLflow's verbs begin one when there is none."""
    run = active.active_run()
    return start_run().native if run is None else run


def target(run_id: str | None) -> NativeRun:
    """The run that a verb speaks of: the active one, or any other by its id.

    Raises:
        NotFoundError: there is no such run.
    """
    return require_run() if run_id is None else writable(run_id, tracking_uri())


def writable(run_id: str, uri: str) -> NativeRun:
    """A run as something to write to: open in this process, or joined.

    Raises:
        NotFoundError: there is no such run, or it lies in the trash.
    """
    wanted = parse_run_id(run_id)
    for run in reversed(active.open_runs()):
        if run.id == wanted and run.settings.uri == uri:
            return run
    settings = client_settings(uri)
    return joined.join(wanted, settings, lambda: describe(store_at(uri), wanted))


def describe(store: Asker, run_id: str) -> RunRequest:
    """Which run that is.

    Raises:
        NotFoundError: there is no such run, or it lies in the trash.
    """
    told = stored.read_run(store, run_id)
    stored.require_live(told)
    return RunRequest(
        id=told["id"],
        project=told["project"],
        experiment=told["experiment"],
        name=told["name"],
        is_template=False,
        known=told["params"],
    )


def door_of(run: NativeRun) -> ActiveRun:
    """A run of ours as MLflow shows it while it is open."""
    return _doors.get(run.id) or _open_door(run, {}, user_name())


def _begin(request: RunRequest, tags: Mapping[str, str], user: str, *, watched: bool) -> ActiveRun:
    settings = client_settings()
    if not watched:
        settings = msgspec.structs.replace(settings, monitor=False)
    run = begin(request, settings)
    say.set_tags(run, tags)
    return _open_door(run, tags, user)


def _go_on(run_id: str, tags: Mapping[str, object] | None, description: str | None) -> ActiveRun:
    wanted = parse_run_id(run_id)
    if any(run.id == wanted for run in active.open_runs()):
        raise ConflictError(f"Run {wanted} is active already. End it by end_run().")
    known = describe(current_store(), wanted)
    request = msgspec.structs.replace(known, resume=True, notes=description or "")
    words = {key: str(value) for key, value in (tags or {}).items()}
    return _begin(request, words, user_name(), watched=True)


def _open_door(run: NativeRun, tags: Mapping[str, str], user: str) -> ActiveRun:
    global _last  # noqa: PLW0603  # the run that this process began last
    place = Place(run.project, run.experiment)
    info = RunInfo(
        run_id=run.id,
        experiment_id=lambda: number_of(place),
        user_id=user,
        status="RUNNING",
        start_time=time.time_ns() // 1_000_000,
        end_time=None,
        run_name=run.name,
    )
    shown = {**tags, RUN_NAME: run.name, USER: user}
    if run.parent is not None:
        shown[PARENT] = run.parent
    door = ActiveRun(run, info, RunData(tags=shown))
    _doors[run.id] = door
    _last = run.id
    run.when_ended(_forget)
    return door


def _forget(run: NativeRun) -> None:
    _doors.pop(run.id, None)


def source_tags() -> dict[str, str]:
    """Where this process's code comes from, in MLflow's tags."""
    script = entry_script()
    notebook = "ipykernel" in sys.modules
    tags = {
        "mlflow.source.name": str(script) if script else sys.argv[0] if sys.argv else "",
        "mlflow.source.type": "NOTEBOOK" if notebook else "LOCAL",
        "mlflow.source.git.commit": head_commit(script.parent if script else working_folder()),
    }
    return {key: value for key, value in tags.items() if value}
