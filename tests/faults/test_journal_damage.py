"""R9: what stands before and behind damage is kept, the hole is told, nothing is made up."""

import itertools
import os
import random

import pytest
from tests.journals import log_files, lost_in, quiet_writer, row_of, steps_in

from runlore.client.journal.outbox import JournalOutbox, LiveOutbox
from runlore.client.journal.reader import JournalReader
from runlore.entities.errors import InvalidInputError
from runlore.testing.faults import DAMAGES, Damager, MemoryDisk, duplicate_block, truncate
from runlore.wire.framing import Damage, scan, split
from runlore.wire.parcel import halve

TRIALS = int(os.environ.get("RUNLORE_FAULT_TRIALS", "500"))
ROWS = 400


def journal() -> MemoryDisk:
    disk = MemoryDisk()
    writer = quiet_writer(log_files(), disk)
    for step in range(ROWS):
        writer.log(row_of(step, ("a",) if step % 7 else ("a", "b")), step)
    return disk


PRISTINE = journal()
WHOLE = bytes(PRISTINE.files[log_files().segment(1)].data)


def spans() -> list[tuple[int, int, int]]:
    """Number, start and end of each numbered frame of the unharmed journal."""
    found, start = [], 0
    for item in scan(WHOLE, log_files().salt):
        assert not isinstance(item, Damage)
        if item.seq:
            found.append((item.seq, start, item.end))
        start = item.end
    return found


SPANS = spans()


def damaged(damage: Damager, chance: random.Random) -> tuple[MemoryDisk, set[int]]:
    """A harmed copy, and the numbers of the frames that were touched."""
    disk = PRISTINE.copy()
    data = disk.files[log_files().segment(1)].data
    start, end = damage(data, chance)
    touched = {seq for seq, first, last in SPANS if first < end and start < last}
    if start == end:  # bytes were put between: the frame around the place is cut in two
        touched = {seq for seq, first, last in SPANS if first < start < last}
    return disk, touched


@pytest.mark.fault
@pytest.mark.parametrize("damage", DAMAGES)
def test_all_rows_that_the_damage_did_not_touch_are_kept(damage: Damager) -> None:
    chance = random.Random(damage.__name__)
    for _ in range(TRIALS // len(DAMAGES)):
        disk, touched = damaged(damage, chance)
        untouched = [seq - 2 for seq, _, _ in SPANS if seq not in touched and seq > 1]
        assert [s for s in steps_in(log_files(), disk) if s in set(untouched)] == untouched
        assert steps_in(log_files(), disk) == sorted(set(steps_in(log_files(), disk)))


@pytest.mark.fault
@pytest.mark.parametrize("damage", [d for d in DAMAGES if d is not truncate])
def test_the_hole_is_told_with_its_place_and_its_count(damage: Damager) -> None:
    chance = random.Random(damage.__name__)
    log = log_files()
    for _ in range(TRIALS // len(DAMAGES)):
        disk, touched = damaged(damage, chance)
        reader = JournalReader(log, disk)
        while reader.take(1 << 20, live=False):
            pass
        last_read = reader.seq
        missing = {seq for hole in reader.holes for seq in range(hole.first_seq, hole.last_seq + 1)}
        # A copied block may hold the frame that its landing cut in two: then nothing is missing.
        expected = {seq for seq in touched if seq < last_read}
        assert missing == expected or (damage is duplicate_block and not missing)
        for hole in reader.holes:
            assert 0 <= hole.start <= hole.end <= len(disk.files[log.segment(1)].data)


@pytest.mark.fault
def test_losses_are_written_into_the_log_itself_as_its_next_record() -> None:
    disk, log = PRISTINE.copy(), log_files()
    _, start, end = SPANS[100]
    disk.files[log.segment(1)].data[start:end] = bytes(end - start)
    outbox = JournalOutbox(log, disk)
    while outbox.take(1 << 20):
        pass
    assert outbox.report_losses() == 1
    (lost,) = lost_in(log, disk)
    assert (lost.count, lost.first_seq, lost.last_seq) == (1, 101, 101)
    assert f"bytes {start:,} to {end:,}" in lost.reason
    assert outbox.take(1 << 20) is not None
    assert outbox.report_losses() == 0


@pytest.mark.fault
def test_one_damaged_shape_makes_no_row_unreadable() -> None:
    log = log_files()
    for name in (log.segment(1), log.beside("shapes")):
        disk = PRISTINE.copy()
        data = disk.files[name].data
        start = 0
        for item in list(scan(bytes(data), log.salt)):
            if not isinstance(item, Damage) and item.seq == 0:
                data[start : item.end] = bytes(item.end - start)
            start = item.end
        assert steps_in(log, disk) == list(range(ROWS))


@pytest.mark.fault
def test_a_block_that_a_disk_moved_ahead_is_put_back_in_its_place() -> None:
    disk, log = PRISTINE.copy(), log_files()
    data = disk.files[log.segment(1)].data
    _, start, _ = SPANS[50]
    _, late, end = SPANS[300]
    data[start:start] = WHOLE[late:end]
    assert steps_in(log, disk) == list(range(ROWS))


@pytest.mark.fault
def test_a_lost_segment_is_a_hole_between_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runlore.client.journal.tape.SEGMENT_BYTES", 8_000)
    monkeypatch.setattr("runlore.client.journal.tape.EPOCH_BYTES", 2_000)
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    for step in range(600):
        writer.log(row_of(step), step)
    disk.remove(log.segment(3))
    steps = steps_in(log, disk)
    gaps = [(a, b) for a, b in itertools.pairwise(steps) if b != a + 1]
    assert len(gaps) == 1
    outbox = JournalOutbox(log, disk)
    while outbox.take(1 << 20):
        pass
    assert outbox.report_losses() == gaps[0][1] - gaps[0][0] - 1 == 600 - len(steps)


@pytest.mark.fault
def test_a_live_log_that_rots_is_read_frame_by_frame_once_the_server_found_it_out() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    outbox = LiveOutbox(writer, disk)
    writer.log(row_of(0), 0)
    assert outbox.take(1 << 20) is not None
    for step in range(1, 4_000):
        writer.log(row_of(step), step)
    segment = disk.files[log.segment(1)].data
    segment[200_000] ^= 1
    rotten = outbox.take(1 << 20)
    assert rotten is not None
    with pytest.raises(InvalidInputError, match="damaged"):
        halve(rotten, log.salt)

    outbox.rewind(2)
    seen = []
    while (parcel := outbox.take(1 << 20)) is not None:
        seen += [frame.seq for frame in split(parcel.body, log.salt) if frame.seq]
    (lost,) = lost_in(log, disk)
    assert lost.count == 1
    assert seen == [seq for seq in range(3, writer.last_seq + 1) if seq != lost.first_seq]
