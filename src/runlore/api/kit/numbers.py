"""Numbers that JSON lacks: NaN and the infinities travel as text."""

import math
from typing import TypeAlias

from runlore.entities.errors import InvalidValueError
from runlore.entities.params import JSONValue

JsonNumber: TypeAlias = float | str
"""A float, or "NaN", "Infinity", "-Infinity"."""

_WORDS = ("NaN", "Infinity", "-Infinity")


def json_number(value: float) -> JsonNumber:
    """The value as JSON can carry it."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def read_number(told: JsonNumber) -> float:
    """The float that JSON carries so.

    Raises:
        InvalidValueError: it is another text.
    """
    if isinstance(told, str) and told not in _WORDS:
        raise InvalidValueError(
            f"{told[:80]!r} is no number. Beside numbers there are {', '.join(_WORDS)}, as text."
        )
    return float(told)


def json_value(value: JSONValue) -> JSONValue:
    """The value with every float in it as JSON can carry it."""
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, dict):
        return {key: json_value(one) for key, one in value.items()}
    if isinstance(value, list):
        return [json_value(one) for one in value]
    return value
