"""R13: ranks and their threads log to one run by ``runlore.init()``, one killed each second."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.fault_trials import fault_trials
from tests.programs import (
    END_SECONDS,
    Returned,
    environ_of,
    points_of,
    start_program,
    sync,
)
from tests.server_process import ServerProcess

from runlore.entities.ids import RunId, new_run_id

FULL = os.environ.get("RUNLORE_FAULT_TRIALS") == "full"
RANKS = 64 if FULL else 4
THREADS = 8 if FULL else 4
KILLS = fault_trials(8, 200)
BETWEEN_KILLS = 2.0 if FULL else 0.4
"""Seconds at most, from the moment when all ranks train."""

STOP_SECONDS = 60.0

RANK = """
import mmap, os, sys, threading, time
import runlore

counters = memoryview(mmap.mmap(os.open(sys.argv[1], os.O_RDWR), 0)).cast("q")
stop = sys.argv[2]
begun, threads = int(sys.argv[3]), int(sys.argv[4])
rank = int(os.environ["RANK"])
run = runlore.init(project="ranks")

def train(thread):
    mine = float((rank * 100 + begun) * 100 + thread)
    step = 0
    while not os.path.exists(stop):
        run.log({f"rank{rank}.{begun}/thread{thread}": float(step), "who": mine}, step)
        step += 1
        counters[thread] = step
        time.sleep(0.0005)

workers = [threading.Thread(target=train, args=(n,)) for n in range(threads)]
for worker in workers: worker.start()
for worker in workers: worker.join()
run.finish()
"""


class Started(NamedTuple):
    """A rank that was started, perhaps in place of one that was killed."""

    rank: int
    begun: int
    program: "subprocess.Popen[str]"
    returned: Returned


class Launcher:
    """Starts ranks of one run as ``torchrun`` does, and starts a killed one anew."""

    def __init__(self, server: ServerProcess, folder: Path) -> None:
        self.run: RunId = new_run_id()
        self.all: list[Started] = []
        self._stop = folder / "stop"
        self._folder = folder
        self._environ = environ_of(
            server.url,
            folder,
            RUNLORE_RUN_ID=self.run,
            RUNLORE_CAPTURE="off",
            RUNLORE_MONITOR="off",
            WORLD_SIZE=str(RANKS),
        )

    def start(self, rank: int) -> Started:
        begun = sum(one.rank == rank for one in self.all)
        returned = Returned(self._folder / f"{rank}.{begun}", THREADS)
        environ = {**self._environ, "RANK": str(rank)}
        arguments = (str(returned.file), str(self._stop), str(begun), str(THREADS))
        program = start_program(RANK, self._folder, environ, *arguments)
        started = Started(rank, begun, program, returned)
        self.all.append(started)
        return started

    def end(self) -> None:
        """Let all that live end well."""
        self._stop.touch()
        for one in self.all:
            _, err = one.program.communicate(timeout=END_SECONDS)
            assert one.program.returncode in (0, -signal.SIGKILL), err
        sync(self._environ, self._folder)


def train_with_kills(launcher: Launcher, chance: random.Random) -> None:
    """Train; kill one rank after the other once it has logged, and start it anew."""
    live = [launcher.start(rank) for rank in range(RANKS)]
    for _ in range(KILLS):
        wait_until_all_log(live)
        time.sleep(chance.uniform(0, BETWEEN_KILLS))
        victim = live.pop(chance.randrange(len(live)))
        victim.program.kill()
        victim.program.wait()
        live.append(launcher.start(victim.rank))
    wait_until_all_log(live)
    launcher.end()


def wait_until_all_log(live: list[Started]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while not all(all(one.returned.counts()) for one in live):
        assert time.monotonic() < deadline, "a rank does not train"
        time.sleep(0.02)


@pytest.mark.fault
@pytest.mark.timeout(3600)
def test_every_call_of_every_thread_of_every_rank_is_there_once(
    server: ServerProcess, tmp_path: Path
) -> None:
    launcher = Launcher(server, tmp_path)
    train_with_kills(launcher, random.Random(13))
    stored = check_own_curves(server, launcher)
    shared = Counter(value for _, value in points_of(server, launcher.run, "who"))
    assert shared == stored
    found = server.json("GET", f"/api/v1/runs/{launcher.run}")
    assert (found["status"], found["lost"]) == ("finished", {})
    assert found["rows"] == sum(stored.values())
    assert not list((tmp_path / "journal").rglob("*.rlj")), "all is delivered"


def check_own_curves(server: ServerProcess, launcher: Launcher) -> Counter[float]:
    """The curve that each thread alone wrote is exact; gives how many calls of each are stored."""
    stored: Counter[float] = Counter()
    for one in launcher.all:
        was_killed = one.program.returncode == -signal.SIGKILL
        for thread, returned in enumerate(one.returned.counts()):
            points = points_of(server, launcher.run, f"rank{one.rank}.{one.begun}/thread{thread}")
            assert points == [(step, float(step)) for step in range(len(points))]
            in_flight = len(points) - returned
            assert in_flight in ((0, 1) if was_killed else (0,))
            stored[float((one.rank * 100 + one.begun) * 100 + thread)] = len(points)
    return stored
