"""Values as a person reads them."""

import pytest

from runlore.cli import words

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, ""),
        (3.0, "3"),
        (0.123456789, "0.123457"),
        (1e-9, "1e-09"),
        (1e300, "1e+300"),
        ("NaN", "NaN"),
        ("-Infinity", "-∞"),
        (float("inf"), "∞"),
        (float("nan"), "NaN"),
    ],
)
def test_a_metric_is_short_and_tells_good_runs_apart(given: object, shown: str) -> None:
    assert words.number(given) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.04, "0.0s"),
        (59.9, "59.9s"),
        (60, "1m 0s"),
        (3_599, "59m 59s"),
        (3_600, "1h 0m"),
        (90_000, "1d 1h"),
    ],
)
def test_a_span_has_its_two_largest_units(seconds: float, shown: str) -> None:
    assert words.span(int(seconds * SECOND)) == shown


def test_a_param_is_shown_as_it_was_given() -> None:
    shown = [words.value(given) for given in ("adam", 3, 0.5, None, [1, "a"], {"b": True})]
    assert shown == ["adam", "3", "0.5", "null", '[1,"a"]', '{"b":true}']


def test_a_run_that_goes_on_has_taken_as_long_as_it_was_heard_of() -> None:
    run = {"started_at": 10 * SECOND, "ended_at": None, "heartbeat_at": 15 * SECOND}
    assert words.duration_of(run) == 5 * SECOND
    assert words.duration_of({**run, "ended_at": 12 * SECOND}) == 2 * SECOND
