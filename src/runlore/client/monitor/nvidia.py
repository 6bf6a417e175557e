"""NVIDIA GPUs, through the driver's own library (NVML). Importing this needs no driver."""

from collections.abc import Callable

import pynvml

_MEGABYTE = 1024.0 * 1024.0


class NvidiaGauges:
    """Reads all NVIDIA GPUs of the machine.

    Keys for GPU *i*: ``system/gpu.i.percent``, ``.memory_percent``, ``.memory_mb``,
    ``.power_watts`` and ``.temperature_c``.

    Raises:
        pynvml.NVMLError: there is no driver or no GPU.
    """

    def __init__(self) -> None:
        pynvml.nvmlInit()
        count = pynvml.nvmlDeviceGetCount()
        self._devices = [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(count)]

    def read(self) -> dict[str, float]:
        """What stands now, by key; what a device does not tell is left out."""
        row: dict[str, float] = {}
        for index, device in enumerate(self._devices):
            for name, gauge in _GAUGES.items():
                value = _told(gauge, device)
                if value is not None:
                    row[f"system/gpu.{index}.{name}"] = value
        return row

    def describe(self) -> dict[str, object]:
        """The devices as they are built, and the driver."""
        return {
            "gpus": [_describe(device) for device in self._devices],
            "gpu_driver": _text(pynvml.nvmlSystemGetDriverVersion()),
            "cuda": _cuda_version(),
        }


def _describe(device: object) -> dict[str, object]:
    memory = pynvml.nvmlDeviceGetMemoryInfo(device)
    return {"name": _text(pynvml.nvmlDeviceGetName(device)), "memory_bytes": int(memory.total)}


def _cuda_version() -> str:
    number = int(pynvml.nvmlSystemGetCudaDriverVersion_v2())
    return f"{number // 1000}.{number % 1000 // 10}"


def _text(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else name


def _told(gauge: Callable[[object], float], device: object) -> float | None:
    try:
        return float(gauge(device))
    except pynvml.NVMLError:
        return None


def _memory(device: object) -> float:
    return float(pynvml.nvmlDeviceGetMemoryInfo(device).used) / _MEGABYTE


def _memory_percent(device: object) -> float:
    memory = pynvml.nvmlDeviceGetMemoryInfo(device)
    return 100.0 * float(memory.used) / float(memory.total)


_GAUGES: dict[str, Callable[[object], float]] = {
    "percent": lambda device: float(pynvml.nvmlDeviceGetUtilizationRates(device).gpu),
    "memory_percent": _memory_percent,
    "memory_mb": _memory,
    "power_watts": lambda device: float(pynvml.nvmlDeviceGetPowerUsage(device)) / 1000.0,
    "temperature_c": lambda device: float(
        pynvml.nvmlDeviceGetTemperature(device, pynvml.NVML_TEMPERATURE_GPU)
    ),
}
