"""Frames survive any bytes around them, and nothing else passes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities.errors import InvalidInputError
from runlore.entities.ids import RunId, WriterId
from runlore.entities.limits import MAX_FRAME_BYTES
from runlore.wire.framing import Damage, Frame, encode_frame, read_frame, salt_of, scan, split

SALT = salt_of(RunId("0123456789abcdef"), WriterId("fedcba9876543210"))
OTHER = salt_of(RunId("0123456789abcdef"), WriterId("fedcba9876543211"))

said = st.lists(
    st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 255), st.binary(max_size=60)), max_size=8
)


def told(frame: Frame) -> tuple[int, int, bytes]:
    return frame.seq, frame.kind, bytes(frame.payload)


def joined(frames: list[tuple[int, int, bytes]]) -> bytes:
    return b"".join(encode_frame(seq, kind, payload, SALT) for seq, kind, payload in frames)


def test_the_layout_of_a_frame_is_for_ever() -> None:
    assert encode_frame(7, 3, b"payload", 0).hex(" ", 4) == (
        "524c7231 10000000 a8018d40 07000000 00000000 03706179 6c6f6164"
    )
    assert salt_of(RunId("0123456789abcdef"), WriterId("fedcba9876543210")) == 0x71FCEBC3


@given(said)
def test_frames_come_back_as_they_went_in(frames: list[tuple[int, int, bytes]]) -> None:
    assert [told(frame) for frame in split(joined(frames), SALT)] == frames


@given(said, st.data())
def test_a_scan_of_harmed_bytes_never_raises_and_makes_nothing_up(
    frames: list[tuple[int, int, bytes]], data: st.DataObject
) -> None:
    harmed = bytearray(joined(frames))
    for _ in range(data.draw(st.integers(0, 4))):
        if not harmed:
            break
        start = data.draw(st.integers(0, len(harmed) - 1))
        end = data.draw(st.integers(start, min(len(harmed), start + 20)))
        harmed[start:end] = data.draw(st.binary(max_size=20))
    at = 0
    for item in scan(bytes(harmed), SALT):
        if isinstance(item, Damage):
            assert item.start == at < item.end
            assert item.torn == (item.end == len(harmed))
        else:
            assert told(item) in frames
        at = item.end
    assert at == len(harmed)


@given(said, st.binary(max_size=40), st.data())
def test_foreign_bytes_between_frames_hide_none_of_them(
    frames: list[tuple[int, int, bytes]], foreign: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(frames)))
    mixed = joined(frames[:place]) + foreign + joined(frames[place:])
    found = [told(item) for item in scan(mixed, SALT) if isinstance(item, Frame)]
    assert found == frames


def test_a_frame_of_another_writer_is_damage_here() -> None:
    foreign = encode_frame(1, 1, b"x", OTHER)
    mine = encode_frame(2, 1, b"y", SALT)
    first, second = scan(foreign + mine, SALT)
    assert first == Damage(0, len(foreign), torn=False)
    assert isinstance(second, Frame)
    assert second.seq == 2


def test_a_frame_in_the_payload_of_another_is_not_read_twice() -> None:
    inner = encode_frame(9, 1, b"inner", SALT)
    outer = encode_frame(1, 4, inner, SALT)
    assert [told(item) for item in scan(outer, SALT) if isinstance(item, Frame)] == [(1, 4, inner)]


@pytest.mark.parametrize("length", [0, 8, MAX_FRAME_BYTES + 1, 2**32 - 1])
def test_a_length_that_cannot_be_is_no_frame_and_costs_no_memory(length: int) -> None:
    frame = bytearray(encode_frame(1, 1, b"abc", SALT))
    frame[4:8] = length.to_bytes(4, "little")
    assert read_frame(memoryview(frame), 0, SALT) is None


def test_an_upload_with_one_bad_byte_is_refused_with_its_place() -> None:
    good = encode_frame(1, 1, b"abc", SALT)
    with pytest.raises(InvalidInputError, match=f"byte {len(good)} of {2 * len(good)}"):
        split(good + bytes(len(good)), SALT)


def test_a_record_over_the_limit_is_refused_with_advice() -> None:
    with pytest.raises(InvalidInputError, match="artifact"):
        encode_frame(1, 1, bytes(MAX_FRAME_BYTES), SALT)
