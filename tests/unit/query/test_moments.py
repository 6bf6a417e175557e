"""Moments in a query."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.query.moments import moment_of_number, moment_of_text, text_of_moment


def _micros(*parts: int, hours: float = 0) -> int:
    zone = timezone(timedelta(hours=hours))
    since = datetime(*parts, tzinfo=zone) - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return since // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-06-03", _micros(2025, 6, 3)),
        ("2025-06-03 14:30", _micros(2025, 6, 3, 14, 30)),
        ("2025-06-03T14:30:05Z", _micros(2025, 6, 3, 14, 30, 5)),
        ("2025-06-03t14:30:05.25z", _micros(2025, 6, 3, 14, 30, 5, 250_000)),
        ("2025-06-03 14:30:05+02:00", _micros(2025, 6, 3, 14, 30, 5, hours=2)),
        ("2025-06-03 14:30:05 -0530", _micros(2025, 6, 3, 14, 30, 5, hours=-5.5)),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("0001-01-01", _micros(1, 1, 1)),
    ],
)
def test_iso_texts_are_moments_in_utc_unless_they_say_a_zone(text: str, moment: int) -> None:
    assert moment_of_text(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "2025", "2025-06", "2025-02-30", "2025-06-03T25:00", "03.06.2025", "2025-06-03 14", "now",
     "0001-01-01T00:00:00+01:00", "٢٠٢٥-06-03"],
)  # fmt: skip
def test_other_texts_are_no_moments(text: str) -> None:
    assert moment_of_text(text) is None


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (1_748_908_800, 1_748_908_800_000_000),
        (1_748_908_800.5, 1_748_908_800_500_000),
        (1_748_908_800_000, 1_748_908_800_000_000),
        (1_748_908_800_000_000, 1_748_908_800_000_000),
        (0, 0),
        (-1, -1_000_000),
        (float("nan"), None),
        (float("inf"), None),
        (10**30, None),
    ],
)
def test_a_number_is_seconds_milliseconds_or_microseconds_by_its_size(
    number: float, moment: int | None
) -> None:
    assert moment_of_number(number) == moment


@given(st.datetimes(timezones=st.just(timezone.utc)))
def test_a_moment_comes_back_from_its_text(when: datetime) -> None:
    moment = (when - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)
    assert moment_of_text(text_of_moment(moment)) == moment


def test_midnight_is_written_as_a_day() -> None:
    assert text_of_moment(_micros(2025, 6, 3)) == "2025-06-03"
    assert text_of_moment(_micros(2025, 6, 3, 0, 0, 1)) == "2025-06-03T00:00:01Z"
