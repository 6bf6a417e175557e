"""What the real MLflow client takes, in an interpreter that has it.

    MLFLOW_TRACKING_URI=http://… python benchmarks/compare/mlflow_client.py MEASURE ARGUMENT...

prints one JSON line.
"""

import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

import mlflow
from mlflow import MlflowClient

logging.getLogger("mlflow").setLevel(logging.ERROR)


def log_metrics(calls: str) -> dict[str, float]:
    """P4: one `log_metrics` of 10."""
    row = {f"metric_{n}": 0.5 + n for n in range(10)}
    took = []
    mlflow.set_experiment("client")
    with mlflow.start_run():
        mlflow.log_metrics(row, step=0)
        for step in range(1, int(calls) + 1):
            start = time.perf_counter()
            mlflow.log_metrics(row, step=step)
            took.append((time.perf_counter() - start) * 1e3)
    took.sort()
    return {
        "calls": int(calls),
        "p50_ms": round(took[len(took) // 2], 2),
        "p99_ms": round(took[int(len(took) * 0.99)], 2),
    }


def to_pandas(experiment: str) -> dict[str, float]:
    """All runs of an experiment as a table."""
    start = time.perf_counter()
    table = mlflow.search_runs([experiment])
    return {"rows": len(table), "s": round(time.perf_counter() - start, 2)}


def history(run: str) -> dict[str, float]:
    """Every point of a metric."""
    start = time.perf_counter()
    points = MlflowClient().get_metric_history(run, "loss")
    return {"points": len(points), "s": round(time.perf_counter() - start, 2)}


def one_file(megabytes: str) -> dict[str, float]:
    """One large file up and down."""
    size = int(megabytes)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.bin"
        block = os.urandom(2**20)
        with file.open("wb") as out:
            for _ in range(size):
                out.write(block)
        mlflow.set_experiment("files")
        with mlflow.start_run() as run:
            start = time.perf_counter()
            mlflow.log_artifact(str(file))
            up = time.perf_counter() - start
        target = Path(folder) / "down"
        target.mkdir()
        start = time.perf_counter()
        MlflowClient().download_artifacts(run.info.run_id, "large.bin", str(target))
        down = time.perf_counter() - start
        assert (target / "large.bin").stat().st_size == size * 2**20
    return {"mb": size, "up_mb_per_s": round(size / up, 1), "down_mb_per_s": round(size / down, 1)}


def many_files(count: str) -> dict[str, float]:
    """Files of 10 kB up and down."""
    number = int(count)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.mkdir()
        for n in range(number):
            (source / f"{n}.bin").write_bytes(os.urandom(10_000))
        mlflow.set_experiment("files")
        with mlflow.start_run() as run:
            start = time.perf_counter()
            mlflow.log_artifacts(str(source), "many")
            up = time.perf_counter() - start
        start = time.perf_counter()
        target = MlflowClient().download_artifacts(run.info.run_id, "many", folder)
        down = time.perf_counter() - start
        assert len(list(Path(target).iterdir())) == number
    return {"files": number, "up_per_s": round(number / up), "down_per_s": round(number / down)}


MEASURES = {one.__name__: one for one in (log_metrics, to_pandas, history, one_file, many_files)}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])))
