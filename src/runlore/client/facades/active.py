"""The run stack: which run module-level verbs speak to, and how runs are begun and ended."""

import contextvars
import os
import threading
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from runlore.client.exits import Endable, ExitHooks
from runlore.client.opening import RunRequest, open_run
from runlore.client.run import Run
from runlore.client.settings import (
    ClientSettings,
    Mode,
    check_mode,
    read_settings,
    resolve_uri,
    working_folder,
)
from runlore.client.values import as_params
from runlore.entities.ids import RunId, parse_run_id
from runlore.entities.run import RunStatus

_stack: contextvars.ContextVar[tuple[Run, ...]] = contextvars.ContextVar("runlore_runs", default=())
"""The runs of this context, the innermost last: threads and tasks each have their own."""

_open: list[Run] = []
"""All open runs of the process, the newest last: what threads without a run of their own log to."""

_lock = threading.RLock()
_chosen_uri: str | None = None


def init(  # noqa: PLR0913  # what a run may be begun with, all by name
    project: str | None = None,
    experiment: str | None = None,
    name: str | None = None,
    config: object | None = None,
    tags: Mapping[str, object] | Sequence[str] | None = None,
    notes: str = "",
    id: str | None = None,  # noqa: A002  # the name users know
    resume: bool = False,  # noqa: FBT001, FBT002  # named in every call
    parent: Run | str | None = None,
    mode: Mode | None = None,
) -> Run:
    """Begin a run and make it the active one. Returns at once, with or without a server.

    A run that ``init`` began before is finished first; inside a ``with`` block the new run becomes
    its child.

    Args:
        project: the ML problem; ``RUNLORE_PROJECT``, else ``default``.
        experiment: the hypothesis; ``RUNLORE_EXPERIMENT``, else ``default``.
        name: shown in lists; may be a template such as ``"{model}-lr{lr}"``, filled from params as
            soon as they are known. None makes a readable one.
        config: params: a dict, a dataclass or the namespace of ``argparse``.
        tags: names with values, or a list of labels.
        notes: Markdown.
        id: of a run to go on with, or of your own making (8 to 64 digits and lower-case letters).
        resume: the run of that id exists; it is running again.
        parent: the run in which this one is nested, or its id.
        mode: ``online``; ``offline`` keeps the journal for ``runlore sync``; ``disabled`` keeps
            nothing.

    Raises:
        InvalidInputError: something that cannot be taken; no run is begun then.
    """
    with _lock:
        active = active_run()
        if active is not None and parent is None:
            if active.is_entered:
                parent = active
            else:
                active.finish()
        request = RunRequest(
            project=project,
            experiment=experiment,
            name=name,
            config=None if config is None else as_params(config),
            tags=tags,
            notes=notes,
            id=id,
            resume=resume,
            parent=_id_of(parent),
        )
        return begin(request, _settings(mode))


def start_run(  # noqa: PLR0913  # as init
    project: str | None = None,
    experiment: str | None = None,
    name: str | None = None,
    config: object | None = None,
    tags: Mapping[str, object] | Sequence[str] | None = None,
    notes: str = "",
    id: str | None = None,  # noqa: A002  # the name users know
    resume: bool = False,  # noqa: FBT001, FBT002  # named in every call
    parent: Run | str | None = None,
    mode: Mode | None = None,
) -> Run:
    """Begin a run inside the active one, if there is one: ``init`` for loops and nesting.

    The child belongs to its parent's project and experiment unless others are named. Everything
    else is as in ``init``.

    Raises:
        InvalidInputError: something that cannot be taken; no run is begun then.
    """
    with _lock:
        outer = active_run() if parent is None else parent
        if isinstance(outer, Run):
            project = project or outer.project
            experiment = experiment or outer.experiment
        request = RunRequest(
            project=project,
            experiment=experiment,
            name=name,
            config=None if config is None else as_params(config),
            tags=tags,
            notes=notes,
            id=id,
            resume=resume,
            parent=_id_of(outer),
        )
        return begin(request, _settings(mode))


def active_run() -> Run | None:
    """The innermost open run of this context, else the newest of the process, else None."""
    return active_here() or (_open[-1] if _open else None)


def active_here() -> Run | None:
    """The innermost open run that this thread or task began itself, or None."""
    running = [run for run in _stack.get() if run.status is RunStatus.RUNNING]
    return running[-1] if running else None


def finish(status: Literal["finished", "failed", "killed"] = "finished") -> None:
    """End the active run; without one, do nothing."""
    run = active_run()
    if run is not None:
        run.finish(status)


def flush(timeout: float = 60.0) -> bool:
    """Wait until everything logged in this process is durable and acknowledged.

    Args:
        timeout: seconds to wait at most for each open run.

    Returns:
        False when the time was too short; what is missing is still sent, later.
    """
    done = [run.flush(timeout) for run in list(_open)]  # all of them, also behind a late one
    return all(done)


def set_tracking_uri(uri: str | os.PathLike[str] | None) -> None:
    """Choose the store of runs that begin from now on, before ``RUNLORE_URI`` and all else.

    Args:
        uri: a folder, ``sqlite:///file.db`` or ``http(s)://host:port``; None chooses none.

    Raises:
        InvalidValueError: another kind of address.
    """
    global _chosen_uri  # noqa: PLW0603  # one choice for the process, as the environment is one
    text = None if uri is None else os.fspath(uri)
    if text is not None:
        text = resolve_uri(text, os.environ, working_folder())
    _chosen_uri = text


def chosen_uri() -> str | None:
    """The store that ``set_tracking_uri`` chose, or None."""
    return _chosen_uri


def open_runs() -> list[Run]:
    """The runs of this process that are open, the newest last."""
    return list(_open)


def get_tracking_uri() -> str:
    """The store of a run that would begin now; folders are absolute."""
    return resolve_uri(_chosen_uri, os.environ, working_folder())


def begin(request: RunRequest, settings: ClientSettings) -> Run:
    """Begin a run and make it the active one, with everything decided: what all doors end in.

    Raises:
        InvalidInputError: something that cannot be taken; no run is begun then.
    """
    run = open_run(request, settings)
    run.when_ended(_forget)
    _open.append(run)
    _stack.set((*_stack.get(), run))
    _hooks.install()
    return run


def _settings(mode: Mode | None) -> ClientSettings:
    settings = read_settings(_chosen_uri, os.environ, working_folder())
    return settings if mode is None else msgspec.structs.replace(settings, mode=check_mode(mode))


def _forget(run: Run) -> None:
    with _lock:
        if run in _open:
            _open.remove(run)
    _stack.set(tuple(known for known in _stack.get() if known is not run))


def _id_of(parent: Run | str | None) -> RunId | None:
    if parent is None or isinstance(parent, Run):
        return None if parent is None else parent.id
    return parse_run_id(parent)


def _open_runs() -> list[Endable]:
    return list(_open)


_hooks = ExitHooks(_open_runs)
