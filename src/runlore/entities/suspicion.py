"""How much one difference between two runs is suspected to change their results.

Weights are judgement, from 0 (cannot matter) to 1 (changes numbers as a rule). They order what is
told first; `--bisect` proves. `tests/unit/launch/test_causes.py` watches that they name the cause.
"""

import re

from runlore.entities.params import JSONValue
from runlore.entities.recipe import Group

_NUMERIC = re.compile(
    r"^(torch|torchvision|torchaudio|numpy|scipy|scikit-learn|jax|jaxlib|tensorflow|keras|xgboost|"
    r"lightgbm|catboost|pandas|polars|transformers|datasets|tokenizers|accelerate|flax|optax|"
    r"statsmodels|pytorch-lightning|lightning|timm|opencv-.*|pillow|nvidia-.*|mkl|triton|"
    r"sentence-transformers|diffusers|gensim|spacy|nltk|numba|cupy.*)$",
    re.IGNORECASE,
)
"""Distributions that compute, or read what is computed upon."""

_TOOLS = re.compile(
    r"^(pip|setuptools|wheel|uv|pytest.*|ruff|mypy|black|ipython|jupyter.*|notebook|runlore|rich|"
    r"pygments|coverage|hypothesis)$",
    re.IGNORECASE,
)
"""Distributions beside a training, which no number depends on."""

_SEED_NAME = re.compile(r"(^|[^a-z])seed", re.IGNORECASE)

_HARDWARE = {"gpus": 0.6, "gpu_driver": 0.2, "cuda": 0.4, "cpu": 0.35, "numerics": 0.4}
_COMMAND = {"program": 0.95, "form": 0.5, "arguments": 0.6, "folder": 0.2, "launcher": 0.8}
_ENV = {"python": 0.4, "system": 0.2, "variables": 0.55, "container": 0.5}


def weigh(group: Group, item: str, old: JSONValue, new: JSONValue) -> float:
    """The weight of one difference.

    Args:
        group: of the recipe.
        item: path of the fact in its group.
        old: in the first run, None when it has none.
        new: in the second.
    """
    head = item.partition("/")[0]
    if group == "env":
        return _weigh_environment(head, item, old, new)
    if group in ("command", "hardware"):
        return _COMMAND.get(head, 0.4) if group == "command" else _HARDWARE.get(head, 0.1)
    if group in ("config", "seed"):
        return _weigh_setting(group, item)
    return _weigh_content(group, head, old, new)


def _weigh_setting(group: Group, item: str) -> float:
    if group == "seed":
        return 0.3 if item.startswith("hash") else 0.9
    # A seed among the params tells of the group seed, which names it better.
    return 0.5 if _SEED_NAME.search(item) else 0.85


def _weigh_content(group: Group, head: str, old: JSONValue, new: JSONValue) -> float:
    """Code and data: other content weighs more than something that only one run looked at."""
    if group == "code":
        return {"source": 0.95, "script": 0.9, "notebook": 0.95}.get(head, 0.85)
    return 1.0 if old is not None and new is not None else 0.75


def _weigh_environment(head: str, item: str, old: JSONValue, new: JSONValue) -> float:
    if head != "packages":
        return _ENV.get(head, 0.3)
    name = item.partition("/")[2]
    if _TOOLS.match(name):
        return 0.05
    # Another build of one version: the same source, other bytes.
    is_build = isinstance(old, list) and isinstance(new, list) and old[:1] == new[:1]
    return (0.8 if _NUMERIC.match(name) else 0.35) * (0.6 if is_build else 1.0)
