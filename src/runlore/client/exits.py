"""How a program ends without saying so: an exception, a signal, the end of the script.

While runs are open, four hooks stand in the interpreter: ``sys.excepthook`` (failed, with the
traceback), SIGTERM (killed), ``sys.exit`` (failed, with the exit code, unless that is 0) and
``atexit`` (finished). Each passes on to what stood there before. Ctrl-C needs none: Python makes an
exception of it. What no hook can see (``kill -9``, a power cut, ``os._exit``) the server notices by
the silence.
"""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Protocol

from runlore.client.exit_status import ExitStatus
from runlore.client.failure import ending_of
from runlore.entities.run import RunFailure, RunStatus

HANDLER_SECONDS = 0.05
"""How long the handler of SIGTERM holds the main thread. It may stand inside ``log``: then the
closing thread gets on only when the handler has returned."""


class Endable(Protocol):
    """What can be ended."""

    def end_with_process(self, failure: RunFailure) -> None:
        """End it as killed; whoever speaks to it after that waits for the end of the process."""
        ...

    def finish(
        self, status: RunStatus | str = RunStatus.FINISHED, failure: RunFailure | None = None
    ) -> None:
        """End it."""
        ...


class ExitHooks:
    """Ends open runs when the program ends.

    Args:
        open_runs: the runs of this process that are open now, the newest last.
    """

    def __init__(self, open_runs: Callable[[], list[Endable]]) -> None:
        self._open_runs = open_runs
        self._pid = 0
        self._except_before: Callable[..., object] = sys.__excepthook__
        self._term_before: Any = signal.SIG_DFL
        self._was_terminated = False
        self._closing: threading.Thread | None = None
        self._exit_status = ExitStatus()

    def install(self) -> None:
        """Put the hooks in place, once for a process. A forked child inherits them."""
        if self._pid:
            return
        self._pid = os.getpid()
        self._except_before = sys.excepthook
        sys.excepthook = self._on_exception
        self._exit_status.listen()
        atexit.register(self._on_exit)
        if threading.current_thread() is threading.main_thread():
            self._term_before = signal.getsignal(signal.SIGTERM)
            if self._term_before is not signal.SIG_IGN and self._term_before is not None:
                signal.signal(signal.SIGTERM, self._on_term)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._except_before(kind, error, trace)  # first: the traceback is among the lines we keep
        status, failure = ending_of(error)
        self._end_all(status, failure)

    def _on_exit(self) -> None:
        if self._closing is not None and os.getpid() == self._pid:
            self._closing.join()  # ends the process by the signal that it got
        if self._was_terminated:
            self._end_all(RunStatus.KILLED, RunFailure("SIGTERM"))
        self._end_all(*ending_of(self._exit_status.last))

    def _on_term(self, number: int, frame: FrameType | None) -> None:
        if callable(self._term_before):
            # The program's own handler decides; it may save a checkpoint and go on.
            self._was_terminated = True
            self._term_before(number, frame)
            return
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a second signal ends it at once
        if os.getpid() != self._pid or not self._open_runs():
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self._closing = threading.Thread(
            target=self._end_killed, name="runlore-killed", daemon=True
        )
        self._closing.start()
        self._closing.join(HANDLER_SECONDS)

    def _end_killed(self) -> None:
        """Close the runs, then end as the signal would have: same exit status, no handlers run."""
        try:
            for run in reversed(self._open_runs()):
                run.end_with_process(RunFailure("SIGTERM"))
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def _end_all(self, status: RunStatus, failure: RunFailure | None) -> None:
        for run in reversed(self._open_runs()):
            run.finish(status, failure)
