"""Fills a server as a user's script would: three runs, one of them failed, one with odd values."""

import json
import math
import sys
import tempfile
from pathlib import Path

import runlore

STEPS = 3_000
SPIKE_STEP, SPIKE = 1_234, 42.5
HOSTILE = "<img src=x onerror=alert(1)>"


def loss(step: int, rate: float) -> float:
    return SPIKE if step == SPIKE_STEP else 0.2 + 2.0 * math.exp(-step * rate)


def train(name: str, rate: float) -> None:
    with runlore.init(
        project="digits",
        experiment="sweep",
        name=name,
        config={"lr": rate, "opt": {"name": "adam"}},
    ) as run:
        for step in range(STEPS):
            run.log({"train/loss": loss(step, rate), "val/loss": 1.1 * loss(step, rate)}, step=step)
        run.log_metric("test/accuracy", 0.5 + rate)
        print(f"\x1b[32mtrained\x1b[0m {name}")
        log_files(run)


def log_files(run: runlore.Run) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "predictions.csv"
        table.write_text('label,prediction\ncat,"dog, probably"\n')
        run.log_artifact(table)
        report = Path(folder) / "report.html"
        report.write_text(f"<script>alert(2)</script>{HOSTILE}")
        run.log_artifact(report)
    run.log_text(json.dumps({"layers": [64, 10]}), "model.json")


def explode() -> None:
    raise RuntimeError(HOSTILE)


def fail() -> None:
    try:
        with runlore.init(project="digits", experiment="sweep", name=HOSTILE) as run:
            run.set_tag("note", HOSTILE)
            run.log({"train/loss": float("nan")}, step=0)
            run.log({"train/loss": float("inf")}, step=1)
            run.log({"train/loss": 3.0}, step=2)
            explode()
    except RuntimeError:
        return


if __name__ == "__main__":
    runlore.set_tracking_uri(sys.argv[1])
    train("slow", 1e-3)
    train("fast", 1e-2)
    fail()
