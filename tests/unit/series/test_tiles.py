"""Cutting charts into tiles, and the bytes that travel: read back by an independent reader."""

import math
import struct

import numpy as np
import pytest
from tests.unit.series.frames import read_frame

from runlore.series.buckets import bucketize
from runlore.series.points import Buckets
from runlore.series.tiles import cut_buckets, cut_points
from runlore.wire.columns import encode_points, encode_tiles


def curve(count: int, level: int) -> Buckets:
    step = np.arange(count)
    chart = bucketize(level, step >> level, np.sin(step / 100) + 1_000)
    return Buckets(
        *(getattr(chart, name) for name in list(Buckets.__slots__)[:-2]), count - 1, 1_000.5
    )


def test_a_chart_travels_in_tiles_of_256_buckets():
    chart = curve(4_000, 3)
    cursor, tiles = read_frame(encode_tiles(cut_buckets(7, chart, range(3)), cursor=2**40))
    assert cursor == 2**40
    assert [(tile["series"], tile["mode"], tile["level"], tile["tile"]) for tile in tiles] == [
        (7, 1, 3, 0), (7, 1, 3, 1), (7, 1, 3, 2),
    ]  # fmt: skip
    assert [tile["n"] for tile in tiles] == [256, 244, 0]
    assert tiles[0]["columns"]["bucket"] == list(range(256))
    assert tiles[1]["columns"]["count"] == [8] * 244
    for name in ("first", "min", "max", "last", "mean"):
        sent = np.concatenate([tile["columns"][name] for tile in tiles]) + tiles[0]["y_base"]
        np.testing.assert_allclose(sent, getattr(chart, name), rtol=0, atol=1e-7)


def test_the_newest_point_is_told_exactly_in_its_tile():
    _, tiles = read_frame(encode_tiles(cut_buckets(0, curve(4_000, 3), range(3))))
    assert (tiles[1]["last_x"], tiles[1]["last_y"]) == (3_999.0, 1_000.5)
    assert math.isnan(tiles[0]["last_x"])
    assert math.isnan(tiles[2]["last_y"])


@pytest.mark.parametrize("columns", [(), ("min", "max"), ("count",), ("mean", "first")])
def test_only_the_columns_asked_for_are_sent(columns):
    _, (tile,) = read_frame(encode_tiles(cut_buckets(0, curve(100, 0), [0], columns)))
    assert set(tile["columns"]) == {"bucket", "flags", *columns}


def test_tiles_left_of_zero_have_their_own_numbers():
    step = np.array([-300, -1, 0])
    chart = bucketize(0, step, np.ones(3))
    _, tiles = read_frame(encode_tiles(cut_buckets(0, chart, [-2, -1, 0])))
    assert [tile["columns"]["bucket"] for tile in tiles] == [[212], [255], [0]]


def test_values_beyond_float32_are_cut_off_and_not_infinite():
    chart = bucketize(0, np.array([0, 1]), np.array([-1e300, 1e300]))
    _, (tile,) = read_frame(encode_tiles(cut_buckets(0, chart, [0], ["min"])))
    assert [math.isfinite(value) for value in tile["columns"]["min"]] == [True, True]


def test_raw_points_are_exact():
    x, y = np.array([0.5, 255.0, 256.0]), np.array([math.nan, math.inf, 0.1])
    _, tiles = read_frame(encode_tiles(cut_points(1, 0, x, y, [0, 1])))
    assert [tile["columns"]["x"] for tile in tiles] == [[0.5, 255.0], [256.0]]
    assert math.isnan(tiles[0]["columns"]["y"][0])
    assert tiles[0]["columns"]["y"][1] == math.inf
    assert tiles[1]["columns"]["y"] == [0.1]


def test_columns_that_are_too_short_are_not_sent():
    (cut,) = cut_buckets(0, curve(100, 0), [0])
    with pytest.raises(ValueError, match="not"):
        encode_tiles([cut._replace(n=cut.n + 8)])


def test_a_whole_series_travels_bit_for_bit():
    row, step, time = (np.arange(3, dtype="<i8") + base for base in (0, -5, 10**15))
    value = np.array([math.nan, -0.0, 5e-324])
    answer = encode_points(row.data, step.data, time.data, value.data)
    assert struct.unpack_from("<4sIQ", answer) == (b"RLC1", 1, 3)
    assert answer[16:] == row.tobytes() + step.tobytes() + time.tobytes() + value.tobytes()
