"""A shell in a rebuilt folder, for whoever wants to look or to change something by hand."""

import os
import subprocess
import tempfile
from pathlib import Path

from runlore.launch.attempt import prepare
from runlore.launch.evidence import Evidence
from runlore.launch.reproduce import Wish


def open_shell(evidence: Evidence, wish: Wish) -> int:
    """Rebuild, and open the user's shell there; gives its exit code. The folder is kept.

    Raises:
        CannotRebuildError: the run cannot be put together.
        MissingDataError: its data is not to be had.
    """
    work = wish.work or Path(tempfile.mkdtemp(prefix="runlore-"))
    work.mkdir(parents=True, exist_ok=True)
    prepared = prepare(evidence, wish.choice, work, wish.here)
    programs = str(Path(prepared.environment.executable).parent)
    environ = prepared.environ | {
        "PATH": os.pathsep.join([programs, prepared.environ.get("PATH", "")]),
        "RUNLORE_REBUILT": str(prepared.root),
    }
    for note in prepared.notes:
        print(f"not as it was: {note}")  # noqa: T201  # this is the face of the command
    words = " ".join(prepared.call.words)
    print(f"{prepared.root}\nrun it with: {words}\nleave with: exit", flush=True)  # noqa: T201
    shell = os.environ.get("SHELL") or ("cmd" if os.name == "nt" else "/bin/sh")
    return subprocess.run([shell], cwd=prepared.call.folder, env=environ, check=False).returncode
