"""Summaries: the statistics that listings show."""

import math
from functools import reduce
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities.ids import Micros
from runlore.entities.limits import MAX_STEP, MIN_STEP, NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.series.summary import goal_of, merge_summaries, summarise
from runlore.testing.series_conformance import assert_same_summaries

steps = st.sampled_from([NO_STEP, MIN_STEP, -3, 0, 1, 2, 7, MAX_STEP])
values = st.sampled_from([0.5, -0.5, 0.0, 3.25, math.nan, math.inf, -math.inf, 1.7e308, -1.7e308])
points = st.lists(st.tuples(steps, values), min_size=1, max_size=30)


def summary_of(part: list[tuple[int, float]], first_time: int = 0) -> MetricSummary:
    step = np.array([step for step, _ in part], np.int64)
    value = np.array([[value for _, value in part]])
    time = np.arange(first_time, first_time + len(part))
    return summarise(["m"], step, time, value)["m"]


@given(points, st.lists(st.integers(0, 30), max_size=4))
def test_parts_merged_in_order_say_what_the_whole_says(part, cuts):
    edges = sorted({0, len(part), *(cut for cut in cuts if cut < len(part))})
    parts = [summary_of(part[a:b], a) for a, b in pairwise(edges)]
    merged = reduce(merge_summaries, parts)
    assert_same_summaries({"m": merged}, {"m": summary_of(part)})


@given(points, points, points)
def test_merging_is_associative(one, two, three):
    a, b, c = summary_of(one), summary_of(two, 100), summary_of(three, 200)
    left = merge_summaries(merge_summaries(a, b), c)
    right = merge_summaries(a, merge_summaries(b, c))
    assert_same_summaries({"m": left}, {"m": right})


def test_the_last_value_is_that_of_the_largest_step_and_the_latest_row():
    summary = summary_of([(5, 1.0), (9, 2.0), (9, 3.0), (7, 4.0)])
    assert (summary.last, summary.last_step, summary.last_time) == (3.0, 9, Micros(2))
    assert (summary.first, summary.first_step) == (1.0, 5)


def test_a_final_value_comes_after_all_steps():
    summary = summary_of([(NO_STEP, 1.0), (MAX_STEP, 2.0)])
    assert (summary.last, summary.last_step) == (1.0, NO_STEP)
    assert (summary.first, summary.first_step) == (2.0, MAX_STEP)


def test_extremes_stand_at_their_first_step_whatever_order_they_were_logged_in():
    summary = summary_of([(9, 1.0), (3, 1.0), (4, 8.0), (2, 8.0)])
    assert (summary.min, summary.min_step, summary.max, summary.max_step) == (1.0, 3, 8.0, 2)


def test_what_is_not_finite_is_counted_but_is_no_extreme():
    summary = summary_of([(0, math.nan), (1, math.inf), (2, 4.0), (3, -math.inf)])
    assert (summary.min, summary.max, summary.mean) == (4.0, 4.0, 4.0)
    assert (summary.count, summary.finite) == (4, 1)
    assert summary.last == -math.inf
    nothing = summary_of([(0, math.nan)])
    assert math.isnan(nothing.min)
    assert math.isnan(nothing.mean)
    assert nothing.min_step == NO_STEP


def test_the_mean_of_the_largest_numbers_does_not_overflow():
    assert summary_of([(0, 1.7e308), (1, 1.7e308), (2, 1.7e308)]).mean == pytest.approx(1.7e308)


def test_keys_of_one_row_are_summarised_together():
    value = np.array([[1.0, 2.0], [5.0, math.nan]])
    both = summarise(["a", "b"], np.array([0, 1]), np.array([10, 20]), value)
    assert both["a"].mean == 1.5
    assert (both["b"].last_step, both["b"].max, both["b"].finite) == (1, 5.0, 1)


@pytest.mark.parametrize(
    "key",
    ["accuracy", "val/acc", "eval_f1", "testAUC", "mAP/map", "rouge1", "BLEU", "reward/mean",
     "samples_per_sec", "tokens/s", "val/score", "Top1", "R2"],
)  # fmt: skip
def test_more_is_better_for(key):
    assert goal_of(key) == "max"


@pytest.mark.parametrize(
    "key",
    ["loss", "val/loss", "train_loss", "perplexity", "error_rate", "accuracy_loss", "time_per_step",
     "lr", "grad_norm", "maple", "f1_loss", "news"],
)  # fmt: skip
def test_less_is_better_for(key):
    assert goal_of(key) == "min"
