"""Git and other programs, started so that nothing of what they read is executed by them."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from runlore.entities.errors import RunloreError

PROGRAM_SECONDS = 600.0
"""A fetch over a slow network; more is a hang."""

_ALLOWED_PROTOCOLS = "file:https:ssh:git:http"
"""How a remote may be spoken to. Helpers of git that run commands (``ext::``) are not among it."""

_NO_PROGRAMS = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.symlinks=true",
    "-c", "protocol.ext.allow=never",
    "-c", "submodule.recurse=false",
    "-c", "fetch.recurseSubmodules=false",
    "-c", "core.attributesFile=/dev/null",
    "-c", "advice.detachedHead=false",
)  # fmt: skip
"""Hooks, monitors and submodules of a repository run programs or reach further ones."""


class ProgramError(RunloreError):
    """A program that was started for a rebuild failed."""

    code = "program_failed"


def git(
    folder: Path, *words: str, content: bytes | None = None, extra: Mapping[str, str] | None = None
) -> bytes:
    """What a git command prints.

    Args:
        folder: where it runs.
        words: the command and its arguments.
        content: its standard input.
        extra: further variables.

    Raises:
        ProgramError: it fails, takes too long or is not installed.
    """
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_ALLOW_PROTOCOL": _ALLOWED_PROTOCOLS,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "LC_ALL": "C",
        **(extra or {}),
    }
    return run_program(["git", *_NO_PROGRAMS, *words], folder, environ, content)


def run_program(
    words: Sequence[str],
    folder: Path,
    environ: Mapping[str, str] | None = None,
    content: bytes | None = None,
    seconds: float = PROGRAM_SECONDS,
) -> bytes:
    """What a program prints on its standard output.

    Raises:
        ProgramError: it fails, takes too long or is not installed.
    """
    named = [word for word in words if not word.startswith("-")]
    shown = " ".join(named[:4])
    try:
        done = subprocess.run(
            list(words),
            cwd=folder,
            env=None if environ is None else dict(environ),
            input=b"" if content is None else content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError:
        raise ProgramError(f"{words[0]} is not installed here, and is needed.") from None
    except subprocess.TimeoutExpired:
        raise ProgramError(f"{shown} took longer than {seconds:.0f} s and was ended.") from None
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise ProgramError(f"{shown} failed: {' '.join(told[-3:])[:500] or done.returncode}")
    return done.stdout
