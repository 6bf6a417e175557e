"""MLflow's module-level verbs."""

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

import runlore.mlflow as mlflow
from runlore.mlflow.entities import Metric, ViewType

pytestmark = pytest.mark.usefixtures("mlflow_folder")


def test_a_block_is_a_run_with_what_was_logged_in_it() -> None:
    experiment = mlflow.set_experiment("vision/baseline")
    with mlflow.start_run(run_name="first", tags={"gpu": 1}, description="a note") as run:
        mlflow.log_params({"lr": 3e-5, "deep": True, "layers": [64, 32], "none": None})
        mlflow.log_metrics({"loss": 0.5, "acc": 0.1}, step=1)
        mlflow.log_metric("final", 0.9)
        mlflow.set_tag("checked", True)
        assert mlflow.active_run() is run
    assert mlflow.active_run() is None
    found = mlflow.get_run(run.info.run_id)
    assert found.info.experiment_id == run.info.experiment_id == experiment.experiment_id
    assert (found.info.status, found.info.run_name) == ("FINISHED", "first")
    assert found.info.end_time is not None
    assert found.info.start_time <= found.info.end_time
    assert found.data.params == {
        "lr": "3e-05", "deep": "True", "layers": "[64, 32]", "none": "None",
    }  # fmt: skip
    assert found.data.metrics == {"loss": 0.5, "acc": 0.1, "final": 0.9}
    tags = found.data.tags
    assert (tags["gpu"], tags["checked"], tags["mlflow.note.content"]) == ("1", "True", "a note")
    assert (tags["mlflow.runName"], tags["mlflow.user"]) == ("first", found.info.user_id)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("alone", "alone"),
        ("vision/baseline", "vision/baseline"),
        ("a/b/c", "a/b/c"),
        ("/Users/ann", "/Users/ann"),
        ("a//b", "a//b"),
        ("Default", "Default"),
        ("default/default", "Default"),
        ("default/alone", "alone"),
    ],
)
def test_names_of_experiments_come_back_and_mean_one_place(name: str, seen: str) -> None:
    made = mlflow.set_experiment(name)
    assert made.name == seen
    assert mlflow.get_experiment_by_name(name) == made
    assert mlflow.get_experiment(made.experiment_id) == made


def test_a_param_is_set_once_and_the_same_text_again_changes_nothing() -> None:
    with mlflow.start_run() as run:
        mlflow.log_param("depth", 1)
        mlflow.log_param("depth", "1")
        with pytest.raises(mlflow.MlflowException, match="set once") as refused:
            mlflow.log_param("depth", 2)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_param("depth", 1)
        with pytest.raises(mlflow.MlflowException, match="set once"):
            mlflow.log_param("depth", 2)
    assert mlflow.get_run(run.info.run_id).data.params == {"depth": "1"}


def test_what_is_no_json_is_a_param_as_its_text() -> None:
    with mlflow.start_run() as run:
        mlflow.log_param("kind", object)
    assert mlflow.get_run(run.info.run_id).data.params == {"kind": "<class 'object'>"}


def test_an_error_in_the_block_fails_the_run() -> None:
    with pytest.raises(ZeroDivisionError), mlflow.start_run() as run:
        _ = 1 / 0
    assert mlflow.get_run(run.info.run_id).info.status == "FAILED"


def test_a_second_run_needs_to_say_that_it_is_nested() -> None:
    with mlflow.start_run() as outer:
        with pytest.raises(mlflow.MlflowException, match="nested=True"):
            mlflow.start_run()
        with mlflow.start_run(nested=True) as inner:
            mlflow.log_metric("m", 1)
        assert mlflow.active_run() is outer
    assert mlflow.get_run(inner.info.run_id).data.tags["mlflow.parentRunId"] == outer.info.run_id
    parent = mlflow.get_parent_run(inner.info.run_id)
    assert parent is not None
    assert parent.info.run_id == outer.info.run_id
    assert mlflow.get_parent_run(outer.info.run_id) is None


def test_a_verb_without_a_run_begins_one() -> None:
    mlflow.log_metric("m", 1, step=3)
    run = mlflow.active_run()
    assert run is not None
    mlflow.end_run("KILLED")
    assert mlflow.get_run(run.info.run_id).info.status == "KILLED"
    last = mlflow.last_active_run()
    assert last is not None
    assert last.info.run_id == run.info.run_id


def test_a_run_is_gone_on_with_and_ends_again() -> None:
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1, step=0)
    with mlflow.start_run(run_id=run.info.run_id) as again:
        assert mlflow.get_run(run.info.run_id).info.status == "RUNNING"
        mlflow.log_metric("m", 2, step=1)
    assert again.info.run_id == run.info.run_id
    history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "m")
    assert [(point.step, point.value) for point in history] == [(0, 1.0), (1, 2.0)]
    assert mlflow.get_run(run.info.run_id).info.status == "FINISHED"


def test_times_of_points_are_those_that_were_given() -> None:
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 5, step=2, timestamp=1_700_000_000_000)
        mlflow.log_metric("m", math.nan, timestamp=1_700_000_000_001)
    history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "m")
    assert history[0] == Metric("m", 5.0, 1_700_000_000_000, 2)
    assert math.isnan(history[1].value)
    assert (history[1].timestamp, history[1].step) == (1_700_000_000_001, 0)


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (lambda: mlflow.log_metric("m", "high"), "A metric is a number"),
        (lambda: mlflow.log_metric("m", 1, step=1.5), "whole number"),
        (lambda: mlflow.log_metric("m", 1, step=0, timestamp=-1), "milliseconds"),
        (lambda: mlflow.log_metric("", 1), "is empty"),
        (lambda: mlflow.log_artifact("nowhere.bin"), "no file or folder"),
        (lambda: mlflow.log_text("t", "../up.txt"), "empty part"),
        (lambda: mlflow.log_table([1], "t.txt"), r"ends in \.json"),
        (lambda: mlflow.log_image(None), "one of them"),
        (lambda: mlflow.end_run("DONE"), "FINISHED, FAILED, KILLED"),
        (lambda: mlflow.search_runs(filter_string="metrics.loss <"), "does not parse"),
        (lambda: mlflow.search_runs(["1"], experiment_names=["a"]), "one of them"),
        (mlflow.set_experiment, "one of them"),
        (lambda: mlflow.set_tracking_uri("databricks://x"), "not understood"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_mlflows_terms(verb, told: str) -> None:
    with mlflow.start_run(), pytest.raises(mlflow.MlflowException, match=told) as refused:
        verb()
    assert refused.value.error_code in ("INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST")


def test_what_is_not_there_is_said_to_be_not_there() -> None:
    for ask in (mlflow.get_run, mlflow.delete_run, mlflow.get_parent_run):
        with pytest.raises(mlflow.MlflowException, match="There is no") as refused:
            ask("0123456789abcdef0123456789abcdef")
        assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(mlflow.MlflowException, match="There is no experiment '99'"):
        mlflow.get_experiment("99")
    assert mlflow.get_experiment_by_name("nobody") is None


def test_runs_are_searched_by_mlflows_words_for_what_we_keep_elsewhere() -> None:
    mlflow.set_experiment("search")
    for name, lr in (("a", 0.1), ("b", 0.001), ("it's", 0.01)):
        with mlflow.start_run(run_name=name, description=f"note {name}"):
            mlflow.log_param("lr", lr)
            mlflow.log_metric("loss", lr * 2)
    runs = mlflow.search_runs(
        filter_string="params.lr < 0.05 and attributes.status = 'FINISHED'",
        order_by=["metrics.loss DESC"],
    )
    assert list(runs["tags.mlflow.runName"]) == ["it's", "b"]
    assert list(runs["params.lr"]) == ["0.01", "0.001"]
    named = mlflow.search_runs(filter_string="tags.`mlflow.runName` = 'it''s'")
    assert list(named["metrics.loss"]) == [0.02]
    noted = mlflow.search_runs(filter_string="tags.mlflow.note.content LIKE '%b'")
    assert list(noted["tags.mlflow.runName"]) == ["b"]
    columns = list(runs.columns)
    assert columns[:6] == [
        "run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time",
    ]  # fmt: skip
    assert columns[6:8] == ["metrics.loss", "params.lr"]


def test_a_search_looks_into_the_active_experiment_named_ones_or_all() -> None:
    made = {}
    for name in ("one/a", "two/b", "c"):
        made[name] = mlflow.set_experiment(name).experiment_id
        with mlflow.start_run(run_name=name):
            mlflow.log_metric("m", 1)
    names = "tags.mlflow.runName"
    assert list(mlflow.search_runs()[names]) == ["c"]
    assert list(mlflow.search_runs(experiment_names=["one/a"])[names]) == ["one/a"]
    both = mlflow.search_runs(
        experiment_names=["one/a", "two/b"],
        filter_string="metrics.m = 1 OR metrics.m = 2 ORDER BY name DESC",
    )
    assert list(both[names]) == ["two/b", "one/a"]
    by_id = mlflow.search_runs([made["c"], made["one/a"]], output_format="list")
    assert [run.info.run_name for run in by_id] == ["c", "one/a"]
    assert len(mlflow.search_runs(search_all_experiments=True)) == 3
    assert len(mlflow.search_runs(search_all_experiments=True, max_results=2)) == 2
    assert len(mlflow.search_runs(experiment_names=["nobody"])) == 0


def test_a_deleted_run_is_found_by_the_view_of_deleted_ones() -> None:
    with mlflow.start_run() as run:
        pass
    mlflow.delete_run(run.info.run_id)
    assert len(mlflow.search_runs()) == 0
    assert list(mlflow.search_runs(run_view_type=ViewType.DELETED_ONLY)["run_id"]) == [
        run.info.run_id
    ]
    assert mlflow.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
    with pytest.raises(mlflow.MlflowException, match="no live run"):
        mlflow.start_run(run_id=run.info.run_id)


def test_experiments_are_made_once_tagged_searched_and_deleted() -> None:
    number = mlflow.create_experiment("vision/one", tags={"team": "x"})
    with pytest.raises(mlflow.MlflowException, match="already") as refused:
        mlflow.create_experiment("vision/one")
    assert refused.value.error_code == "RESOURCE_ALREADY_EXISTS"
    mlflow.set_experiment(experiment_id=number)
    mlflow.set_experiment_tags({"stage": 1})
    assert mlflow.get_experiment(number).tags == {"team": "x", "stage": "1"}
    mlflow.create_experiment("other")
    found = mlflow.search_experiments(filter_string="name LIKE 'vision/%' AND tags.team = 'x'")
    assert [one.name for one in found] == ["vision/one"]
    assert [one.name for one in mlflow.search_experiments(order_by=["name"])] == [
        "other", "vision/one",
    ]  # fmt: skip
    mlflow.delete_experiment(number)
    with pytest.raises(mlflow.MlflowException, match="is deleted"):
        mlflow.set_experiment("vision/one")
    assert [one.name for one in mlflow.search_experiments()] == ["other"]


def test_the_environment_of_mlflow_is_heard_after_our_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from runlore.client.facades import active

    active.set_tracking_uri(None)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "file:./theirs")
    assert mlflow.get_tracking_uri() == str(tmp_path / "theirs")
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", "from/environment")
    with mlflow.start_run() as run:
        pass
    experiment = mlflow.get_experiment(run.info.experiment_id)
    assert experiment.name == "from/environment"
    monkeypatch.setenv("RUNLORE_URI", str(tmp_path / "ours"))
    assert mlflow.get_tracking_uri() == str(tmp_path / "ours")


def test_a_server_that_is_away_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNLORE_FINISH_SECONDS", "0")
    mlflow.set_tracking_uri("http://127.0.0.1:9")
    chosen = mlflow.set_experiment("vision/away")
    assert (chosen.name, chosen.experiment_id) == ("vision/away", "")
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1)
    assert run.info.experiment_id == ""


def test_a_run_of_our_own_verbs_reads_as_mlflow_would_have_it(tmp_path: Path) -> None:
    script = tmp_path / "native.py"
    script.write_text(
        "import runlore\n"
        "with runlore.start_run(project='vision', experiment='e', config={'lr': 0.1}, notes='n'):\n"
        "    runlore.log({'loss': 1.0})\n"
    )
    environ = {**os.environ, "RUNLORE_URI": str(tmp_path / "store"), "RUNLORE_CAPTURE": "on"}
    subprocess.run([sys.executable, script.name], cwd=tmp_path, env=environ, check=True)
    (found,) = mlflow.search_runs(search_all_experiments=True, output_format="list")
    found = mlflow.get_run(found.info.run_id)
    assert mlflow.get_experiment(found.info.experiment_id).name == "vision/e"
    assert (found.data.params, found.data.metrics) == ({"lr": "0.1"}, {"loss": 1.0})
    assert found.data.tags["mlflow.source.type"] == "LOCAL"
    assert found.data.tags["mlflow.source.name"] == str(script)
    assert found.data.tags["mlflow.note.content"] == "n"


def test_autolog_says_once_that_it_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    mlflow.autolog()
    mlflow.autolog(log_models=False)
    assert capsys.readouterr().err.count("not there yet") <= 1
    assert mlflow.active_run() is None


@pytest.mark.parametrize(
    ("name", "told"),
    [("log_model", "mlflow.sklearn"), ("trace", "traces"), ("nonsense", "move-from-mlflow")],
)
def test_what_is_not_here_says_what_to_use_instead(name: str, told: str) -> None:
    with pytest.raises(AttributeError, match=told):
        getattr(mlflow, name)
