"""What every series engine must keep, as tests.

Subclass ``SeriesConformance`` and give it one fixture, ``opened``; run the subclass with pytest::

    class TestMyEngine(SeriesConformance):
        @pytest.fixture
        def opened(self, tmp_path):
            return OpenedStore(my_catalog(tmp_path), MySeries())

``compare`` tells every answer of an engine apart from that of the reference in plain Python; the
state machine in ``series_machine`` uses it after any order of appending, folding and sealing.
"""

import math
import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pytest

from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import MAX_STEP, MIN_STEP, NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.entities.records import RowsLogged
from runlore.series.buckets import buckets_of
from runlore.series.points import Buckets, Charts, Points, Rows, Window
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.series import SeriesStore

Keep = Callable[..., None]
"""Appends rows to a run, and leaves them in one of the states that rows may be in."""

RUN = RunId("0196a1b2c3d4e5f60718293a4b5c6d7e")
OTHER = RunId("0196a1b2c3d4ffffffffffffffffffff")


class OpenedStore(NamedTuple):
    """A series engine on a catalog."""

    catalog: Catalog
    series: SeriesStore

    def append(self, run: RunId, *rows: RowsLogged) -> int:
        """Append in a transaction of its own."""
        return self.catalog.write(lambda tx: self.series.append(tx, run, rows))

    def fold(
        self, run: RunId, known: dict[str, MetricSummary]
    ) -> tuple[dict[str, MetricSummary], int, int]:
        """Fold in a transaction of its own; gives all summaries, rows and points."""
        changed, rows, points = self.catalog.write(lambda tx: self.series.fold(tx, run, known))
        return {**known, **changed}, rows, points

    def seal(self, run: RunId) -> None:
        """Fold and seal all that is there."""
        self.fold(run, {})
        self.series.seal(self.catalog, run)

    def read(self, run: RunId, key: str, window: Window = Window()) -> Points:
        """Points of one key."""
        with self.catalog.read() as tx:
            return self.series.read(tx, [(run, key)], window)[0]

    def rows(
        self, run: RunId, first: int = 0, limit: int = 10**9, keys: Sequence[str] | None = None
    ) -> Rows:
        """Whole rows."""
        with self.catalog.read() as tx:
            return self.series.rows(tx, run, keys, first, limit)

    def buckets(
        self, runs: Sequence[tuple[RunId, str]], level: int, span: tuple[int, int]
    ) -> list[Buckets]:
        """Buckets of many series."""
        with self.catalog.read() as tx:
            return self.series.buckets(tx, runs, level, *span)

    def charts(
        self, series: Sequence[tuple[RunId, str]], level: int, span: tuple[int, int]
    ) -> Charts:
        """What is drawn of many series."""
        with self.catalog.read() as tx:
            return self.series.charts(tx, series, level, *span)


def rows_of(keys: Sequence[str], *rows: tuple[int, int, Sequence[float]]) -> RowsLogged:
    """Pack (step, time, values) rows."""
    packed = b"".join(struct.pack(f"<qq{len(keys)}d", step, time, *v) for step, time, v in rows)
    return RowsLogged(tuple(keys), len(rows), packed)


def everything(level: int) -> tuple[int, int]:
    """All buckets of a level."""
    return MIN_STEP >> level, MAX_STEP >> level


def assert_same_points(found: Points, expected: Points) -> None:
    """Bit for bit, NaN and the sign of zero included."""
    for name in ("row", "step", "time"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
    assert found.value.tobytes() == expected.value.tobytes()


def assert_same_rows(found: Rows, expected: Rows) -> None:
    """Bit for bit; the order of keys does not matter."""
    for name in ("row", "step", "time"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
    assert found.values.keys() == expected.values.keys()
    for key, value in expected.values.items():
        np.testing.assert_array_equal(found.present[key], expected.present[key], err_msg=key)
        here = expected.present[key]
        assert found.values[key][here].tobytes() == value[here].tobytes(), key


def assert_same_buckets(found: Buckets, expected: Buckets) -> None:
    """Exact, but for the rounding of means."""
    assert found.level == expected.level
    for name in ("index", "count", "finite", "first", "min", "max", "last", "flags"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
    _assert_close_means(found.mean, expected.mean, expected.min, expected.max)
    assert found.last_x == expected.last_x
    np.testing.assert_equal(found.last_y, expected.last_y)


def assert_same_charts(found: Charts, expected: Charts) -> None:
    """The same series exact, bit for bit, and the same buckets of the others."""
    assert found.exact.keys() == expected.exact.keys()
    for number, curve in expected.exact.items():
        assert found.exact[number].step.tolist() == curve.step.tolist()
        assert found.exact[number].value.tobytes() == curve.value.tobytes()
    drawn, wanted = _drawn(found), _drawn(expected)
    assert drawn.keys() == wanted.keys()
    for number, buckets in wanted.items():
        assert_same_buckets(drawn[number], buckets)


def _drawn(charts: Charts) -> dict[int, Buckets]:
    return {
        number: buckets
        for part in charts.parts
        for number, buckets in zip(part.series, buckets_of(part), strict=True)
    }


def assert_same_summaries(
    found: dict[str, MetricSummary], expected: dict[str, MetricSummary]
) -> None:
    """Exact, but for the rounding of means."""
    assert found.keys() == expected.keys()
    for key, summary in expected.items():
        for name in MetricSummary.__struct_fields__:
            if name != "mean":
                value = getattr(found[key], name)
                np.testing.assert_equal(value, getattr(summary, name), err_msg=f"{key}.{name}")
        _assert_close_means(found[key].mean, summary.mean, summary.min, summary.max)


def _assert_close_means(found: object, expected: object, low: object, high: object) -> None:
    """Means may differ by rounding, which grows with the size of the values, not of the mean."""
    size = np.maximum(np.abs(np.asarray(low)), np.abs(np.asarray(high)))
    found, expected = np.asarray(found), np.asarray(expected)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    some = ~np.isnan(expected)
    error = np.abs(found[some] / 2 - expected[some] / 2)
    assert (error <= 1e-9 * size[some] + 1e-300).all()


class SeriesConformance:
    """The promises of ``stores/series.py``, each once by hand."""

    @pytest.fixture
    def opened(self) -> OpenedStore:
        """The engine under test, empty."""
        raise NotImplementedError("Give the fixture `opened` in your subclass.")

    @pytest.fixture(params=["tail", "sealed", "both"])
    def keep(self, request: pytest.FixtureRequest, opened: OpenedStore) -> Keep:
        """Append, and leave the rows in the tail, seal them, or every second batch."""
        calls = iter(range(10**6))

        def append(run: RunId, *rows: RowsLogged) -> None:
            opened.append(run, *rows)
            if request.param == "sealed" or (request.param == "both" and next(calls) % 2 == 0):
                opened.seal(run)

        return append

    def test_rows_get_indexes_without_gaps_in_the_order_of_acceptance(
        self, opened: OpenedStore
    ) -> None:
        one = rows_of(["loss"], (0, 1, [0.5]), (1, 2, [0.25]))
        assert opened.append(RUN, one) == 0
        assert opened.append(RUN, one, one) == 2
        opened.seal(RUN)
        assert opened.append(RUN, one) == 6
        assert opened.append(OTHER, one) == 0
        assert opened.read(RUN, "loss").row.tolist() == list(range(8))

    def test_values_come_back_bit_for_bit(self, opened: OpenedStore, keep: Keep) -> None:
        odd = [math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, 1.7976931348623157e308, 0.1]
        (quiet,) = struct.unpack("<d", struct.pack("<Q", 0x7FF8_0000_0000_BEEF))
        values = [*odd, quiet]
        keep(RUN, rows_of(["v"], *((i, 10**15 + i, [value]) for i, value in enumerate(values))))
        points = opened.read(RUN, "v")
        assert points.value.tobytes() == struct.pack(f"<{len(values)}d", *values)
        assert points.step.tolist() == list(range(len(values)))
        assert points.time.tolist() == [10**15 + i for i in range(len(values))]

    def test_several_points_at_one_step_are_all_kept_in_order(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        keep(RUN, rows_of(["v"], (7, 1, [1.0]), (7, 2, [2.0])))
        keep(RUN, rows_of(["v"], (7, 3, [3.0]), (3, 4, [4.0])))
        points = opened.read(RUN, "v")
        assert points.value.tolist() == [1.0, 2.0, 3.0, 4.0]
        assert points.step.tolist() == [7, 7, 7, 3]

    def test_a_window_gives_the_steps_asked_and_finals_only_when_wanted(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        keep(RUN, rows_of(["v"], *((step, 0, [step]) for step in range(10))))
        keep(RUN, rows_of(["v"], (NO_STEP, 0, [99.0])))
        keep(RUN, rows_of(["v"], *((step, 0, [step]) for step in (MIN_STEP, MAX_STEP, 4))))
        assert opened.read(RUN, "v", Window(3, 5)).value.tolist() == [3, 4, 5, 99, 4]
        assert opened.read(RUN, "v", Window(3, 5, finals=False)).value.tolist() == [3, 4, 5, 4]
        assert len(opened.read(RUN, "v")) == 14
        assert len(opened.read(RUN, "v", Window(finals=False))) == 13

    def test_rows_of_different_keys_come_back_whole(self, opened: OpenedStore, keep: Keep) -> None:
        keep(RUN, rows_of(["a", "b"], (0, 1, [1.0, 2.0])), rows_of(["c"], (0, 2, [3.0])))
        keep(RUN, rows_of([], (5, 3, [])), rows_of(["b", "a"], (1, 4, [20.0, 10.0])))
        page = opened.rows(RUN)
        assert page.row.tolist() == [0, 1, 2, 3]
        assert page.step.tolist() == [0, 0, 5, 1]
        assert page.time.tolist() == [1, 2, 3, 4]
        assert page.present["a"].tolist() == [True, False, False, True]
        assert page.values["a"][page.present["a"]].tolist() == [1.0, 10.0]
        assert page.values["b"][page.present["b"]].tolist() == [2.0, 20.0]
        assert page.present["c"].tolist() == [False, True, False, False]

    def test_a_page_of_rows_starts_and_ends_where_asked(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        for start in range(0, 40, 10):
            keys = ["a"] if start < 20 else ["b"]
            keep(RUN, rows_of(keys, *((step, 0, [step]) for step in range(start, start + 10))))
        page = opened.rows(RUN, 15, 10)
        assert page.row.tolist() == list(range(15, 25))
        assert page.present["b"].tolist() == [False] * 5 + [True] * 5
        assert list(opened.rows(RUN, 15, 10, ["b"]).values) == ["b"]
        assert opened.rows(RUN, 40, 10).row.tolist() == []
        assert opened.rows(RUN, 35, 10).row.tolist() == list(range(35, 40))

    def test_what_a_failed_transaction_appended_is_not_there(self, opened: OpenedStore) -> None:
        opened.append(RUN, rows_of(["v"], (0, 0, [1.0])))

        def work(tx: Transaction) -> None:
            opened.series.append(tx, RUN, [rows_of(["v"], (1, 0, [2.0]))])
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            opened.catalog.write(work)
        assert opened.read(RUN, "v").value.tolist() == [1.0]
        assert opened.append(RUN, rows_of(["v"], (2, 0, [3.0]))) == 1

    def test_folding_counts_rows_and_points_once(self, opened: OpenedStore) -> None:
        opened.append(RUN, rows_of(["a", "b"], (0, 5, [1.0, math.nan]), (1, 6, [3.0, 4.0])))
        known, rows, points = opened.fold(RUN, {})
        assert (rows, points) == (2, 4)
        assert opened.fold(RUN, known) == (known, 0, 0)
        opened.append(RUN, rows_of(["a"], (NO_STEP, 9, [2.0])))
        known, rows, points = opened.fold(RUN, known)
        assert (rows, points) == (1, 1)
        expected = {
            "a": MetricSummary(2.0, NO_STEP, Micros(9), 1.0, 0, 3.0, 1, 2.0, 1.0, 0, 3, 3),
            "b": MetricSummary(4.0, 1, Micros(6), 4.0, 1, 4.0, 1, 4.0, math.nan, 0, 2, 1),
        }
        assert_same_summaries(known, expected)

    def test_a_chart_keeps_every_extreme_and_marks_what_is_not_finite(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        values = np.sin(np.arange(4_000) / 50)
        values[1_234], values[3_000], values[17], values[18] = 50.0, -50.0, math.nan, math.inf
        for start in range(0, 4_000, 1_000):
            steps = range(start, start + 1_000)
            keep(RUN, rows_of(["v"], *((step, step, [values[step]]) for step in steps)))
        (chart,) = opened.buckets([(RUN, "v")], 8, (0, 100))
        assert chart.index.tolist() == list(range(16))
        assert chart.max[1_234 >> 8] == 50.0
        assert chart.min[3_000 >> 8] == -50.0
        assert chart.flags[0] & 7 == 3
        assert chart.count.sum() == 4_000
        assert chart.finite.sum() == 3_998
        assert (chart.last_x, chart.last_y) == (3_999, values[3_999])
        (part,) = opened.buckets([(RUN, "v")], 8, (3, 5))
        assert part.index.tolist() == [3, 4, 5]
        assert part.last_x is None

    def test_charts_of_many_series_come_in_the_order_asked(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        keep(RUN, rows_of(["a", "b"], (0, 0, [1.0, 2.0])))
        keep(OTHER, rows_of(["a"], (3, 0, [3.0])))
        asked = [(OTHER, "a"), (RUN, "b"), (RUN, "nothing"), (RUN, "a"), (OTHER, "a")]
        charts = opened.buckets(asked, 0, (0, 10))
        assert [chart.first.tolist() for chart in charts] == [[3.0], [2.0], [], [1.0], [3.0]]

    def test_a_series_of_few_points_is_drawn_exact_and_a_long_one_in_buckets(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        for start in range(0, 2_000, 500):
            steps = range(start, start + 500)
            keep(RUN, rows_of(["long"], *((step, 0, [step % 9]) for step in steps)))
        keep(RUN, rows_of(["few"], (900, 0, [math.nan]), (3, 0, [-0.0]), (NO_STEP, 0, [5.0])))
        asked = [(RUN, "few"), (RUN, "nothing"), (RUN, "long"), (OTHER, "few")]
        charts = opened.charts(asked, 6, (0, 255))
        assert list(charts.exact) == [0]
        assert charts.exact[0].step.tolist() == [3, 900]
        assert charts.exact[0].value.tobytes() == np.array([-0.0, math.nan]).tobytes()
        rest = opened.buckets(asked, 6, (0, 255))
        assert {number: len(one.index) for number, one in _drawn(charts).items()} == {
            1: 0, 2: 32, 3: 0,
        }  # fmt: skip
        for number, buckets in _drawn(charts).items():
            assert_same_buckets(buckets, rest[number])

    def test_the_end_of_a_long_series_is_drawn_exact_where_few_points_are_in_range(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        for start in range(0, 2_000, 500):
            steps = range(start, start + 500)
            keep(RUN, rows_of(["a", "b"], *((step, 0, [step / 7, 1.0]) for step in steps)))
        keep(RUN, rows_of(["b"], *((1_990, 0, [float(at)]) for at in range(20))))
        charts = opened.charts([(RUN, "a"), (RUN, "b")], 6, (31, 55))
        assert charts.exact[0].step.tolist() == list(range(31 << 6, 2_000))
        assert charts.exact.keys() == {0}
        asked = [(RUN, "a")]
        assert opened.charts(asked, 6, (31, 46)).exact.keys() == {0}, "16 points, 16 buckets"
        assert opened.charts(asked, 6, (31, 45)).exact.keys() == set(), "one bucket less"
        assert _drawn(charts)[1].count.tolist() == [36]
        assert (_drawn(charts)[1].last_x, _drawn(charts)[1].last_y) == (1_999, 1.0)

    def test_points_that_come_late_stand_in_a_chart_where_their_steps_do(
        self, opened: OpenedStore
    ) -> None:
        rows = ((step, 0, [float(step)] * 2) for step in range(2_000))
        opened.append(RUN, rows_of(["late", "fresh"], *rows))
        opened.seal(RUN)
        opened.append(RUN, rows_of(["late"], (2_010, 0, [1.0]), (1_000, 0, [-7.0])))
        opened.append(RUN, rows_of(["fresh"], (2_005, 0, [2.0])))
        late, fresh = opened.buckets([(RUN, "late"), (RUN, "fresh")], 6, (0, 40))
        at = 1_000 >> 6
        assert (late.first[at], late.last[at], late.min[at]) == (960.0, 1_023.0, -7.0)
        assert (late.count[at], late.flags[at]) == (65, 8)
        assert (late.last[-1], late.last_x, late.last_y) == (1.0, 2_010, 1.0)
        assert (fresh.last[-1], fresh.last_x, fresh.last_y) == (2.0, 2_005, 2.0)
        assert (fresh.count[at], fresh.min[at]) == (64, 960.0)

    def test_what_is_new_is_told_once_in_order(self, opened: OpenedStore) -> None:
        with opened.catalog.read() as tx:
            nothing, cursor = opened.series.recent(tx, 0)
        assert nothing == []
        first, second = rows_of(["v"], (0, 0, [1.0])), rows_of(["w"], (1, 0, [2.0]))
        opened.append(RUN, first)
        opened.append(OTHER, second)
        with opened.catalog.read() as tx:
            some, cursor = opened.series.recent(tx, cursor, limit=1)
            rest, cursor = opened.series.recent(tx, cursor, limit=10)
            none, same = opened.series.recent(tx, cursor)
        assert some == [(RUN, 0, [first])]
        assert rest == [(OTHER, 0, [second])]
        assert (none, same) == ([], cursor)

    def test_points_that_were_sealed_unseen_are_not_missed_in_silence(
        self, opened: OpenedStore
    ) -> None:
        opened.append(RUN, rows_of(["v"], (0, 0, [1.0])))
        opened.seal(RUN)
        with opened.catalog.read() as tx:
            fresh, _ = opened.series.recent(tx, 0)
        assert [run for run, _, _ in fresh] == [RUN]

    def test_a_deleted_run_is_forgotten_and_its_neighbour_is_not(
        self, opened: OpenedStore, keep: Keep
    ) -> None:
        for run in (RUN, OTHER):
            keep(run, rows_of(["v"], (0, 0, [1.0])))
            keep(run, rows_of(["v"], (1, 0, [2.0])))
        opened.catalog.write(lambda tx: opened.series.delete(tx, RUN))
        assert len(opened.read(RUN, "v")) == 0
        assert len(opened.read(OTHER, "v")) == 2
        assert opened.append(RUN, rows_of(["v"], (0, 0, [5.0]))) == 0
        assert opened.read(RUN, "v").value.tolist() == [5.0]
