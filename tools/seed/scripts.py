"""What small scripts log by the Python API: a sweep, tables and pictures, a registry, live runs."""

import itertools
import math
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

import runlore
from runlore import mlflow
from seed.filling import Advance

ROOT = Path(__file__).parents[2]


def sweep(runs: int, advance: Advance) -> None:
    """``sweep``: learning rates and weight decays, five seeds of each point."""
    # Seed by seed, so that few runs are already spread over the grid.
    grid = itertools.product(range(5), (0.0, 0.01, 0.1), (1e-4, 3e-4, 1e-3, 3e-3))
    for seed, decay, lr in itertools.islice(grid, runs):
        chance = np.random.default_rng([21, seed, int(lr * 1e6), int(decay * 100)])
        config = {
            "lr": lr,
            "weight_decay": decay,
            "seed": seed,
            "model": {"depth": 6, "width": 256},
        }
        with runlore.init(
            project="sweep",
            experiment="lr-wd",
            name="lr{lr}-wd{weight_decay}-s{seed}",
            config=config,
        ) as run:
            best = 0.3 + abs(math.log10(lr) + 3) * 0.2 + decay
            for step in range(200):
                loss = best + 2 * math.exp(-step * lr * 40) + 0.03 * float(chance.standard_normal())
                run.log(
                    {"train/loss": loss, "val/loss": loss * 1.1, "val/accuracy": 1 / (1 + loss)}
                )
        advance(1)


def digits(advance: Advance) -> None:
    """``digits``: real models, predictions as tables, pictures, versions in a registry."""
    images, labels = load_digits(return_X_y=True)
    x, x_test, y, y_test = train_test_split(images / 16, labels, random_state=0)
    for number, strength in enumerate((0.001, 0.01, 0.1, 1.0, 10.0)):
        mlflow.set_experiment("digits/logistic")
        with mlflow.start_run(run_name=f"C={strength}") as active:
            mlflow.log_params({"C": strength, "solver": "lbfgs"})
            model = LogisticRegression(C=strength, max_iter=400).fit(x, y)
            chances = model.predict_proba(x_test)
            guessed = chances.argmax(axis=1)
            mlflow.log_metric("test/accuracy", float((guessed == y_test).mean()))
            run = runlore.active_run()
            assert run is not None
            examples = {
                "id": range(len(y_test)),
                "image": [runlore.Image(one.reshape(8, 8)) for one in x_test],
                "confidence": chances.max(axis=1).round(4),
            }
            classes = [str(digit) for digit in range(10)]
            matrix = runlore.plots.confusion_matrix(y_test, guessed, classes, examples, id="id")
            run.log_table(matrix, "predictions")
            run.log_table(runlore.plots.pr_curve(y_test, chances, classes), "scores")
            for step in range(4):
                picture = (x_test[step * 8 : step * 8 + 8].reshape(-1, 8) * 255).astype(np.uint8)
                run.log_image(picture, "samples", step=step)
            run.log_text("# Logistic regression\n\nTrained on *digits*.", "card.md")
            mlflow.sklearn.log_model(model, name="model", registered_model_name="digits-classifier")
            address = active.info.run_id
        client = mlflow.MlflowClient()
        stage = {2: "Staging", 3: "Production", 4: "Production"}.get(number)
        if stage:
            client.transition_model_version_stage("digits-classifier", str(number + 1), stage)
        client.set_model_version_tag("digits-classifier", str(number + 1), "run", address)
        advance(1)


def live(uri: str, runs: int) -> list[subprocess.Popen[bytes]]:
    """Start trainings that go on logging until they are ended."""
    command = [sys.executable, "-m", "seed.scripts", uri]
    return [subprocess.Popen([*command, str(number)], cwd=ROOT / "tools") for number in range(runs)]


def train_for_ever(number: int) -> None:
    """One live run of ``live``."""
    chance = random.Random(number)
    with runlore.init(
        project="live", experiment="now", name=f"live-{number}", config={"n": number}
    ) as run:
        for step in itertools.count():
            loss = 0.5 + 3 * math.exp(-step / 300) + chance.gauss(0, 0.05)
            run.log({"train/loss": loss, "val/loss": loss * 1.1}, step=step)
            if step % 20 == 0:
                print(f"step {step} loss {loss:.3f}")
            time.sleep(0.2)


if __name__ == "__main__":
    runlore.set_tracking_uri(sys.argv[1])
    train_for_ever(int(sys.argv[2]))
