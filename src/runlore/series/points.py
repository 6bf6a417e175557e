"""Points, rows, buckets: the shapes in which series travel through the server."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runlore.entities.limits import NO_STEP

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]


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

    def take(self, which: Mask | npt.NDArray[np.intp]) -> "Points":
        """Those that the mask marks, or those at the positions, in their order."""
        return Points(self.row[which], self.step[which], self.time[which], self.value[which])

    def within(self, window: Window) -> "Points":
        """Those in the window."""
        final = self.step == NO_STEP
        stepped = (self.step >= window.first_step) & (self.step <= window.last_step) & ~final
        wanted = stepped | final if window.finals else stepped
        return self if wanted.all() else self.take(wanted)

    def by_step(self) -> "Points":
        """The same in the order of steps, then rows; final values come last."""
        key = order_of(self.step)
        if (key[1:] >= key[:-1]).all():
            return self
        return self.take(np.argsort(key, kind="stable"))


def order_of(step: I64) -> U64:
    """Numbers that sort as steps do, with final values behind all steps."""
    return step.astype(np.uint64) + np.uint64(2**63 - 1)


def join(parts: Sequence[Points]) -> Points:
    """Points of several parts, one after the other."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        none = np.empty(0, np.int64)
        return Points(none, none, none, np.empty(0))
    return Points(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.step for part in parts]),
        np.concatenate([part.time for part in parts]),
        np.concatenate([part.value for part in parts]),
    )


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
    present: dict[str, Mask]


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
    last_x: float | None = None
    last_y: float | None = None

    def take(self, positions: npt.NDArray[np.intp] | slice) -> "Buckets":
        """Those at the positions, in that order; those of a slice are not copied."""
        return Buckets(
            level=self.level,
            index=self.index[positions],
            count=self.count[positions],
            finite=self.finite[positions],
            first=self.first[positions],
            min=self.min[positions],
            max=self.max[positions],
            last=self.last[positions],
            mean=self.mean[positions],
            flags=self.flags[positions],
            last_x=self.last_x,
            last_y=self.last_y,
        )


def join_buckets(parts: Sequence[Buckets]) -> Buckets:
    """Buckets of several parts of one level, one after the other, not merged."""
    return Buckets(
        level=parts[0].level,
        index=np.concatenate([part.index for part in parts]),
        count=np.concatenate([part.count for part in parts]),
        finite=np.concatenate([part.finite for part in parts]),
        first=np.concatenate([part.first for part in parts]),
        min=np.concatenate([part.min for part in parts]),
        max=np.concatenate([part.max for part in parts]),
        last=np.concatenate([part.last for part in parts]),
        mean=np.concatenate([part.mean for part in parts]),
        flags=np.concatenate([part.flags for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class BucketTable:
    """Buckets of several series of one level in one set of columns, one series after the other.

    What is done to a table costs one pass over its columns, however many series it holds.

    Attributes:
        buckets: of all; ``last_x`` and ``last_y`` are None.
        bounds: int64[series + 1], rising from 0; series k has the buckets from ``bounds[k]`` to
            before ``bounds[k + 1]``, and may have none.
    """

    buckets: Buckets
    bounds: I64


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one series in the order of steps, equal steps in the order of their rows.

    Attributes:
        step: int64[n], none of them ``NO_STEP``.
        value: float64[n], bit-exact.
    """

    step: I64
    value: F64

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True)
class ChartPart:
    """The buckets of some of the series that were asked for.

    Attributes:
        series: number of each in the question.
        newest: (step, value) of each one's newest point of all, exact, None when not in range.
        table: their buckets.
    """

    series: Sequence[int]
    newest: Sequence[tuple[float, float] | None]
    table: BucketTable


@dataclass(frozen=True, slots=True)
class Charts:
    """What is drawn of many series: each stands either in one of the parts or among the exact.

    Attributes:
        parts: buckets.
        exact: by number in the question, the points themselves of those that have few.
    """

    parts: list[ChartPart]
    exact: dict[int, Curve]
