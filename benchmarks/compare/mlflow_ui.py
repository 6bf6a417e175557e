"""An equal store for both interfaces: the same runs, sent over MLflow's own API."""

import json
from typing import Any

from compare.mlflow_load import NOW, Connection, an_experiment, at_once

CONNECTIONS = 8
CURVE_RUNS, CURVE_STEPS = 20, 1_000

THEIRS_USABLE = """return window.__clickable("a[href*='/runs/']");"""
THEIRS_PAINTED = """
    return document.querySelectorAll(".js-plotly-plot .scatterlayer path.js-line").length >= LINES;
"""
"""JavaScript that says when MLflow's list of runs can be clicked, and its chart has its lines."""


def fill_equal(port: int, runs: int) -> str:
    """Runs of 20 params and 10 metrics, of which the newest 20 have a curve; their experiment."""
    experiment = an_experiment(port, "equal")

    def make(connection: Connection, number: int) -> None:
        for n in range(number, runs, CONNECTIONS):
            _make_run(connection, experiment, n, n >= runs - CURVE_RUNS)

    at_once(port, make)
    return experiment


def _make_run(connection: Connection, experiment: str, n: int, has_curve: bool) -> None:
    began = NOW + n * 60_000
    start = {
        "experiment_id": experiment,
        "start_time": began,
        "run_name": f"run-{n:04d}",
    }
    run = connection.json("runs/create", start)["run"]["info"]["run_id"]
    params = [{"key": f"p{k}", "value": str((n * 7 + k) % 10 / 1000)} for k in range(20)]
    names = [f"m{k}" for k in range(1 if has_curve else 0, 10)]
    metrics = [_point(name, (n * 31 + k) % 997 / 997, 0) for k, name in enumerate(names)]
    body = {"run_id": run, "params": params, "metrics": metrics}
    connection.post("runs/log-batch", json.dumps(body).encode())
    if has_curve:
        curve = [_point("m0", n / 1000 + 1 / (1 + step / 50), step) for step in range(CURVE_STEPS)]
        connection.post("runs/log-batch", json.dumps({"run_id": run, "metrics": curve}).encode())
    ended = {"run_id": run, "status": "FINISHED", "end_time": began + 1_000}
    connection.json("runs/update", ended)


def _point(key: str, value: float, step: int) -> dict[str, Any]:
    return {"key": key, "value": value, "timestamp": NOW + step, "step": step}
