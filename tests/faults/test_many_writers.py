"""R13: many processes log to one run; nothing is lost or mixed, also when one of them is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.journals import value_of
from tests.server_process import ServerProcess

from runlore.client.sync import sync_folder
from runlore.client.transport.http import open_transport
from runlore.entities.ids import RunId, new_run_id

RANKS = 8
THREADS = 4
STEPS = 200

RANK = """
import sys, threading, time
from pathlib import Path
from runlore.client.channel import open_channel
from runlore.entities.ids import RunId
from runlore.entities.records import RunStarted
from tests.journals import value_of
folder, run, url, rank = sys.argv[1:]
started = RunStarted("faults", "ranks", "r", time.time_ns() // 1000, label=f"rank {rank}")
channel = open_channel(Path(folder), RunId(run), started, url)
def work(thread):
    for step in range(%d):
        channel.journal.log({f"rank{rank}/thread{thread}": value_of(step, thread)}, step)
        time.sleep(0.0005)
threads = [threading.Thread(target=work, args=(i,)) for i in range(%d)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("logged", flush=True)
channel.close(None)
""" % (STEPS, THREADS)  # noqa: UP031 - braces of the script


def start_rank(folder: Path, run: RunId, url: str, rank: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", RANK, str(folder), run, url, str(rank)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=os.getcwd())


@pytest.mark.fault
def test_ranks_and_their_threads_share_a_run_and_the_killed_one_loses_nothing_it_logged(
    server: ServerProcess, tmp_path: Path
) -> None:
    run, journal = new_run_id(), tmp_path / "journal"
    ranks = [start_rank(journal, run, server.url, rank) for rank in range(RANKS)]
    victim = random.Random(13).randrange(RANKS)
    assert ranks[victim].stdout is not None
    assert ranks[victim].stdout.readline() == "logged\n"
    ranks[victim].send_signal(signal.SIGKILL)
    for number, rank in enumerate(ranks):
        rank.communicate(timeout=60)
        assert rank.returncode == (-signal.SIGKILL if number == victim else 0)
    transport = open_transport(server.url)
    deadline = time.monotonic() + 30
    while sync_folder(journal, transport).logs and time.monotonic() < deadline:
        time.sleep(0.01)
    transport.close()
    assert list(journal.iterdir()) == []
    for rank in range(RANKS):
        for thread in range(THREADS):
            key = f"rank{rank}/thread{thread}"
            series = server.json("GET", f"/api/v1/runs/{run}/series?key={key}&format=json")
            assert series["step"] == list(range(STEPS)), key
            assert series["value"] == [value_of(step, thread) for step in range(STEPS)]
    found = server.json("GET", f"/api/v1/runs/{run}")
    assert (found["rows"], found["lost"]) == (RANKS * THREADS * STEPS, {})
