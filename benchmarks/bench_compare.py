"""The same log calls on Runlore and its peers, one after the other in one run.

    RUNLORE_PEERS_PYTHON=/path/to/python python benchmarks/bench_compare.py

The interpreter named has benchmarks/compare/requirements.txt installed; without it only Runlore is
measured. Each subject runs in a process of its own, three times, and the median run counts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from machine import save

PEERS = Path(__file__).parent / "compare" / "peers.py"
ROUNDS = 3
OURS = {"runlore_folder": 20_000, "runlore_server": 20_000}
# As many calls as each can take in some ten seconds.
THEIRS = {"trackio": 20_000, "wandb_offline": 20_000, "tensorboardX": 5_000, "mlflow_sqlite": 500}


def measure(python: str, subject: str, calls: int) -> dict[str, float]:
    """The run with the median p50 of a subject."""
    runs = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [python, str(PEERS), subject, str(calls)],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        )
        runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
    runs.sort(key=lambda run: run["p50_us"])
    return {"calls": calls, **runs[ROUNDS // 2]}


def main() -> None:
    figures = {name: measure(sys.executable, name, calls) for name, calls in OURS.items()}
    peers = os.environ.get("RUNLORE_PEERS_PYTHON")
    if peers:
        figures |= {name: measure(peers, name, calls) for name, calls in THEIRS.items()}
        ours = figures["runlore_server"]
        for name in THEIRS:
            figures[name]["p50_times_ours"] = round(figures[name]["p50_us"] / ours["p50_us"], 1)
            times = ours["points_per_s"] / figures[name]["points_per_s"]
            figures[name]["ours_times_points_per_s"] = round(times, 1)
    save("compare", figures)


if __name__ == "__main__":
    main()
