"""P2: points a second from one writer until durable and readable on the server.

The real thing on loopback: a server process, ``run.log`` of 10 scalars in this one, and the clock
stops when the server's own answer shows every row. ``sustained`` goes on long enough that sealing
works beside it, and waits until the server has sealed what it took.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from machine import save

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.server_process import ServerProcess

import runlore

KEYS = [f"train/metric_{i}" for i in range(10)]


def log_calls(server: ServerProcess, calls: int) -> dict[str, float]:
    """Log so many rows of 10 and wait until the server answers with all of them."""
    rows = [{key: 0.5 + i * 1e-3 + n for n, key in enumerate(KEYS)} for i in range(1000)]
    run = runlore.init(project="bench", name=f"ingest-{calls}")
    start = time.perf_counter()
    for call in range(calls):
        run.log(rows[call % 1000])
    logged = time.perf_counter() - start
    run.flush()
    flushed = time.perf_counter() - start
    while server.json("GET", f"/api/v1/runs/{run.id}")["rows"] < calls:
        time.sleep(0.005)
    readable = time.perf_counter() - start
    run.finish()
    points = calls * len(KEYS)
    return {
        "calls": calls,
        "points": points,
        "log_s": round(logged, 3),
        "acknowledged_s": round(flushed, 3),
        "readable_s": round(readable, 3),
        "points_per_s_acknowledged": round(points / flushed),
        "points_per_s_readable": round(points / readable),
        "points_per_s_training_loop": round(points / logged),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, nargs="*", default=[20_000, 200_000, 1_000_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder) / "store").start()
        runlore.set_tracking_uri(server.url)
        figures = {f"calls_{calls}": log_calls(server, calls) for calls in options.calls}
        server.stop()
    save("ingest", {"target": "P2: 2,000,000 points/s; 1,000,000 sustained", **figures})


if __name__ == "__main__":
    main()
