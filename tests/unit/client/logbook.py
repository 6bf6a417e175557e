"""Reads a run's journal as the server will: whole frames to records, writer by writer."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from runlore.entities.ids import RunId, WriterId
from runlore.entities.limits import NO_STEP
from runlore.entities.records import ParamsSet, Record, RowsLogged
from runlore.wire.codec import decode_frames
from runlore.wire.framing import Damage, Frame, salt_of, scan

Kind = TypeVar("Kind")


class Row(NamedTuple):
    """One log call."""

    step: int | None
    time: int
    values: dict[str, float]


class Logbook:
    """Everything that the journal of one run says."""

    def __init__(self, store: Path, run: str) -> None:
        self.folder = store / "journal" / run
        self.run = RunId(run)

    def writers(self) -> list[WriterId]:
        return sorted({WriterId(file.name.split(".")[0]) for file in self.folder.glob("*.rlj")})

    def records(self, writer: WriterId | None = None) -> list[Record]:
        """Records in the order of their numbers, of one writer or of all."""
        return [
            record
            for one in ([writer] if writer else self.writers())
            for record in self._records_of(one)
        ]

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [record for record in self.records() if isinstance(record, kind)]

    def rows(self, *, system: bool = False) -> list[Row]:
        """The rows of ``log``, or those of the monitor."""
        return [
            row
            for record in self.of(RowsLogged)
            for row in _rows_of(record)
            if all(key.startswith("system/") for key in row.values) == system
        ]

    def params(self) -> dict[str, object]:
        return {key: value for one in self.of(ParamsSet) for key, value in one.values.items()}

    def blob(self, digest: str) -> bytes:
        return (self.folder / "blobs" / digest).read_bytes()

    def _records_of(self, writer: WriterId) -> Iterator[Record]:
        frames: list[Frame] = []
        for segment in sorted(self.folder.glob(f"{writer}.*.rlj")):
            for found in scan(segment.read_bytes(), salt_of(self.run, writer)):
                assert not isinstance(found, Damage), found
                frames.append(found)
        numbers = [frame.seq for frame in frames if frame.seq]
        assert numbers == list(range(1, len(numbers) + 1))
        for numbered in decode_frames(frames, {}):
            yield numbered.record


def _rows_of(record: RowsLogged) -> Iterator[Row]:
    shape = struct.Struct(f"<qq{len(record.keys)}d")
    for step, time, *values in shape.iter_unpack(record.packed):
        yield Row(
            None if step == NO_STEP else step,
            time,
            dict(zip(record.keys, values, strict=True)),
        )
