"""What breaks clients when it is wrong: one fact a test."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.unit.api.mlflow.conftest import Mlflow

NOBODY = "0" * 32


def metric(key: str, value: float | str, step: int = 0, timestamp: int = 1000) -> dict[str, Any]:
    return {"key": key, "value": value, "step": step, "timestamp": timestamp}


def history(mlflow: Mlflow, run: str, key: str, more: str = "") -> list[tuple[int, int, Any]]:
    answer = mlflow.get("metrics/get-history", f"run_id={run}&metric_key={key}{more}")
    return [(one["timestamp"], one["step"], one["value"]) for one in answer.get("metrics", ())]


def test_runs_go_to_the_experiment_0_before_anybody_made_it(mlflow: Mlflow) -> None:
    run = mlflow.run()
    info = mlflow.get("runs/get", f"run_id={run}")["run"]["info"]
    assert info["experiment_id"] == "0"
    found = mlflow.get("experiments/get-by-name", "experiment_name=Default")["experiment"]
    assert (found["experiment_id"], found["name"]) == ("0", "Default")


def test_experiments_are_made_once_by_many_and_their_names_are_unique(mlflow: Mlflow) -> None:
    def make(_: int) -> int:
        body = json.dumps({"name": "vision/resnet"}).encode()
        return mlflow.ask("POST", "/api/2.0/mlflow/experiments/create", body)[0]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(make, range(16))) == [200] + [400] * 15
    assert (
        mlflow.refused("experiments/create", name="vision/resnet")[1] == "RESOURCE_ALREADY_EXISTS"
    )


def test_an_experiment_takes_its_runs_to_the_trash_and_back(mlflow: Mlflow) -> None:
    number = mlflow.post("experiments/create", name="gone")["experiment_id"]
    run, before = mlflow.run(experiment_id=number), mlflow.run(experiment_id=number)
    mlflow.post("runs/delete", run_id=before)
    mlflow.post("experiments/delete", experiment_id=number)
    assert mlflow.get("runs/get", f"run_id={run}")["run"]["info"]["lifecycle_stage"] == "deleted"
    assert mlflow.refused("runs/create", experiment_id=number)[1] == "INVALID_PARAMETER_VALUE"
    assert mlflow.refused("experiments/delete", experiment_id=number)[0] == 404
    mlflow.post("experiments/restore", experiment_id=number)
    found = mlflow.post("runs/search", experiment_ids=[number])["runs"]
    assert [one["info"]["run_id"] for one in found] == [run]


def test_a_param_is_written_once_and_a_batch_is_all_or_nothing(mlflow: Mlflow) -> None:
    run = mlflow.run()
    mlflow.post("runs/log-parameter", run_id=run, key="lr", value="0.1")
    mlflow.post("runs/log-parameter", run_id=run, key="lr", value="0.1")
    batch = {
        "run_id": run,
        "params": [{"key": "new", "value": "1"}, {"key": "lr", "value": "0.2"}],
        "metrics": [metric("loss", 1)],
        "tags": [{"key": "a", "value": "b"}],
    }
    status, name, text = mlflow.refused("runs/log-batch", **batch)
    assert (status, name) == (400, "INVALID_PARAMETER_VALUE")
    assert text.startswith("Changing param values is not allowed: 'lr' is '0.1'")
    data = mlflow.data(run)
    assert (data["params"], data["metrics"], data["tags"].get("a")) == ({"lr": "0.1"}, {}, None)
    twice = [{"key": "x", "value": "1"}] * 2
    assert "Duplicate" in mlflow.refused("runs/log-batch", run_id=run, params=twice)[2]


@pytest.mark.parametrize(
    ("points", "last"),
    [
        ([("a", 1, 0, 10), ("a", 2, 5, 10), ("a", 3, 2, 99)], 2),  # the largest step
        ([("a", 1, 0, 30), ("a", 2, 0, 20)], 1),  # at one step the latest
        ([("a", "NaN", 0, 10)], "NaN"),
        ([("a", "Infinity", 1, 10), ("a", 5, 0, 10)], "Infinity"),
    ],
)
def test_the_latest_point_is_the_largest_by_step_then_time(
    mlflow: Mlflow, points: list[tuple[str, float, int, int]], last: Any
) -> None:
    run = mlflow.run()
    for point in points:
        mlflow.post("runs/log-batch", run_id=run, metrics=[metric(*point)])
    assert mlflow.data(run)["metrics"] == {"a": last}


def test_every_value_at_one_step_is_kept_and_equal_points_once(mlflow: Mlflow) -> None:
    run = mlflow.run()
    for value in (1.0, 2.0, 2.0, "NaN", "-Infinity"):
        mlflow.post("runs/log-metric", run_id=run, **metric("a", value, 3))
    found = history(mlflow, run, "a")
    assert sorted(map(str, (value for _, _, value in found))) == ["-Infinity", "1.0", "2.0", "NaN"]
    assert history(mlflow, run, "b") == []


def test_a_call_that_is_sent_again_changes_nothing(mlflow: Mlflow) -> None:
    run = mlflow.run()
    batch = [metric("a", float(step), step) for step in range(60)]
    for _ in range(3):
        mlflow.post("runs/log-batch", run_id=run, metrics=batch)
    found = mlflow.services.runs.get(mlflow_actor(), run)  # type: ignore[arg-type]
    assert (found.points, found.metrics["a"].count) == (60, 60)


def mlflow_actor() -> Any:
    from runlore.entities.access import LOCAL_ACTOR

    return LOCAL_ACTOR


def test_a_history_comes_in_pages_that_nobody_can_make_up(mlflow: Mlflow) -> None:
    run = mlflow.run()
    points = [metric("a", float(n), n, 1000 + n) for n in (5, 3, 9, 1, 7)]
    mlflow.post("runs/log-batch", run_id=run, metrics=points)
    query = f"run_id={run}&metric_key=a&max_results=2"
    seen, token = [], ""
    while True:
        page = mlflow.get("metrics/get-history", query + (f"&page_token={token}" if token else ""))
        seen += [one["step"] for one in page["metrics"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert seen == [1, 3, 5, 7, 9]
    assert (
        mlflow.ask("GET", "/api/2.0/mlflow/metrics/get-history", query=f"{query}&page_token=eyJ9")[
            0
        ]
        == 400
    )


def test_samples_keep_the_first_and_the_last_step(mlflow: Mlflow) -> None:
    run = mlflow.run()
    for first in (0, 500):
        points = [metric("a", float(n), n, 1000 + n) for n in range(first, first + 500)]
        mlflow.post("runs/log-batch", run_id=run, metrics=points)
    query = f"run_ids={run}&metric_key=a&max_results=10"
    steps = [
        one["step"] for one in mlflow.get("metrics/get-history-bulk-interval", query)["metrics"]
    ]
    assert (len(steps), steps[0], steps[-1]) == (10, 0, 999)
    status, _ = mlflow.ask(
        "GET", "/api/2.0/mlflow/metrics/get-history-bulk-interval", query=f"{query}&start_step=5"
    )
    assert status == 400


def test_a_deleted_run_is_read_but_not_written(mlflow: Mlflow) -> None:
    run = mlflow.run(run_name="old")
    mlflow.post("runs/delete", run_id=run)
    mlflow.post("runs/delete", run_id=run)
    assert mlflow.get("runs/get", f"run_id={run}")["run"]["info"]["lifecycle_stage"] == "deleted"
    status, name, text = mlflow.refused("runs/log-metric", run_id=run, **metric("a", 1))
    assert (status, name) == (400, "INVALID_PARAMETER_VALUE")
    assert "must be in the 'active' state" in text
    assert mlflow.post("runs/search", experiment_ids=["0"]) == {}
    assert len(mlflow.post("runs/search", experiment_ids=["0"], run_view_type="ALL")["runs"]) == 1
    mlflow.post("runs/restore", run_id=run)
    mlflow.post("runs/log-metric", run_id=run, **metric("a", 1))


def test_names_notes_and_parents_are_fields_that_tags_show(mlflow: Mlflow) -> None:
    parent = mlflow.run(run_name="parent")
    tags = {"mlflow.runName": "child", "mlflow.parentRunId": parent, "mlflow.note.content": "# Hi"}
    run = mlflow.run(tags=[{"key": key, "value": value} for key, value in tags.items()])
    assert mlflow.data(run)["tags"] == tags
    mlflow.post("runs/set-tag", run_id=run, key="mlflow.runName", value="renamed")
    assert mlflow.get("runs/get", f"run_id={run}")["run"]["info"]["run_name"] == "renamed"
    mlflow.post("runs/delete-tag", run_id=run, key="mlflow.note.content")
    assert "mlflow.note.content" not in mlflow.data(run)["tags"]
    assert mlflow.refused("runs/delete-tag", run_id=run, key="nothing")[0] == 404
    assert (
        "differ"
        in mlflow.refused(
            "runs/create", run_name="a", tags=[{"key": "mlflow.runName", "value": "b"}]
        )[2]
    )


def test_a_run_ends_goes_on_and_is_scheduled(mlflow: Mlflow) -> None:
    run = mlflow.run(start_time=5_000)
    ended = mlflow.post("runs/update", run_id=run, status="FINISHED", end_time=9_000)["run_info"]
    assert (ended["status"], ended["start_time"], ended["end_time"]) == ("FINISHED", 5_000, 9_000)
    assert mlflow.post("runs/update", run_id=run, status=1)["run_info"]["status"] == "RUNNING"
    scheduled = mlflow.post("runs/update", run_uuid=run, status="SCHEDULED")["run_info"]
    assert scheduled["status"] == "SCHEDULED"
    assert "must be one of" in mlflow.refused("runs/update", run_id=run, status="WEIRD")[2]
    assert "'status'" in mlflow.refused("runs/update", run_id=run, end_time=1)[2]


def test_a_silent_client_is_not_taken_for_crashed(mlflow: Mlflow) -> None:
    run = mlflow.run()
    mlflow.post("runs/log-metric", run_id=run, **metric("a", 1))
    assert mlflow.services.upkeep.mark_crashed() == []
    assert mlflow.get("runs/get", f"run_id={run}")["run"]["info"]["status"] == "RUNNING"


def test_numbers_in_params_compare_as_numbers(mlflow: Mlflow) -> None:
    for name, rate, accuracy, f1 in (
        ("a", "1e-3", 0.95, 0.7),
        ("b", "0.5", 0.99, 0.9),
        ("c", "0.002", 0.92, 0.8),
    ):
        run = mlflow.run(run_name=name)
        params = [{"key": "learning_rate", "value": rate}]
        points = [metric("accuracy", accuracy), metric("f1_score", f1)]
        mlflow.post("runs/log-batch", run_id=run, params=params, metrics=points)
    text = "params.learning_rate < 0.01 and metrics.accuracy > 0.9 ORDER BY metrics.f1_score DESC"
    found = mlflow.post("runs/search", experiment_ids=["0"], filter=text)["runs"]
    assert [one["info"]["run_name"] for one in found] == ["c", "a"]


def test_a_search_goes_on_by_its_token_alone(mlflow: Mlflow) -> None:
    runs = {mlflow.run(run_name=str(n), start_time=n) for n in range(5)}
    seen, token = [], ""
    while True:
        page = mlflow.post("runs/search", experiment_ids=["0"], max_results=2, page_token=token)
        seen += [one["info"] for one in page["runs"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert [one["start_time"] for one in seen] == [4, 3, 2, 1, 0]
    assert {one["run_id"] for one in seen} == runs
    first = mlflow.post("runs/search", experiment_ids=["0"], max_results=2)["next_page_token"]
    other = mlflow.refused(
        "runs/search", experiment_ids=["0"], filter="params.a = 'b'", page_token=first
    )
    assert "another search" in other[2]
    assert mlflow.post("runs/search", experiment_ids=[]) == {}


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("runs/log-batch", {"run_id": NOBODY}, "Run with id=" + NOBODY + " not found"),
        ("runs/log-batch", {"metrics": []}, "Missing value for required parameter 'run_id'"),
        ("runs/create", {"experiment_id": "99"}, "No Experiment with id=99 exists"),
        ("runs/create", {"experiment_id": "../0"}, "no experiment id"),
        ("runs/search", {"max_results": 0}, "'max_results'"),
        ("runs/search", {"run_view_type": "SOME"}, "'view_type'"),
        ("runs/search", {"filter": "metrics.a = 'x"}, "does not parse"),
        ("experiments/create", {"name": " "}, "'name'"),
        (
            "experiments/create",
            {"name": "a", "artifact_location": "s3://b?x=1"},
            "'artifact_location'",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    mlflow: Mlflow, path: str, body: dict[str, Any], told: str
) -> None:
    status, _, text = mlflow.refused(path, **body)
    assert told in text
    assert status in (400, 404)


def test_what_is_not_there_says_that_the_endpoint_is_missing(mlflow: Mlflow) -> None:
    for path in ("/api/2.0/mlflow/no", "/api/3.0/mlflow/traces", "/ajax-api/2.0/mlflow/gateway"):
        for method in ("GET", "POST", "PATCH", "DELETE"):
            status, answer = mlflow.ask(method, path, b"{}")
            assert (status, answer["error_code"]) == (404, "ENDPOINT_NOT_FOUND")
    status, answer = mlflow.ask("DELETE", "/api/2.0/mlflow/runs/get")
    assert (status, answer["error_code"]) == (404, "ENDPOINT_NOT_FOUND")


def test_a_body_of_another_type_is_refused(mlflow: Mlflow) -> None:
    path = "/api/2.0/mlflow/runs/create"
    status, answer = mlflow.ask("POST", path, b"{}", kind="text/plain")
    assert (status, answer["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
