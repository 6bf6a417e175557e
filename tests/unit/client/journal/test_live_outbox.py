"""A log that is sent while it is written: wherever the sender looks, what it takes makes sense."""

from collections.abc import Callable

import pytest
from tests.journals import log_files, quiet_writer, row_of, rows_of

from runlore.client.journal.outbox import LiveOutbox
from runlore.testing.faults import MemoryDisk
from runlore.wire.framing import Buffer
from runlore.wire.parcel import Parcel
from runlore.wire.upload import read_upload

KEYS = [("loss",), ("loss", "accuracy"), ("lr",)]


class WatchedDisk(MemoryDisk):
    """Calls somebody after each write, as if a thread looked at just that instant."""

    def __init__(self) -> None:
        super().__init__()
        self.look: Callable[[], None] = lambda: None

    def write(self, descriptor: int, data: Buffer, /) -> int:
        taken = super().write(descriptor, data)
        self.look()
        return taken


def as_the_server_reads(parcels: list[Parcel], salt: int) -> list[int]:
    """Steps of all rows, as a server that gets one parcel after the other sees them."""
    shapes: dict[int, tuple[str, ...]] = {}
    after, steps = 0, []
    for parcel in parcels:
        upload = read_upload(parcel.body, salt, shapes, after)
        assert upload.missed == 0
        assert (upload.last_seq, upload.unknown) == (parcel.last_seq, 0)
        shapes, after = upload.shapes, upload.last_seq
        steps += [step for one in upload.records for step, _ in rows_of(one.record)]
    return steps


@pytest.mark.parametrize("every", [1, 2, 3, 5])
def test_a_sender_that_looks_between_any_two_writes_tells_each_shape_before_its_rows(
    every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runlore.client.journal.tape.SEGMENT_BYTES", 4_000)
    monkeypatch.setattr("runlore.client.journal.tape.EPOCH_BYTES", 900)
    disk, log = WatchedDisk(), log_files()
    writer = quiet_writer(log, disk)
    outbox = LiveOutbox(writer, disk)
    parcels: list[Parcel] = []
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks % every == 0 and (parcel := outbox.take(1 << 20)) is not None:
            parcels.append(parcel)

    disk.look = look
    for step in range(300):
        writer.log(row_of(step, KEYS[step // 7 % 3]), step)
        look()  # and between two calls, when what follows goes straight from the file
    disk.look = lambda: None
    while (parcel := outbox.take(1 << 20)) is not None:
        parcels.append(parcel)
    assert as_the_server_reads(parcels, log.salt) == list(range(300))
