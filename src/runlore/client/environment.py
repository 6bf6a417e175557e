"""What a run ran on and how it was called.

Every function reads; none changes anything or imports what the program has not imported itself.
What cannot be read is left out.
"""

import functools
import importlib.metadata
import os
import platform
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from runlore.client.redact import is_secret_name, redact_argv, redact_text
from runlore.client.whereabouts import host_name, user_name

_NUMERIC_ENVIRONMENT = (
    "CUDA_", "CUBLAS_", "CUDNN_", "NCCL_", "GLOO_", "OMP_", "MKL_", "OPENBLAS_", "NUMEXPR_",
    "TORCH_", "PYTORCH_", "XLA_", "TF_", "JAX_", "HF_", "TRANSFORMERS_", "TOKENIZERS_", "KERAS_",
    "NVIDIA_", "ROCR_", "HIP_", "SLURM_", "OMPI_COMM_WORLD_",
)  # fmt: skip
"""Variables with these beginnings change numbers, devices or the place among several processes."""

_SINGLE_VARIABLES = frozenset(
    {
        "PYTHONHASHSEED", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_DEFAULT_ENV", "RANK", "LOCAL_RANK",
        "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_PORT", "LANG", "LC_ALL", "TZ",
    }
)  # fmt: skip

_LOCK_FILES = (
    "uv.lock", "poetry.lock", "pdm.lock", "requirements.txt", "environment.yml", "pixi.lock",
    "Pipfile.lock", "conda-lock.yml",
)  # fmt: skip

MAX_ENVIRONMENT_VALUE = 2_000
"""Characters of one variable that are kept: a path list may be long, nothing else is."""


def main_module() -> ModuleType | None:
    """The module that was started, as far as there is one."""
    return sys.modules.get("__main__")


def entry_script() -> Path | None:
    """The file that was started, or None in a shell or a notebook."""
    name = getattr(main_module(), "__file__", None)
    if not isinstance(name, str):
        return None
    file = Path(name).absolute()
    return file if file.is_file() else None


def read_command(environ: Mapping[str, str]) -> dict[str, object]:
    """How the program was called, so that it can be called again."""
    spec = getattr(main_module(), "__spec__", None)
    script = entry_script()
    return {
        "argv": redact_argv(sys.argv),
        "original_argv": redact_argv(sys.orig_argv),
        "executable": sys.executable,
        "module": spec.name if spec is not None else "",
        "script": str(script) if script else "",
        "cwd": str(Path.cwd()),
        "environment": read_variables(environ),
        "interactive": _interactive(),
    }


def read_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables on the allow-list, masked; all others stay where they are."""
    kept = {}
    for name in sorted(environ):
        if name.startswith(_NUMERIC_ENVIRONMENT) or name in _SINGLE_VARIABLES:
            text = redact_text(environ[name])[:MAX_ENVIRONMENT_VALUE]
            kept[name] = "***" if is_secret_name(name) else text
    return kept


def read_python() -> dict[str, object]:
    """The interpreter."""
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "build": " ".join(platform.python_build()),
        "compiler": platform.python_compiler(),
        "platform": platform.platform(),
        "libc": " ".join(part for part in platform.libc_ver() if part),
        "prefix": sys.prefix,
        "is_virtual_environment": sys.prefix != sys.base_prefix,
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "hash_seed": os.environ.get("PYTHONHASHSEED", "random"),
    }


@functools.cache
def read_packages() -> Mapping[str, object]:
    """Every installed distribution with its version, by name; the first on the path wins.

    Read once in a process: some hundred files, which a sweep of many runs need not open again.
    """
    found: dict[str, object] = {}
    for distribution in importlib.metadata.distributions():
        # A folder whose metadata is broken has no name, and is none of our business.
        name = distribution.metadata["Name"] if distribution.metadata else None
        if name and name not in found:
            found[name] = distribution.version
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def lock_files(folder: Path) -> list[Path]:
    """Files that pin the environment, in the folder and no deeper."""
    return [folder / name for name in _LOCK_FILES if (folder / name).is_file()]


def read_host(environ: Mapping[str, str]) -> dict[str, object]:
    """Who and where."""
    return {
        "user": user_name(),
        "host": host_name(),
        "pid": os.getpid(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "container": _container(environ),
        "scheduler": _scheduler(environ),
    }


def _interactive() -> str:
    if "ipykernel" in sys.modules:
        return "notebook"
    return "shell" if hasattr(sys, "ps1") else ""


def _container(environ: Mapping[str, str]) -> str:
    if "KUBERNETES_SERVICE_HOST" in environ:
        return "kubernetes"
    if "APPTAINER_CONTAINER" in environ or "SINGULARITY_CONTAINER" in environ:
        return "apptainer"
    if Path("/run/.containerenv").exists():
        return "podman"
    return "docker" if Path("/.dockerenv").exists() else ""


def _scheduler(environ: Mapping[str, str]) -> str:
    for variable, name in (
        ("SLURM_JOB_ID", "slurm"),
        ("LSB_JOBID", "lsf"),
        ("PBS_JOBID", "pbs"),
        ("JOB_COMPLETION_INDEX", "kubernetes job"),
    ):
        if variable in environ:
            return f"{name} {environ[variable]}"
    return ""
