"""Whole numbers as everything that keeps them can: signed, of 64 bits."""

from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import Micros
from runlore.entities.limits import MAX_STEP, MIN_STEP


def check_step(step: int) -> int:
    """Check a step and give it back.

    Raises:
        InvalidValueError: it is out of range.
    """
    if not MIN_STEP <= step <= MAX_STEP:
        raise InvalidValueError(
            f"Step {step} is out of range: steps lie between {MIN_STEP} and {MAX_STEP}."
        )
    return step


def check_moment(moment: int) -> Micros:
    """Check a moment, in microseconds since 1970, and give it back.

    Raises:
        InvalidValueError: it is out of range.
    """
    if not MIN_STEP <= moment <= MAX_STEP:
        raise InvalidValueError(
            f"The time {moment} is out of range: times are microseconds since 1970, of 64 bits."
        )
    return Micros(moment)


def check_number(number: int) -> int:
    """Check the number of something that the store counts, and give it back.

    Raises:
        InvalidValueError: it is out of range.
    """
    if not 0 <= number <= MAX_STEP:
        raise InvalidValueError(f"{number} is out of range: ids are whole numbers from 1 on.")
    return number
