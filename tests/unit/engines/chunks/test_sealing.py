"""What sealing leaves in the shelf, and what happens when it is disturbed."""

import math

import msgspec
import numpy as np
import pytest

from runlore.engines.chunks import ChunkSeries
from runlore.engines.chunks.columns import SHARED
from runlore.engines.chunks.notes import read_notes
from runlore.engines.chunks.sealing import CHUNK_ROWS, next_piece, write_piece
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.entities.errors import DamagedError, InvalidInputError, InvalidValueError
from runlore.entities.limits import NO_STEP
from runlore.entities.records import RowsLogged
from runlore.testing.series_conformance import RUN, OpenedStore, everything, rows_of


@pytest.fixture
def opened():
    return OpenedStore(MemoryCatalog(), ChunkSeries())


def packed(step: np.ndarray, *values: np.ndarray, keys: tuple[str, ...] = ("v",)) -> RowsLogged:
    numbers = np.empty((len(step), 2 + len(values)), np.int64)
    numbers[:, 0], numbers[:, 1] = step, 10**15 + np.arange(len(step))
    for at, value in enumerate(values, start=2):
        numbers[:, at] = value.astype(np.float64).view(np.int64)
    return RowsLogged(keys, len(step), numbers.tobytes())


def chunks(opened: OpenedStore) -> list[tuple[int, int]]:
    """(first row, rows) of every chunk."""
    with opened.catalog.read() as tx:
        return [(column.first_row, column.rows) for column in tx.shelf.columns(RUN, [SHARED])]


def test_sealed_batches_leave_the_queue(opened):
    opened.append(RUN, rows_of(["v"], (0, 0, [1.0])))
    opened.seal(RUN)
    with opened.catalog.read() as tx:
        assert tx.shelf.batches(RUN) == []
        assert tx.shelf.unsealed() == []


def test_what_is_not_folded_yet_is_not_sealed(opened):
    opened.append(RUN, rows_of(["v"], (0, 0, [1.0])))
    assert opened.series.seal(opened.catalog, RUN) == 0
    opened.fold(RUN, {})
    opened.append(RUN, rows_of(["v"], (1, 0, [2.0])))
    assert opened.series.seal(opened.catalog, RUN) == 1
    assert opened.read(RUN, "v").value.tolist() == [1.0, 2.0]


def test_a_long_backlog_becomes_full_chunks(opened):
    step = np.arange(300_000)
    value = np.sin(step / 1_000)
    for start in range(0, 300_000, 1_000):
        part = slice(start, start + 1_000)
        opened.append(RUN, packed(step[part], value[part]))
    opened.seal(RUN)
    sizes = [rows for _, rows in chunks(opened)]
    assert sum(sizes) == 300_000
    assert max(sizes) <= CHUNK_ROWS
    assert len(sizes) <= 6
    np.testing.assert_array_equal(opened.read(RUN, "v").value, value)


def test_one_huge_batch_is_cut_into_chunks(opened):
    step = np.arange(200_000)
    opened.append(RUN, packed(step, step))
    opened.seal(RUN)
    assert [rows for _, rows in chunks(opened)] == [50_000] * 4
    (chart,) = opened.buckets([(RUN, "v")], 10, everything(10))
    np.testing.assert_array_equal(chart.max, np.append(np.arange(1_023, 199_680, 1_024), 199_999))


def test_a_run_that_logs_slowly_for_long_does_not_end_in_many_small_chunks(opened):
    for at in range(300):
        step = np.arange(at * 50, at * 50 + 50)
        opened.append(RUN, packed(step, step))
        opened.seal(RUN)
    found = chunks(opened)
    assert len(found) <= 10
    assert [first for first, _ in found[1:]] == [first + rows for first, rows in found[:-1]]
    assert opened.read(RUN, "v").value.tolist() == list(range(15_000))


def test_rows_of_very_many_metrics_are_sealed_in_short_chunks(opened):
    keys = tuple(f"layer{n}/norm" for n in range(2_000))
    step = np.arange(3_000)
    opened.append(RUN, packed(step, *(step + n for n in range(2_000)), keys=keys))
    opened.seal(RUN)
    assert [rows for _, rows in chunks(opened)] == [1_500, 1_500]
    assert opened.read(RUN, "layer1999/norm").value.tolist() == (step + 1_999).tolist()


def test_a_series_shorter_than_a_few_hundred_points_has_no_pyramid(opened):
    opened.append(RUN, packed(np.arange(400), np.arange(400)))
    opened.seal(RUN)
    with opened.catalog.read() as tx:
        assert read_notes(tx.shelf, [(RUN, "v")])[RUN, "v"].base == -1
    opened.append(RUN, packed(np.arange(400, 800), np.arange(400)))
    opened.seal(RUN)
    with opened.catalog.read() as tx:
        assert read_notes(tx.shelf, [(RUN, "v")])[RUN, "v"].base == 6


@pytest.mark.parametrize(("stride", "base"), [(1, 6), (10, 8), (1_000, 16), (10**9, 36)])
def test_the_finest_level_fits_the_distance_of_steps(opened, stride, base):
    step = np.arange(2_000) * stride
    opened.append(RUN, packed(step, step))
    opened.seal(RUN)
    with opened.catalog.read() as tx:
        note = read_notes(tx.shelf, [(RUN, "v")])[RUN, "v"]
    assert note.base == base
    assert 24 * note.buckets <= 2_000


def test_the_note_of_a_key_tells_final_values_apart(opened):
    opened.append(RUN, packed(np.array([5, NO_STEP, 9]), np.array([1.0, 2.0, 3.0])))
    opened.seal(RUN)
    with opened.catalog.read() as tx:
        note = read_notes(tx.shelf, [(RUN, "v")])[RUN, "v"]
    assert (note.count, note.finals, note.min_step, note.max_step, note.last) == (2, 1, 5, 9, 3.0)


def test_of_two_that_seal_at_once_one_wins_and_nothing_is_doubled(opened):
    opened.append(RUN, rows_of(["v"], (0, 0, [1.0]), (1, 0, [2.0])))
    opened.fold(RUN, {})
    with opened.catalog.read() as tx:
        piece = next_piece(tx.shelf, RUN)
    assert opened.series.seal(opened.catalog, RUN) == 2
    assert opened.catalog.write(lambda tx: write_piece(tx, RUN, piece)) is False
    assert opened.read(RUN, "v").value.tolist() == [1.0, 2.0]


def test_a_run_deleted_while_it_is_sealed_stays_deleted(opened):
    opened.append(RUN, rows_of(["v"], (0, 0, [1.0])))
    opened.fold(RUN, {})
    with opened.catalog.read() as tx:
        piece = next_piece(tx.shelf, RUN)
    opened.catalog.write(lambda tx: opened.series.delete(tx, RUN))
    assert opened.catalog.write(lambda tx: write_piece(tx, RUN, piece)) is False
    assert len(opened.read(RUN, "v")) == 0


def test_rows_that_come_while_a_piece_is_worked_out_are_kept(opened):
    opened.append(RUN, rows_of(["v"], (0, 0, [1.0])))
    opened.fold(RUN, {})
    with opened.catalog.read() as tx:
        piece = next_piece(tx.shelf, RUN)
    opened.append(RUN, rows_of(["v"], (1, 0, [2.0])))
    assert opened.catalog.write(lambda tx: write_piece(tx, RUN, piece)) is True
    assert opened.append(RUN, rows_of(["v"], (2, 0, [3.0]))) == 2
    assert opened.read(RUN, "v").value.tolist() == [1.0, 2.0, 3.0]


def flipped(payload: bytes) -> bytes:
    """The same bytes but for one bit."""
    return payload[:-9] + bytes([payload[-9] ^ 1]) + payload[-8:]


@pytest.mark.parametrize("key", ["v", SHARED])
def test_damaged_columns_are_told_and_never_shown_as_values(opened, key):
    opened.append(RUN, packed(np.arange(1_000), np.arange(1_000)))
    opened.seal(RUN)

    def damage(tx):
        (column,) = tx.shelf.columns(RUN, [key])
        bad = msgspec.structs.replace(column, payload=flipped(column.payload))
        tx.shelf.put_columns(RUN, [bad])

    opened.catalog.write(damage)
    with pytest.raises(DamagedError, match="is damaged"):
        opened.read(RUN, "v")


def test_damaged_tiles_are_told_and_never_drawn(opened):
    opened.append(RUN, packed(np.arange(1_000), np.arange(1_000)))
    opened.seal(RUN)

    def damage(tx):
        ((_, tile),) = tx.shelf.tiles_of([(RUN, "v")], 6, 0, 0)
        bad = msgspec.structs.replace(tile, payload=flipped(tile.payload))
        tx.shelf.put_tiles(RUN, [bad])

    opened.catalog.write(damage)
    with pytest.raises(DamagedError, match="chart tile of metric 'v'"):
        opened.buckets([(RUN, "v")], 6, (0, 100))
    assert len(opened.read(RUN, "v")) == 1_000


def test_rows_that_do_not_fit_their_keys_are_refused(opened):
    with pytest.raises(InvalidInputError, match="cannot have 7 bytes"):
        opened.append(RUN, RowsLogged(("v",), 1, b"1234567"))
    with pytest.raises(InvalidInputError, match="twice"):
        opened.append(RUN, rows_of(["v", "v"], (0, 0, [1.0, 2.0])))
    assert len(opened.read(RUN, "v")) == 0


@pytest.mark.parametrize("level", [-1, 63])
def test_a_level_that_does_not_exist_is_refused(opened, level):
    with pytest.raises(InvalidValueError, match="levels are 0 to 62"):
        opened.buckets([(RUN, "v")], level, (0, 1))


def test_late_points_appear_in_the_middle_of_a_sealed_chart(opened):
    step = np.arange(10_000)
    opened.append(RUN, packed(step, np.zeros(10_000)))
    opened.seal(RUN)
    late = rows_of(["v"], (5_000, 0, [7.0]), (100, 0, [math.nan]))
    opened.append(RUN, late)
    before = opened.buckets([(RUN, "v")], 8, everything(8))[0]
    opened.seal(RUN)
    after = opened.buckets([(RUN, "v")], 8, everything(8))[0]
    for chart in (before, after):
        assert chart.max[5_000 >> 8] == 7.0
        assert chart.flags[0] & 1
        assert chart.count.sum() == 10_002


@pytest.mark.parametrize("span", [(2, 2), (-9, -3), (2**70, 2**71), (5, 4)])
def test_a_range_where_no_step_can_be_is_empty(opened, span):
    opened.append(RUN, rows_of(["v"], (2**63 - 1, 0, [1.0]), (-(2**63) + 1, 0, [2.0])))
    for _ in range(2):
        (chart,) = opened.buckets([(RUN, "v")], 62, span)
        assert len(chart.index) == 0
        opened.seal(RUN)
    (chart,) = opened.buckets([(RUN, "v")], 62, (-(2**70), 2**70))
    assert chart.first.tolist() == [2.0, 1.0]
