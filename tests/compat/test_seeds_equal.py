"""The seeds' scripts leave the same with the real mlflow and our server as with ours and none.

The acceptance test of `runlore.mlflow`: both stores are read by MLflow's own REST and are equal but
for ids and times, and each loads the models that the other one wrote.
"""

import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.compat.exported import Exported, ExportedRun, ExportedVersion
from tests.compat.seed_scripts import NAMES, SeedRuns, with_the_facade
from tests.frameworks import NO_MLFLOW, needs_frameworks, of_mlflow, of_ours, run_script

pytestmark = [
    pytest.mark.compat,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("seeds"),
    needs_frameworks,
]

EXPERIMENTS = {
    "seed_000": ("ai-system-design", 1),
    "seed_001": ("classification-experiment", 1),
    "seed_002": ("Default", 1),
    "seed_003_registry": ("model-registry-demo", 1),
    "seed_003_training": ("sentiment-classifier", 2),
    "seed_004": ("llm-fine-tuning", 1),
}
"""The experiment of each seed, and how many runs it begins itself."""

# What is decided to differ, all of it:
# - the run that `mlflow.autolog()` begins: our verbs log nothing by themselves yet, and say so;
# - the script, which our client keeps as `code/…`, and that a model's files are the run's as well;
# - which points MLflow's client ties to a model by itself, and its own tags of a model;
# - the bytes of model files, which hold ids, times and versions: models are loaded instead;
# - the words of a name that the store made up, and the import lines of a script that is logged.
UNNAMED = {"seed_003_registry"}
"""Seeds whose run has no name of theirs."""

MODELS = {
    "seed_001": ["runs:/{run}/model"],
    "seed_002": ["runs:/{run}/model"],
    "seed_003_registry": [
        "runs:/{run}/model",
        "models:/DemoClassifier/Production",
        "models:/SentimentClassifier/1",
        "models:/SentimentClassifier/Production",
    ],
    "seed_003_training": ["runs:/{run}/model"],
    "seed_004": ["runs:/{run}/fine-tuned-llama", "models:/production-llm/Production"],
}
INPUTS = {"seed_001": 20, "seed_002": 20}
"""How many columns a model wants, where it is not four."""

PREDICT = """
import json
import mlflow
import mlflow.pyfunc
import numpy as np

with open("models.json") as file:
    asked = json.load(file)
told = {}
for name, columns, uri in asked:
    rows = np.linspace(-2, 7, 6 * columns, dtype="float32").reshape(6, columns)
    told[name] = np.asarray(mlflow.pyfunc.load_model(uri).predict(rows)).tolist()
with open("predicted.json", "w") as file:
    json.dump(told, file)
"""


@pytest.mark.parametrize("name", NAMES)
def test_both_ways_leave_the_same_but_for_ids_and_times(name: str, seeds: SeedRuns) -> None:
    theirs, ours = exported(name, seeds, "mlflow"), exported(name, seeds, "local")
    assert len(theirs.runs) == EXPERIMENTS[name][1]
    assert len(ours.runs) == len(theirs.runs)
    for one, other in zip(ours.runs, theirs.runs, strict=True):
        for field in ("name", "status", "params", "metrics", "tags", "files", "models"):
            assert getattr(one, field) == getattr(other, field), field
    assert ours.versions == theirs.versions


def test_each_loads_what_the_other_wrote_and_predicts_the_same(
    seeds: SeedRuns, tmp_path: Path
) -> None:
    environ = dict(os.environ)
    theirs = {**of_mlflow(environ), "MLFLOW_TRACKING_URI": seeds.served("local").url}
    ours = of_ours({**environ, "RUNLORE_URI": seeds.served("mlflow").url})
    by_us = predicted(seeds, "mlflow", NO_MLFLOW + with_the_facade(PREDICT), tmp_path / "us", ours)
    by_them = predicted(seeds, "local", PREDICT, tmp_path / "them", theirs)
    assert len(by_us) == sum(map(len, MODELS.values()))
    assert by_us == by_them


class Left(NamedTuple):
    """What a seed left in a store."""

    runs: list[ExportedRun]
    versions: list[ExportedVersion]


def exported(name: str, seeds: SeedRuns, way: str) -> Left:
    """What a seed left, with the same words for what each store and each way calls its own."""
    ran = seeds.run(name, way)
    server = Exported(seeds.served(way))
    runs = server.runs(EXPERIMENTS[name][0])
    versions = server.versions(runs)
    if name in UNNAMED:
        assert all(re.fullmatch(r"[a-z]+-[a-z]+-\d+", run.name) for run in runs)
        versions = [version._replace(run="") for version in versions]
        runs = [run._replace(name="", tags={**run.tags, "mlflow.runName": ""}) for run in runs]
    script = f"{name}.py"
    for run in runs:
        if script in run.files:
            assert run.files[script] == (ran.folder / script).read_bytes()
            run.files[script] = b""
    return Left(runs, versions)


def predicted(
    seeds: SeedRuns, way: str, script: str, folder: Path, environ: dict[str, str]
) -> dict[str, Any]:
    """What all models of a way's store predict for the same rows."""
    server = Exported(seeds.served(way))
    asked = []
    for name, uris in MODELS.items():
        seeds.run(name, way)
        run = server.runs(EXPERIMENTS[name][0])[0].id
        asked += [(f"{name} {uri}", INPUTS.get(name, 4), uri.format(run=run)) for uri in uris]
    folder.mkdir()
    (folder / "models.json").write_text(json.dumps(asked))
    run_script(script, folder, environ)
    told: dict[str, Any] = json.loads((folder / "predicted.json").read_text())
    return told
