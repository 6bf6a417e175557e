"""House rules on `runlore.mlflow`: it is light, and what it promises exists."""

import importlib
import json
import subprocess
import sys

import runlore.mlflow as mlflow

MAX_NEW_MODULES = 60
HEAVY = {"numpy", "pandas", "http", "ssl", "sqlalchemy", "starlette", "click", "yaml", "sklearn",
         "torch", "cloudpickle"}  # fmt: skip

IMPORT = """
import json, sys
import msgspec
before = set(sys.modules)
import runlore.mlflow as mlflow
{then}
print(json.dumps(sorted(set(sys.modules) - before)))
"""

OF_MODELS = {"artifacts", "data", "models", "pyfunc", "pytorch", "sklearn"}
"""Sub-modules that may bring numpy, for which they are asked."""


def loaded(then: str) -> set[str]:
    """The modules that an import brings, and what is done then."""
    script = IMPORT.format(then=then)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_it_is_light() -> None:
    new = loaded("")
    assert HEAVY & {name.partition(".")[0] for name in new} == set()
    assert len(new) <= MAX_NEW_MODULES, new


def test_a_script_that_only_logs_brings_no_framework() -> None:
    new = loaded("mlflow.log_metric; mlflow.start_run; mlflow.search_runs; mlflow.log_artifact")
    assert HEAVY & {name.partition(".")[0] for name in new} == set()


def test_every_promised_name_is_there() -> None:
    light = [name for name in mlflow.__all__ if name not in OF_MODELS]
    assert [name for name in light if getattr(mlflow, name, None) is None] == []


def test_a_sub_module_is_found_by_attribute_and_by_import() -> None:
    assert mlflow.tracking is importlib.import_module("runlore.mlflow.tracking")
    assert mlflow.tracking.MlflowClient is mlflow.MlflowClient
