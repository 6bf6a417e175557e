"""``MlflowClient``: any run, experiment and model, whatever is active."""

import io
from pathlib import Path

import pytest

import runlore.mlflow as mlflow
from runlore.mlflow.entities import Metric, Param, RunTag
from runlore.mlflow.store import joined
from runlore.mlflow.tracking import MlflowClient

pytestmark = pytest.mark.usefixtures("mlflow_folder")


def new_run(client: MlflowClient, **more: object) -> str:
    number = mlflow.set_experiment("client").experiment_id
    return client.create_run(number, **more).info.run_id  # type: ignore[arg-type]


def test_a_run_is_made_written_and_ended_without_being_active() -> None:
    client = MlflowClient()
    run = new_run(client, start_time=1_700_000_000_000, tags={"k": 1}, run_name="with {braces}")
    assert mlflow.active_run() is None
    client.log_param(run, "lr", 0.1)
    client.log_metric(run, "loss", 0.5, step=1)
    client.log_batch(
        run,
        metrics=[
            Metric("loss", 0.4, 1_700_000_001_000, 2),
            Metric("acc", 0.9, 1_700_000_001_000, 2),
            Metric("loss", 0.3, 1_700_000_002_000, 3),
        ],
        params=[Param("depth", "3")],
        tags=[RunTag("t", "v")],
    )
    client.log_text(run, "text", "a.txt")
    client.log_stream(run, io.BytesIO(b"bytes"), "b.bin")
    client.log_dict(run, {"a": 1}, "c.json")
    found = client.get_run(run)
    assert (found.info.status, found.info.run_name) == ("RUNNING", "with {braces}")
    assert found.info.start_time == 1_700_000_000_000
    assert found.data.params == {"lr": "0.1", "depth": "3"}
    assert found.data.metrics == {"loss": 0.3, "acc": 0.9}
    assert (found.data.tags["k"], found.data.tags["t"]) == ("1", "v")
    assert [p.path for p in client.list_artifacts(run)] == ["a.txt", "b.bin", "c.json"]
    client.set_terminated(run, "FAILED", end_time=1_700_000_009_000)
    ended = client.get_run(run).info
    assert (ended.status, ended.end_time) == ("FAILED", 1_700_000_009_000)


def test_a_run_of_another_process_is_written_to_by_its_id() -> None:
    with mlflow.start_run() as run:
        mlflow.log_param("lr", 0.1)
    client = MlflowClient()
    client.log_metric(run.info.run_id, "late", 1.5)
    with pytest.raises(mlflow.MlflowException, match="set once"):
        client.log_param(run.info.run_id, "lr", 0.2)
    found = client.get_run(run.info.run_id)
    assert (found.info.status, found.data.metrics) == ("FINISHED", {"late": 1.5})
    assert found.data.params == {"lr": "0.1"}


def test_more_runs_than_are_held_open_are_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joined, "MAX_JOINED", 2)
    client = MlflowClient()
    runs = [new_run(client) for _ in range(4)]
    for value in range(2):
        for run in runs:
            client.log_metric(run, "m", value, step=value)
    for run in runs:
        history = client.get_metric_history(run, "m")
        assert [(point.step, point.value) for point in history] == [(0, 0.0), (1, 1.0)]


def test_names_status_notes_and_tags_of_a_run_change() -> None:
    client = MlflowClient()
    run = new_run(client)
    client.update_run(run, name="renamed", status="FINISHED")
    client.set_tag(run, "mlflow.note.content", "noted")
    client.set_tag(run, "gone", "x")
    client.delete_tag(run, "gone")
    with pytest.raises(mlflow.MlflowException, match="no tag"):
        client.delete_tag(run, "gone")
    found = client.get_run(run)
    assert (found.info.run_name, found.info.status) == ("renamed", "FINISHED")
    assert found.data.tags["mlflow.note.content"] == "noted"
    assert "gone" not in found.data.tags
    client.update_run(run, status="RUNNING")
    assert client.get_run(run).info.status == "RUNNING"


def test_a_run_that_is_not_there_is_refused_at_once() -> None:
    client = MlflowClient()
    for say in (
        lambda: client.log_metric("0123456789abcdef0123456789abcdef", "m", 1),
        lambda: client.set_terminated("0123456789abcdef0123456789abcdef"),
        lambda: client.create_run("77"),
    ):
        with pytest.raises(mlflow.MlflowException) as refused:
            say()
        assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_pages_of_runs_and_experiments_go_on_where_the_last_ended() -> None:
    client = MlflowClient()
    runs = [new_run(client) for _ in range(5)]
    number = client.get_run(runs[0]).info.experiment_id
    first = client.search_runs([number], max_results=3)
    second = client.search_runs([number], max_results=3, page_token=first.token)
    assert [run.info.run_id for run in (*first, *second)] == runs[::-1]
    assert second.token is None
    assert client.search_runs(["99"]) == []
    for name in ("x", "y"):
        client.create_experiment(name)
    page = client.search_experiments(max_results=2, order_by=["name"])
    rest = client.search_experiments(max_results=2, order_by=["name"], page_token=page.token)
    assert [one.name for one in (*page, *rest)] == ["client", "x", "y"]
    with pytest.raises(mlflow.MlflowException, match="page token"):
        client.search_experiments(page_token="abc")


def test_experiments_and_runs_come_out_of_the_trash() -> None:
    client = MlflowClient()
    run = new_run(client)
    number = client.get_run(run).info.experiment_id
    client.delete_run(run)
    client.restore_run(run)
    client.rename_experiment(number, "renamed")
    client.set_experiment_tag(number, "a", 1)
    client.delete_experiment_tag(number, "a")
    client.delete_experiment(number)
    assert client.get_experiment(number).lifecycle_stage == "deleted"
    client.restore_experiment(number)
    assert client.get_experiment(number).lifecycle_stage == "active"
    assert client.get_experiment(number).name == "renamed"
    assert client.get_experiment(number).tags == {}
    assert client.get_run(run).info.lifecycle_stage == "active"


def test_a_client_of_another_store_leaves_the_chosen_one_alone(tmp_path: Path) -> None:
    other = MlflowClient(tracking_uri=str(tmp_path / "other"))
    number = other.create_experiment("there")
    run = other.create_run(number).info.run_id
    other.log_metric(run, "m", 1)
    assert other.get_run(run).data.metrics == {"m": 1.0}
    assert MlflowClient().get_experiment_by_name("there") is None
    with pytest.raises(mlflow.MlflowException, match="Leave it out"):
        MlflowClient(registry_uri="http://elsewhere")


def test_models_versions_stages_and_aliases() -> None:
    client = MlflowClient()
    client.create_registered_model("Demo", tags={"a": 1}, description="d")
    with pytest.raises(mlflow.MlflowException) as refused:
        client.create_registered_model("Demo")
    assert refused.value.error_code == "RESOURCE_ALREADY_EXISTS"
    run = new_run(client)
    for _ in range(2):
        client.create_model_version("Demo", f"runs:/{run}/model", run_id=run)
    client.transition_model_version_stage("Demo", 1, "Production")
    client.transition_model_version_stage("Demo", version="2", stage="production")
    assert [v.current_stage for v in client.search_model_versions("name = 'Demo'")] == [
        "Production", "Archived",
    ]  # fmt: skip
    assert [v.version for v in client.get_latest_versions("Demo", ["Production"])] == ["2"]
    with pytest.raises(mlflow.MlflowException, match="no stage"):
        client.get_latest_versions("Demo", ["Live"])
    client.set_registered_model_alias("Demo", "champion", "1")
    assert client.get_model_version_by_alias("Demo", "champion").version == "1"
    client.delete_registered_model_alias("Demo", "champion")
    client.set_model_version_tag("Demo", stage="Production", key="k", value=1)
    client.update_model_version("Demo", 2, description="two\nlines")
    second = client.get_model_version("Demo", 2)
    assert (second.tags, second.description, second.run_id) == ({"k": "1"}, "two\nlines", run)
    client.delete_model_version_tag("Demo", 2, "k")
    assert client.get_model_version_download_uri("Demo", 2) == f"runs:/{run}/model"
    client.update_registered_model("Demo", "described")
    client.set_registered_model_tag("Demo", "b", 2)
    client.delete_registered_model_tag("Demo", "a")
    client.rename_registered_model("Demo", "Renamed")
    model = client.get_registered_model("Renamed")
    assert (model.description, model.tags, model.aliases) == ("described", {"b": "2"}, {})
    assert [one.name for one in client.search_registered_models("name LIKE 'Ren%'")] == ["Renamed"]
    client.delete_model_version("Renamed", 1)
    client.delete_registered_model("Renamed")
    assert client.search_registered_models() == []
