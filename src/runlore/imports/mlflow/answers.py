"""Small things in the answers of MLflow's servers."""

import math
from collections.abc import Sequence
from typing import Any

from runlore.imports.mlflow.translate import value_of

_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def pairs_of(told: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Keys and values, in the order of the keys."""
    return {one["key"]: one.get("value", "") for one in sorted(told, key=lambda one: one["key"])}


def number_of(told: float | str) -> float:
    """A value of a metric; infinities come as words, or as the largest floats."""
    if isinstance(told, str):
        return _WORDS[told] if told in _WORDS else float(told)
    return value_of(told, is_nan=False)
