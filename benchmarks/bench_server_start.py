"""P9: how long a server takes to its first answers, and what it holds when nobody asks.

Two starts are told apart: the first 200 of ``/health``, which says ``starting`` while libraries
load, and the first answer out of the store.
"""

import http.client
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import save

ROUNDS = 9
SETTLE_SECONDS = 2.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rounds = [measure(Path(folder) / "store") for _ in range(ROUNDS)]
    names = rounds[0].keys()
    first, later = rounds[0], rounds[1:]
    median = {name: round(statistics.median(one[name] for one in later), 3) for name in names}
    new_store = {name: round(value, 3) for name, value in first.items()}
    save("server_start", {"rounds": ROUNDS - 1, "median": median, "new_store": new_store})


def measure(store: Path) -> dict[str, float]:
    """Seconds to each first answer, processor seconds until then, and MB when idle."""
    port = free_port()
    command = [sys.executable, "-m", "runlore.server", "--store", str(store), "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, "/api/v1/health")
        health = time.perf_counter() - started
        wait_for(port, "/api/v1/projects")
        answer = time.perf_counter() - started
        busy = processor_seconds(process.pid)
        time.sleep(SETTLE_SECONDS)
        idle = resident_mb(process.pid)
        before = processor_seconds(process.pid)
        time.sleep(SETTLE_SECONDS)
        share = (processor_seconds(process.pid) - before) / SETTLE_SECONDS
    finally:
        process.terminate()
        process.wait()
    return {
        "first_200_s": health,
        "first_answer_from_store_s": answer,
        "processor_s": busy,
        "idle_rss_mb": idle,
        "idle_processor_share": share,
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def wait_for(port: int, path: str) -> None:
    """Ask until the answer is 200 and JSON."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            if answer.status == 200 and json.loads(answer.read()):
                return
        except OSError:
            time.sleep(0.002)
        finally:
            connection.close()


def processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / 100


def resident_mb(pid: int) -> float:
    line = next(
        one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in one
    )
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main()
