"""What may be a metric's value, a step and a row; everything else is refused with a reason.

This is the slow path of ``log``: rows whose values are all plain floats never come here.
"""

import math
from collections.abc import Mapping
from typing import Any, SupportsFloat, SupportsIndex, cast

from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.entities.limits import MAX_KEYS_PER_ROW, MAX_STEP, MIN_STEP
from runlore.entities.names import check_name


def to_row(row: object) -> dict[str, Any]:
    """A row of any mapping type as a plain dict.

    Raises:
        InvalidValueError: when it is no mapping.
    """
    if isinstance(row, Mapping):
        return dict(row)
    raise InvalidValueError(
        f"log() takes a dict of metric names and numbers, not a {type(row).__name__}."
    )


def check_keys(keys: tuple[Any, ...]) -> None:
    """Check the metric names of a row.

    Raises:
        InvalidNameError: naming the first bad one.
        LimitExceededError: more metrics than one call may carry.
    """
    if len(keys) > MAX_KEYS_PER_ROW:
        raise LimitExceededError(
            "The number of metrics in one call", len(keys), MAX_KEYS_PER_ROW, "Log a table."
        )
    for key in keys:
        check_name("Metric", key)


def to_numbers(row: Mapping[str, Any]) -> list[float]:
    """The values of a row as floats, bit for bit what was given.

    Raises:
        InvalidValueError: naming the first metric whose value is not exactly one float64.
    """
    return [
        value if value.__class__ is float else to_number(key, value) for key, value in row.items()
    ]


def to_number(key: object, value: Any) -> float:  # noqa: ANN401  whatever a user logs
    """One value as a float.

    Takes bool, int, float and what acts like one number: NumPy and PyTorch scalars and arrays
    without dimensions, from any device, without importing either.

    Raises:
        InvalidValueError: for anything that is not exactly one float64.
    """
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int):
        return _exact(key, value)
    shape = getattr(value, "shape", ())
    if tuple(shape) != ():
        raise _refused(
            key,
            f"an array of shape {tuple(shape)}",
            "Log one number, such as value.mean(); or the array as a table or an artifact",
        )
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    if isinstance(plain, (int, float)):
        return to_number(key, plain)
    if not hasattr(plain, "__float__"):
        raise _refused(key, _shown(value), "A metric is a number; log text as a tag or a param")
    return _exact(key, plain)


def to_step(step: object) -> int:
    """A step as a plain int.

    Raises:
        InvalidValueError: when it is not a whole number of 64 bits.
    """
    if isinstance(step, bool) or not hasattr(step, "__index__"):
        raise InvalidValueError(
            f"A step is a whole number, not {_shown(step)}. Leave it out to count calls, or log "
            "the position as a metric of its own."
        )
    try:
        whole = cast("SupportsIndex", step).__index__()
    except (TypeError, ValueError) as error:
        raise InvalidValueError(f"A step is a whole number, not {_shown(step)}: {error}.") from None
    if not MIN_STEP <= whole <= MAX_STEP:
        raise InvalidValueError(
            f"Step {whole} is out of range: steps lie between {MIN_STEP} and {MAX_STEP}."
        )
    return whole


def _exact(key: object, value: SupportsFloat) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise _refused(key, f"{_shown(value)} ({error})", "Log a number") from None
    if number != value and not math.isnan(number):
        raise _refused(
            key,
            f"{_shown(value)}, which no 64-bit float holds exactly",
            "Log float(value) if the nearest one will do, or keep it as a param",
        )
    return number


def _refused(key: object, what: str, instead: str) -> InvalidValueError:
    return InvalidValueError(f"Metric {key!r} was given {what}. {instead}.")


def _shown(value: object) -> str:
    return f"{repr(value)[:60]} of type {type(value).__name__}"
