"""Points, rows, buckets: the shapes in which series travel through the server."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Window:
    """Which points are wanted.

    Steps ``first_step`` … ``last_step``, both included, and whether final values (logged with no
    step) are.
    """

    first_step: int = -(2**63) + 1
    last_step: int = 2**63 - 1
    finals: bool = True


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one key in the order of their rows.

    Attributes:
        row: index of the log call, int64[n].
        step: int64[n]; ``NO_STEP`` for final values.
        time: µs since 1970, int64[n].
        value: float64[n], bit-exact.
    """

    row: I64
    step: I64
    time: I64
    value: F64

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True)
class Rows:
    """Whole log calls in order.

    Attributes:
        row: int64[n].
        step: int64[n].
        time: int64[n].
        values: by key, float64[n]; where ``present[key]`` is False the call did not carry the key.
        present: by key, bool[n].
    """

    row: I64
    step: I64
    time: I64
    values: dict[str, F64]
    present: dict[str, npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Buckets:
    """M4 statistics on the grid of one level; only buckets that hold points, in order.

    ``first`` and ``last`` are by (step, row). Statistics are of the finite values; a bucket with
    none has NaN in all five. ``flags``: 1 NaN seen, 2 +Inf seen, 4 −Inf seen, 8 min before max.

    Attributes:
        index: int64[n], bucket = step >> level.
        count: uint32[n], all points.
        finite: uint32[n], finite points.
        first, min, max, last, mean: float64[n].
        flags: uint8[n].
        last_x: step of the newest point of the whole series in range, or None.
        last_y: its value, exact.
    """

    level: int
    index: I64
    count: npt.NDArray[np.uint32]
    finite: npt.NDArray[np.uint32]
    first: F64
    min: F64
    max: F64
    last: F64
    mean: F64
    flags: U8
    last_x: int | None = None
    last_y: float | None = None
