"""Any order of appending, folding, sealing and opening again, compared with the reference.

Use ``SeriesMachine`` through a subclass that says how a store is opened::

    class MyMachine(SeriesMachine):
        def open(self) -> OpenedStore: ...


    TestMyMachine = MyMachine.TestCase
"""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.memory.series import MemorySeries
from runlore.entities.limits import MAX_STEP, MIN_STEP, NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.entities.records import RowsLogged
from runlore.series.points import I64, Window
from runlore.testing.series_conformance import (
    RUN,
    OpenedStore,
    assert_same_buckets,
    assert_same_charts,
    assert_same_points,
    assert_same_rows,
    assert_same_summaries,
    everything,
)

SHAPES = (("loss",), ("loss", "acc"), ("acc", "loss", "lr"), ("val/loss",), ())
KEYS = ("loss", "acc", "lr", "val/loss", "never")
ODD = (np.nan, np.inf, -np.inf, -0.0, 1.7e308, -1.7e308, 5e-324)

# Long enough that a few appends make a pyramid (512 points) of several levels.
lengths = st.one_of(st.integers(1, 8), st.integers(300, 900))


def make_rows(keys: Sequence[str], step: I64, seed: int, odd: float) -> RowsLogged:
    """Rows at these steps with random float32 values, a share of them odd ones."""
    random = np.random.default_rng(seed)
    values = random.standard_normal((len(step), len(keys))).astype(np.float32).astype(np.float64)
    where = random.random(values.shape) < odd
    values[where] = random.choice(ODD, int(where.sum()))
    packed = np.empty((len(step), 2 + len(keys)), np.int64)
    packed[:, 0] = step
    packed[:, 1] = 1_700_000_000_000_000 + random.integers(0, 10**9, len(step))
    packed[:, 2:] = values.view(np.int64)
    return RowsLogged(tuple(keys), len(step), packed.tobytes())


class SeriesMachine(RuleBasedStateMachine):
    """An engine beside the reference."""

    def open(self) -> OpenedStore:
        """Open the store under test: a new one first, the same one when called again."""
        raise NotImplementedError("Say how your store is opened.")

    def __init__(self) -> None:
        super().__init__()
        self.tried = self.open()
        self.reference = OpenedStore(MemoryCatalog(), MemorySeries())
        self.known: tuple[dict[str, MetricSummary], dict[str, MetricSummary]] = ({}, {})
        self.next_step = 0

    def _append(self, keys: Sequence[str], step: I64, seed: int, odd: float) -> None:
        rows = make_rows(keys, step.astype(np.int64), seed, odd)
        assert self.tried.append(RUN, rows) == self.reference.append(RUN, rows)

    @rule(
        keys=st.sampled_from(SHAPES),
        length=lengths,
        stride=st.sampled_from([0, 1, 1, 1, 3, 1_000]),
        seed=st.integers(0, 2**32),
        odd=st.sampled_from([0.0, 0.0, 0.01, 1.0]),
    )
    def append_onwards(
        self, keys: Sequence[str], length: int, stride: int, seed: int, odd: float
    ) -> None:
        step = self.next_step + stride * np.arange(length)
        self.next_step = min(int(step[-1]) + stride, 2**40)
        self._append(keys, step, seed, odd)

    @rule(
        length=st.integers(500, 1_000),
        stride=st.sampled_from([1, 1, 7, 1_000]),
        seed=st.integers(0, 2**32),
        levels=st.lists(st.integers(6, 24), min_size=2, max_size=4),
    )
    def log_a_long_stretch_and_seal_it(
        self, length: int, stride: int, seed: int, levels: list[int]
    ) -> None:
        self.append_onwards(("acc", "loss"), length, stride, seed, 0.01)
        self.fold_and_seal()
        for level in levels:
            self._compare_buckets(level, everything(level))

    @rule(
        keys=st.sampled_from(SHAPES),
        length=lengths,
        start=st.integers(-5_000, 5_000),
        seed=st.integers(0, 2**32),
    )
    def append_in_any_order(self, keys: Sequence[str], length: int, start: int, seed: int) -> None:
        step = start + np.random.default_rng(seed).integers(0, 2 * length, length)
        self._append(keys, step, seed, 0.01)

    @rule(keys=st.sampled_from(SHAPES), seed=st.integers(0, 2**32))
    def append_finals(self, keys: Sequence[str], seed: int) -> None:
        self._append(keys, np.array([NO_STEP, 3, NO_STEP]), seed, 0.3)

    @rule(
        steps=st.lists(st.integers(MIN_STEP, MAX_STEP), min_size=1, max_size=5),
        seed=st.integers(0, 2**32),
    )
    def append_far_away(self, steps: list[int], seed: int) -> None:
        self._append(("loss", "lr"), np.array(steps), seed, 0.1)

    @rule()
    def fold(self) -> None:
        found, *counts = self.tried.fold(RUN, self.known[0])
        expected, *expected_counts = self.reference.fold(RUN, self.known[1])
        assert counts == expected_counts
        self.known = (found, expected)
        assert_same_summaries(found, expected)

    @rule()
    def seal(self) -> None:
        self.tried.series.seal(self.tried.catalog, RUN)

    @rule()
    def fold_and_seal(self) -> None:
        self.fold()
        self.seal()

    @rule()
    def open_again(self) -> None:
        self.tried = self.open()

    @rule(first=st.integers(-6_000, 20_000), length=st.integers(0, 10_000), finals=st.booleans())
    def read_a_window(self, first: int, length: int, *, finals: bool) -> None:
        window = Window(first, first + length, finals)
        for key in KEYS:
            assert_same_points(
                self.tried.read(RUN, key, window), self.reference.read(RUN, key, window)
            )

    @rule(
        first=st.integers(0, 6_000),
        limit=st.integers(0, 2_000),
        keys=st.none() | st.lists(st.sampled_from(KEYS), unique=True),
    )
    def read_rows(self, first: int, limit: int, keys: list[str] | None) -> None:
        assert_same_rows(
            self.tried.rows(RUN, first, limit, keys), self.reference.rows(RUN, first, limit, keys)
        )

    @rule(level=st.integers(0, 62), first=st.integers(-100, 100), length=st.integers(0, 1_024))
    def read_some_buckets(self, level: int, first: int, length: int) -> None:
        self._compare_buckets(level, (first, first + length))

    @rule(level=st.integers(0, 62))
    def read_all_buckets(self, level: int) -> None:
        self._compare_buckets(level, everything(level))

    def teardown(self) -> None:
        self.fold_and_seal()
        self.all_points_are_there()

    def _compare_buckets(self, level: int, span: tuple[int, int]) -> None:
        asked = [(RUN, key) for key in KEYS]
        found = self.tried.buckets(asked, level, span)
        for one, expected in zip(found, self.reference.buckets(asked, level, span), strict=True):
            assert_same_buckets(one, expected)
        drawn = self.tried.charts(asked, level, span)
        assert_same_charts(drawn, self.reference.charts(asked, level, span))

    @rule()
    def all_points_are_there(self) -> None:
        for key in KEYS:
            assert_same_points(self.tried.read(RUN, key), self.reference.read(RUN, key))
