"""R4, R5 and R6: whatever the network does, training goes on and each point arrives once."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.journals import STARTED, row_of, value_of
from tests.server_process import ServerProcess

from runlore.client.channel import Channel, open_channel
from runlore.client.sync import SyncReport, sync_folder
from runlore.client.transport.http import open_transport
from runlore.entities.ids import Micros, RunId, new_run_id
from runlore.entities.records import RunEnded
from runlore.entities.run import RunStatus
from runlore.testing.proxy import FaultProxy

TRIALS = int(os.environ.get("RUNLORE_FAULT_TRIALS", "20"))

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]


def no_words(_text: str) -> None:
    """Trouble is expected here; what is told of it is tested elsewhere."""


def begin(folder: Path, url: str | None) -> tuple[RunId, Channel]:
    run = new_run_id()
    return run, open_channel(folder, run, STARTED, url, say=no_words)


def ended() -> RunEnded:
    return RunEnded(RunStatus.FINISHED, Micros(time.time_ns() // 1000))


def check_whole(server: ServerProcess, run: RunId, rows: int) -> None:
    """The server has each row once, in order, bit for bit, and nothing is counted as lost."""
    for column, key in enumerate(("loss", "accuracy", "lr")):
        series = server.json("GET", f"/api/v1/runs/{run}/series?key={key}&format=json")
        assert series["step"] == list(range(rows))
        assert series["value"] == [value_of(step, column) for step in range(rows)]
    found = server.json("GET", f"/api/v1/runs/{run}")
    assert (found["status"], found["rows"], found["lost"]) == ("finished", rows, {})


@pytest.mark.parametrize("mode", ["refuse", "hang"])
def test_a_server_that_is_away_all_the_time_slows_nothing_and_gets_everything_later(
    server: ServerProcess, tmp_path: Path, mode: str
) -> None:
    with FaultProxy(server.port) as proxy:
        proxy.set(mode)
        run, channel = begin(tmp_path / "journal", proxy.url)
        took = []
        for step in range(20_000):
            row = row_of(step)
            start = time.perf_counter_ns()
            channel.journal.log(row, step)
            took.append(time.perf_counter_ns() - start)
        farewell = channel.close(ended(), timeout=0.2)
        assert not farewell.delivered
        assert farewell.pending == 20_002
        assert farewell.lost == farewell.refused == 0
        assert sorted(took)[len(took) * 99 // 100] < 100_000, "p99 of log() in ns"
        proxy.set("pass")
        transport = open_transport(proxy.url)
        report = sync_folder(tmp_path / "journal", transport)
        transport.close()
    assert report == SyncReport(logs=1, records=20_002)
    check_whole(server, run, 20_000)
    assert list((tmp_path / "journal").iterdir()) == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid:5000"])
def test_a_run_starts_at_once_without_a_server(tmp_path: Path, url: str) -> None:
    start = time.perf_counter()
    _, channel = begin(tmp_path, url)
    channel.journal.log({"a": 1.0})
    assert time.perf_counter() - start < 0.3
    channel.close(None, timeout=0.0)


def test_a_run_starts_at_once_with_a_server_that_never_answers(tmp_path: Path) -> None:
    with FaultProxy(9) as proxy:
        proxy.set("hang")
        start = time.perf_counter()
        _, channel = begin(tmp_path, proxy.url)
        assert time.perf_counter() - start < 0.3
        channel.close(None, timeout=0.0)


def trouble(proxy: FaultProxy, chance: random.Random) -> None:
    """Change what the network does."""
    mode = chance.choice(["pass", "refuse", "hang", "cut", "mute", "mute", "cut"])
    proxy.set(mode, cut_after=chance.randint(1, 20_000))


def test_a_network_that_fails_in_every_way_loses_and_doubles_nothing(
    server: ServerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runlore.client.transport.http.ANSWER_SECONDS", 0.3)
    monkeypatch.setattr("runlore.client.transport.retry.LONGEST_SECONDS", 0.5)
    for trial in range(TRIALS):
        chance = random.Random(trial)
        with FaultProxy(server.port) as proxy:
            run, channel = begin(tmp_path / "journal", proxy.url)
            rows = chance.randint(300, 3_000)
            for step in range(rows):
                channel.journal.log(row_of(step), step)
                if chance.random() < 0.004:
                    trouble(proxy, chance)
                    time.sleep(chance.uniform(0, 0.05))
            proxy.set("pass")
            farewell = channel.close(ended(), timeout=30)
            assert farewell.delivered, (trial, farewell)
        check_whole(server, run, rows)
    assert list((tmp_path / "journal").iterdir()) == []


def interrupted(
    server: ServerProcess, folder: Path, interrupt: Callable[[], None]
) -> tuple[RunId, int]:
    """Train while something happens to the server; wait until everything is delivered."""
    run, channel = begin(folder, server.url)
    for step in range(3_000):
        channel.journal.log(row_of(step), step)
        if step == 1_000:
            assert channel.flush(20)
        if step == 1_500:
            interrupt()
    assert channel.close(ended(), timeout=60).delivered
    return run, 3_000


def test_a_server_killed_in_the_middle_gets_everything_once(
    server: ServerProcess, tmp_path: Path
) -> None:
    def interrupt() -> None:
        server.kill()
        server.start()

    run, rows = interrupted(server, tmp_path / "journal", interrupt)
    check_whole(server, run, rows)


def test_a_server_put_back_to_an_earlier_state_gets_what_it_forgot(
    server: ServerProcess, tmp_path: Path
) -> None:
    def interrupt() -> None:
        server.stop()
        shutil.rmtree(server.store)
        server.start()

    run, rows = interrupted(server, tmp_path / "journal", interrupt)
    check_whole(server, run, rows)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_a_killed_process_left_is_sent_by_sync(server: ServerProcess, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    run = new_run_id()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            channel = open_channel(journal, run, STARTED, None)
            for step in range(5_000):
                channel.journal.log(row_of(step), step)
            os.write(writing, b"!")
            time.sleep(60)
        finally:
            os._exit(1)
    os.read(reading, 1)
    transport = open_transport(server.url)
    assert sync_folder(journal, transport).busy == 1, "the log of a living process is left alone"
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    seen: list[int] = []
    report = sync_folder(journal, transport, lambda progress: seen.append(progress.records))
    assert report == SyncReport(logs=1, records=5_001)
    assert seen[-1] == 5_001
    transport.close()
    series = server.json("GET", f"/api/v1/runs/{run}/series?key=loss&format=json")
    assert series["value"] == [value_of(step, 0) for step in range(5_000)]
    assert sync_folder(journal, open_transport(server.url)) == SyncReport()


def test_a_point_is_on_the_server_soon_after_it_was_logged(
    server: ServerProcess, tmp_path: Path
) -> None:
    run, channel = begin(tmp_path / "journal", server.url)
    assert channel.flush(20)
    delays = []
    for step in range(15):
        time.sleep(0.03)
        start = time.monotonic()
        channel.journal.log(row_of(step), step)
        last = channel.journal.last_seq
        while channel._outbox is not None and channel._outbox.acked < last:
            assert time.monotonic() - start < 10
            time.sleep(0.002)
        delays.append(time.monotonic() - start)
    channel.close(ended())
    # 150 ms on a machine that has time; the median forgives a moment of load.
    assert sorted(delays)[len(delays) // 2] < 0.15
    check_whole(server, run, 15)
