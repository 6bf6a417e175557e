"""What goes on beside a run without the program's doing: console, description, machine metrics."""

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from runlore.client.console import Console
from runlore.client.files import FileLog
from runlore.client.notices import Notices
from runlore.client.recorder import Recorder
from runlore.client.settings import ClientSettings
from runlore.entities.errors import ConflictError

if TYPE_CHECKING:
    from runlore.client.monitor.sampler import Monitor

CAPTURE_SECONDS = 10.0
"""How long the end of a run waits for its description: a short script still gets its diff."""


class Watch:
    """Starts the watchers of a run and stops them.

    Psutil, NVML and the like take 100 ms to import: the thread that needs them does it, so that
    ``init()`` returns at once.
    """

    def __init__(
        self, recorder: Recorder, files: FileLog, settings: ClientSettings, notices: Notices
    ) -> None:
        self._recorder = recorder
        self._files = files
        self._settings = settings
        self._notices = notices
        self._console = Console(recorder.append) if settings.console == "wrap" else None
        self._monitor: Monitor | None = None
        self._finish_description: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._begin, name="runlore-capture", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        if self._console is not None:
            self._console.start()
        self._thread.start()

    def stop(self) -> None:
        """End all, with what was gathered up to now."""
        try:
            if self._console is not None:
                self._console.stop()
        finally:
            self._thread.join(CAPTURE_SECONDS)
            if self._monitor is not None:
                self._monitor.stop()
            if self._finish_description is not None:
                self._guard("the seeds are not known", self._finish_description)

    def _begin(self) -> None:
        if self._settings.monitor:
            self._guard("the machine is not watched", self._start_monitor)
        if self._settings.capture:
            self._guard("the run is not fully described", self._describe)

    def _guard(self, trouble: str, work: Callable[[], None]) -> None:
        """The boundary: whatever fails in here is told, and training goes on."""
        try:
            work()
        except ConflictError:
            return  # the run has ended meanwhile
        except Exception as error:  # noqa: BLE001  # never break training
            self._notices.warn(f"{trouble}: {type(error).__name__}: {error}")

    def _start_monitor(self) -> None:
        from runlore.client.monitor.sampler import Monitor

        monitor = Monitor(self._log_machine, self._settings.monitor_seconds)
        monitor.start()
        self._monitor = monitor

    def _log_machine(self, row: Mapping[str, float], step: int) -> None:
        with contextlib.suppress(ConflictError):  # a slow reading that ended after the run
            self._recorder.log_at(row, step)

    def _describe(self) -> None:
        from runlore.client.capture import Description

        description = Description(self._recorder.append, self._files, dict(os.environ))
        description.begin()
        self._finish_description = description.finish
