"""``vision``: everything that a run, a comparison and a registry can show, in a few real trainings.

A copy of ``vision_train.py`` in a checkout of its own trains at five learning rates, and once at a
rate that is too high; between the trainings the script is changed, so that code can be compared.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from seed.filling import Advance

SCRIPT = Path(__file__).with_name("vision_train.py")
RATES = (("0.001", "0.003", "0.01"), ("0.03", "0.1", "30"))
"""Learning rates of the first and the second training; nothing is learned at the last one."""

NOTES = """# Reading digits

Which **learning rate** suits a small network? Five are compared; the best one is registered as
[digit-reader](/models/digit-reader).
"""

ABOUT = """Reads one digit of 8 × 8 grey pixels.

- trained on the public *digits* set
- promoted when `val/loss` falls
"""


def vision(uri: str, advance: Advance) -> None:
    """Train, write notes and comments, register what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "digit-reader"
        place.mkdir()
        for rates in RATES:
            _change(place)
            _train(uri, place, rates)
            advance(len(rates))
    server = _Server(uri)
    found = server.ask("POST", "runs/search", {"query": "project = 'vision'", "limit": 50})["runs"]
    runs = {run["name"]: run["id"] for run in found}
    _discuss(server, runs)
    _register(server, runs)


def _change(place: Path) -> None:
    """The script as it was committed; then a change that was not."""
    script = place / "train.py"
    if not script.exists():
        script.write_text(SCRIPT.read_text())
        for words in (("init", "--quiet"), ("add", "-A"), ("commit", "--quiet", "-m", "first")):
            who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
            subprocess.run(["git", *who, *words], cwd=place, check=True)
    else:
        script.write_text(script.read_text().replace("HIDDEN = 32", "HIDDEN = 48"))


def _train(uri: str, place: Path, rates: tuple[str, ...]) -> None:
    env = {**os.environ, "RUNLORE_URI": uri, "PYTHONPATH": os.pathsep.join(sys.path)}
    env["OMP_NUM_THREADS"] = "1"  # the network is small: more threads only wait for each other
    subprocess.run(
        ["python", "-W", "ignore", "train.py", *rates],
        executable=sys.executable,
        cwd=place,
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class _Server:
    """The REST routes of a server."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        content = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(
            f"{self._uri}/api/v1/{path}",
            content,
            {"content-type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)


def _discuss(server: _Server, runs: dict[str, str]) -> None:
    """Notes of the project, and comments on runs and at a step of a chart."""
    change = {"notes": NOTES, "main_metric": "val/loss", "goal": "min"}
    server.ask("PATCH", "projects/vision", change)
    best = f"runs/{runs['mlp-lr0.1']}/comments"
    server.ask("POST", best, {"text": "Best so far. Shall we **keep** it?\n\n- [x] curves\n"})
    server.ask("POST", best, {"text": "Here it settles.", "key": "val/loss", "step": 11})
    failed = f"runs/{runs['mlp-lr30.0']}/comments"
    server.ask("POST", failed, {"text": "As expected: `30` is far too high."})


def _register(server: _Server, runs: dict[str, str]) -> None:
    """Two models, one with versions that came, went and came back."""
    server.ask(
        "POST",
        "models",
        {"name": "digit-reader", "description": ABOUT, "tags": {"team": "reading"}},
    )
    for name in ("mlp-lr0.01", "mlp-lr0.03", "mlp-lr0.1"):
        (made,) = server.ask("GET", f"runs/{runs[name]}/lineage")["outputs"]
        version = {"source": f"models:/{made['model']['id']}", "description": f"From {name}."}
        server.ask("POST", "models/digit-reader/versions", version)
    at = "models/digit-reader/versions"
    for number, stage, reason in (
        (1, "Production", "the first that reads nine of ten"),
        (2, "Production", "val/loss fell by a half"),
        (3, "Staging", "to be tried for a week"),
    ):
        server.ask("POST", f"{at}/{number}/stage", {"stage": stage, "reason": reason})
    server.ask("PUT", "models/digit-reader/aliases/champion", {"version": 2})
    server.ask("PUT", "models/digit-reader/aliases/challenger", {"version": 3})
    server.ask("POST", f"{at}/3/comments", {"text": "Confuses **8** with **1** less often."})
    server.ask("POST", "models", {"name": "layout-finder", "description": "Not trained yet."})
