"""Runs that this process writes to without being the one that ends them.

``MlflowClient`` may log to any run. What it says goes the way of every other record: into a journal
of this process's own, and from there to the store. Nothing waits for the network, and a process
that is killed loses nothing.
"""

import atexit
import os
import threading
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from runlore.client.opening import RunRequest, open_run
from runlore.client.run import Run
from runlore.client.settings import ClientSettings
from runlore.entities.ids import RunId, new_run_id

MAX_JOINED = 16
"""Runs held open at a time: each has two threads and a journal. The one not used the longest is
closed first, and joined again when it is spoken of."""

_joined: "OrderedDict[tuple[int, str, RunId], Run]" = OrderedDict()
_lock = threading.RLock()


def begin_elsewhere(request: RunRequest, settings: ClientSettings) -> Run:
    """Make a run that outlives this process's part in it: only ``set_terminated`` ends it."""
    named = msgspec.structs.replace(request, id=request.id or new_run_id())
    return _hold(named, settings)


def join(run: RunId, settings: ClientSettings, describe: Callable[[], RunRequest]) -> Run:
    """The run as something to write to.

    Args:
        run: which.
        settings: of the store it is in.
        describe: finds out which run that is, when it is not held yet.

    Raises:
        NotFoundError: there is no such run.
    """
    with _lock:
        place = (os.getpid(), settings.uri, run)
        held = _joined.get(place)
        if held is not None:
            _joined.move_to_end(place)
            return held
        return _hold(describe(), settings)


def leave(run: Run) -> None:
    """Send what was said of the run and let go of it."""
    with _lock:
        for place in [place for place, held in _joined.items() if held is run]:
            del _joined[place]
    run.finish()


def flush_joined(timeout: float) -> bool:
    """Wait until all that was said of joined runs is acknowledged; False when it took too long."""
    with _lock:
        held = [run for (pid, _, _), run in _joined.items() if pid == os.getpid()]
    done = [run.flush(timeout) for run in held]
    return all(done)


def _hold(request: RunRequest, settings: ClientSettings) -> Run:
    quiet = msgspec.structs.replace(
        settings,
        run_id=request.id or "",
        label=settings.label or f"client {os.getpid()}",
        capture=False,
        monitor=False,
        console="off",
        quiet=True,
    )
    with _lock:
        run = open_run(request, quiet)
        _joined[os.getpid(), settings.uri, run.id] = run
        oldest = next(iter(_joined.values())) if len(_joined) > MAX_JOINED else None
    if oldest is not None:
        leave(oldest)
    return run


@atexit.register
def leave_all() -> None:
    """Send what was said of all joined runs and let go of them; done when the process ends."""
    with _lock:
        held = [run for (pid, _, _), run in _joined.items() if pid == os.getpid()]
    for run in held:
        leave(run)
