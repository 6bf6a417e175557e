"""Fills a server with runs of changing code, config and packages, and a registry with a history.

``python seed_compare.py URL [RUNS]``: real processes train them in a real git checkout, so that all
which is captured of them differs as it would for a user.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

SCRIPT = '''\
"""Trains a small model; what it prints is nobody's business."""
import json
import math
import sys

import numpy as np

import runlore
from runlore import mlflow
from runlore.mlflow.pyfunc import PythonModel

wish = json.loads(sys.argv[1])


class Doubler(PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2


def loss(step: int) -> float:
    return 0.2 + wish["config"]["optim"]["lr"] * 40 + 2.0 * math.exp(-step * 0.01)


with runlore.init(
    project="churn", experiment="tune", name=wish["name"], config=wish["config"]
) as run:
    mlflow.log_input(
        mlflow.data.from_numpy(np.arange(wish["rows"]), name="customers"), context="train"
    )
    for step in range(120):
        run.log({"train/loss": loss(step), "val/loss": 1.1 * loss(step)}, step=step)
    run.log_metric("val/accuracy", 1.0 - loss(119) / 4)
    run.log_metric("tokens", wish["rows"] * 1000)
    run.set_tag("team", "nlp")
    run.log_text("the same in all\\n", "notes/readme.txt")
    run.log_text(f"lr: {wish['config']['optim']['lr']}\\nlayers: 3\\n", "report.yaml")
    if wish["name"].endswith("0"):
        run.log_text("only here\\n", "only.txt")
    mlflow.pyfunc.log_model(
        name="model", python_model=Doubler(), input_example=np.array([[1.0, 2.0]]),
        params={"lr": wish["config"]["optim"]["lr"]}, model_type="classifier",
    )
    print("id", run.id, flush=True)
'''


def main(url: str, count: int) -> None:
    """Train the runs, then register what they made."""
    with tempfile.TemporaryDirectory() as place:
        runs = [train(url, Path(place), number) for number in range(count)]
    register(url, runs)


def train(url: str, place: Path, number: int) -> str:
    """One run; its code changes with its number. Gives its id."""
    script = place / "train.py"
    if number == 0:
        git(place, "init", "--quiet")
        script.write_text(SCRIPT)
        commit(place, "first")
    if number == 1:  # changed, and not committed
        script.write_text(script.read_text().replace("0.2 + wish", "0.1 + wish"))
        package(place, "toylib", "1.4.0")
    if number == 2:
        script.write_text(script.read_text().replace("* 40", "* 30").replace("* 0.01)", "* 0.02)"))
        (place / "layers.py").write_text("SIZE = 64\n")
        commit(place, "faster")
        package(place, "toylib", "2.0.1")
    config = {
        "optim": {"lr": 1e-3 * (number + 1), "name": "adam" if number % 2 else "sgd"},
        "layers": [64, 32 + number],
        "seed": 7,
    }
    if number > 2:
        config["warmup"] = 100 * number
    wish = {"name": f"churn-{number}", "config": config, "rows": 100 + number // 2}
    env = {**os.environ, "RUNLORE_URI": url}
    env["PYTHONPATH"] = os.pathsep.join([str(place / "packages"), env.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "train.py", json.dumps(wish)],
        cwd=place,
        env=env,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return next(line[3:] for line in done.stdout.splitlines() if line.startswith("id "))


def package(place: Path, name: str, version: str) -> None:
    """What an installed package leaves to be found by."""
    for old in (place / "packages").glob(f"{name}-*"):
        (old / "METADATA").unlink()
        old.rmdir()
    folder = place / "packages" / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (folder / "METADATA").write_text(text)


def commit(place: Path, message: str) -> None:
    (place / ".gitignore").write_text("packages/\n.runlore/\n")
    git(place, "add", "-A")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    git(place, *who, "commit", "--quiet", "-m", message)


def git(place: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=place, check=True, timeout=30)


def register(url: str, runs: list[str]) -> None:
    """Three models: one with a history, one that is new, one without versions."""

    def ask(method: str, path: str, body: object = None) -> dict[str, object]:
        asked = urllib.request.Request(
            f"{url}/api/v1/{path}",
            None if body is None else json.dumps(body).encode(),
            {"content-type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(asked) as answer:
            return dict(json.load(answer))

    about = "## Who leaves next month?\n\nScores **every customer** once a night.\n\n- [x] fair\n"
    ask("POST", "models", {"name": "churn", "description": about, "tags": {"team": "nlp"}})
    for run in runs:
        made = ask("GET", f"runs/{run}/lineage")["outputs"]
        model = made[0]["model"]["id"]  # type: ignore[index]
        source = f"models:/{model}"
        ask("POST", "models/churn/versions", {"source": source, "description": "Nightly."})
    stages = ((1, "the first that is good enough"), (2, "accuracy up by 2 points"))
    for version, reason in stages:
        body = {"stage": "Production", "reason": reason}
        ask("POST", f"models/churn/versions/{version}/stage", body)
    ask("POST", "models/churn/rollback", {"reason": "errors since noon"})
    ask("POST", "models/churn/versions/2/stage", {"stage": "Production", "reason": "mended"})
    ask("POST", "models/churn/versions/3/stage", {"stage": "Staging", "reason": "to be tried"})
    ask("PUT", "models/churn/aliases/champion", {"version": 2})
    ask("PUT", "models/churn/aliases/challenger", {"version": 3})
    ask(
        "POST", "models", {"name": "digits", "description": "Reads digits.", "tags": {"team": "cv"}}
    )
    ask("POST", "models/digits/versions", {"source": f"runs:/{runs[0]}/model"})
    ask("POST", "models", {"name": "empty"})


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
