"""Moments in a query: ISO texts and epoch numbers to microseconds, and back."""

import re
from datetime import datetime, timedelta, timezone

from runlore.entities.ids import Micros

_ISO = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?"
    r" ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime(1, 1, 1, tzinfo=timezone.utc) - _EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=timezone.utc) - _EPOCH) // _MICROSECOND

# 1e11 seconds is the year 5138 and 1e11 ms is 1973: between the units lies no moment of interest.
_SECONDS_BELOW = 1e11
_MILLISECONDS_BELOW = 1e14


def moment_of_text(text: str) -> Micros | None:
    """The moment of an ISO text: ``2025-06-03`` or ``2025-06-03 14:30:05.25+02:00``.

    The time may stop at the minutes; ``T`` may stand before it. Without a zone it is UTC. None when
    the text is no such moment.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[part] or 0) for part in _PARTS)
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    fraction = int((found["fraction"] or "").ljust(6, "0"))
    return _in_range((local - _EPOCH) // _MICROSECOND + fraction - _zone(found["zone"]))


def moment_of_number(number: float) -> Micros | None:
    """The moment of a number since 1970: seconds, milliseconds or microseconds, told by its size.

    None when it is no moment between the years 1 and 9999.
    """
    size = abs(number)
    if not size < 1e18:
        return None
    if size < _SECONDS_BELOW:
        return _in_range(round(number * 1_000_000))
    if size < _MILLISECONDS_BELOW:
        return _in_range(round(number * 1_000))
    return _in_range(round(number))


def text_of_moment(moment: int) -> str:
    """The shortest ISO text of a moment that ``moment_of_text`` reads back, in UTC.

    Raises:
        OverflowError: beyond the years 1 to 9999.
    """
    when = _EPOCH + timedelta(microseconds=moment)
    day = f"{when.year:04}-{when.month:02}-{when.day:02}"
    if (when.hour, when.minute, when.second, when.microsecond) == (0, 0, 0, 0):
        return day
    fraction = f".{when.microsecond:06}" if when.microsecond else ""
    return f"{day}T{when.hour:02}:{when.minute:02}:{when.second:02}{fraction}Z"


def _zone(zone: str | None) -> int:
    """How far the zone is ahead of UTC, in microseconds."""
    if zone is None or zone in "Zz":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (minutes if zone[0] == "+" else -minutes) * 60_000_000


def _in_range(moment: int) -> Micros | None:
    return Micros(moment) if _FIRST <= moment <= _LAST else None
