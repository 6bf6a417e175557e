"""What started the program: a distributed launcher, as its variables and parent processes tell."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from runlore.client.redact import redact_argv

_PARENTS = 6
"""Processes upwards that are looked at: launchers start workers through a shell or two."""

_NAMES = {
    "torchrun": "torchrun",
    "torch.distributed.run": "torchrun",
    "torch.distributed.launch": "torchrun",
    "accelerate": "accelerate",
    "deepspeed": "deepspeed",
    "horovodrun": "horovodrun",
    "mpirun": "mpirun",
    "mpiexec": "mpirun",
    "orterun": "mpirun",
    "prterun": "mpirun",
    "srun": "srun",
}
_VARIABLES = (
    ("ACCELERATE_MIXED_PRECISION", "accelerate"),
    ("TORCHELASTIC_RUN_ID", "torchrun"),
    ("HOROVOD_RANK", "horovodrun"),
    ("OMPI_COMM_WORLD_SIZE", "mpirun"),
    ("PMI_SIZE", "mpirun"),
    ("SLURM_STEP_ID", "srun"),
    ("RAY_JOB_ID", "ray"),
)
_RANKS = ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID")
_LOCAL_RANKS = ("LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID")
_SIZES = ("WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS")
_NODES = ("GROUP_WORLD_SIZE", "SLURM_NNODES")


def read_launcher(environ: Mapping[str, str]) -> dict[str, object]:
    """Kind, ranks, number of processes and the launcher's own command line.

    ``kind`` is empty for a program that was started by itself, and ``unknown`` for one of several
    processes whose launcher does not show.
    """
    command = next((argv for argv in _parents() if _name_in(argv)), [])
    by_variable = next((name for variable, name in _VARIABLES if variable in environ), "")
    size = _number(environ, _SIZES)
    many = size is not None and size > 1
    kind = _name_in(command) or by_variable or ("unknown" if many else "")
    told: dict[str, object] = {"kind": kind}
    if not kind:
        return told
    numbers = {
        "rank": _number(environ, _RANKS),
        "local_rank": _number(environ, _LOCAL_RANKS),
        "world_size": size,
        "nodes": _number(environ, _NODES),
    }
    told |= {name: number for name, number in numbers.items() if number is not None}
    return told | ({"command": redact_argv(command)} if command else {})


def _parents() -> Iterator[list[str]]:
    """Command lines of the processes above this one, the nearest first (Linux)."""
    pid = os.getppid()
    with contextlib.suppress(OSError, ValueError, IndexError):
        for _ in range(_PARENTS):
            if pid <= 1:
                return
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            yield [os.fsdecode(word) for word in words[:-1]]
            status = Path(f"/proc/{pid}/stat").read_text(errors="replace")
            pid = int(status.rpartition(")")[2].split()[1])


def _name_in(argv: list[str]) -> str:
    """The launcher that a command line calls, by itself or through an interpreter."""
    words = [Path(word).name if "/" in word else word for word in argv[:6]]
    for at, word in enumerate(words):
        if word in _NAMES and (at <= 1 or words[at - 1] == "-m"):
            return _NAMES[word]
    return ""


def _number(environ: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    told = (environ[name] for name in names if environ.get(name, "").isdigit())
    return next((int(text) for text in told), None)
