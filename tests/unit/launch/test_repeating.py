"""A run is repeated from what its store has: code, packages, data and command, to a verdict."""

import shutil
from pathlib import Path

import pytest
from tests.unit.launch.projects import NOISE, READING, SEEDED, TABLE, Project

from runlore.launch.evidence import REPRODUCES
from runlore.launch.judge import Verdict
from runlore.launch.keep_report import DOCUMENT, PAGE


def same(report: object) -> dict[str, bool | None]:
    return {one.group: one.is_same for one in report.inputs}  # type: ignore[attr-defined]


def test_a_run_is_exact_after_its_folder_is_gone(project: Project) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    first = project.run("train.py", "--lr", "0.3")
    shutil.rmtree(project.folder)
    report = project.repeat(first)
    assert (report.verdict, report.exit_code) == (Verdict.EXACT, 0)
    assert (report.environment, report.notes) == ("present", [])  # it is what the run had
    assert all(is_same is not False for is_same in same(report).values()), report.inputs
    assert report.new is not None
    again = project.library.run(report.new.id)
    assert again.run.tags[REPRODUCES] == first.run.id
    assert again.run.tags["reproduction.verdict"] == "EXACT"
    assert {DOCUMENT, PAGE} <= again.artifacts.keys()
    assert b"verdict: EXACT" in again.content(PAGE)
    assert first.run.id != again.run.id


def test_everything_that_no_commit_has_comes_back(project: Project, tmp_path: Path) -> None:
    """An unpushed commit, a submodule, an edit, a staged edit, an untracked module, no remote."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "scale.py").write_text("FACTOR = 2\n")
    project.git("init", "-q", ".", folder=library)
    project.git("add", "-A", folder=library)
    project.git("commit", "-q", "-m", "library", folder=library)
    train = SEEDED.replace(
        "from noise", "import shift, sys\nsys.path.insert(0, 'lib')\nimport scale\nfrom noise"
    )
    project.write(train=train, noise=NOISE, other="SHIFT = 0\n")
    project.commit()
    project.git("submodule", "add", "-q", str(library), "lib")
    project.git("commit", "-q", "-m", "with a library")
    project.write(other="SHIFT = 3\n")
    project.git("add", "other.py")
    project.write(noise=NOISE.replace("0.01", "0.02"))
    project.write(shift="import other\n")
    train = train.replace("+ noise()}", "+ noise() * scale.FACTOR + shift.other.SHIFT}")
    project.write(train=train)
    first = project.run("train.py")
    project.forget()
    shutil.rmtree(library)
    report = project.repeat(first)
    assert report.verdict is Verdict.EXACT, report
    assert same(report)["code"] is True


def test_a_run_without_git_comes_back(project: Project) -> None:
    project.write(train=SEEDED, noise=NOISE)
    first = project.run("train.py")
    project.forget()
    report = project.repeat(first)
    assert report.verdict is Verdict.EXACT, report
    assert same(report)["code"] is True


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("-m", "train", "--lr", "0.2"), id="module"),
        pytest.param(("-c", "import train"), id="command"),
    ],
)
def test_other_forms_of_a_command_are_called_in_their_form(
    project: Project, words: tuple[str, ...]
) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    first = project.run(*words)
    project.forget()
    report = project.repeat(first)
    assert report.verdict is Verdict.EXACT, report
    assert same(report)["command"] is True


def test_data_that_changed_stops_the_repetition_and_is_named(
    project: Project, tmp_path: Path
) -> None:
    table = tmp_path / "train.csv"
    table.write_text(TABLE)
    project.write(train=READING.replace('"train.csv"', repr(str(table))))
    project.commit()
    first = project.run("train.py")
    table.write_text(TABLE.replace("4,0.5", "4,0.6"))
    report = project.repeat(first)
    assert (report.exit_code, report.new) == (3, None)
    assert "train.csv" in report.why
    assert "--allow-data-change" in report.why
    allowed = project.repeat(first, allow_data_change=True)
    assert (allowed.verdict, allowed.exit_code) == (Verdict.DIFFERENT, 2)
    assert allowed.suspects == ["data"]
    assert allowed.cause.startswith(f"data ({table} ")
    assert allowed.judgement is not None
    assert allowed.judgement.metrics[0].first_step == 3


def test_a_folder_that_was_named_as_data_is_found_by_its_digest(
    project: Project, tmp_path: Path
) -> None:
    images = tmp_path / "images"
    images.mkdir()
    (images / "a.bin").write_bytes(b"1")
    (images / "b.bin").write_bytes(b"2")
    naming = f"runlore.log_data('images', {str(images)!r})"
    train = READING.replace("    with open", f"    {naming}\n    with open")
    project.write(train=train, train_csv=TABLE)
    project.commit()
    first = project.run("train.py")
    assert project.repeat(first).verdict is Verdict.EXACT
    (images / "b.bin").write_bytes(b"3")
    report = project.repeat(first)
    assert (report.exit_code, report.new) == (3, None)
    assert f"{images} is not to be found as it was" in report.why


def test_small_data_beside_the_code_comes_back_by_its_digest(project: Project) -> None:
    project.write(train=READING)
    project.commit()
    project.write(train_csv=TABLE)
    first = project.run("train.py")
    project.write(train_csv=TABLE.replace("4,0.5", "4,0.6"))
    report = project.repeat(first, here=project.folder)
    assert report.verdict is Verdict.EXACT, report
    assert same(report)["data"] is True


def test_bisection_proves_which_input_made_the_difference(project: Project) -> None:
    project.write(train=READING)
    project.write(train_csv=TABLE)
    project.commit()
    first = project.run("train.py")
    project.write(train_csv=TABLE.replace("4,0.5", "4,0.6"))
    project.write(other="# nothing that matters\n")
    before = {path: path.read_bytes() for path in project.folder.glob("[a-z]*.*")}
    report = project.repeat(first, keep=frozenset(), here=project.folder, bisect=True)
    assert report.verdict is Verdict.DIFFERENT
    assert [(trial.kept, trial.verdict) for trial in report.trials] == [(["data"], Verdict.EXACT)]
    assert report.cause.startswith("data (bisect: with the old data the outcome is EXACT)")
    after = {path: path.read_bytes() for path in project.folder.glob("[a-z]*.*")}
    assert before == after  # trials never write into the user's own tree


def test_a_param_is_changed_on_purpose(project: Project) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    first = project.run("train.py", "--lr=0.3")
    report = project.repeat(first, arguments={"lr": "0.5"})
    assert report.verdict is Verdict.DIFFERENT
    assert report.suspects[0] == "config"
    assert report.cause.startswith("config (lr 0.3 -> 0.5)")
    assert report.changed == {"lr": "0.5"}


def test_a_run_that_was_never_seeded_is_judged_by_its_replicas(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance comes in by a variable that nobody captures, so that the test has none in it."""
    chance = "import os, random\n\ndef noise():\n    random.random()\n"
    chance += "    return float(os.environ['CHANCE'])\n"
    project.write(train=SEEDED.replace("random.seed(7)\n", ""), noise=chance)
    project.commit()
    first, *_ = [project.run("train.py", CHANCE=value) for value in ("0.010", "0.012", "0.008")]
    monkeypatch.setenv("CHANCE", "0.013")
    report = project.repeat(first)
    assert report.warnings == ["python was never seeded"]
    assert (report.verdict, report.exit_code) == (Verdict.WITHIN_NOISE, 1), report


def test_a_program_that_fails_is_told_with_its_reason(project: Project) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    first = project.run("train.py")
    (project.folder / "noise.py").write_text("def noise():\n    raise ValueError('no luck')\n")
    report = project.repeat(first, keep=frozenset(), here=project.folder)
    assert (report.verdict, report.exit_code) == (Verdict.NOT_COMPARABLE, 4)
    assert "no luck" in report.why


def test_a_short_run_is_ended_and_compared_as_far_as_it_went(project: Project) -> None:
    slow = SEEDED.replace("range(10)", "range(100_000)").replace(
        "        run.log(", "        import time; time.sleep(0.005)\n        run.log("
    )
    project.write(train=slow.replace("range(100_000)", "range(100)"), noise=NOISE)
    first = project.run("train.py")
    report = project.repeat(first, steps=20)
    assert report.verdict is Verdict.EXACT, report
    assert report.judgement is not None
    assert {metric.points for metric in report.judgement.metrics} == {20}


def test_a_repetition_registers_beside_the_models_of_the_first(project: Project) -> None:
    train = """
import runlore.mlflow as mlflow

mlflow.set_experiment("registering")
with mlflow.start_run() as run:
    mlflow.log_metric("loss", 0.5)
    mlflow.log_text("weights", "model/weights.txt")
client = mlflow.MlflowClient()
version = mlflow.register_model(f"runs:/{run.info.run_id}/model", "digits")
client.transition_model_version_stage("digits", version.version, "Production")
assert client.get_model_version("digits", version.version).run_id == run.info.run_id
"""
    project.write(train=train)
    first = project.run("train.py")
    before = project.models()
    report = project.repeat(first)
    assert report.verdict is Verdict.EXACT, report
    after = project.models()
    assert after["digits"] == before["digits"]
    (added,) = after.keys() - before.keys()
    assert added == f"digits (reproduces {first.run.id[-8:]})"


KERNEL = """
import sys
from IPython.core.interactiveshell import InteractiveShell

sys.modules["ipykernel"] = sys.modules["IPython"]  # the kernel's own channel is not needed
shell = InteractiveShell.instance()
for cell in [
    "import random, runlore",
    "random.seed(7)\\nrun = runlore.init(project='repeat', experiment='notebook')",
    "%precision 3",
    "for step in range(5):\\n    run.log({'loss': random.random()}, step=step)",
    "run.finish()",
]:
    shell.run_cell(cell, store_history=True).raise_error()
"""
"""What a notebook's kernel does: cells are given to the shell of IPython one by one."""


def test_the_cells_of_a_notebook_are_executed_again_in_their_order(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(project.elsewhere / "ipython"))
    project.write(kernel=KERNEL)
    first = project.run("kernel.py")
    project.forget()
    report = project.repeat(first)
    assert report.verdict is Verdict.EXACT, report
