"""What goes on beside a run without the program's doing: console, description, machine metrics."""

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from runlore.client.config import Config
from runlore.client.console import Console
from runlore.client.files import FileLog
from runlore.client.notices import Notices
from runlore.client.recorder import Recorder
from runlore.client.redact import redact_value
from runlore.client.settings import CaptureParts, ClientSettings, own_places
from runlore.entities.errors import ConflictError
from runlore.entities.ids import RunId
from runlore.entities.params import JSONValue

if TYPE_CHECKING:
    from runlore.client.monitor.sampler import Monitor
    from runlore.client.opened import Began
    from runlore.client.seeding import Seeding

CAPTURE_SECONDS = 10.0
"""How long the end of a run waits for its description: a short script still gets its diff."""

FOLLOW_SECONDS = 2.0
"""How often it is looked what the program opened meanwhile."""


class Described(Protocol):
    """The run that is watched, as far as this page knows it."""

    @property
    def id(self) -> RunId:
        """Its id."""
        ...

    @property
    def config(self) -> Config:
        """Its params."""
        ...


class Watch:
    """Starts the watchers of a run and stops them.

    Psutil, NVML and the like take 100 ms to import: the thread that needs them does it, so that
    ``init()`` returns at once.
    """

    def __init__(
        self,
        run: Described,
        recorder: Recorder,
        files: FileLog,
        settings: ClientSettings,
        notices: Notices,
    ) -> None:
        self._run = run
        self._recorder = recorder
        self._files = files
        self._settings = settings
        self._notices = notices
        self._console = Console(recorder.append) if settings.console == "wrap" else None
        self._monitor: Monitor | None = None
        self._listeners: Listeners | None = None
        self._given: dict[str, JSONValue] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._begin, name="runlore-capture", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        if self._console is not None:
            self._console.start()
        if self._settings.capture:
            self._guard("what the run reads is not followed", self._listen)
        self._thread.start()

    def stop(self) -> None:
        """End all, with what was gathered up to now."""
        try:
            if self._console is not None:
                self._console.stop()
        finally:
            self._ending.set()
            self._thread.join(CAPTURE_SECONDS)
            if self._monitor is not None:
                self._monitor.stop()
            if self._listeners is not None:
                self._guard("the run is not fully described", self._listeners.stop)

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

    def _listen(self) -> None:
        """Listen from the first line after ``init`` on: what was missed is not told again."""
        self._given = self._params()
        self._listeners = Listeners(self._settings.parts)

    def _describe(self) -> None:
        from runlore.client.capture import Description, Subject
        from runlore.client.inputs.files import FilesRead
        from runlore.client.opened import open_watch

        listeners = self._listeners
        apart = own_places(self._settings)
        began = None if listeners is None else listeners.began
        subject = Subject(
            run=self._run.id,
            append=self._recorder.append,
            files=self._files,
            params=self._params,
            given=self._given,
            parts=self._settings.parts,
            apart=apart,
            opened=None
            if began is None
            else FilesRead(began, apart, self._settings.parts.digest_bytes, os.environ),
            seedings=[] if listeners is None else listeners.seedings,
            generators=None if listeners is None else listeners.generators,
        )
        with open_watch.own_work():
            description = Description(subject, dict(os.environ))
            description.begin()
            while not self._ending.wait(FOLLOW_SECONDS):
                description.follow(lambda: not self._ending.is_set())
            description.finish()
        if description.failed:
            self._notices.warn(f"the run is not fully described: {description.failed[0]}")

    def _params(self) -> dict[str, JSONValue]:
        params = self._run.config.as_dict()
        return {key: redact_value(key, value) for key, value in params.items()}


class Listeners:
    """What hears of the program's own calls, on its own threads: files opened, generators seeded.

    Attributes:
        began: since when opened files are noted; None when that is switched off.
        generators: how they stand now, before the program draws from them.
        seedings: grows with each call.
    """

    def __init__(self, parts: CaptureParts) -> None:
        from runlore.client.opened import open_watch
        from runlore.client.seeding import seed_watch
        from runlore.client.seeds import Generators

        self._parts = parts
        self.seedings: list[Seeding] = seed_watch.start() if parts.seeds else []
        self.generators = Generators()
        self.began: Began | None = open_watch.start() if parts.data else None

    def stop(self) -> None:
        """Listen no more."""
        from runlore.client.opened import open_watch
        from runlore.client.seeding import seed_watch

        if self._parts.seeds:
            seed_watch.stop(self.seedings)
        if self.began is not None:
            open_watch.stop()
