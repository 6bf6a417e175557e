"""Programs in folders of their own, and what the store says of their runs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from runlore.client.asking import Asker
from runlore.client.transport.http import open_transport

IDENTITY = {
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}  # fmt: skip

LOGS = "import runlore\nrun = runlore.init(project='p', config={'lr': 0.1})\n"
ENDS = "run.log({'loss': 1.0})\nrun.finish()\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "init.defaultBranch=trunk", "-c", "protocol.file.allow=always"]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env={**os.environ, **IDENTITY},
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit_all(folder: Path, message: str = "first") -> str:
    if not (folder / ".git").exists():
        git(folder, "init")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")


class Store:
    """A store folder that programs log to, and what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._asker: Asker | None = None

    def run(self, cwd: Path, *command: str, **environ: str) -> str:
        """Run a Python program that logs one run; gives the run's id."""
        (run,) = self.run_many(cwd, *command, **environ)
        return run

    def run_many(self, cwd: Path, *command: str, **environ: str) -> set[str]:
        """Run a Python program that logs several runs; gives their ids."""
        before = set(self._ids()) if self.folder.exists() else set()
        done = subprocess.run(
            [sys.executable, *command], cwd=cwd, check=False, capture_output=True, text=True,
            timeout=60, stdin=subprocess.DEVNULL,
            env={**os.environ, **IDENTITY, "RUNLORE_URI": str(self.folder),
                 "RUNLORE_MONITOR": "off", "RUNLORE_QUIET": "1", "PYTHONDONTWRITEBYTECODE": "1",
                 "XDG_CACHE_HOME": str(self.folder / "cache"), **environ},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return set(self._ids()) - before

    def captures(self, run: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(f"/api/v1/runs/{run}/captures")["captures"]
        return found

    def files(self, run: str) -> dict[str, bytes]:
        """Every artifact of a run, by path."""
        entries = self.ask(f"/api/v1/runs/{run}/artifacts?deep=true")["entries"]
        paths = [entry["path"] for entry in entries if not entry["is_folder"]]
        return {path: self._content(run, path) for path in paths}

    def digests(self, run: str) -> dict[str, str]:
        found: dict[str, str] = self.ask(f"/api/v1/runs/{run}/recipe")["digests"]
        return found

    def find(self, query: str) -> set[str]:
        asked = {"query": query, "limit": 100}
        found = self._ask().ask("POST", "/api/v1/runs/search", asked)["runs"]
        return {run["id"] for run in found}

    def ask(self, path: str) -> Any:
        return self._ask().ask("GET", path)

    def everything(self) -> bytes:
        """All bytes that lie in the store, packed or not."""
        files = (file for file in self.folder.rglob("*") if file.is_file())
        return b"".join(file.read_bytes() for file in files)

    def _content(self, run: str, path: str) -> bytes:
        return self._ask().answer("GET", f"/api/v1/runs/{run}/artifacts/content/{path}").body

    def _ids(self) -> list[str]:
        found = self._ask().ask("POST", "/api/v1/runs/search", {"query": "", "limit": 1000})
        return [run["id"] for run in found["runs"]]

    def _ask(self) -> Asker:
        if self._asker is None:
            self._asker = Asker(open_transport(str(self.folder)))
        return self._asker


def rebuild(store: Store, run: str, folder: Path, tree: str = "") -> dict[str, Any]:
    """Put a captured tree back as the reference says, from the store alone; gives its section."""
    section: dict[str, Any] = store.captures(run)["code"]["trees"][tree]
    files = store.files(run)
    folder.mkdir(parents=True, exist_ok=True)
    if section["kind"] == "git":
        git(folder, "init", "-q")
        (folder / ".git" / "p.pack").write_bytes(files[section["pack"]])
        subprocess.run(
            ["git", "index-pack", "--stdin"], cwd=folder, check=True, capture_output=True,
            input=files[section["pack"]],
        )  # fmt: skip
        (folder / ".git" / "shallow").write_text(section["commit"] + "\n")
        git(folder, "checkout", "-q", section["commit"])
        if section["patch"]:
            (folder / ".git" / "d.patch").write_bytes(files[section["patch"]])
            git(folder, "apply", "--binary", "--whitespace=nowarn", ".git/d.patch")
    for path, told in section["files"].items():
        if told["artifact"]:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[told["artifact"]])
            target.chmod(0o755 if told["executable"] else 0o644)
    return section


def as_text(value: object) -> str:
    return json.dumps(value)
