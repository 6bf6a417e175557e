"""Load on a server that speaks MLflow's language, without the cost of a client."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

API = "/api/2.0/mlflow"
CONNECTIONS = 8
NOW = 1_700_000_000_000


class Connection:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def post(self, path: str, body: bytes) -> bytes:
        headers = {"content-type": "application/json"}
        self._connection.request("POST", f"{API}/{path}", body, headers)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {data[:300]!r}")
        return data

    def json(self, path: str, value: Any) -> Any:
        return json.loads(self.post(path, json.dumps(value).encode()))

    def close(self) -> None:
        self._connection.close()


def at_once(port: int, work: Callable[[Connection, int], None]) -> float:
    """Seconds until all connections have done their part."""
    failures: list[Exception] = []
    ready = threading.Barrier(CONNECTIONS + 1)

    def one(number: int) -> None:
        connection = Connection(port)
        ready.wait()
        try:
            work(connection, number)
        except Exception as failure:  # noqa: BLE001 - told by the thread that waits
            failures.append(failure)
        connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    if failures:
        raise failures[0]
    return took


def an_experiment(port: int, name: str) -> str:
    made = Connection(port).json("experiments/create", {"name": name})
    return str(made["experiment_id"])


def a_run(connection: Connection, experiment: str, tags: int = 0) -> str:
    texts = [{"key": f"t{n}", "value": f"value {n}"} for n in range(tags)]
    body = {"experiment_id": experiment, "start_time": NOW, "tags": texts}
    return str(connection.json("runs/create", body)["run"]["info"]["run_id"])


def batches(run: str, key: str, count: int, points: int) -> list[bytes]:
    """Bodies of log-batch, one series in order."""
    made = []
    for first in range(0, count * points, points):
        metrics = [
            {"key": key, "value": 1 / (step + 1), "timestamp": NOW + step, "step": step}
            for step in range(first, first + points)
        ]
        made.append(json.dumps({"run_id": run, "metrics": metrics}).encode())
    return made


def log_batch(port: int, requests: int) -> dict[str, float]:
    """P3: points a second by log-batch of 1,000, over 8 connections, each to a run of its own."""
    experiment = an_experiment(port, "batches")
    bodies = [
        batches(a_run(Connection(port), experiment), "loss", requests, 1000)
        for _ in range(CONNECTIONS)
    ]

    def send(connection: Connection, number: int) -> None:
        for body in bodies[number]:
            connection.post("runs/log-batch", body)

    took = at_once(port, send)
    return {
        "requests": requests * CONNECTIONS,
        "points_per_s": round(requests * CONNECTIONS * 1000 / took),
    }


def fill(port: int, runs: int) -> tuple[str, dict[str, float]]:
    """Make runs of 20 params, 10 metrics and 5 tags; their experiment, and how many a second."""
    experiment = an_experiment(port, "table")

    def make(connection: Connection, number: int) -> None:
        for n in range(number, runs, CONNECTIONS):
            run = a_run(connection, experiment, tags=5)
            params = [{"key": f"p{k}", "value": str((n * 7 + k) % 10 / 1000)} for k in range(20)]
            metrics = [
                {"key": f"m{k}", "value": (n * 31 + k) % 997 / 997, "timestamp": NOW, "step": 0}
                for k in range(10)
            ]
            body = {"run_id": run, "params": params, "metrics": metrics}
            connection.post("runs/log-batch", json.dumps(body).encode())

    took = at_once(port, make)
    return experiment, {"runs": runs, "runs_per_s": round(runs / took, 1)}


def search(port: int, experiment: str, repeats: int) -> dict[str, float]:
    """Milliseconds of the first 100 by filter and order, and of a page of 1,000."""
    connection = Connection(port)
    first = {
        "experiment_ids": [experiment],
        "filter": "metrics.m1 < 0.5 AND params.p1 = '0.001'",
        "order_by": ["metrics.m2 DESC"],
        "max_results": 100,
    }
    page = {"experiment_ids": [experiment], "max_results": 1000}
    found = connection.json("runs/search", first).get("runs", [])
    assert found, "the filter finds nothing: nothing is measured"
    return {
        "found": len(found),
        "filter_and_order_p50_ms": p50(connection, first, repeats),
        "page_of_1000_p50_ms": p50(connection, page, max(3, repeats // 4)),
    }


def p50(connection: Connection, body: Any, repeats: int) -> float:
    sent = json.dumps(body).encode()
    connection.post("runs/search", sent)
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        connection.post("runs/search", sent)
        took.append((time.perf_counter() - start) * 1e3)
    return round(statistics.median(took), 2)


def many_tags(port: int, tags: int) -> int:
    """Give one run of another experiment that many tags; how many it took before it refused."""
    connection = Connection(port)
    run = a_run(connection, an_experiment(port, "tags"))
    for first in range(0, tags, 100):
        texts = [{"key": f"tag-{n}", "value": f"value {n}"} for n in range(first, first + 100)]
        try:
            connection.post("runs/log-batch", json.dumps({"run_id": run, "tags": texts}).encode())
        except RuntimeError:
            return first
    return tags


def long_history(port: int, points: int) -> str:
    """A run with one metric of that many points."""
    connection = Connection(port)
    run = a_run(connection, an_experiment(port, "history"))
    for body in batches(run, "loss", points // 1000, 1000):
        connection.post("runs/log-batch", body)
    return run
