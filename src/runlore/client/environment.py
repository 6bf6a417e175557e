"""What a run ran on and how it was called.

Every function reads; none changes anything or imports what the program has not imported itself.
What cannot be read is left out.
"""

import hashlib
import os
import platform
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from runlore.client.containers import container_kind
from runlore.client.labels import argument_label, label_of
from runlore.client.launcher import read_launcher
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
        "stdin_is_tty": _is_terminal(sys.stdin),
        "launcher": read_launcher(environ),
    }


def read_call(root: Path, script: Path | None) -> dict[str, object]:
    """How the program was called, in words that do not depend on where its code lies.

    Args:
        root: of the code.
        script: the file that was started, without links.
    """
    form, text = _form()
    arguments = [argument_label(argument, root) for argument in redact_argv(sys.argv)[1:]]
    program = {
        "script": label_of(script, root) if script is not None else "",
        "module": _module_name(),
        "command": hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest(),
    }.get(form, "")
    told: dict[str, object] = {
        "form": form,
        "program": program,
        "arguments": arguments if form in ("script", "module", "command") else [],
        "interpreter": _options(),
        "folder": label_of(Path.cwd().resolve(), root),
    }
    return told | ({"text": redact_text(text)} if form == "command" else {})


def _form() -> tuple[str, str]:
    """How the interpreter was given its program, and the text that came after ``-c``."""
    interactive = _interactive()
    if interactive:
        return interactive, ""
    words = sys.orig_argv
    at = len(_options()) + 1
    if sys.argv[:1] == ["-c"] and at < len(words):
        joined = words[at].removeprefix("-c")
        return "command", joined or (words[at + 1] if at + 1 < len(words) else "")
    return ("module" if _module_name() else "script"), ""


def _module_name() -> str:
    """What stood behind ``-m``: of a package it is not the name of its ``__main__``."""
    spec = getattr(main_module(), "__spec__", None)
    return spec.name.removesuffix(".__main__") if spec is not None else ""


def _options() -> list[str]:
    """Options of the interpreter itself, up to what it was given to run."""
    words = sys.orig_argv[1:]
    found: list[str] = []
    while words and words[0].startswith("-") and not words[0].startswith(("-c", "-m")):
        takes_more = words[0] in ("-X", "-W", "--check-hash-based-pycs")
        found += words[: 2 if takes_more else 1]
        words = words[2 if takes_more else 1 :]
    return found


def _is_terminal(stream: object) -> bool:
    is_tty = getattr(stream, "isatty", None)
    try:
        return bool(is_tty and is_tty())
    except ValueError:  # closed
        return False


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


def read_host(environ: Mapping[str, str]) -> dict[str, object]:
    """Who and where."""
    return {
        "user": user_name(),
        "host": host_name(),
        "pid": os.getpid(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "container": container_kind(environ),
        "scheduler": _scheduler(environ),
    }


def _interactive() -> str:
    if "ipykernel" in sys.modules:
        return "notebook"
    return "shell" if hasattr(sys, "ps1") else ""


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
