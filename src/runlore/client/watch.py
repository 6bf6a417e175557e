"""What goes on beside a run without the program's doing: console, description, machine metrics."""

import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from runlore.client.console import Console
from runlore.client.files import FileLog
from runlore.client.recorder import Recorder
from runlore.client.settings import ClientSettings

if TYPE_CHECKING:
    from runlore.client.monitor.sampler import Monitor

CAPTURE_SECONDS = 10.0
"""How long the end of a run waits for its description: a short script still gets its diff."""


class Watch:
    """Starts the watchers of a run and stops them.

    Psutil, NVML and the like take 100 ms to import: the thread that needs them does it, so that
    ``init()`` returns at once.
    """

    def __init__(self, recorder: Recorder, files: FileLog, settings: ClientSettings) -> None:
        self._recorder = recorder
        self._files = files
        self._settings = settings
        self._console = Console(recorder.append) if settings.console == "wrap" else None
        self._monitor: Monitor | None = None
        self._finish_description: Callable[[], None] | None = None
        self._stopped = threading.Event()
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
            self._stopped.set()
            if self._monitor is not None:
                self._monitor.stop()
            if self._finish_description is not None and not self._thread.is_alive():
                self._finish_description()

    def _begin(self) -> None:
        if self._settings.monitor:
            self._start_monitor()
        if self._settings.capture:
            self._describe()

    def _start_monitor(self) -> None:
        from runlore.client.monitor.sampler import Monitor

        monitor = Monitor(self._recorder.log_at, self._settings.monitor_seconds)
        monitor.start()
        self._monitor = monitor

    def _describe(self) -> None:
        from runlore.client.capture import Description

        description = Description(self._recorder.append, self._files, _environment())
        description.begin()
        self._finish_description = description.finish


def _environment() -> Mapping[str, str]:
    return dict(os.environ)
