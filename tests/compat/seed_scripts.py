"""The seeds' MLflow scripts, run as a user would: with the real mlflow, and with ours instead."""

import re
from pathlib import Path
from typing import Any, NamedTuple

from runlore.client.asking import Asker
from runlore.client.transport.http import open_transport
from tests.frameworks import NO_MLFLOW, of_mlflow, of_ours, run_file
from tests.programs import environ_of
from tests.server_process import ServerProcess

SEEDS = Path(__file__).with_name("seeds")
NAMES = tuple(sorted(file.stem for file in SEEDS.glob("*.py")))
OWN_STORE = "sqlite:///mlruns.db"
"""The store that one of them names itself."""

CHANCE = "import random, numpy\nrandom.seed(7)\nnumpy.random.seed(7)\n"
CHANCE_OF_TORCH = "import torch\ntorch.manual_seed(7)\n"
"""What makes two runs of a script draw the same numbers."""

KEPT_FORMATS = """
import functools
import mlflow.{flavor}
mlflow.{flavor}.log_model = functools.partial(
    mlflow.{flavor}.log_model, serialization_format="{form}"
)
"""
FORMATS = {"sklearn": "cloudpickle", "pytorch": "pickle"}
"""Today's mlflow refuses these models in its newest formats before it asks any server: skops
trusts no trees, and pt2 wants an example. It is told the formats for which the scripts were
written."""


def with_the_facade(script: str) -> str:
    """The script with each import of mlflow turned to ours, and nothing else changed."""
    lines = re.sub(
        r"^(\s*)import mlflow$", r"\1import runlore.mlflow as mlflow", script, flags=re.M
    )
    return re.sub(r"^(\s*)(import|from) mlflow\b", r"\1\2 runlore.mlflow", lines, flags=re.M)


def script_of_ours(name: str) -> str:
    """A seed as it runs with our verbs, where there is no mlflow."""
    script = (SEEDS / f"{name}.py").read_text()
    return NO_MLFLOW + _chance(script) + with_the_facade(script)


def script_of_mlflow(name: str) -> str:
    """A seed as it runs with the real mlflow."""
    script = (SEEDS / f"{name}.py").read_text()
    formats = "".join(
        KEPT_FORMATS.format(flavor=flavor, form=form)
        for flavor, form in FORMATS.items()
        if f"mlflow.{flavor}.log_model" in script
    )
    return formats + _chance(script) + script


def _chance(script: str) -> str:
    return CHANCE + (CHANCE_OF_TORCH if "import torch" in script else "")


def run_seed(script: str, file: Path, uri: str | None) -> str:
    """Run one of ours as a file, against a store or its own; gives what it printed."""
    if uri is not None:
        script = script.replace(OWN_STORE, uri)
    file.write_text(script)
    environ = environ_of(uri or "", file.parent, RUNLORE_MONITOR="off")
    if uri is None:
        del environ["RUNLORE_URI"]
    return run_file(file, of_ours(environ))


class Ran(NamedTuple):
    """A seed that ran.

    Attributes:
        folder: where it ran.
        store: the address to which it logged.
        out: what it printed.
    """

    folder: Path
    store: str
    out: str


class SeedRuns:
    """All seeds, each run once in each way: ``mlflow``, ``local`` and ``server``.

    The real mlflow, and our verbs to a server, have a server each; our verbs without one have a
    folder, which is served when all of them are there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: dict[str, ServerProcess] = {}
        self._ran: dict[tuple[str, str], Ran] = {}

    def run(self, name: str, way: str) -> Ran:
        """A seed that ran in a way; it runs when it is first asked for."""
        if (name, way) not in self._ran:
            self._ran[name, way] = self._run(name, way)
        return self._ran[name, way]

    def served(self, way: str) -> ServerProcess:
        """A server of the store to which scripts log in a way."""
        if way == "local" and way not in self._servers:
            for name in NAMES:  # beside a server they would log to it
                self.run(name, way)
        if way not in self._servers:
            (self._folder / way).mkdir(exist_ok=True)
            self._servers[way] = ServerProcess(self._folder / way / "store").start()
        return self._servers[way]

    def stop(self) -> None:
        """End the servers."""
        for server in self._servers.values():
            server.stop()

    def _run(self, name: str, way: str) -> Ran:
        folder = self._folder / way / name
        folder.mkdir(parents=True)
        file = folder / f"{name}.py"
        store = str(self._folder / way / "store") if way == "local" else self.served(way).url
        if way != "mlflow":
            return Ran(folder, store, run_seed(script_of_ours(name), file, store))
        file.write_text(script_of_mlflow(name).replace(OWN_STORE, store))
        environ = of_mlflow(environ_of("", folder))
        return Ran(folder, store, run_file(file, {**environ, "MLFLOW_TRACKING_URI": store}))


class Stored:
    """What a store holds of one experiment, read by the native routes: none of the facade."""

    def __init__(self, uri: str, experiment: str = "") -> None:
        self._transport = open_transport(uri)
        self._asker = Asker(self._transport)
        self._experiment = experiment

    def __enter__(self) -> "Stored":
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def runs(self) -> list[dict[str, Any]]:
        """Its runs, the oldest first."""
        found: list[dict[str, Any]] = self._asker.ask("POST", "/api/v1/runs/search", {})["runs"]
        return [run for run in found[::-1] if run["experiment"] == self._experiment]

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
