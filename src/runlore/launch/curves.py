"""Points of two runs side by side: which are the same, and where they part."""

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from runlore.entities.limits import NO_STEP

Bits = NDArray[np.int64]


class Curve(msgspec.Struct, frozen=True, eq=False):
    """All points of one metric, in the order in which they were logged.

    Attributes:
        step: int64; ``NO_STEP`` marks final values.
        value: float64.
    """

    step: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.value)

    @property
    def final(self) -> float:
        """The value that was logged last."""
        return float(self.value[-1])

    def before(self, step: int) -> "Curve":
        """The points whose step is smaller; final values belong to the end and are left out."""
        kept = (self.step < step) & (self.step != NO_STEP)
        return Curve(self.step[kept], self.value[kept])


class Band(NamedTuple):
    """How far two numbers may lie apart and still be the same but for rounding.

    Attributes:
        absolute: always allowed.
        relative: of the older number.
    """

    absolute: float = 1e-12
    relative: float = 1e-6


class Parting(NamedTuple):
    """How two curves agree.

    Attributes:
        shared: points that both have.
        missing: points of the older that the newer lacks.
        extra: points of the newer that the older lacks.
        first_unequal: step of the first shared point that is not the same bit for bit, or None.
        first_apart: step of the first shared point that lies outside the band, or None.
    """

    shared: int
    missing: int
    extra: int
    first_unequal: int | None
    first_apart: int | None

    @property
    def is_exact(self) -> bool:
        """The same points, bit for bit."""
        return self.first_unequal is None and not self.missing and not self.extra

    @property
    def is_within(self) -> bool:
        """The same points, but for rounding."""
        return self.first_apart is None and not self.missing and not self.extra


def part(old: Curve, new: Curve, band: Band) -> Parting:
    """Compare point with point: the n-th of a step with the n-th of the same step."""
    if np.array_equal(old.step, new.step):
        steps, before, after = old.step, old.value, new.value
    else:
        at_old, at_new = _shared(old.step, new.step)
        steps, before, after = old.step[at_old], old.value[at_old], new.value[at_new]
    unequal = ~_same_bits(before, after)
    apart = unequal & ~_is_near(before, after, band)
    return Parting(
        shared=len(steps),
        missing=len(old) - len(steps),
        extra=len(new) - len(steps),
        first_unequal=_first(steps, unequal),
        first_apart=_first(steps, apart),
    )


def is_near(old: float, new: float, band: Band) -> bool:
    """Whether two numbers are the same but for rounding; NaN is the same as NaN."""
    return bool(_is_near(np.array([old]), np.array([new]), band)[0]) or (old != old and new != new)


def _same_bits(old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.bool_]:
    equal: NDArray[np.bool_] = old.view(np.int64) == new.view(np.int64)
    # A NaN carries bits that no arithmetic gives a meaning to.
    return equal | (np.isnan(old) & np.isnan(new))


def _is_near(old: NDArray[np.float64], new: NDArray[np.float64], band: Band) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", over="ignore"):
        room = np.maximum(band.absolute, band.relative * np.abs(old))
        near: NDArray[np.bool_] = np.abs(new - old) <= room
    infinite = ~np.isfinite(old) | ~np.isfinite(new)
    return np.where(infinite, old == new, near)


def _shared(old: Bits, new: Bits) -> tuple[Bits, Bits]:
    """Where the points that both have stand in each, in the order of the older."""
    _, at_old, at_new = np.intersect1d(_numbered(old), _numbered(new), return_indices=True)
    order = np.argsort(at_old)
    return at_old[order], at_new[order]


def _numbered(steps: Bits) -> NDArray[np.void]:
    """Each step with its count among equal steps: a name of the point that both runs know."""
    order = np.argsort(steps, kind="stable")
    ranked = steps[order]
    begins = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    lengths = np.diff(np.r_[begins, len(ranked)])
    names = np.empty(len(steps), dtype=[("step", np.int64), ("nth", np.int64)])
    names["step"] = steps
    names["nth"][order] = np.arange(len(ranked)) - np.repeat(begins, lengths)
    return names


def _first(steps: Bits, marked: NDArray[np.bool_]) -> int | None:
    found = np.flatnonzero(marked)
    return int(steps[found[0]]) if len(found) else None
