"""How well scores tell one class from the others: counts at thresholds, for ROC and PR curves."""

import msgspec
import numpy as np

from runlore.tables.columns import F64, I64, Mask

MAX_CURVE_POINTS = 500
"""Points of a curve that is drawn; the areas are of all of them."""


class Curve(msgspec.Struct, frozen=True):
    """What is found when all rows with a score of at least a threshold are called positive.

    Attributes:
        positives: rows of the class.
        negatives: rows of the others.
        thresholds: falling.
        hits: rows of the class found at each threshold.
        alarms: rows of others found there.
        area: under the ROC curve; None when it has no positives or no negatives.
        average_precision: the mean of precision over recall, by steps; None without positives.
        left_out: rows without a score.
    """

    positives: int
    negatives: int
    thresholds: list[float]
    hits: list[int]
    alarms: list[int]
    area: float | None
    average_precision: float | None
    left_out: int


def curve_of(scores: F64, is_positive: Mask, most: int = MAX_CURVE_POINTS) -> Curve:
    """The curve of these rows; NaN is no score."""
    scored = ~np.isnan(scores)
    scores, positive = scores[scored], is_positive[scored]
    order = np.argsort(-scores, kind="stable")
    falling, positive = scores[order], positive[order]
    # Rows of one score are found together: the last of each stands for it.
    last = np.append(np.flatnonzero(falling[1:] != falling[:-1]), len(falling) - 1)
    last = last[last >= 0].astype(np.int64)
    hits = np.cumsum(positive)[last] if len(last) else np.zeros(0, dtype=np.int64)
    alarms = last + 1 - hits
    drawn = _thinned(hits, alarms, most)
    total = int(positive.sum())
    return Curve(
        positives=total,
        negatives=len(positive) - total,
        thresholds=falling[last][drawn].tolist(),
        hits=hits[drawn].tolist(),
        alarms=alarms[drawn].tolist(),
        area=_area(hits, alarms),
        average_precision=_average_precision(hits, alarms),
        left_out=int((~scored).sum()),
    )


def _area(hits: I64, alarms: I64) -> float | None:
    if len(hits) == 0 or hits[-1] == 0 or alarms[-1] == 0:
        return None
    y = np.append(0, hits) / hits[-1]
    x = np.append(0, alarms) / alarms[-1]
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def _average_precision(hits: I64, alarms: I64) -> float | None:
    if len(hits) == 0 or hits[-1] == 0:
        return None
    precision = hits / (hits + alarms)
    return float(np.sum(np.diff(np.append(0, hits / hits[-1])) * precision))


def _thinned(hits: I64, alarms: I64, most: int) -> I64:
    """Which points are drawn: the first, the last, and others evenly along the way between."""
    if len(hits) <= most:
        return np.arange(len(hits))
    way = np.cumsum(
        np.abs(np.diff(hits, prepend=0)) / max(hits[-1], 1)
        + np.abs(np.diff(alarms, prepend=0)) / max(alarms[-1], 1)
    )
    wanted = np.linspace(0, way[-1], most)
    found = np.searchsorted(way, wanted).clip(0, len(hits) - 1)
    return np.unique(np.append(found, [0, len(hits) - 1]))
