"""The statistics that a listing shows of a series: made from rows, merged batch by batch."""

import math
import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from runlore.entities.ids import Micros
from runlore.entities.limits import NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.series.points import F64, I64, U64, order_of

# fmt: off
_HIGHER_IS_BETTER = frozenset({
    "acc", "accuracy", "top1", "top5", "auc", "auroc", "auprc", "ap", "map", "f1", "fbeta",
    "precision", "recall", "sensitivity", "specificity", "score", "r2", "mcc", "kappa", "iou",
    "miou", "dice", "jaccard", "bleu", "rouge", "rouge1", "rouge2", "rougel", "meteor", "cider",
    "chrf", "ndcg", "mrr", "hit", "hits", "reward", "return", "win", "winrate", "elo", "psnr",
    "ssim", "throughput", "correct", "pass", "speedup",
})
# fmt: on
_LOWER_IS_BETTER = frozenset({"loss", "error", "err", "time", "latency", "perplexity", "ppl"})
_RATE = re.compile(r"per_?sec|/s$")


def goal_of(key: str) -> Literal["min", "max"]:
    """Whether the best value of a metric is its largest or its smallest, told by its name.

    A name is read in words (split at anything but letters and digits, and where a small letter
    meets a capital). ``loss``, ``error``, ``time``, ``latency``, ``perplexity`` anywhere mean min;
    else a word such as ``accuracy``, ``acc``, ``f1``, ``auc``, ``precision``, ``recall``,
    ``score``, ``map``, ``r2``, ``bleu``, ``rouge``, ``reward`` or ``throughput``, or a rate such as
    ``per_sec``, means max; all other names mean min.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).lower()
    words = set(re.split(r"[^a-z0-9]+", spaced))
    if words & _LOWER_IS_BETTER:
        return "min"
    if words & _HIGHER_IS_BETTER or _RATE.search(key.lower()):
        return "max"
    return "min"


def summarise(keys: Sequence[str], step: I64, time: I64, values: F64) -> dict[str, MetricSummary]:
    """Statistics of rows that all carry the same keys.

    Args:
        keys: of the columns.
        step: int64[n], n > 0, in the order of the rows.
        time: int64[n].
        values: float64[keys, n].
    """
    if not keys:
        return {}
    order = order_of(step)
    if not (order[1:] >= order[:-1]).all():
        by_step = np.argsort(order, kind="stable")
        order, step, time = order[by_step], step[by_step], time[by_step]
        values = values[:, by_step]
    finite = np.isfinite(values)
    count = finite.sum(axis=1)
    clean = finite.all()
    low = values if clean else np.where(finite, values, np.inf)
    high = values if clean else np.where(finite, values, -np.inf)
    at_low, at_high = low.argmin(axis=1), high.argmax(axis=1)
    each = np.arange(len(keys))
    lows, highs = _or_nan(low[each, at_low], count), _or_nan(high[each, at_high], count)
    means = _means(values if clean else np.where(finite, values, 0.0), count, lows, highs)
    n, first_step, last_step = len(step), int(step[0]), int(step[-1])
    newest = _newest(order, time, values)
    last_time = int(time[newest[0]])
    columns = zip(
        keys,
        values[each, newest].tolist(),
        lows.tolist(),
        step[at_low].tolist(),
        highs.tolist(),
        step[at_high].tolist(),
        means.tolist(),
        values[:, 0].tolist(),
        count.tolist(),
        strict=True,
    )
    return {
        key: MetricSummary(
            last=last,
            last_step=last_step,
            last_time=Micros(last_time),
            min=lowest,
            min_step=low_step if some else NO_STEP,
            max=highest,
            max_step=high_step if some else NO_STEP,
            mean=mean,
            first=first,
            first_step=first_step,
            count=n,
            finite=some,
        )
        for key, last, lowest, low_step, highest, high_step, mean, first, some in columns
    }


def merge_summaries(earlier: MetricSummary, later: MetricSummary) -> MetricSummary:
    """Statistics of all points of both; the rows of ``earlier`` came before those of ``later``.

    Associative, but for the rounding of ``mean``.
    """
    last = later if _age(later) >= _age(earlier) else earlier
    first = later if _rank(later.first_step) < _rank(earlier.first_step) else earlier
    low, low_step = _better(
        (earlier.min, earlier.min_step), (later.min, later.min_step), smaller=True
    )
    high, high_step = _better(
        (earlier.max, earlier.max_step), (later.max, later.max_step), smaller=False
    )
    return MetricSummary(
        last=last.last,
        last_step=last.last_step,
        last_time=last.last_time,
        min=low,
        min_step=low_step,
        max=high,
        max_step=high_step,
        mean=_merged_mean(earlier, later, low, high),
        first=first.first,
        first_step=first.first_step,
        count=earlier.count + later.count,
        finite=earlier.finite + later.finite,
    )


def _age(summary: MetricSummary) -> tuple[int, int, float]:
    """Which last point is the last of all: by step, then moment, then value; NaN counts as 0."""
    value = 0.0 if math.isnan(summary.last) else summary.last
    return _rank(summary.last_step), summary.last_time, value


def _newest(order: U64, time: I64, values: F64) -> npt.NDArray[np.intp]:
    """Which row has the last point of each key, as ``_age`` says; of equal ones the last row."""
    n = len(order)
    if n == 1 or order[-2] != order[-1]:
        return np.full(len(values), n - 1)
    first = int(np.searchsorted(order, order[-1]))
    tied = first + np.flatnonzero(time[first:] == time[first:].max())
    seen = np.nan_to_num(values[:, tied], nan=0.0, posinf=np.inf, neginf=-np.inf)
    found: npt.NDArray[np.intp] = tied[len(tied) - 1 - seen[:, ::-1].argmax(axis=1)]
    return found


def _rank(step: int) -> int:
    """Where a step stands in order: final values behind all steps."""
    return 2**63 if step == NO_STEP else step


def _better(
    earlier: tuple[float, int], later: tuple[float, int], *, smaller: bool
) -> tuple[float, int]:
    """The more extreme (value, step) of two; of equal values the one at the smaller step."""
    if math.isnan(earlier[0]) or math.isnan(later[0]):
        return later if math.isnan(earlier[0]) else earlier
    if earlier[0] == later[0]:
        return later if _rank(later[1]) < _rank(earlier[1]) else earlier
    return later if (later[0] < earlier[0]) == smaller else earlier


def _merged_mean(earlier: MetricSummary, later: MetricSummary, low: float, high: float) -> float:
    if earlier.finite == 0 or later.finite == 0:
        return later.mean if earlier.finite == 0 else earlier.mean
    total = earlier.finite + later.finite
    mean = earlier.mean * (earlier.finite / total) + later.mean * (later.finite / total)
    return min(max(mean, low), high)


def _or_nan(value: F64, count: I64) -> F64:
    return np.where(count > 0, value, np.nan)


def _means(values: F64, count: I64, low: F64, high: F64) -> F64:
    """Means by row of ``values``, in which what is not finite is 0; NaN where count is 0."""
    some = np.maximum(count, 1)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = values.sum(axis=1) / some
        if not np.isfinite(mean).all():
            mean = (values / some[:, None]).sum(axis=1)
    return _or_nan(np.clip(mean, low, high), count)
