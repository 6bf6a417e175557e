"""Values as a person reads them: numbers, times, spans, params."""

import datetime
import math
from typing import Any

import msgspec

SECOND = 1_000_000
SPANS = ((86_400, "d"), (3_600, "h"), (60, "m"))


def number(value: float | str | None) -> str:
    """A metric: short, yet exact enough to tell two good runs apart.

    Args:
        value: a float; the words of JSON for NaN and ±Inf; or None, which is nothing.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return {"Infinity": "∞", "-Infinity": "-∞"}.get(value, value)
    if not math.isfinite(value):
        return number({math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN"))
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"


def moment(micros: int | None) -> str:
    """A time, in this machine's zone."""
    if micros is None:
        return ""
    at = datetime.datetime.fromtimestamp(micros / SECOND, tz=datetime.timezone.utc)
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def span(micros: int | None) -> str:
    """A duration in its two largest units."""
    if micros is None:
        return ""
    seconds = micros / SECOND
    if seconds < 60:
        return f"{seconds:.1f}s"
    left = round(seconds)
    parts: list[str] = []
    for size, unit in SPANS:
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count}{unit}")
    return " ".join([*parts, f"{left}s"][:2])


def value(given: Any) -> str:  # noqa: ANN401 - a param is any JSON
    """A param or tag on one line."""
    if isinstance(given, str):
        return given
    return msgspec.json.encode(given).decode() if given is not None else "null"


def duration_of(run: dict[str, Any]) -> int | None:
    """How long a run took, or has taken until it was last heard of; µs."""
    end = run["ended_at"] or run["heartbeat_at"]
    return max(0, end - run["started_at"]) if end else None
