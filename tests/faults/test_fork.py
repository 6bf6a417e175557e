"""R14: a forked child gets a log of its own and hangs on no lock of its parent."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.journals import STARTED, records_in, row_of, steps_in

from runlore.client.channel import Channel, open_channel
from runlore.client.journal.files import OsFiles
from runlore.client.journal.segment import LogFiles, writers_in
from runlore.entities.ids import new_run_id
from runlore.entities.records import RunStarted

TRIALS = int(os.environ.get("RUNLORE_FAULT_TRIALS", "60"))
HANG_SECONDS = 5

pytestmark = [
    pytest.mark.fault,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def in_child(work: Callable[[], None]) -> None:
    """Run something in a forked child, which must end well and within five seconds."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    deadline = time.monotonic() + HANG_SECONDS
    ended, status = os.waitpid(pid, os.WNOHANG)
    while not ended:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise AssertionError("the child hung")
        time.sleep(0.001)
        ended, status = os.waitpid(pid, os.WNOHANG)
    assert os.waitstatus_to_exitcode(status) == 0


@contextlib.contextmanager
def busy_parent(channel: Channel) -> Iterator[None]:
    """Three threads that log without pause, so that the lock is held at most instants."""
    ended = threading.Event()

    def work(key: str) -> None:
        while not ended.is_set():
            channel.journal.log({key: 1.0})

    threads = [threading.Thread(target=work, args=(f"parent{i}",)) for i in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def test_children_forked_at_any_moment_log_into_files_of_their_own(tmp_path: Path) -> None:
    run = new_run_id()
    channel = open_channel(tmp_path, run, STARTED, None)
    chance = random.Random(3)

    def work() -> None:
        for step in range(20):
            channel.journal.log(row_of(step), step)
        channel.close(None)

    with busy_parent(channel):
        for _ in range(TRIALS):
            time.sleep(chance.uniform(0, 0.003))
            in_child(work)
    parent = channel.journal.where.writer
    channel.close(None)
    files = OsFiles()
    children = [w for w in writers_in(files, tmp_path / run) if w != parent]
    assert len(children) == TRIALS
    for writer in children:
        log = LogFiles(tmp_path, run, writer)
        assert steps_in(log, files) == list(range(20))
        first = next(iter(records_in(log, files)))[1]
        assert isinstance(first, RunStarted)
        assert first.label.startswith("fork ")
        assert not first.resumed


def test_a_child_that_logs_nothing_leaves_nothing(tmp_path: Path) -> None:
    run = new_run_id()
    channel = open_channel(tmp_path, run, STARTED, None)
    in_child(lambda: None)
    channel.close(None)
    assert len(writers_in(OsFiles(), tmp_path / run)) == 1


def test_a_grandchild_has_its_own_log_too(tmp_path: Path) -> None:
    run = new_run_id()
    channel = open_channel(tmp_path, run, STARTED, None)

    def child() -> None:
        channel.journal.log({"child": 1.0})
        in_child(lambda: channel.journal.log({"grandchild": 1.0}))
        channel.journal.log({"child": 2.0})

    in_child(child)
    channel.close(None)
    files = OsFiles()
    logs = [LogFiles(tmp_path, run, writer) for writer in writers_in(files, tmp_path / run)]
    sizes = [sum(1 for _ in records_in(log, files)) for log in logs]
    # opening; opening and row; opening and two rows, which are read as one
    assert sorted(sizes) == [1, 2, 2]


def test_the_parent_keeps_its_hold_when_a_child_ends(tmp_path: Path) -> None:
    from runlore.client.journal.lock import Hold

    run = new_run_id()
    channel = open_channel(tmp_path, run, STARTED, None)
    lock = channel.journal.where.beside("lock")
    in_child(lambda: channel.journal.log({"a": 1.0}))
    assert Hold.take(lock, OsFiles()) is None
    channel.close(None)
    hold = Hold.take(lock, OsFiles())
    assert hold is not None
    hold.release()
