"""R7 and R10: whatever call of the disk fails, training goes on and nothing is lost in silence."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journals import (
    RUN,
    STARTED,
    WRITER,
    log_files,
    quiet_writer,
    row_of,
    rows_of,
    steps_in,
)

from runlore.client.channel import open_channel
from runlore.client.journal.files import OsFiles
from runlore.client.journal.outbox import LiveOutbox
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.writer import JournalWriter
from runlore.entities.records import RecordsLost
from runlore.testing.faults import FailingDisk, MemoryDisk
from runlore.wire.codec import decode_frames
from runlore.wire.framing import split
from runlore.wire.parcel import Parcel

ROWS = 120
MOST = int(os.environ.get("RUNLORE_FAULT_TRIALS", "200"))


class Delivery:
    """A server that takes everything: what a live log hands out, understood."""

    def __init__(self, writer: JournalWriter, disk: FailingDisk | MemoryDisk) -> None:
        self.outbox = LiveOutbox(writer, disk)
        self.steps: list[int] = []
        self.lost: list[RecordsLost] = []
        self._shapes: dict[int, tuple[str, ...]] = {}

    def collect(self) -> None:
        while (parcel := self._take()) is not None:
            for item in decode_frames(split(parcel.body, self.outbox.salt), self._shapes):
                self.steps += [step for step, _ in rows_of(item.record)]
                if isinstance(item.record, RecordsLost):
                    self.lost.append(item.record)
            self.outbox.acknowledge(parcel.last_seq)

    def _take(self) -> Parcel | None:
        try:
            return self.outbox.take(1 << 20)
        except OSError:  # a sender waits a moment and tries again
            return self._take()


def train(writer: JournalWriter, delivery: Delivery | None = None, every: int = 10) -> None:
    """Log rows with the background work and the sender coming by now and then."""
    for step in range(ROWS):
        writer.log(row_of(step), step)
        if step % every == every - 1:
            writer._next_try = 0.0
            writer._work()
            if delivery is not None:
                delivery.collect()


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runlore.client.journal.tape.SEGMENT_BYTES", 4_000)
    monkeypatch.setattr("runlore.client.journal.tape.EPOCH_BYTES", 1_000)


CALLS = ["make_folder", "create", "extend", "write", "short", "sync", "sync_folder", "replace"]


@pytest.mark.fault
@pytest.mark.usefixtures("small_segments")
@pytest.mark.parametrize("times", [1, 7])
@pytest.mark.parametrize("call", CALLS)
def test_whichever_call_fails_every_row_is_in_the_journal_at_the_end(call: str, times: int) -> None:
    for nth in range(1, MOST + 1):
        memory, log = MemoryDisk(), log_files()
        disk = FailingDisk(memory, call, nth, error=errno.EIO, times=times)
        writer = quiet_writer(log, disk)
        train(writer)
        for _ in range(times):
            writer._next_try = 0.0
            writer._work()
        writer.close()
        assert steps_in(log, memory) == list(range(ROWS)), (call, nth)
        if disk.failed == 0:
            return
    assert disk.failed


@pytest.mark.fault
@pytest.mark.usefixtures("small_segments")
@pytest.mark.parametrize("call", [*CALLS, "read", "names"])
def test_whichever_call_fails_the_server_gets_every_row_once_and_in_order(call: str) -> None:
    for nth in range(1, MOST + 1):
        memory, log = MemoryDisk(), log_files()
        disk = FailingDisk(memory, call, nth, error=errno.EIO, times=2)
        writer = quiet_writer(log, disk)
        delivery = Delivery(writer, disk)
        train(writer, delivery)
        delivery.collect()
        assert delivery.steps == list(range(ROWS)), (call, nth)
        assert delivery.lost == []
        if disk.failed == 0:
            return


@pytest.mark.fault
@pytest.mark.parametrize("nth", range(1, 61))
def test_with_a_disk_that_stays_full_the_server_still_gets_every_row(nth: int) -> None:
    memory, log = MemoryDisk(), log_files()
    disk = FailingDisk(memory, "write", nth, error=errno.ENOSPC, times=1 << 30)
    writer = quiet_writer(log, disk)
    delivery = Delivery(writer, disk)
    train(writer, delivery)
    delivery.collect()
    assert delivery.steps == list(range(ROWS))
    assert len(writer.keeper.spill) == 0


@pytest.mark.fault
def test_a_synced_tail_that_the_disk_did_not_confirm_is_written_again() -> None:
    memory, log = MemoryDisk(), log_files()
    told: list[str] = []
    disk = FailingDisk(memory, "sync", 2, times=1)
    writer = quiet_writer(log, disk)
    writer._tell = writer.keeper._tell = lambda _topic, text: told.append(text)
    for step in range(40):
        writer.log(row_of(step), step)
    assert writer.sync()
    for step in range(40, 80):
        writer.log(row_of(step), step)
    assert not writer.sync()
    assert writer.sync()
    memory.files[log.segment(1)].data = bytearray(memory.files[log.segment(1)].safe)
    assert steps_in(log, memory) == list(range(80))
    assert "did not confirm" in told[0]


@pytest.mark.fault
def test_memory_is_bounded_and_what_is_dropped_is_told_machine_metrics_first() -> None:
    memory, log = MemoryDisk(), log_files()
    disk = FailingDisk(memory, "write", 1, error=errno.ENOSPC, times=1 << 30)
    writer = quiet_writer(log, disk)
    writer.keeper.spill._limit = 40_000
    for step in range(100):
        writer.log(row_of(step), step)
        writer.log_at({"system/cpu": 0.5}, step)
    dropped = writer.keeper.spill.lost
    assert dropped.count > 0
    delivery = Delivery(writer, disk)
    delivery.collect()
    kept = list(delivery.steps)
    assert set(kept) == set(range(100)), "the user's own rows go last"
    assert writer.keeper.spill._bytes <= 40_000

    disk._times = 0  # space is back
    writer._next_try = 0.0
    writer._work()
    writer._work()
    delivery.collect()
    (lost,) = delivery.lost
    assert lost.reason == "disk full"
    assert lost.count == dropped.count
    assert lost.count + len(kept) == 200
    assert writer.keeper.dropped == lost.count


@pytest.mark.fault
def test_a_run_that_ends_while_disk_and_server_are_away_counts_what_it_takes_with_it(
    tmp_path: Path,
) -> None:
    nowhere = tmp_path / "a file, not a folder"
    nowhere.write_text("")
    told: list[str] = []
    channel = open_channel(nowhere, RUN, STARTED, None, say=told.append)
    for step in range(50):
        channel.journal.log(row_of(step), step)
    farewell = channel.close(None)
    assert (farewell.delivered, farewell.pending, farewell.lost) == (False, 0, 51)
    assert len(told) == 1
    assert "cannot be written" in told[0]


STRACED = """
import sys
from pathlib import Path
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.writer import JournalWriter
from tests.journals import RUN, STARTED, WRITER, row_of
writer = JournalWriter(LogFiles(Path(sys.argv[1]), RUN, WRITER), opening=lambda: STARTED)
for step in range(120):
    writer.log(row_of(step), step)
writer._next_try = 0.0
writer.close()
print("trained to the end")
"""


@pytest.mark.fault
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize(
    ("inject", "when"),
    [
        (f"{call}:{effect}", when)
        for call, effect in [
            ("write", "error=ENOSPC"),
            ("write", "error=EIO"),
            ("write", "retval=20"),
            ("fdatasync", "error=EIO"),
        ]
        for when in ("1", "5", "60")
        if call == "write" or when == "1"
    ],
)
def test_the_kernels_own_refusals_lose_nothing(tmp_path: Path, inject: str, when: str) -> None:
    log = LogFiles(tmp_path, RUN, WRITER)
    log.folder.mkdir(parents=True)
    command = ["strace", "-f", "-qq", "-o", str(tmp_path / "trace"), "-P", str(log.segment(1))]
    command += ["-e", f"inject={inject}:when={when}", sys.executable, "-c", STRACED, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout == "trained to the end\n", run.stderr
    steps = steps_in(log, OsFiles())
    if "retval" in inject:
        # The kernel said that it took 20 bytes but took none: that frame is torn for real. The
        # rows around it are whole, and no other is missing.
        assert set(range(ROWS)) - set(steps) <= {int(when) - 2, int(when) - 3}
    else:
        assert steps == list(range(ROWS))
