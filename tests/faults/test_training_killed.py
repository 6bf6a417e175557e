"""R1: kill -9 of the training at any instant loses no point of a call that returned."""

import mmap
import os
import random
import signal
import struct
import time
from pathlib import Path

import pytest
from tests.journals import STARTED, row_of, steps_in

from runlore.client.journal.files import OsFiles
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.writer import JournalWriter
from runlore.entities.ids import RunId, WriterId

TRIALS = int(os.environ.get("RUNLORE_FAULT_TRIALS", "60"))
COUNT = struct.Struct("<q")


def train_until_killed(log: LogFiles, returned: mmap.mmap) -> None:
    """Log rows without end; tell in shared memory how many calls returned."""
    writer = JournalWriter(log, opening=lambda: STARTED)
    counter = memoryview(returned).cast("q")  # one store, where struct first writes zeros
    step = 0
    while True:
        keys = ("loss", "accuracy", "lr") if step % 5 else ("loss",)
        writer.log(row_of(step, keys), step)
        step += 1
        counter[0] = step


def killed_training(log: LogFiles, delay: float) -> int:
    """Train in a forked process, kill it after a moment; gives how many calls had returned."""
    returned = mmap.mmap(-1, 4096)
    pid = os.fork()
    if pid == 0:
        try:
            train_until_killed(log, returned)
        finally:
            os._exit(1)
    while COUNT.unpack_from(returned)[0] == 0:
        time.sleep(0.0005)
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    return int(COUNT.unpack_from(returned)[0])


@pytest.mark.fault
@pytest.mark.timeout(1200)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_killed_training_keeps_every_point_of_a_call_that_returned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small segments, so that kills fall into their turning too.
    monkeypatch.setattr("runlore.client.journal.tape.SEGMENT_BYTES", 60_000)
    monkeypatch.setattr("runlore.client.journal.tape.EPOCH_BYTES", 15_000)
    chance = random.Random(20261121)
    points = 0
    for trial in range(TRIALS):
        log = LogFiles(tmp_path, RunId(f"run{trial:08d}"), WriterId(f"writer{trial:08d}"))
        returned = killed_training(log, chance.uniform(0.0, 0.02))
        steps = steps_in(log, OsFiles())
        assert len(steps) - returned in (0, 1), "at most the call in flight is there as well"
        assert steps == list(range(len(steps)))
        points += returned
    assert points > TRIALS * 10
