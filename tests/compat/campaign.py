"""Runs the checks: starts servers and clients when they are first asked for, and keeps answers."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.compat.areas import CLIENTS, Check
from tests.compat.stock import StockServer
from tests.frameworks import ENVIRONMENTS
from tests.server_process import ServerProcess

CLIENT_SECONDS = 540.0
"""The longest that the checks of one client may take together, against the slower server."""

QUICK_TO_FAIL = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0",
    "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT": "1",
    "GIT_PYTHON_REFRESH": "quiet",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
}
"""Settings of the client: no call home, a fault of the server is seen at once, and what a model
needs is not found out by loading it in one more process, which takes seconds for each."""

GUARD = {
    "RUNLORE_TOKEN": "the-secret-of-the-admin",
    "RUNLORE_TOKENS": "ada:editor:the-secret-of-ada,bob:reader:the-secret-of-bob",
}
"""Tokens of the server that asks for one; `clients/auth.py` knows them."""

Server = ServerProcess | StockServer


class Outcome(NamedTuple):
    """How a check ended.

    Attributes:
        failure: why it failed; empty when it did not.
        requests: method, path and status of each request it made.
    """

    failure: str
    requests: tuple[tuple[str, str, int], ...]


class Campaign:
    """All clients against all servers of one session of tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: dict[str, Server] = {}
        self._outcomes: dict[tuple[str, str], dict[Check, Outcome]] = {}

    def outcomes(self, server: str, client: str, checks: Iterable[Check]) -> dict[Check, Outcome]:
        """How these checks ended; those that did not run yet are run, all in one process."""
        known = self._outcomes.setdefault((server, client), {})
        missing = [check for check in checks if check not in known]
        if missing:
            known |= self._run(server, client, missing)
        return known

    def stop(self) -> None:
        """End the servers that were started."""
        for server in self._servers.values():
            server.stop()

    def server(self, kind: str) -> Server:
        """The server of a kind: ``runlore``, ``guarded`` by tokens, or MLflow's ``stock``."""
        if kind not in self._servers:
            self._servers[kind] = self._start(kind)
        return self._servers[kind]

    def _start(self, kind: str) -> Server:
        folder = Path(tempfile.mkdtemp(prefix=kind, dir=self._folder))
        if kind == "stock":
            return StockServer(python_of("mlflow3"), folder).start()
        return ServerProcess(folder / "store", env=GUARD if kind == "guarded" else None).start()

    def _run(self, server: str, client: str, checks: list[Check]) -> dict[Check, Outcome]:
        folder = Path(tempfile.mkdtemp(prefix=client, dir=self._folder))
        report = folder / "report.jsonl"
        names = [f"{check.area}.{check.name}" for check in checks]
        command = [str(python_of(client)), str(CLIENTS / "run.py"), str(report), *names]
        with (folder / "client.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment_of(python_of(client), self.server(server).url, folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            try:
                process.wait(CLIENT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        lines = report.read_text().splitlines() if report.exists() else []
        told = {one["check"]: one for one in map(json.loads, lines)}
        said = (folder / "client.log").read_text(errors="replace")[-3000:]
        return {check: outcome_of(told.get(f"{check.area}.{check.name}"), said) for check in checks}


def outcome_of(told: dict[str, Any] | None, said: str) -> Outcome:
    """What the process of a client told of a check."""
    if told is None:
        return Outcome(f"the client ended before this check did:\n{said}", ())
    return Outcome(told["failure"], tuple((m, p, s) for m, p, s in told["requests"]))


def environment_of(python: Path, url: str, folder: Path) -> dict[str, str]:
    """The environment of a client: its programs, and nothing of the person who runs the tests."""
    strange = ("MLFLOW_", "RUNLORE_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    own = {
        "HOME": str(folder),
        "PATH": f"{python.parent}:{kept.get('PATH', '')}",
        "MLFLOW_TRACKING_URI": url,
    }
    return {**kept, **QUICK_TO_FAIL, **own}


def python_of(client: str) -> Path:
    """The interpreter that has a client."""
    python = ENVIRONMENTS / client / "bin" / "python"
    assert python.exists(), f"no client {client}: run `make compat-envs`"
    return python
