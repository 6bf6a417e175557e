"""The seeds' MLflow scripts, run as a user would: with another import, and no mlflow."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from runlore.client.asking import Asker
from runlore.client.transport.http import open_transport
from tests.programs import environ_of

SEEDS = Path(__file__).with_name("seeds")
NO_MLFLOW = "import sys; sys.modules['mlflow'] = None\n"
"""Whatever is installed: to a script that begins so there is no mlflow."""

SECONDS = 100.0


def with_the_facade(script: str) -> str:
    """The script with each import of mlflow turned to ours, and nothing else changed."""
    lines = re.sub(
        r"^(\s*)import mlflow$", r"\1import runlore.mlflow as mlflow", script, flags=re.M
    )
    return re.sub(r"^(\s*)(import|from) mlflow\b", r"\1\2 runlore.mlflow", lines, flags=re.M)


def run_seed(name: str, folder: Path, uri: str | None) -> str:
    """Run one with the facade in a folder, against a store; gives what it printed."""
    file = folder / f"{name}.py"
    file.write_text(NO_MLFLOW + with_the_facade((SEEDS / f"{name}.py").read_text()))
    environ = environ_of(uri or "", folder, RUNLORE_MONITOR="off", OMP_NUM_THREADS="1")
    if uri is None:
        del environ["RUNLORE_URI"]
    done = subprocess.run(
        [sys.executable, file.name],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Stored:
    """What a store holds, read by the native routes: none of the facade."""

    def __init__(self, uri: str) -> None:
        self._transport = open_transport(uri)
        self._asker = Asker(self._transport)

    def __enter__(self) -> "Stored":
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def runs(self) -> list[dict[str, Any]]:
        """All runs, the oldest first."""
        found: list[dict[str, Any]] = self._asker.ask("POST", "/api/v1/runs/search", {})["runs"]
        return found[::-1]

    def points(self, run: str, key: str) -> list[tuple[int | None, float]]:
        """Steps and values of a metric."""
        told = self._asker.ask("GET", f"/api/v1/runs/{run}/series?key={key}")
        return list(zip(told["step"], told["value"], strict=True))

    def files(self, run: str) -> set[str]:
        """The user's own files of a run: what is captured by itself is left out."""
        told = self._asker.ask("GET", f"/api/v1/runs/{run}/artifacts?deep=true")
        return {one["path"] for one in told["entries"] if one["artifact"]["origin"] == "user"}

    def content(self, run: str, path: str) -> bytes:
        """A file."""
        return self._asker.answer("GET", f"/api/v1/runs/{run}/artifacts/content?path={path}").body

    def versions(self, model: str) -> list[tuple[int, str]]:
        """Numbers and stages of a registered model's versions, in order."""
        asked = {"query": f"name = '{model}'"}
        told = self._asker.ask("POST", "/api/v1/models/versions/search", asked)
        return sorted((one["version"], one["stage"]) for one in told["versions"])
