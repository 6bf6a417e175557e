"""Journals for tests: rows that are known in advance, and what of them can be read again."""

import struct
from collections.abc import Iterator
from pathlib import Path

from runlore.client.journal.files import Files
from runlore.client.journal.reader import JournalReader
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.writer import JournalWriter
from runlore.entities.ids import Micros, RunId, WriterId
from runlore.entities.records import Record, RecordsLost, RowsLogged, RunStarted
from runlore.wire.codec import decode_frames
from runlore.wire.framing import salt_of, split

RUN = RunId("0123456789abcdef")
WRITER = WriterId("fedcba9876543210")
STARTED = RunStarted("faults", "journal", "r", Micros(1_700_000_000_000_000))
KEYS = ("loss", "accuracy", "lr")


def value_of(step: int, column: int) -> float:
    """The value of a metric at a step: the oracle."""
    bits = 0x3FF0000000000000 + step * 1_000_003 + column
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def row_of(step: int, keys: tuple[str, ...] = KEYS) -> dict[str, float]:
    """The row that is logged at a step."""
    return {key: value_of(step, column) for column, key in enumerate(keys)}


def log_files(folder: Path = Path("/journal"), writer: WriterId = WRITER) -> LogFiles:
    return LogFiles(folder, RUN, writer)


def quiet_writer(log: LogFiles, files: Files) -> JournalWriter:
    """A writer whose background thread does nothing, so that a test says when the disk syncs."""
    writer = JournalWriter(log, files=files, opening=lambda: STARTED)
    writer._flusher.start = lambda: None  # type: ignore[method-assign]
    return writer


def records_in(log: LogFiles, files: Files, after: int = 0) -> Iterator[tuple[int, Record]]:
    """All records that can be read, each as the server would see it, with its last number."""
    reader = JournalReader(log, files, after=after)
    shapes: dict[int, tuple[str, ...]] = {}
    salt = salt_of(log.run, log.writer)
    while (parcel := reader.take(1 << 20, live=False)) is not None:
        for item in decode_frames(split(parcel.body, salt), shapes):
            yield item.last_seq, item.record


def rows_of(record: Record) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Step and values of each row of a record; none of one that holds no rows."""
    if isinstance(record, RowsLogged):
        for step, _, *values in struct.iter_unpack(f"<qq{len(record.keys)}d", record.packed):
            yield step, tuple(values)


def steps_in(log: LogFiles, files: Files) -> list[int]:
    """Steps of all rows that can be read; every value must be the one that was logged."""
    steps = []
    for _, record in records_in(log, files):
        for step, values in rows_of(record):
            assert values == tuple(value_of(step, column) for column in range(len(values)))
            steps.append(step)
    return steps


def lost_in(log: LogFiles, files: Files) -> list[RecordsLost]:
    """What the log says is lost."""
    return [record for _, record in records_in(log, files) if isinstance(record, RecordsLost)]
