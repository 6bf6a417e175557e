"""Parcels make sense to a server that knows nothing of what went before."""

from hypothesis import given
from hypothesis import strategies as st
from tests.journals import RUN, WRITER, log_files, quiet_writer

from runlore.client.journal.reader import JournalReader
from runlore.entities.records import ArtifactLogged, RowsLogged
from runlore.testing.faults import MemoryDisk
from runlore.wire.codec import decode_frames, encode_record
from runlore.wire.framing import encode_frame, salt_of, split
from runlore.wire.parcel import Packer, Parcel, halve

SALT = salt_of(RUN, WRITER)
DIGEST = "ab" * 32
FILE = ArtifactLogged("model.bin", DIGEST, "", 3, "application/octet-stream", "file", None, 0)


def parcel_of(shapes: list[int]) -> Parcel:
    """A log of rows, one for each entry, whose keys differ by it."""
    disk, log = MemoryDisk(), log_files()
    writer = quiet_writer(log, disk)
    for step, number in enumerate(shapes):
        writer.log({f"m{number}": float(step)}, step)
    parcel = JournalReader(log, disk).take(1 << 20, live=False)
    assert parcel is not None
    return parcel


def said_by(parcel: Parcel) -> list[tuple[int, object]]:
    """What a server without any memory of the writer reads."""
    said: list[tuple[int, object]] = []
    for item in decode_frames(split(parcel.body, SALT), {}):
        if isinstance(item.record, RowsLogged):
            width = len(item.record.packed) // item.record.count
            for index in range(item.record.count):
                packed = item.record.packed[index * width : (index + 1) * width]
                said.append((item.first_seq + index, (item.record.keys, packed)))
        else:
            said.append((item.first_seq, item.record))
    return said


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_halves_say_together_what_the_whole_said_and_each_stands_alone(shapes: list[int]) -> None:
    whole = parcel_of(shapes)
    halves = halve(whole, SALT)
    assert halves is not None
    left, right = halves
    assert said_by(left) + said_by(right) == said_by(whole)
    assert left.records + right.records == whole.records
    assert (left.first_seq, right.last_seq) == (whole.first_seq, whole.last_seq)
    assert abs(left.records - right.records) <= 1


def test_files_stay_with_the_half_that_tells_of_them() -> None:
    kind, payload = encode_record(FILE)
    frames = [encode_frame(seq, kind if seq == 3 else 4, payload if seq == 3 else b"\x91\x80", SALT)
              for seq in range(1, 5)]  # fmt: skip
    halves = halve(Parcel(b"".join(frames), 1, 4, 4, (DIGEST,)), SALT)
    assert halves is not None
    left, right = halves
    assert (left.blobs, right.blobs) == ((), (DIGEST,))


def test_a_row_of_a_shape_that_is_told_nowhere_is_left_out() -> None:
    packer = Packer({})
    ((frame, whole),) = [
        (f, parcel_of([1]).body[-40:]) for f in split(parcel_of([1]).body, SALT)[-1:]
    ]
    assert not packer.add(frame, whole)
    assert packer.close() is None


def test_one_frame_cannot_be_halved() -> None:
    frame = encode_frame(1, 4, b"\x91\x80", SALT)
    assert halve(Parcel(frame, 1, 1, 1, ()), SALT) is None
