"""A user's project: a folder with a script in it, run and repeated as a user would."""

import json
import os
import subprocess
import sys
from pathlib import Path

from runlore.client.transport.http import Transport, open_transport
from runlore.launch.attempt import Choice
from runlore.launch.evidence import Library, StoredEvidence
from runlore.launch.report import Report
from runlore.launch.reproduce import Reproducer, Wish

PROGRAM_SECONDS = 60.0

SEEDED = """
import argparse, random
import runlore
from noise import noise

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
config = vars(parser.parse_args())
random.seed(7)
with runlore.init(project="repeat", config=config) as run:
    for step in range(10):
        run.log({"loss": config["lr"] / (step + 1) + noise()}, step=step)
    run.log_metric("accuracy", 1 - noise())
"""

NOISE = """
import random

def noise():
    return random.random() * 0.01
"""

READING = """
import runlore

with runlore.init(project="repeat", experiment="data") as run:
    with open("train.csv") as file:
        rows = [float(line.split(",")[1]) for line in file.read().splitlines()[1:]]
    for step, value in enumerate(rows):
        run.log({"loss": value}, step=step)
"""

TABLE = "id,value\n" + "".join(f"{row},{row / 8}\n" for row in range(1, 9))


class Project:
    """A folder with code, and the store that it logs to."""

    def __init__(self, folder: Path, store: str) -> None:
        self.folder = folder / "project"
        self.store = store
        self.elsewhere = folder / "elsewhere"
        self.folder.mkdir(parents=True)
        self.elsewhere.mkdir()
        self._transport: Transport | None = None

    def write(self, **files: str) -> None:
        """Write files by their names without the ending ``.py``; ``a_csv`` has the ending csv."""
        for name, text in files.items():
            stem, _, ending = (
                name.rpartition("_") if name.endswith(("_csv", "_toml")) else (name, "", "py")
            )
            path = self.folder / f"{stem}.{ending}"
            path.write_text(text)

    def git(self, *words: str, folder: Path | None = None) -> str:
        """Call git in the project."""
        own = [
            "-c",
            "user.name=u",
            "-c",
            "user.email=u@example.org",
            "-c",
            "protocol.file.allow=always",
        ]
        done = subprocess.run(
            ["git", *own, *words],
            cwd=folder or self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self) -> None:
        """Make a repository of the folder, with everything in one commit."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q", ".")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "all")

    def run(self, *words: str, python: str = sys.executable, **environ: str) -> StoredEvidence:
        """Run ``python …`` in the folder, as a user does; gives what is known of the run."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("RUNLORE_")}
        done = subprocess.run(
            [python, *words],
            cwd=self.folder,
            env={**own, "RUNLORE_URI": self.store, "RUNLORE_MONITOR": "0", **environ},
            capture_output=True,
            text=True,
            timeout=PROGRAM_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return self.newest()

    @property
    def library(self) -> Library:
        """The store's runs."""
        return Library(self._open(), self.store)

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport = open_transport(self.store)
        return self._transport

    def models(self) -> dict[str, object]:
        """All registered models with their newest versions, by name."""
        answer = self._open().request("GET", "/api/v1/models", headers={}, body=b"")
        return {one["name"]: one for one in json.loads(answer.body)["models"]}

    def newest(self) -> StoredEvidence:
        """The run that began last."""
        return max(self.library.all(), key=lambda one: (one.run.started_at, one.run.id))

    def newest_or_made(self) -> StoredEvidence:
        """Some run; made when there is none yet."""
        made = self.library.tagged("any", "run")
        if made:
            return self.library.run(made[0].id)
        self.write(train=SEEDED.replace("config=config", 'config=config, tags={"any": "run"}'))
        self.write(noise=NOISE)
        return self.run("train.py")

    def forget(self) -> None:
        """The folder is gone, as with the laptop of somebody who left."""
        self.folder.rename(self.folder.with_name("gone"))

    def repeat(self, evidence: StoredEvidence, **wished: object) -> Report:
        """Repeat a run, standing in an empty folder elsewhere unless told otherwise."""
        choice = Choice(**{k: v for k, v in wished.items() if k in Choice.__struct_fields__})
        others = {k: v for k, v in wished.items() if k in Wish.__struct_fields__}
        wish = Wish(**{"here": self.elsewhere, "quiet": True, "choice": choice, **others})
        return Reproducer(evidence, self.library, wish).reproduce()

    def close(self) -> None:
        """Let go of the store."""
        if self._transport is not None:
            self._transport.close()
