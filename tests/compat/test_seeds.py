"""The seeds' MLflow scripts run unchanged but for the import, and what they stored is right."""

import json
import re
from pathlib import Path

import pytest

from tests.compat.seed_scripts import SEEDS, Stored, run_seed

pytest.importorskip("sklearn")
pytest.importorskip("yaml", reason="model folders need the extra 'models'")

MODEL_FILES = {"MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt"}
FINAL = None
"""The step of a value that was logged without one."""


def test_the_first_course_page_keeps_its_runs_in_one_sqlite_file(work: Path) -> None:
    first = run_seed("seed_000", work, None)
    second = run_seed("seed_000", work, None)
    assert first.count("  epoch ") == 5
    assert re.search(r"run_id: [0-9a-f]{32}", first)
    assert second.partition("Recent runs:")[2].count("acc=0.") == 2
    assert {file.name for file in work.glob("*.db")} == {"mlruns.db"}
    with Stored(f"sqlite:///{work / 'mlruns.db'}") as stored:
        run = stored.runs()[0]
        assert (run["project"], run["experiment"]) == ("default", "ai-system-design")
        assert (run["params"]["learning_rate"], run["params"]["batch_size"]) == (3e-5, 16)
        assert [step for step, _ in stored.points(run["id"], "val_loss")] == [0, 1, 2, 3, 4]
        assert stored.files(run["id"]) == {"artifacts/config.json"}
        assert json.loads(stored.content(run["id"], "artifacts/config.json")) == run["params"]


def test_a_pytorch_loop_leaves_curves_a_final_value_and_a_model(work: Path, place: str) -> None:
    pytest.importorskip("torch")
    run_seed("seed_001", work, place)
    with Stored(place) as stored:
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
        assert stored.content(run["id"], "model.pt") == (work / "model.pt").read_bytes()


def test_a_run_without_a_block_ends_and_two_step_scales_stay_apart(work: Path, place: str) -> None:
    pytest.importorskip("torch")
    run_seed("seed_002", work, place)
    with Stored(place) as stored:
        (run,) = stored.runs()
        assert (run["name"], run["status"]) == ("SimpleNN_Training", "finished")
        assert (run["params"]["learning_rate"], run["params"]["n_samples"]) == (0.01, 1000)
        assert [step for step, _ in stored.points(run["id"], "train_loss")] == list(range(50 * 25))
        assert [step for step, _ in stored.points(run["id"], "test_accuracy")] == list(range(50))
        assert {"seed_002.py", "model/MLmodel"} <= stored.files(run["id"])
        script = (work / "seed_002.py").read_bytes()
        assert stored.content(run["id"], "seed_002.py") == script


def test_the_long_module_logs_values_tags_and_files(work: Path, place: str) -> None:
    pytest.importorskip("matplotlib")
    run_seed("seed_003_training", work, place)
    with Stored(place) as stored:
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


def test_the_registry_exercise_moves_a_model_to_production(work: Path, place: str) -> None:
    out = run_seed("seed_003_registry", work, place)
    assert "predicted 38" in out
    with Stored(place) as stored:
        assert stored.versions("DemoClassifier") == [(1, "Production")]
        assert stored.versions("SentimentClassifier") == [(1, "None"), (2, "Production")]


def test_the_reference_entry_finds_its_best_run_and_promotes_it(work: Path, place: str) -> None:
    pytest.importorskip("torch")
    out = run_seed("seed_004", work, place)
    with Stored(place) as stored:
        (run,) = stored.runs()
        assert f"best {run['id']} 0.0002" in out
        assert stored.versions("production-llm") == [(1, "None"), (2, "None"), (3, "Production")]
        assert stored.content(run["id"], "training_config.yaml") == b"epochs: 3\n"


def test_the_seeds_have_their_mlflow_imports_only(work: Path) -> None:
    """What is run is what a user of MLflow would have: no name of ours stands in it."""
    assert len(list(SEEDS.glob("*.py"))) == 6
    assert [file.name for file in SEEDS.glob("*.py") if "runlore" in file.read_text()] == []
