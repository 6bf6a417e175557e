"""The thread that reads the gauges and logs what they show."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import psutil
import pynvml

from runlore.client.monitor.host import HostGauges
from runlore.client.monitor.nvidia import NvidiaGauges

EARLY_SECONDS = 2.0
"""Between two readings at first: a short run shows a curve too."""

EARLY_FOR = 60.0
"""Seconds after which the readings come at the slower pace of the settings."""


class Gauges(Protocol):
    """Something that can be read again and again."""

    def read(self) -> dict[str, float]:
        """What stands now, by key."""
        ...


class Monitor:
    """Logs a row of machine metrics every few seconds until it is stopped.

    The rows have steps of their own, 0, 1, 2, …: they never move the run's step count.

    Args:
        log: takes a row and its step.
        interval: seconds between two readings once the run is a minute old.
    """

    def __init__(self, log: Callable[[Mapping[str, float], int], None], interval: float) -> None:
        self._log = log
        self._interval = interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="runlore-monitor", daemon=True)

    def start(self) -> None:
        """Begin; the first row comes after the first interval."""
        self._thread.start()

    def stop(self) -> None:
        """End, with one last row. Waits for a reading that is under way, a second at most."""
        self._stopped.set()
        self._thread.join(timeout=1.0)

    def _watch(self) -> None:
        gauges = open_gauges()
        began = time.monotonic()
        step = 0
        while True:
            age = time.monotonic() - began
            wait = min(EARLY_SECONDS, self._interval) if age < EARLY_FOR else self._interval
            ended = self._stopped.wait(wait)
            row = read_all(gauges)
            if row:
                self._log(row, step)
                step += 1
            if ended:
                return


def open_gauges() -> list[Gauges]:
    """The gauges that this machine has."""
    gauges: list[Gauges] = [HostGauges()]
    nvidia = open_nvidia()
    return gauges if nvidia is None else [*gauges, nvidia]


def open_nvidia() -> NvidiaGauges | None:
    """The NVIDIA GPUs, or None where there is no driver."""
    try:
        return NvidiaGauges()
    except pynvml.NVMLError:
        return None


def read_all(gauges: list[Gauges]) -> dict[str, float]:
    """One row of all gauges; one that fails is left out of the row."""
    row: dict[str, float] = {}
    for gauge in gauges:
        row.update(_read(gauge))
    return row


def _read(gauge: Gauges) -> dict[str, float]:
    try:
        return gauge.read()
    except (psutil.Error, pynvml.NVMLError, OSError):
        return {}
