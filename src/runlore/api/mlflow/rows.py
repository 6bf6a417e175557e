"""Points as MLflow sends them to rows as we keep them."""

import math
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache

from runlore.api.mlflow.shapes import Asked
from runlore.entities.errors import InvalidValueError
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.entities.names import check_name
from runlore.entities.records import RowsLogged

_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_MAX_MILLIS = 2**63 // 1000

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
        row[_checked(one.key)] = _number(one)
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


@lru_cache(maxsize=10_000)
def _checked(key: str) -> str:
    return check_name("Metric", key)


@lru_cache(maxsize=256)
def _layout(keys: int) -> struct.Struct:
    return struct.Struct(f"<qq{keys}d")
