"""One log call with 10 scalars on each tracker, in an interpreter that has it.

    python benchmarks/compare/peers.py SUBJECT CALLS

prints one JSON line: import seconds, p50, p99 and mean of a call in microseconds, points a second
until finish() has returned, and bytes a point on disk then. The peers queue: their call returns
before anything of it would survive a kill.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

KEYS = [f"train/metric_{i}" for i in range(10)]

Log = Callable[[dict[str, float], int], None]
Subject = tuple[float, Log, Callable[[], None]]


def mlflow_sqlite(folder: Path) -> Subject:
    """The mlflow client on a SQLite file, no server."""
    start = time.perf_counter()
    import mlflow

    cost = time.perf_counter() - start
    logging.disable(logging.INFO)
    mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
    mlflow.start_run()
    return cost, lambda row, step: mlflow.log_metrics(row, step=step), mlflow.end_run


def wandb_offline(folder: Path) -> Subject:
    """The wandb client, offline mode."""
    os.environ.update(WANDB_MODE="offline", WANDB_DIR=str(folder), WANDB_SILENT="true")
    start = time.perf_counter()
    import wandb

    cost = time.perf_counter() - start
    run = wandb.init(project="bench", dir=str(folder))
    return cost, lambda row, step: run.log(row, step=step), run.finish


def trackio_local(folder: Path) -> Subject:
    """Trackio on its local store."""
    os.environ["TRACKIO_DIR"] = str(folder)
    start = time.perf_counter()
    import trackio

    cost = time.perf_counter() - start
    run = trackio.init(project="bench", embed=False)
    return cost, lambda row, step: run.log(row, step=step), trackio.finish


def tensorboardx(folder: Path) -> Subject:
    """tensorboardX event files, one add_scalar a metric."""
    start = time.perf_counter()
    from tensorboardX import SummaryWriter

    cost = time.perf_counter() - start
    writer = SummaryWriter(str(folder))

    def log(row: dict[str, float], step: int) -> None:
        for key, value in row.items():
            writer.add_scalar(key, value, step)

    return cost, log, writer.close


def runlore_folder(folder: Path) -> Subject:
    """Runlore on a folder, no server."""
    return _runlore(str(folder / "store"))


def runlore_server(folder: Path) -> Subject:
    """Runlore with a server in a process of its own, acknowledged before finish() returns."""
    ready = folder / "ready"
    command = [sys.executable, "-m", "runlore.server", "--store", str(folder / "store")]
    server = subprocess.Popen([*command, "--port", "0", "--ready-file", str(ready)])
    while not (ready.exists() and ready.read_text()):
        time.sleep(0.01)
    os.environ["RUNLORE_JOURNAL"] = str(folder / "journal")
    cost, log, finish = _runlore(ready.read_text().strip())

    def finish_both() -> None:
        finish()
        server.terminate()
        server.wait()

    return cost, log, finish_both


def _runlore(uri: str) -> Subject:
    start = time.perf_counter()
    import runlore

    cost = time.perf_counter() - start
    runlore.set_tracking_uri(uri)
    run = runlore.init(project="bench")
    return cost, lambda row, step: run.log(row, step=step), run.finish


SUBJECTS = {
    "runlore_folder": runlore_folder,
    "runlore_server": runlore_server,
    "mlflow_sqlite": mlflow_sqlite,
    "wandb_offline": wandb_offline,
    "trackio": trackio_local,
    "tensorboardX": tensorboardx,
}


def measure(name: str, calls: int) -> dict[str, float | str]:
    """Time each call, then the flush, then weigh the folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        imported, log, finish = SUBJECTS[name](folder)
        log(dict.fromkeys(KEYS, 0.5), 0)
        clock = time.perf_counter_ns
        took = []
        began = clock()
        for step in range(1, calls + 1):
            row = {key: 0.5 + step * 1e-4 + i for i, key in enumerate(KEYS)}
            start = clock()
            log(row, step)
            took.append(clock() - start)
        finish()
        total = (clock() - began) / 1e9
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    took.sort()
    return {
        "subject": name,
        "import_s": round(imported, 3),
        "p50_us": round(took[len(took) // 2] / 1e3, 2),
        "p99_us": round(took[int(len(took) * 0.99)] / 1e3, 2),
        "mean_us": round(sum(took) / len(took) / 1e3, 2),
        "points_per_s": round(calls * len(KEYS) / total),
        "bytes_per_point": round(size / (calls * len(KEYS)), 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
