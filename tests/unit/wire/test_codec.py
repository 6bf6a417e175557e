"""Every kind of record comes back from its bytes as it was said."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities import records
from runlore.entities.errors import InvalidInputError
from runlore.entities.limits import NO_STEP
from runlore.entities.records import Record, RowsLogged
from runlore.entities.run import RunFailure, RunStatus
from runlore.wire.codec import (
    KINDS,
    ROW,
    SHAPE,
    RowShape,
    decode_frames,
    decode_shape,
    encode_record,
)
from runlore.wire.framing import encode_frame, split

text = st.text(max_size=20)
micros = st.integers(-(2**63), 2**63 - 1)
counts = st.integers(0, 2**62)
plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | text
json_value = st.recursive(
    plain | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
failure = st.builds(RunFailure, text, text, st.none() | st.integers(-255, 255))
RECORDS: dict[type, st.SearchStrategy[Any]] = {
    records.RunStarted: st.builds(
        records.RunStarted, text, text, text, micros, text, text, st.none() | text, text,
        st.booleans(), text,
    ),
    records.ParamsSet: st.builds(
        records.ParamsSet, st.dictionaries(text, json_value, max_size=4), text
    ),
    records.TagsSet: st.builds(
        records.TagsSet, st.dictionaries(text, st.none() | text, max_size=4)
    ),
    records.SummarySet: st.builds(
        records.SummarySet, st.dictionaries(text, json_value, max_size=4)
    ),
    records.ConsoleWritten: st.builds(
        records.ConsoleWritten, text, micros, st.lists(text, max_size=4)
    ),
    records.ArtifactLogged: st.builds(
        records.ArtifactLogged, text, text, text, counts, text, text,
        st.none() | st.integers(-(2**63), 2**63 - 1), micros, text,
    ),
    records.CaptureSet: st.builds(records.CaptureSet, text, json_value),
    records.RunDescribed: st.builds(
        records.RunDescribed, st.none() | text, st.none() | text, st.none() | text,
        st.none() | st.sampled_from(RunStatus),
    ),
    records.RecordsLost: st.builds(records.RecordsLost, text, counts, counts, counts),
    records.RunEnded: st.builds(
        records.RunEnded, st.sampled_from(RunStatus), micros, st.none() | failure
    ),
    records.DataUsed: st.builds(
        records.DataUsed, text, text, text, text, text, text,
        st.dictionaries(text, text, max_size=4),
    ),
    records.ModelLogged: st.builds(
        records.ModelLogged, text, text, text, micros, text,
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.dictionaries(text, text, max_size=4), st.dictionaries(text, text, max_size=4),
    ),
}  # fmt: skip


def round_trip(*said: Record) -> list[Record]:
    frames = [encode_frame(seq, *encode_record(r), 0) for seq, r in enumerate(said, 1)]
    return [item.record for item in decode_frames(split(b"".join(frames), 0), {})]


def test_every_kind_of_record_is_tried_here() -> None:
    assert set(RECORDS) == set(KINDS.values())


@given(st.one_of(*RECORDS.values()))
def test_a_record_comes_back_as_it_was_said(record: Record) -> None:
    assert round_trip(record) == [record]


def row(shape: RowShape, seq: int, step: int, *values: float) -> bytes:
    packed = struct.pack(f"<Iqq{len(values)}d", shape.number, step, 1_000 + seq, *values)
    return encode_frame(seq, ROW, packed, 0)


@given(st.lists(st.lists(st.floats(), min_size=3, max_size=3), min_size=1, max_size=6))
def test_rows_of_one_shape_are_joined_bit_for_bit(values: list[list[float]]) -> None:
    shape = RowShape(4, ("a", "b", "c"))
    data = encode_frame(0, SHAPE, shape.payload(), 0)
    data += b"".join(row(shape, seq, seq - 1, *line) for seq, line in enumerate(values, 1))
    (item,) = decode_frames(split(data, 0), {})
    assert (item.first_seq, item.last_seq) == (1, len(values))
    assert isinstance(item.record, RowsLogged)
    assert item.record.keys == shape.keys
    expected = [
        struct.pack("<qq3d", seq - 1, 1_000 + seq, *line) for seq, line in enumerate(values, 1)
    ]
    assert item.record.packed == b"".join(expected)


def test_a_writer_packs_rows_as_the_reader_reads_them() -> None:
    shape = RowShape(4, ("a", "b"))
    body = shape.body.pack(9, ROW, shape.number, NO_STEP, 5, 0.5, float("inf"))
    assert len(body) == shape.body_size
    assert body[:9] == struct.pack("<QB", 9, ROW)
    assert body[9:] == struct.pack("<Iqq2d", 4, NO_STEP, 5, 0.5, float("inf"))


def test_rows_are_joined_only_without_a_gap_and_of_one_shape() -> None:
    a, b = RowShape(0, ("a",)), RowShape(1, ("b",))
    data = b"".join(encode_frame(0, SHAPE, shape.payload(), 0) for shape in (a, b))
    data += row(a, 1, 0, 1.0) + row(a, 2, 1, 2.0) + row(b, 3, 0, 3.0) + row(b, 5, 1, 4.0)
    found = [(item.first_seq, item.last_seq) for item in decode_frames(split(data, 0), {})]
    assert found == [(1, 2), (3, 3), (5, 5)]


def test_shapes_that_were_told_before_are_remembered() -> None:
    shapes = {7: ("x",)}
    (item,) = decode_frames(split(row(RowShape(7, ("x",)), 1, 0, 1.0), 0), shapes)
    assert isinstance(item.record, RowsLogged)
    assert item.record.keys == ("x",)


def test_a_kind_of_a_later_version_is_passed_over() -> None:
    data = encode_frame(1, 200, b"what may come", 0) + encode_frame(
        2, *encode_record(records.TagsSet({"a": "b"})), 0
    )
    assert [item.first_seq for item in decode_frames(split(data, 0), {})] == [2]


def test_a_field_that_a_later_version_added_is_passed_over() -> None:
    import msgspec

    payload = msgspec.msgpack.encode([{"a": "b"}, "a field of the future"])
    (item,) = decode_frames(split(encode_frame(1, 4, payload, 0), 0), {})
    assert item.record == records.TagsSet({"a": "b"})


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (encode_frame(1, ROW, struct.pack("<Iqqd", 3, 0, 0, 1.0), 0), "never told"),
        (encode_frame(1, ROW, b"\x00", 0), "too short"),
        (encode_frame(1, 3, b"\xff\xff", 0), "does not decode"),
        (encode_frame(0, SHAPE, b"\x01", 0), "does not decode"),
    ],
)
def test_a_payload_that_makes_no_sense_is_refused(frame: bytes, reason: str) -> None:
    with pytest.raises(InvalidInputError, match=reason):
        list(decode_frames(split(frame, 0), {}))


def test_a_row_that_does_not_fit_its_shape_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="does not fit"):
        list(decode_frames(split(row(RowShape(0, ("a",)), 1, 0, 1.0, 2.0), 0), {0: ("a",)}))


@given(st.integers(0, 2**32 - 1), st.lists(text, max_size=6).map(tuple))
def test_a_shape_comes_back(number: int, keys: tuple[str, ...]) -> None:
    assert decode_shape(memoryview(RowShape(number, keys).payload())) == (number, keys)


@given(st.integers(0, 11), st.binary(max_size=60))
def test_any_bytes_decode_or_are_refused(kind: int, payload: bytes) -> None:
    try:
        list(decode_frames(split(encode_frame(1, kind, payload, 0), 0), {0: ("a",)}))
    except InvalidInputError:
        return
