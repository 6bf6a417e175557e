"""The main metric of a project: by which its runs are judged when nobody chose one."""

from collections.abc import Sequence

from runlore.entities.experiment import Goal
from runlore.query.fields import lower_is_better
from runlore.stores.runs import KeyCount

_SYSTEM = "system/"
"""Metrics of the machine say nothing of how good a run is."""

_VALIDATED = frozenset(("val", "valid", "validation", "eval", "dev", "test"))
"""Words of metrics that were measured on data the run did not learn from."""

_SCORES = frozenset(
    (
        "accuracy", "acc", "auc", "auroc", "f1", "map", "iou", "miou", "dice", "bleu", "rouge",
        "score", "reward", "return", "r2", "precision", "recall", "psnr", "ssim", "top1",
    )
)  # fmt: skip
"""Words of metrics that are good when they are large."""

_RARE = 0.5
"""A metric that fewer than this share of the runs log cannot rank them."""


def choose_metric(counts: Sequence[KeyCount]) -> str:
    """The metric to judge runs by, or an empty text when they log none.

    Among those that many of the runs log, in this order: measured on held-out data and called a
    score or a loss; called so at all; held-out; any. Of equals the one that more runs log, then the
    first by name.
    """
    judged = [count for count in counts if not count.key.startswith(_SYSTEM)]
    most = max((count.runs for count in judged), default=0)
    common = [count for count in judged if count.runs >= _RARE * most]
    if not common:
        return ""
    return min(common, key=lambda count: (-_rank(count.key), -count.runs, count.key)).key


def goal_of(metric: str) -> Goal:
    """What is good of a metric, as its name suggests."""
    return "min" if lower_is_better(metric) else "max"


def _rank(key: str) -> int:
    words = _words(key)
    telling = lower_is_better(key) or not _SCORES.isdisjoint(words)
    return 2 * telling + (not _VALIDATED.isdisjoint(words))


def _words(key: str) -> set[str]:
    spaced = "".join(letter if letter.isalnum() else " " for letter in key.lower())
    return set(spaced.split())
