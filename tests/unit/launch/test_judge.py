"""Verdicts: what is called the same, what is chance, and where two curves part."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities.limits import NO_STEP
from runlore.launch.curves import Band, Curve, part
from runlore.launch.judge import Allowance, Outcome, Verdict, is_judged, judge

numbers = st.floats(allow_nan=True, allow_infinity=True)
points = st.lists(st.tuples(st.integers(0, 6), numbers), min_size=1, max_size=30)


def curve(values: list[float] | list[tuple[int, float]]) -> Curve:
    """A curve of values at steps 0, 1, …, or of pairs of step and value."""
    pairs = [one if isinstance(one, tuple) else (at, one) for at, one in enumerate(values)]
    return Curve(
        np.array([step for step, _ in pairs], dtype=np.int64),
        np.array([value for _, value in pairs], dtype=np.float64),
    )


def outcome(**curves: list[float]) -> Outcome:
    return Outcome({key: curve(values) for key, values in curves.items()})


@given(points)
def test_a_curve_is_exactly_itself(logged: list[tuple[int, float]]) -> None:
    judged = judge(Outcome({"loss": curve(logged)}), Outcome({"loss": curve(logged)}), Allowance())
    assert judged.verdict is Verdict.EXACT
    assert judged.metrics[0].first_step is None


@given(points, st.data())
def test_one_changed_bit_is_never_exact_and_its_step_is_named(
    logged: list[tuple[int, float]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(logged) - 1))
    step, value = logged[at]
    other = 0.5 if not math.isfinite(value) else math.nextafter(value, math.inf)
    changed = [*logged[:at], (step, other), *logged[at + 1 :]]
    judged = judge(Outcome({"loss": curve(logged)}), Outcome({"loss": curve(changed)}), Allowance())
    assert judged.verdict is not Verdict.EXACT
    assert judged.metrics[0].first_step == step


@given(points, points)
def test_points_are_paired_as_a_plain_dict_would(
    old: list[tuple[int, float]], new: list[tuple[int, float]]
) -> None:
    def numbered(logged: list[tuple[int, float]]) -> dict[tuple[int, int], float]:
        seen: dict[int, int] = {}
        found = {}
        for step, value in logged:
            found[step, seen.setdefault(step, 0)] = value
            seen[step] += 1
        return found

    one, other = numbered(old), numbered(new)
    parting = part(curve(old), curve(new), Band())
    assert parting.shared == len(one.keys() & other.keys())
    assert parting.missing == len(one.keys() - other.keys())
    assert parting.extra == len(other.keys() - one.keys())
    apart = [
        step
        for (step, nth), value in one.items()
        if (step, nth) in other and not near(value, other[step, nth])
    ]
    assert parting.first_apart == (apart[0] if apart else None)


def near(old: float, new: float) -> bool:
    if math.isnan(old) or math.isnan(new):
        return math.isnan(old) and math.isnan(new)
    if math.isinf(old) or math.isinf(new):
        return old == new
    return abs(new - old) <= max(1e-12, 1e-6 * abs(old))


def test_rounding_is_a_match_and_more_is_a_difference_from_its_first_step() -> None:
    old = outcome(loss=[1.0, 0.5, 0.25])
    assert judge(old, outcome(loss=[1.0, 0.5 + 1e-8, 0.25]), Allowance()).verdict is Verdict.MATCH
    judged = judge(old, outcome(loss=[1.0, 0.6, 0.3]), Allowance())
    assert judged.verdict is Verdict.DIFFERENT
    assert (judged.metrics[0].first_step, judged.divergence) == (1, "later")


def test_a_difference_at_the_first_point_is_told_apart_from_a_later_one() -> None:
    judged = judge(outcome(loss=[1.0, 0.5]), outcome(loss=[1.1, 0.5]), Allowance())
    assert judged.divergence == "first"


def test_the_final_value_is_named_as_such() -> None:
    old, new = curve([(NO_STEP, 0.9)]), curve([(NO_STEP, 0.8)])
    judged = judge(Outcome({"accuracy": old}), Outcome({"accuracy": new}), Allowance())
    assert judged.metrics[0].first_step == "end"


def test_a_shorter_curve_is_different_though_all_shared_points_are_the_same() -> None:
    judged = judge(outcome(loss=[1.0, 0.5, 0.2]), outcome(loss=[1.0, 0.5]), Allowance())
    assert judged.verdict is Verdict.DIFFERENT
    assert judged.metrics[0].why == "1 points are missing"


def test_only_the_first_steps_are_compared_when_so_asked() -> None:
    old, new = outcome(loss=[1.0, 0.5, 0.2], end=[3.0]), outcome(loss=[1.0, 0.5])
    judged = judge(old, new, Allowance(steps=2))
    by_key = {metric.key: metric.verdict for metric in judged.metrics}
    assert by_key == {"loss": Verdict.EXACT, "end": Verdict.NOT_COMPARABLE}
    only = judge(outcome(loss=[1.0, 0.5, 0.2]), new, Allowance(steps=2))
    assert only.verdict is Verdict.EXACT


def test_a_metric_that_is_missing_cannot_be_compared() -> None:
    judged = judge(outcome(loss=[1.0], f1=[0.3]), outcome(loss=[1.0]), Allowance())
    assert judged.verdict is Verdict.NOT_COMPARABLE
    assert judged.metrics[0].key == "f1"


def test_a_tolerance_holds_for_the_metric_that_it_names() -> None:
    old, new = outcome(loss=[0.50], f1=[0.90]), outcome(loss=[0.505], f1=[0.91])
    loose = judge(old, new, Allowance(by_metric={"loss": 0.01}))
    assert loose.verdict is Verdict.DIFFERENT
    both = judge(old, new, Allowance(by_metric={"loss": 0.01, "f1": 0.02}))
    assert both.verdict is Verdict.WITHIN_NOISE


@pytest.mark.parametrize(
    ("new", "verdict"), [(0.53, Verdict.WITHIN_NOISE), (0.60, Verdict.DIFFERENT)]
)
def test_replicas_tell_what_is_chance(new: float, verdict: Verdict) -> None:
    replicas = {"loss": [0.49, 0.50, 0.51, 0.50, 0.52]}  # mean 0.504, deviation 0.0114
    judged = judge(outcome(loss=[0.5]), outcome(loss=[new]), Allowance(replicas=replicas))
    assert judged.verdict is verdict


def test_two_replicas_tell_nothing() -> None:
    allowance = Allowance(replicas={"loss": [0.4, 0.6]})
    judged = judge(outcome(loss=[0.5]), outcome(loss=[0.51]), allowance)
    assert judged.verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    "key",
    ["system/cpu", "epoch_time", "stepSeconds", "samples_per_second", "it/s", "wall-clock time"],
)
def test_the_machine_and_the_clock_are_not_judged(key: str) -> None:
    assert not is_judged(key)
    old = Outcome({"loss": curve([1.0]), key: curve([3.0])})
    new = Outcome({"loss": curve([1.0]), key: curve([4.0])})
    judged = judge(old, new, Allowance())
    assert (judged.verdict, judged.not_judged) == (Verdict.EXACT, [key])


@pytest.mark.parametrize("key", ["loss", "val/timestep_error", "accuracy", "seconds_order_term"])
def test_words_that_only_sound_so_are_judged_by_their_whole_words(key: str) -> None:
    assert is_judged(key) is (key != "seconds_order_term")


def test_a_model_of_other_bytes_is_no_exact_run() -> None:
    old = Outcome({"loss": curve([1.0])}, {"model.pt": "a" * 64, "plot.png": "b" * 64})
    new = Outcome({"loss": curve([1.0])}, {"model.pt": "c" * 64, "plot.png": "d" * 64})
    judged = judge(old, new, Allowance())
    assert judged.verdict is Verdict.MATCH
    assert "model.pt" in judged.why
    plot = Outcome({"loss": curve([1.0])}, {"model.pt": "a" * 64, "plot.png": "d" * 64})
    assert judge(old, plot, Allowance()).verdict is Verdict.EXACT


def test_a_run_without_metrics_is_judged_by_its_files() -> None:
    one = Outcome({}, {"out.txt": "a" * 64})
    assert judge(one, one, Allowance()).verdict is Verdict.EXACT
    assert judge(Outcome({}), Outcome({}), Allowance()).verdict is Verdict.NOT_COMPARABLE
