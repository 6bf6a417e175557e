"""P3 and P4: MLflow's calls on Runlore and its peers, one after the other in one run.

    python benchmarks/bench_mlflow.py

The client, and MLflow's own server, are those of ``make compat-envs``; ``RUNLORE_FASTTRACKML``
names the program ``fml`` of the package fasttrackml 0.6.0, where there is one. ``--small`` shows in
a minute that it works; nothing is saved then. ``--only runlore`` measures one server. MLflow's own
makes some four runs a second: ``--runs`` and ``--points`` are for who has no half hour.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from compare import mlflow_load as load
from compare.mlflow_servers import Server, fasttrackml, runlore, stock
from machine import save

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = Path(os.environ.get("RUNLORE_COMPAT_ENVS", ROOT / ".venv-compat"))
PYTHON = ENVIRONMENTS / "mlflow3" / "bin" / "python"
CLIENT = Path(__file__).parent / "compare" / "mlflow_client.py"

FULL = {
    "runs": 2_000,
    "batches": 100,
    "calls": 1_000,
    "points": 1_000_000,
    "megabytes": 1_024,
    "files": 1_000,
    "tags": 20_000,
    "repeats": 40,
}
SMALL = {
    "runs": 80,
    "batches": 4,
    "calls": 50,
    "points": 20_000,
    "megabytes": 16,
    "files": 30,
    "tags": 400,
    "repeats": 8,
}
SLOWER = {"mlflow": 0.1, "fasttrackml": 0.3}
"""The share of batches that a peer is given: its rate does not hang on their number."""


def client(server: Server, *measure: object) -> Any:
    """What the real client says of a measure."""
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": server.url,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        "GIT_PYTHON_REFRESH": "quiet",
    }
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", str(CLIENT), *map(str, measure)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1][:300]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(server: Server, size: dict[str, int]) -> dict[str, Any]:
    """All figures of one server."""
    port, share = server.port, SLOWER.get(server.name, 1.0)
    figures: dict[str, Any] = {"idle_mb": server.memory_mb()}
    figures["log_batch"] = load.log_batch(port, max(1, round(size["batches"] * share)))
    figures["log_metrics"] = client(server, "log_metrics", size["calls"])
    experiment, figures["create"] = load.fill(port, size["runs"])
    figures["search"] = load.search(port, experiment, size["repeats"])
    figures["to_pandas"] = client(server, "to_pandas", experiment)
    kept = load.many_tags(port, size["tags"])
    beside = load.search(port, experiment, size["repeats"])
    figures["search_beside_many_tags"] = {"tags": kept, **beside}
    run = load.long_history(port, size["points"])
    before = server.memory_mb()
    figures["history"] = {**client(server, "history", run), "mb_before": before}
    figures["history"]["mb_after"] = server.memory_mb()
    figures["one_file"] = client(server, "one_file", size["megabytes"])
    figures["many_files"] = client(server, "many_files", size["files"])
    return figures


def subjects() -> Iterator[tuple[str, Callable[[Path], Server]]]:
    """The servers that are there."""
    yield "runlore", runlore
    yield "mlflow", lambda folder: stock(folder, PYTHON)
    program = os.environ.get("RUNLORE_FASTTRACKML")
    if program:
        yield "fasttrackml", lambda folder: fasttrackml(folder, Path(program))


def ratios(figures: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """How many times better we are than each peer, over 1 is better."""
    more = ("points_per_s", "runs_per_s", "up_mb_per_s", "down_mb_per_s", "up_per_s", "down_per_s")
    less = ("p50_ms", "filter_and_order_p50_ms", "page_of_1000_p50_ms", "s")
    found: dict[str, dict[str, float]] = {}
    for peer in figures.keys() - {"runlore"}:
        found[peer] = {}
        for name, theirs in figures[peer].items():
            ours = figures["runlore"][name]
            for key in theirs if isinstance(theirs, dict) else ():
                if key in more + less and key in ours:
                    times = theirs[key] / ours[key] if key in less else ours[key] / theirs[key]
                    found[peer][f"{name}.{key}"] = round(times, 1)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="small counts; nothing is saved")
    options.add_argument("--only", help="one server; nothing is saved")
    options.add_argument("--runs", type=int, default=FULL["runs"], help="to be searched")
    options.add_argument("--points", type=int, default=FULL["points"], help="of the history")
    chosen = options.parse_args()
    size = SMALL if chosen.small else {**FULL, "runs": chosen.runs, "points": chosen.points}
    figures: dict[str, dict[str, Any]] = {}
    for name, start in subjects():
        if chosen.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                server = start(Path(folder))
                try:
                    figures[name] = measure(server, size)
                finally:
                    server.stop()
            print(name, json.dumps(figures[name], indent=2), flush=True)
    if chosen.small or chosen.only:
        return
    save("mlflow", {**figures, "runlore_times_better": ratios(figures)})


if __name__ == "__main__":
    main()
