"""Points as MLflow sends them to rows as we keep them."""

import math
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from runlore.api.mlflow.keys import check_key
from runlore.api.mlflow.shapes import Asked
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import LoggedModelId, Micros, RunId, parse_logged_model_id
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.entities.logged_model import ModelMetric
from runlore.entities.records import RowsLogged
from runlore.series.points import I64

_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_MAX_MILLIS = 2**63 // 1000

_MANY = 50
"""Points from which on arrays are faster than a look at each."""

_Row = tuple[tuple[str, ...], bytes]


class MetricGiven(Asked, frozen=True, gc=False):
    """A point that is logged; the moment in milliseconds since 1970."""

    key: str
    value: float | str
    timestamp: int
    step: int = 0
    model_id: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""
    run_id: str = ""


def rows_of(metrics: Sequence[MetricGiven]) -> list[RowsLogged]:
    """Rows of points: neighbours of one step and moment are one row, as one call logged them.

    Points that are there twice are kept once, as stock does.

    Raises:
        InvalidValueError: a value, step or moment that cannot be kept; says of which metric.
        InvalidNameError: a key that is no name.
    """
    even = _even_rows(metrics) if len(metrics) >= _MANY else None
    return _row_by_row(metrics) if even is None else [even]


def points_of_models(
    metrics: Sequence[MetricGiven], run: RunId
) -> dict[LoggedModelId, list[ModelMetric]]:
    """Those of the points that name the logged model that they were measured on, by model.

    Raises:
        InvalidIdError: one names no model.
    """
    found: dict[LoggedModelId, list[ModelMetric]] = {}
    for one in metrics:
        if one.model_id:
            point = ModelMetric(
                one.key,
                _number(one),
                one.step,
                Micros(one.timestamp * 1000),
                run,
                one.dataset_name,
                one.dataset_digest,
            )
            found.setdefault(parse_logged_model_id(one.model_id), []).append(point)
    return found


def _even_rows(metrics: Sequence[MetricGiven]) -> RowsLogged | None:
    """The rows of a batch in which all carry the same keys, as those of training loops do.

    None when it is not so plain, or when something is wrong with it: then it is looked at row by
    row. A batch of 1,000 points takes a fifth of the time that way.
    """
    first = metrics[0]
    ends = (at for at, one in enumerate(metrics) if one.step != first.step)
    width = next(ends, len(metrics))
    rows = len(metrics) // width
    keys = [one.key for one in metrics]
    if len(set(keys[:width])) != width or keys != keys[:width] * rows:
        return None
    try:
        step = np.array([one.step for one in metrics], np.int64).reshape(rows, width)
        time = np.array([one.timestamp for one in metrics], np.int64).reshape(rows, width)
    except OverflowError:
        return None
    values = [one.value for one in metrics]
    if str in set(map(type, values)) or not _are_rows(step, time):
        return None
    packed = np.empty(rows, [("step", "<i8"), ("time", "<i8"), ("value", "<f8", (width,))])
    packed["step"], packed["time"] = step[:, 0], time[:, 0] * 1000
    packed["value"] = np.array(values, np.float64).reshape(rows, width)
    return RowsLogged(
        tuple(check_key("Metric", key) for key in keys[:width]), rows, packed.tobytes()
    )


def _are_rows(step: I64, time: I64) -> bool:
    """Whether each row is of one step and moment, both can be kept, and no two rows are alike."""
    if (step != step[:, :1]).any() or (time != time[:, :1]).any():
        return False
    step, time = step[:, 0], time[:, 0]
    if step.min() < MIN_STEP or time.min() < 0 or time.max() >= _MAX_MILLIS:
        return False
    return bool(((time[1:] > time[:-1]) | ((time[1:] == time[:-1]) & (step[1:] > step[:-1]))).all())


def _row_by_row(metrics: Sequence[MetricGiven]) -> list[RowsLogged]:
    blocks: list[RowsLogged] = []
    keys: tuple[str, ...] = ()
    parts: list[bytes] = []
    for its_keys, packed in _rows(metrics):
        if its_keys != keys and parts:
            blocks.append(RowsLogged(keys, len(parts), b"".join(parts)))
            parts = []
        keys = its_keys
        parts.append(packed)
    if parts:
        blocks.append(RowsLogged(keys, len(parts), b"".join(parts)))
    return blocks


def _rows(metrics: Sequence[MetricGiven]) -> Iterator[_Row]:
    seen: set[tuple[str, int, int, float | str]] = set()
    row: dict[str, float] = {}
    step = timestamp = 0
    for one in metrics:
        point = (one.key, one.timestamp, one.step, one.value)
        if point in seen:
            continue
        seen.add(point)
        if row and (one.step != step or one.timestamp != timestamp or one.key in row):
            yield _packed(row, step, timestamp)
            row = {}
        step, timestamp = one.step, one.timestamp
        row[check_key("Metric", one.key)] = _number(one)
    if row:
        yield _packed(row, step, timestamp)


def _packed(row: dict[str, float], step: int, timestamp: int) -> _Row:
    keys = tuple(row)
    if not MIN_STEP <= step <= MAX_STEP:
        raise InvalidValueError(
            f"Invalid value {step} for parameter 'step' of metric {keys[0]!r} supplied: "
            "a step is a whole number of 64 bits."
        )
    if not 0 <= timestamp < _MAX_MILLIS:
        raise InvalidValueError(
            f"Invalid value {timestamp} for parameter 'timestamp' of metric {keys[0]!r} supplied: "
            "it must be milliseconds since 1970."
        )
    return keys, _layout(len(keys)).pack(step, timestamp * 1000, *row.values())


def _number(metric: MetricGiven) -> float:
    value = metric.value
    if not isinstance(value, str):
        return value
    known = _WORDS.get(value)
    if known is not None:
        return known
    try:
        return float(value)
    except ValueError:
        raise InvalidValueError(
            f"Invalid value {value[:80]!r} for parameter 'value' of metric "
            f"{metric.key[:80]!r} supplied: it is no number."
        ) from None


@lru_cache(maxsize=256)
def _layout(keys: int) -> struct.Struct:
    return struct.Struct(f"<qq{keys}d")
