"""The processor, memory, disk and network, of this program and of its machine."""

import os
import platform
import time
from pathlib import Path

import psutil

_MEGABYTE = 1024.0 * 1024.0


class HostGauges:
    """Reads the machine. Rates are over the time since the reading before.

    Keys: ``system/cpu.percent`` (of all cores), ``system/cpu.process_percent`` (of one core: 250
    is two and a half), ``system/memory.percent``, ``system/memory.process_mb``,
    ``system/disk.percent`` (of the working directory's disk), ``system/disk.read_mb_s``,
    ``system/disk.write_mb_s``, ``system/network.sent_mb_s``, ``system/network.received_mb_s``,
    ``system/process.threads``.
    """

    def __init__(self) -> None:
        self._process = psutil.Process(os.getpid())
        self._process.cpu_percent()  # the first reading only sets the start of the interval
        psutil.cpu_percent()
        self._at = time.monotonic()
        self._counters = _counters()

    def read(self) -> dict[str, float]:
        """What stands now, by key; what this system does not tell is left out."""
        now, counters = time.monotonic(), _counters()
        seconds = max(now - self._at, 1e-3)
        rates = {
            key: max(count - self._counters.get(key, count), 0) / _MEGABYTE / seconds
            for key, count in counters.items()
        }
        self._at, self._counters = now, counters
        memory = psutil.virtual_memory()
        with self._process.oneshot():
            return {
                "system/cpu.percent": psutil.cpu_percent(),
                "system/cpu.process_percent": self._process.cpu_percent(),
                "system/memory.percent": memory.percent,
                "system/memory.process_mb": self._process.memory_info().rss / _MEGABYTE,
                "system/process.threads": float(self._process.num_threads()),
                "system/disk.percent": psutil.disk_usage(os.getcwd()).percent,
                **rates,
            }


def describe_host() -> dict[str, object]:
    """The hardware as it is built."""
    return {
        "cpu": _cpu_model(),
        "cpu_cores": psutil.cpu_count(logical=False),
        "cpu_threads": psutil.cpu_count(),
        "cpu_usable": _usable_cores(),
        "memory_bytes": psutil.virtual_memory().total,
        "disk_bytes": psutil.disk_usage(os.getcwd()).total,
    }


def _counters() -> dict[str, int]:
    """Bytes moved since the machine started; some containers tell none."""
    disk, network = psutil.disk_io_counters(), psutil.net_io_counters()
    counted = {}
    if disk is not None:
        counted["system/disk.read_mb_s"] = disk.read_bytes
        counted["system/disk.write_mb_s"] = disk.write_bytes
    if network is not None:
        counted["system/network.sent_mb_s"] = network.bytes_sent
        counted["system/network.received_mb_s"] = network.bytes_recv
    return counted


def _cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.lower().startswith(("model name", "hardware")):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _usable_cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
