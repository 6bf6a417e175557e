"""P1 and P12: what one ``log`` call of ten scalars costs the training, as the log grows.

    python benchmarks/bench_log_call.py [CALLS …]

Each subject logs rows of ten floats from one thread with its background threads at work, and each
call is timed by itself. The row is made outside the timed part. Prints and writes
``results/log_call.json``; figures are microseconds.
"""

import gc
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from machine import save

from runlore.client.channel import open_channel
from runlore.entities.ids import new_run_id
from runlore.entities.records import RunStarted

KEYS = [f"train/metric_{i}" for i in range(10)]
CALLS = (10_000, 100_000, 1_000_000)

Log = Callable[[dict[str, float]], None]


class Subject(NamedTuple):
    """Something that logs: its name, and what opens it in a folder and closes it again."""

    name: str
    open: Callable[[Path], Any]


@contextmanager
def journal_only(folder: Path) -> Iterator[Log]:
    """The journal with its group sync, offline: what every run pays, whatever its server does."""
    started = RunStarted("bench", "log", "call", time.time_ns() // 1000)
    channel = open_channel(folder, new_run_id(), started, None)
    yield channel.journal.log
    channel.close(None)


@contextmanager
def server_away(folder: Path) -> Iterator[Log]:
    """The same with a sender whose server refuses every connection (R4)."""
    started = RunStarted("bench", "log", "call", time.time_ns() // 1000)
    uri = "http://127.0.0.1:9"
    channel = open_channel(folder, new_run_id(), started, uri, say=lambda _text: None)
    yield channel.journal.log
    channel.close(None, timeout=0.0)


SUBJECTS = [
    Subject("runlore journal", journal_only),
    Subject("runlore, server away", server_away),
]


def measure(subject: Subject, calls: int) -> dict[str, float]:
    """Time each of so many calls."""
    clock = time.perf_counter_ns
    took = array("q", bytes(8 * calls))
    with tempfile.TemporaryDirectory() as folder, subject.open(Path(folder)) as log:
        log(dict.fromkeys(KEYS, 0.5))
        gc.collect()
        for step in range(calls):
            row = {key: 0.5 + step * 1e-4 + i for i, key in enumerate(KEYS)}
            start = clock()
            log(row)
            took[step] = clock() - start
    ordered = sorted(took)
    return {
        "p50": round(ordered[calls // 2] / 1e3, 2),
        "p99": round(ordered[calls * 99 // 100] / 1e3, 2),
        "p999": round(ordered[calls * 999 // 1000] / 1e3, 2),
        "max": round(ordered[-1] / 1e3, 1),
        "mean": round(sum(ordered) / calls / 1e3, 2),
    }


def main(sizes: list[int]) -> None:
    figures = {
        subject.name: {f"{calls:,} calls": measure(subject, calls) for calls in sizes}
        for subject in SUBJECTS
    }
    save("log_call", {"target_us": {"p50": 3.5, "p99": 20.0}, "subjects": figures})


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(CALLS))
