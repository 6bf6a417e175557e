"""The command line as a user calls it: a process of its own, with a store of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.warm_python import WarmPython

CALL_SECONDS = 60.0

SOME_RUNS = """
import runlore

for lr in (0.1, 0.01):
    config = {"lr": lr, "optimizer": {"name": "sgd"}, "seed": 7}
    with runlore.start_run(project="cli", experiment="rates", name="lr-{lr}", config=config) as run:
        print("hello from", run.name)
        for step in range(10):
            run.log({"val/loss": 1.0 / (step + 1) / lr, "odd": float("nan")})
        run.log_metric("final", lr)
        run.log_text("some words", "notes/words.txt")
        run.set_tag("team", "nlp")
"""


class CommandLine:
    """``runlore`` in a folder where a store may be.

    Args:
        folder: where it is called.
        warm: the Python whose copies run it; None lets each call start its own.
    """

    def __init__(self, folder: Path, warm: WarmPython | None = None) -> None:
        self.folder = folder
        self.store = folder / ".runlore"
        self._warm = warm

    def __call__(
        self, *words: str, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Call it; stdout and stderr are no terminals."""
        return self._python("-m", "runlore.cli", *words, env=env)

    def json(self, *words: str) -> Any:
        """What it answers to a script; it must end well."""
        done = self(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def train(self, script: str = SOME_RUNS) -> None:
        """Make runs as a user does: a script in a process of its own."""
        done = self._python("-c", script)
        assert done.returncode == 0, done.stderr

    def _python(
        self, *words: str, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        own = {key: text for key, text in os.environ.items() if not key.startswith("RUNLORE_")}
        own |= env or {}
        if self._warm is not None:
            return self._warm.run(list(words), self.folder, own)
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=own,
            capture_output=True,
            text=True,
            timeout=CALL_SECONDS,
            check=False,
        )
