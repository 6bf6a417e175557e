"""What ``log`` takes, what it refuses, and that it comes back bit for bit."""

import math
import struct
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journals import (
    RUN,
    STARTED,
    WRITER,
    log_files,
    quiet_writer,
    records_in,
    row_of,
    rows_of,
    steps_in,
)

from runlore.client.journal.reader import JournalReader
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.writer import JournalWriter
from runlore.entities.errors import (
    ConflictError,
    InvalidInputError,
    InvalidNameError,
    InvalidValueError,
    LimitExceededError,
)
from runlore.entities.limits import MAX_KEYS_PER_ROW, MAX_STEP, MIN_STEP, NO_STEP
from runlore.entities.records import ParamsSet, RowsLogged, RunStarted, TagsSet
from runlore.testing.faults import MemoryDisk


def written(*calls: tuple[dict[str, Any], int | None]) -> list[tuple[int, tuple[float, ...]]]:
    """Log rows; give back step and values of each as they are read again."""
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    for row, step in calls:
        writer.log(row, step)
    return [pair for _, record in records_in(log, disk) for pair in rows_of(record)]


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


def test_rows_come_back_in_order_with_counted_steps() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    for step in range(100):
        writer.log(row_of(step))
    assert steps_in(log, disk) == list(range(100))
    assert writer.last_seq == 101


def test_a_step_that_is_given_moves_the_count() -> None:
    rows = written(({"a": 1.0}, None), ({"a": 2.0}, 7), ({"a": 3.0}, None), ({"a": 4.0}, 2))
    assert [step for step, _ in rows] == [0, 7, 8, 2]


def test_rows_with_steps_of_their_own_leave_the_count_alone() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    writer.log({"a": 1.0})
    writer.log_at({"system/cpu": 0.5}, 900)
    writer.log_final({"best": 0.25})
    writer.log({"a": 2.0})
    rows = [pair for _, record in records_in(log, disk) for pair in rows_of(record)]
    assert [step for step, _ in rows] == [0, 900, NO_STEP, 1]


@given(st.lists(st.floats(), min_size=1, max_size=8))
def test_every_float_comes_back_bit_for_bit(values: list[float]) -> None:
    ((_, found),) = written(({f"m{i}": value for i, value in enumerate(values)}, None))
    assert [bits(v) for v in found] == [bits(v) for v in values]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (True, 1.0),
        (False, 0.0),
        (7, 7.0),
        (2**53, 2.0**53),
        (2**80, 2.0**80),
        (np.float16(0.1), float(np.float16(0.1))),
        (np.float32(0.1), float(np.float32(0.1))),
        (np.float64(0.1), 0.1),
        (np.int64(2**53), 2.0**53),
        (np.uint8(255), 255.0),
        (np.bool_(1), 1.0),
        (np.array(2.5), 2.5),
        (np.float32("inf"), math.inf),
        (Fraction(1, 4), 0.25),
        (Decimal("0.5"), 0.5),
    ],
    ids=repr,
)
def test_numbers_of_every_kind_are_stored_exactly(given: Any, stored: float) -> None:
    ((_, (found,)),) = written(({"m": given}, None))
    assert bits(found) == bits(stored)


class FakeTensor:
    """What the journal sees of a tensor on a device: a shape and ``item``, no more."""

    def __init__(self, value: float, shape: tuple[int, ...] = ()) -> None:
        self.shape = shape
        self._value = value

    def __repr__(self) -> str:  # names the test, the same in every process that runs it
        return f"FakeTensor{self.shape}"

    def item(self) -> float:
        return self._value


def test_a_tensor_without_dimensions_is_one_number() -> None:
    ((_, (found,)),) = written(({"m": FakeTensor(0.15625)}, None))
    assert found == 0.15625


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("0.5", "is a number"),
        (None, "is a number"),
        (b"1", "is a number"),
        ([1.0], "is a number"),
        ({}, "is a number"),
        (1 + 2j, "is a number"),
        (np.datetime64("2025-01-01"), "is a number"),
        (np.array([1.0]), r"shape \(1,\)"),
        (np.zeros((2, 3)), r"shape \(2, 3\)"),
        (FakeTensor(1.0, (4,)), r"shape \(4,\)"),
        (2**53 + 1, "holds exactly"),
        (np.int64(2**53 + 1), "holds exactly"),
        (10**400, "too large"),
        (Decimal("0.1"), "holds exactly"),
    ],
    ids=repr,
)
def test_what_is_not_one_float_is_refused_with_its_name_and_a_reason(
    given: Any, reason: str
) -> None:
    with pytest.raises(InvalidValueError, match=reason) as caught:
        written(({"train/acc": given}, None))
    assert "'train/acc'" in caught.value.message


@pytest.mark.parametrize("step", [0, -5, MIN_STEP, MAX_STEP, np.int32(9), np.uint64(2**62)])
def test_whole_steps_of_64_bits_are_kept(step: int) -> None:
    assert written(({"m": 1.0}, step)) == [(int(step), (1.0,))]


@pytest.mark.parametrize("step", [1.5, 2.0, True, "3", 2**63, -(2**63), -(2**64), [1], np.nan])
def test_other_steps_are_refused(step: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"[Ss]tep"):
        written(({"m": 1.0}, step))


def test_counting_on_from_the_largest_step_is_refused_and_loses_nothing() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    writer.log({"m": 1.0}, MAX_STEP)
    with pytest.raises(InvalidValueError, match="out of range"):
        writer.log({"m": 2.0})
    writer.log({"m": 3.0}, 4)
    rows = [pair for _, record in records_in(log, disk) for pair in rows_of(record)]
    assert rows == [(MAX_STEP, (1.0,)), (4, (3.0,))]


@pytest.mark.parametrize("key", ["", "a\nb", "\x00", 7, None, "x" * 501, "\ud800"])
def test_a_key_that_is_no_name_is_refused(key: Any) -> None:
    with pytest.raises(InvalidNameError):
        written(({key: 1.0}, None))


def test_a_row_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="takes a dict"):
        written(([("a", 1.0)], None))  # type: ignore[arg-type]


def test_any_mapping_is_a_row() -> None:
    assert written((OrderedDict(a=1.0, b=2), 3)) == [(3, (1.0, 2.0))]


def test_too_many_metrics_in_one_call_are_refused() -> None:
    with pytest.raises(LimitExceededError):
        written(({f"m{i}": 0.0 for i in range(MAX_KEYS_PER_ROW + 1)}, None))


def test_a_refused_row_leaves_no_trace_and_no_gap() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    writer.log(row_of(0))
    for bad in ({"loss": "x"}, {"": 1.0}, {"loss": 2**53 + 1}):
        with pytest.raises(InvalidInputError):
            writer.log(bad)
    writer.log(row_of(1))
    assert steps_in(log, disk) == [0, 1]
    assert writer.last_seq == 3


def test_an_empty_row_is_a_row() -> None:
    assert written(({}, None), ({}, None)) == [(0, ()), (1, ())]


def test_the_same_keys_in_another_order_keep_their_values_apart() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    writer.log({"a": 1.0, "b": 2.0})
    writer.log({"b": 3.0, "a": 4.0})
    found = [r for _, r in records_in(log, disk) if isinstance(r, RowsLogged)]
    assert [(r.keys, next(rows_of(r))[1]) for r in found] == [
        (("a", "b"), (1.0, 2.0)),
        (("b", "a"), (3.0, 4.0)),
    ]


def test_other_records_keep_their_place_between_rows() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    numbers = [writer.append(ParamsSet({"lr": 0.1}))]
    writer.log({"a": 1.0})
    numbers.append(writer.append(TagsSet({"team": "x"})))
    found = list(records_in(log, disk))
    assert numbers == [2, 4]
    assert [seq for seq, _ in found] == [1, 2, 3, 4]
    assert found[0][1] == STARTED
    assert found[1][1] == ParamsSet({"lr": 0.1})
    assert found[3][1] == TagsSet({"team": "x"})


def test_a_record_over_the_size_of_a_frame_is_refused_before_it_takes_a_number() -> None:
    writer = quiet_writer(log_files(), MemoryDisk())
    with pytest.raises(InvalidInputError, match="artifact"):
        writer.append(ParamsSet({"blob": "x" * (9 * 2**20)}))
    assert writer.append(ParamsSet({"a": 1})) == 2


def test_the_last_value_of_each_metric_is_known() -> None:
    writer = quiet_writer(log_files(), MemoryDisk())
    writer.log({"a": 1.0, "b": 2.0})
    writer.log({"a": 3.0})
    writer.log({"a": 4.0, "b": math.inf})
    writer.log({"a": 5.0})
    assert writer.last_values() == {"a": 5.0, "b": math.inf}


def test_a_closed_journal_says_so() -> None:
    writer = quiet_writer(log_files(), MemoryDisk())
    writer.log({"a": 1.0})
    writer.close()
    writer.close()
    with pytest.raises(ConflictError, match="finished"):
        writer.log({"a": 2.0})
    with pytest.raises(ConflictError, match="finished"):
        writer.append(ParamsSet({}))


def test_threads_that_log_at_once_lose_and_mix_nothing() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)

    def work(thread: int) -> None:
        for step in range(500):
            writer.log({f"t{thread}": thread + step / 1000}, step)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found: dict[str, list[tuple[int, float]]] = {}
    for _, record in records_in(log, disk):
        for step, (value,) in rows_of(record):
            assert isinstance(record, RowsLogged)
            found.setdefault(record.keys[0], []).append((step, value))
    assert found == {f"t{i}": [(s, i + s / 1000) for s in range(500)] for i in range(8)}


def test_what_a_signal_handler_says_in_the_middle_of_a_call_is_kept() -> None:
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    writer.log({"a": 0.0})

    class Interrupting(MemoryDisk):
        def write(self, descriptor: int, data: Any, /) -> int:
            writer._tape.write = disk.write  # once
            writer.log({"handler": 1.0}, 50)
            assert writer.append(TagsSet({"signal": "USR1"})) == 0
            return disk.write(descriptor, data)

    writer._tape.write = Interrupting().write
    writer.log({"a": 1.0})
    writer.log({"a": 2.0}, 2)
    rows = [pair for _, record in records_in(log, disk) for pair in rows_of(record)]
    assert rows == [(0, (0.0,)), (1, (1.0,)), (50, (1.0,)), (2, (2.0,))]
    assert TagsSet({"signal": "USR1"}) in [record for _, record in records_in(log, disk)]


def interrupted_at(event: int, call: Callable[[], object]) -> bool:
    """Make a call that a signal handler interrupts at its n-th event; False when it has fewer.

    Events are the beginnings and ends of calls within it, which is where Python runs handlers.
    """
    seen = 0

    def profile(frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal seen
        if "runlore/client/journal" in frame.f_code.co_filename:
            seen += 1
            if seen == event:
                sys.setprofile(None)
                raise KeyboardInterrupt

    sys.setprofile(profile)
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        sys.setprofile(None)
    return False


INTERRUPTED: dict[str, Callable[[JournalWriter], object]] = {
    "known keys": lambda writer: writer.log({"a": 1.0}, 1),
    "new keys": lambda writer: writer.log({"b": 1.0}, 1),
    "another record": lambda writer: writer.append(TagsSet({"a": "b"})),
    "on a full disk": lambda writer: writer.log({"a": 1.0}, 1),
}


@pytest.mark.parametrize("kind", INTERRUPTED)
def test_an_interrupt_at_any_instant_of_a_call_makes_no_gap_and_no_double(kind: str) -> None:
    event, more = 0, True
    while more:
        event += 1
        disk, log = MemoryDisk(), log_files()
        writer = quiet_writer(log, disk)
        writer.log({"a": 0.0}, 0)
        if kind == "on a full disk":
            writer.keeper.fall(OSError(28, "full"))
        more = interrupted_at(event, partial(INTERRUPTED[kind], writer))
        writer.log({"a": 2.0}, 2)
        writer.log({"c": 3.0}, 3)
        writer._return_to_disk()
        found = list(records_in(log, disk))
        assert [step for _, record in found for step, _ in rows_of(record) if step != 1] == [
            0,
            2,
            3,
        ]
        numbers = JournalReader(log, disk)
        parcel = numbers.take(1 << 20, live=False)
        assert parcel is not None
        assert numbers.holes == []
        assert parcel.last_seq == parcel.records == writer.last_seq
        if writer._tape.descriptor >= 0:
            assert writer._tape.size == disk.size(writer._tape.descriptor)
    assert event > 5


def test_the_folder_and_its_files_are_for_the_owner_only(tmp_path: Path) -> None:
    writer = JournalWriter(
        LogFiles(tmp_path / "journal", RUN, WRITER), opening=lambda: RunStarted("p", "e", "n", 0)
    )
    writer.log({"a": 1.0})
    writer.close()
    folder = tmp_path / "journal" / RUN
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {
        f"{WRITER}.000001.rlj": 0o600,
        f"{WRITER}.shapes": 0o600,
        f"{WRITER}.lock": 0o600,
    }


def test_segments_follow_each_other_and_read_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runlore.client.journal.tape.SEGMENT_BYTES", 40_000)
    monkeypatch.setattr("runlore.client.journal.tape.EPOCH_BYTES", 10_000)
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    for step in range(3_000):
        writer.log(row_of(step))
    assert len(log.segments(disk)) > 4
    assert steps_in(log, disk) == list(range(3_000))


def test_each_segment_makes_sense_without_the_ones_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runlore.client.journal.tape.SEGMENT_BYTES", 40_000)
    monkeypatch.setattr("runlore.client.journal.tape.EPOCH_BYTES", 10_000)
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    for step in range(3_000):
        writer.log(row_of(step))
    first, *_, last = log.segments(disk)
    disk.remove(log.beside("shapes"))
    for number in range(first, last):
        disk.remove(log.segment(number))
    steps = steps_in(log, disk)
    assert steps == list(range(steps[0], 3_000))
