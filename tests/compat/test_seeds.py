"""The seeds' MLflow scripts run unchanged but for the import, and what they stored is right."""

import json
import re
from pathlib import Path

import pytest

from tests.compat.seed_scripts import SEEDS, SeedRuns, Stored, run_seed, script_of_ours
from tests.frameworks import needs_frameworks

pytestmark = [
    pytest.mark.compat,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("seeds"),
    needs_frameworks,
]
WAYS = pytest.mark.parametrize("way", ["local", pytest.param("server", marks=pytest.mark.slow)])

MODEL_FILES = {"MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt"}
FINAL = None
"""The step of a value that was logged without one."""


def test_the_first_course_page_keeps_its_runs_in_one_sqlite_file(work: Path) -> None:
    file = work / "seed_000.py"
    first = run_seed(script_of_ours("seed_000"), file, None)
    second = run_seed(script_of_ours("seed_000"), file, None)
    assert first.count("  epoch ") == 5
    assert re.search(r"run_id: [0-9a-f]{32}", first)
    assert second.partition("Recent runs:")[2].count("acc=0.") == 2
    assert {file.name for file in work.glob("*.db")} == {"mlruns.db"}
    with Stored(f"sqlite:///{work / 'mlruns.db'}", "ai-system-design") as stored:
        run = stored.runs()[0]
        assert (run["project"], run["experiment"]) == ("default", "ai-system-design")
        assert (run["params"]["learning_rate"], run["params"]["batch_size"]) == (3e-5, 16)
        assert [step for step, _ in stored.points(run["id"], "val_loss")] == [0, 1, 2, 3, 4]
        assert stored.files(run["id"]) == {"artifacts/config.json"}
        assert json.loads(stored.content(run["id"], "artifacts/config.json")) == run["params"]


@WAYS
def test_a_pytorch_loop_leaves_curves_a_final_value_and_a_model(seeds: SeedRuns, way: str) -> None:
    ran = seeds.run("seed_001", way)
    with Stored(ran.store, "classification-experiment") as stored:
        (run,) = stored.runs()
        assert (run["name"], run["status"]) == ("mlp-baseline", "finished")
        assert run["params"]["lr"] == 1e-3
        assert len(stored.points(run["id"], "train_loss")) == 30
        (final,) = stored.points(run["id"], "final_accuracy")
        assert final == (FINAL, stored.points(run["id"], "val_accuracy")[-1][1])
        files = stored.files(run["id"])
        assert files == {
            "model.pt",
            *(f"model/{name}" for name in MODEL_FILES),
            "model/data/model.pth",
            "model/data/pickle_module_info.txt",
        }
        assert stored.content(run["id"], "model.pt") == (ran.folder / "model.pt").read_bytes()


@WAYS
def test_a_run_without_a_block_ends_and_two_step_scales_stay_apart(
    seeds: SeedRuns, way: str
) -> None:
    ran = seeds.run("seed_002", way)
    with Stored(ran.store, "default") as stored:
        (run,) = stored.runs()
        assert (run["name"], run["status"]) == ("SimpleNN_Training", "finished")
        assert (run["params"]["learning_rate"], run["params"]["n_samples"]) == (0.01, 1000)
        assert [step for step, _ in stored.points(run["id"], "train_loss")] == list(range(50 * 25))
        assert [step for step, _ in stored.points(run["id"], "test_accuracy")] == list(range(50))
        assert {"seed_002.py", "model/MLmodel"} <= stored.files(run["id"])
        script = (ran.folder / "seed_002.py").read_bytes()
        assert stored.content(run["id"], "seed_002.py") == script


@WAYS
def test_the_long_module_logs_values_tags_and_files(seeds: SeedRuns, way: str) -> None:
    ran = seeds.run("seed_003_training", way)
    with Stored(ran.store, "sentiment-classifier") as stored:
        forest, tagged = stored.runs()
        assert forest["params"] == {
            "n_estimators": 100, "max_depth": 10, "dataset_version": "v3.2", "random_seed": 42,
        }  # fmt: skip
        assert stored.points(forest["id"], "train_samples") == [(FINAL, 112.0)]
        files = stored.files(forest["id"])
        assert {"model/model.pkl", "confusion_matrix.png", "feature_importance.json"} <= files
        own = {key: text for key, text in tagged["tags"].items() if not key.startswith("mlflow.")}
        assert len(own) == 20
        assert (own["gpu"], own["owner"]) == ("A100-40GB", "alice@company.com")
        assert [step for step, _ in stored.points(tagged["id"], "train_loss")] == [0, 10, 20, 30]
        assert stored.points(tagged["id"], "early_stopped") == [(FINAL, 1.0)]


@WAYS
def test_the_registry_exercise_moves_a_model_to_production(seeds: SeedRuns, way: str) -> None:
    ran = seeds.run("seed_003_registry", way)
    assert "predicted 38" in ran.out
    with Stored(ran.store, "model-registry-demo") as stored:
        assert stored.versions("DemoClassifier") == [(1, "Production")]
        assert stored.versions("SentimentClassifier") == [(1, "None"), (2, "Production")]


@WAYS
def test_the_reference_entry_finds_its_best_run_and_promotes_it(seeds: SeedRuns, way: str) -> None:
    ran = seeds.run("seed_004", way)
    with Stored(ran.store, "llm-fine-tuning") as stored:
        (run,) = stored.runs()
        assert f"best {run['id']} 0.0002" in ran.out
        assert stored.versions("production-llm") == [(1, "None"), (2, "None"), (3, "Production")]
        assert stored.content(run["id"], "training_config.yaml") == b"epochs: 3\n"


def test_the_seeds_have_their_mlflow_imports_only() -> None:
    """What is run is what a user of MLflow would have: no name of ours stands in it."""
    assert len(list(SEEDS.glob("*.py"))) == 6
    assert [file.name for file in SEEDS.glob("*.py") if "runlore" in file.read_text()] == []
