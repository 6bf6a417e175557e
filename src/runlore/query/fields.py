"""Which fields a run has, how they may be called, and what kind of value each holds."""

import enum

from runlore.entities.recipe import ALL, GROUPS
from runlore.query.ast import Aspect, Field, FieldKind


class FieldType(enum.Enum):
    """What a field's values are, which says what they may be compared with."""

    NUMBER = "number"
    MOMENT = "moment"
    TEXT = "text"
    LOOSE = "loose"
    """Whatever was logged: numbers, texts, booleans, each compared as what it is."""


ATTRIBUTES: dict[str, FieldType] = {
    "id": FieldType.TEXT,
    "name": FieldType.TEXT,
    "status": FieldType.TEXT,
    "project": FieldType.TEXT,
    "experiment": FieldType.TEXT,
    "user": FieldType.TEXT,
    "host": FieldType.TEXT,
    "notes": FieldType.TEXT,
    "parent": FieldType.TEXT,
    "started": FieldType.MOMENT,
    "ended": FieldType.MOMENT,
    "duration": FieldType.NUMBER,
}
"""The closed set of a run's attributes. ``duration`` is in seconds; a run that goes on has none."""

OTHER_ATTRIBUTES: dict[str, FieldType] = {
    "created": FieldType.MOMENT,
    "updated": FieldType.MOMENT,
    "path": FieldType.TEXT,
    "run": FieldType.TEXT,
    "source": FieldType.TEXT,
    "version": FieldType.NUMBER,
    "stage": FieldType.TEXT,
    "model_type": FieldType.TEXT,
    "description": FieldType.TEXT,
}
"""Attributes that other nouns have, such as experiments and model versions; an attribute that runs
have too is of one type everywhere. Which noun has which says ``query/vocabulary.py``."""

ATTRIBUTE_ALIASES: dict[str, str] = {
    "run_id": "id",
    "run_name": "name",
    "user_id": "user",
    "start_time": "started",
    "started_at": "started",
    "created": "started",
    "end_time": "ended",
    "ended_at": "ended",
    "state": "status",
    "hostname": "host",
    "parent_id": "parent",
}
"""Other names of attributes, those of MLflow among them."""

DATASET_FIELDS = ("name", "digest", "context")
"""What is searched of a run's datasets: texts all."""

FINGERPRINT_FIELDS = (*GROUPS, ALL)
"""What a run has a digest of: the groups of its recipe, and all of them."""

PREFIXES: dict[str, FieldKind] = {
    "metric": FieldKind.METRIC,
    "metrics": FieldKind.METRIC,
    "param": FieldKind.PARAM,
    "params": FieldKind.PARAM,
    "parameter": FieldKind.PARAM,
    "parameters": FieldKind.PARAM,
    "config": FieldKind.PARAM,
    "tag": FieldKind.TAG,
    "tags": FieldKind.TAG,
    "summary": FieldKind.SUMMARY,
    "dataset": FieldKind.DATASET,
    "datasets": FieldKind.DATASET,
    "fingerprint": FieldKind.FINGERPRINT,
    "fingerprints": FieldKind.FINGERPRINT,
    "attribute": FieldKind.ATTRIBUTE,
    "attributes": FieldKind.ATTRIBUTE,
    "attr": FieldKind.ATTRIBUTE,
    "run": FieldKind.ATTRIBUTE,
}
"""What stands before the first dot."""


def type_of(field: Field) -> FieldType:
    """What the field's values are.

    Raises:
        KeyError: an attribute that is not of the closed set; the parser lets none through.
    """
    if field.kind is FieldKind.METRIC:
        return FieldType.NUMBER
    if field.kind is FieldKind.ATTRIBUTE:
        known = ATTRIBUTES.get(field.key)
        return OTHER_ATTRIBUTES[field.key] if known is None else known
    if field.kind in (FieldKind.DATASET, FieldKind.FINGERPRINT):
        return FieldType.TEXT
    return FieldType.LOOSE


def resolved_aspect(field: Field) -> Aspect:
    """The aspect of a metric that is compared: BEST becomes MIN or MAX."""
    if field.aspect is not Aspect.BEST:
        return field.aspect
    return Aspect.MIN if lower_is_better(field.key) else Aspect.MAX


# Whole words, as metrics are named in papers and by the frameworks' own callbacks.
_LOWER_WORDS = frozenset(
    (
        "loss", "error", "err", "errors", "perplexity", "ppl", "nll", "mse", "rmse", "mae",
        "mape", "smape", "msle", "rmsle", "medae", "wmape", "logloss", "entropy",
        "crossentropy", "kl", "kld", "divergence", "distance", "regret", "deviance",
        "brier", "ece", "eer", "wer", "cer", "ter", "fid", "kid", "lpips", "bpc", "bpb",
        "bpd", "fpr", "fnr", "latency", "time", "duration", "seconds", "cost",
    )
)  # fmt: skip
# Ends of words, for names run together as XGBoost's mlogloss and merror, Lightning's valloss.
_LOWER_ENDS = ("loss", "error", "perplexity")


def lower_is_better(metric: str) -> bool:
    """Whether a metric's name suggests that small is good: ``val/loss``, ``test_rmse``, ``WER``."""
    spaced = "".join(letter if letter.isalnum() else " " for letter in metric.lower())
    return any(word in _LOWER_WORDS or word.endswith(_LOWER_ENDS) for word in spaced.split())
