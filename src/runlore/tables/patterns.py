"""LIKE over the distinct texts of a column, as ``query/like.py`` has it, at the speed of C."""

from collections.abc import Callable, Sequence

from runlore.entities.errors import LimitExceededError
from runlore.query.like import is_like

MAX_STEPS = 20_000_000
"""Letters of all texts by letters of the pattern, for a pattern with ``_``: some seconds."""


def matcher_of(pattern: str, labels: Sequence[str]) -> Callable[[str], bool]:
    """Tells whether a text fits the pattern.

    Args:
        pattern: ``%`` is any text, ``_`` any one character.
        labels: the texts that it will be asked of.

    Raises:
        LimitExceededError: it would take too long.
    """
    if "_" not in pattern:
        return _without_single(pattern)
    steps = sum(map(len, labels)) * len(pattern)
    if steps > MAX_STEPS:
        raise LimitExceededError(
            "The work of a LIKE with _ over all texts", steps, MAX_STEPS, "Use % alone."
        )
    return lambda label: is_like(label, pattern)


def _without_single(pattern: str) -> Callable[[str], bool]:
    """The pieces between ``%`` one after the other, each as early as it can stand."""
    first, *rest = pattern.split("%")
    if not rest:
        return lambda label: label == pattern
    *middle, last = rest
    least = len(first) + len(last)

    def fits(label: str) -> bool:
        if len(label) < least or not label.startswith(first) or not label.endswith(last):
            return False
        at, end = len(first), len(label) - len(last)
        for piece in middle:
            found = label.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True

    return fits
