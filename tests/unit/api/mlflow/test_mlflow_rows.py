"""Points become rows: all of them, in order, each once."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.api.mlflow.rows import MetricGiven, rows_of
from runlore.entities.errors import InvalidNameError, InvalidValueError
from runlore.entities.records import RowsLogged

Point = tuple[str, int, int, float]

points = st.builds(
    MetricGiven,
    st.sampled_from(["loss", "acc", "lr"]),
    st.floats(allow_nan=False) | st.sampled_from(["Infinity", "-Infinity", "0.5"]),
    st.integers(0, 3),
    st.integers(-2, 2),
)


def flat(blocks: list[RowsLogged]) -> list[Point]:
    found = []
    for block in blocks:
        for step, time, *values in struct.iter_unpack(f"<qq{len(block.keys)}d", block.packed):
            assert time % 1000 == 0
            found += [(k, time // 1000, step, v) for k, v in zip(block.keys, values, strict=True)]
    return found


def as_sent(metrics: list[MetricGiven]) -> list[Point]:
    return [(one.key, one.timestamp, one.step, float(one.value)) for one in metrics]


@given(st.lists(points, max_size=120))
def test_points_come_out_in_order_and_each_once(metrics: list[MetricGiven]) -> None:
    assert set(flat(rows_of(metrics))) == set(as_sent(metrics))
    distinct = list(dict.fromkeys((m.key, m.timestamp, m.step, m.value) for m in metrics))
    assert [point[:3] for point in flat(rows_of(metrics))] == [point[:3] for point in distinct]


@given(st.integers(1, 5), st.integers(20, 60), st.integers(-5, 5), st.integers(1, 3), st.booleans())
def test_an_even_batch_is_one_block_of_whole_rows(
    width: int, rows: int, first: int, pace: int, still: bool
) -> None:
    metrics = [
        MetricGiven(f"m{column}", row + column / 8, 7 if still else row * pace, first + row)
        for row in range(rows)
        for column in range(width)
    ]
    blocks = rows_of(metrics)
    assert flat(blocks) == as_sent(metrics)
    assert [block.count for block in blocks] == [rows]
    assert rows_of(metrics[:40]) == rows_of(metrics[:40])


def test_points_of_one_step_and_moment_are_one_row() -> None:
    block, *others = rows_of([MetricGiven(key, 1.0, 5, 3) for key in ("a", "b", "c")])
    assert (block.keys, block.count, others) == (("a", "b", "c"), 1, [])


def test_nan_stays_nan() -> None:
    [(_, _, _, value)] = flat(rows_of([MetricGiven("a", "NaN", 5, 3)]))
    assert math.isnan(value)


@pytest.mark.parametrize("many", [1, 100])
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (MetricGiven("m", 1.0, 5, 2**63), "parameter 'step' of metric 'm'"),
        (MetricGiven("m", 1.0, 5, -(2**63)), "parameter 'step' of metric 'm'"),
        (MetricGiven("m", 1.0, -1, 0), "parameter 'timestamp' of metric 'm'"),
        (MetricGiven("m", 1.0, 2**63, 0), "parameter 'timestamp' of metric 'm'"),
        (MetricGiven("m", "fast", 5, 0), "parameter 'value' of metric 'm'"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_never_made_zero(
    wrong: MetricGiven, told: str, many: int
) -> None:
    with pytest.raises(InvalidValueError) as error:
        rows_of([*(MetricGiven("m", 1.0, 5, n) for n in range(many - 1)), wrong])
    assert told in error.value.message


def test_a_key_that_is_no_name_is_refused() -> None:
    with pytest.raises(InvalidNameError):
        rows_of([MetricGiven("a\nb", 1.0, 5, 0)])
