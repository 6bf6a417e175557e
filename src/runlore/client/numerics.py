"""What decides how numbers are computed: processor features, BLAS, settings of frameworks.

Only libraries that the program has imported itself are asked; nothing is imported for it.
"""

import contextlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

# Of some hundred flags these choose the kernels of BLAS, oneDNN, NumPy and their like.
_KERNEL_FLAGS = frozenset(
    {
        "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512dq", "avx512vl",
        "avx512_vnni", "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_tile", "amx_bf16",
        "amx_int8", "asimd", "asimdhp", "asimddp", "sve", "sve2", "bf16", "i8mm",
    }
)  # fmt: skip


def read_numerics() -> dict[str, object]:
    """Everything that is known now, by library."""
    found: dict[str, object] = {"cpu_flags": _cpu_flags()}
    readers: Mapping[str, Callable[[], object]] = {
        "blas": _blas,
        "torch": lambda: _torch(sys.modules.get("torch")),
        "jax": lambda: _jax(sys.modules.get("jax")),
    }
    for name, read in readers.items():
        with contextlib.suppress(Exception):  # a library of another version says it otherwise
            if told := read():
                found[name] = told
    return found


def _cpu_flags() -> list[str]:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.lower().startswith(("flags", "features")):
                return sorted(_KERNEL_FLAGS.intersection(line.partition(":")[2].split()))
    return []


def _blas() -> list[dict[str, object]]:
    """Libraries of threads and linear algebra: asked if they can be, else as they were built."""
    pools = sys.modules.get("threadpoolctl")
    if pools is not None:
        names = ("internal_api", "version", "num_threads", "threading_layer", "architecture")
        told = [{n: pool[n] for n in names if n in pool} for pool in pools.threadpool_info()]
        return sorted(told, key=str)
    built = getattr(sys.modules.get("numpy.__config__"), "CONFIG", None)
    if not isinstance(built, dict):
        return []
    blas = built.get("Build Dependencies", {}).get("blas", {})
    return [{n: blas[n] for n in ("name", "version") if n in blas}] if blas else []


def _torch(torch: ModuleType | None) -> dict[str, object]:
    if torch is None or not hasattr(torch, "get_num_threads"):
        return {}
    cuda = torch.backends.cuda.matmul
    cudnn = torch.backends.cudnn
    found: dict[str, Any] = {
        "threads": torch.get_num_threads(),
        "default_dtype": str(torch.get_default_dtype()),
        "matmul_precision": torch.get_float32_matmul_precision(),
        "tf32_matmul": cuda.allow_tf32,
        "tf32_cudnn": cudnn.allow_tf32,
        "cuda": torch.version.cuda or "none",
    }
    if torch.version.cuda is not None and torch.cuda.is_initialized():
        found["cudnn"] = cudnn.version()
        found["capability"] = list(torch.cuda.get_device_capability())
        nccl = sys.modules.get("torch.cuda.nccl")
        found["nccl"] = list(nccl.version()) if nccl is not None else []
    return found


def _jax(jax: ModuleType | None) -> dict[str, object]:
    if jax is None:
        return {}
    names = ("jax_enable_x64", "jax_default_matmul_precision", "jax_threefry_partitionable")
    return {name: getattr(jax.config, name) for name in names if hasattr(jax.config, name)}
