"""Runs: their life, names, params and tags."""

import time

import mlflow
from checks import a_run, an_experiment, call, check, fresh, is_run_id, must, must_refuse, refused
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType


@check
def a_run_comes_back_as_it_was_made():
    client, experiment = MlflowClient(), an_experiment()
    made = client.create_run(
        experiment, start_time=1_700_000_000_123, tags={"a": "1"}, run_name="first"
    )
    found = client.get_run(made.info.run_id)
    assert is_run_id(found.info.run_id)
    assert found.info.experiment_id == experiment
    assert found.info.run_name == "first"
    assert found.info.status == "RUNNING"
    assert found.info.start_time == 1_700_000_000_123
    assert found.info.end_time is None
    assert found.info.lifecycle_stage == "active"
    assert found.data.tags["a"] == "1"
    assert found.data.tags["mlflow.runName"] == "first"
    assert found.data.metrics == {}
    assert found.data.params == {}
    location = client.get_experiment(experiment).artifact_location
    assert found.info.artifact_uri == f"{location}/{found.info.run_id}/artifacts"


@check
def a_run_without_a_name_gets_one():
    run = MlflowClient().create_run(an_experiment())
    words = run.info.run_name.split("-")
    assert len(words) == 3
    assert words[2].isdigit()
    assert run.data.tags["mlflow.runName"] == run.info.run_name


@check
def the_name_of_a_run_may_come_as_its_tag():
    client = MlflowClient()
    run = client.create_run(an_experiment(), tags={"mlflow.runName": "by tag"})
    assert client.get_run(run.info.run_id).info.run_name == "by tag"


@check
def two_names_that_differ_are_refused():
    body = {
        "experiment_id": an_experiment(),
        "run_name": "one",
        "tags": [{"key": "mlflow.runName", "value": "another"}],
    }
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/create", body)


@check
def a_run_is_renamed_by_update_and_by_its_tag():
    client, run = MlflowClient(), a_run(run_name="old")
    client.update_run(run, name="new")
    found = client.get_run(run)
    assert found.info.run_name == found.data.tags["mlflow.runName"] == "new"
    client.set_tag(run, "mlflow.runName", "newest")
    found = client.get_run(run)
    assert found.info.run_name == found.data.tags["mlflow.runName"] == "newest"


@check
def a_run_of_no_experiment_is_refused():
    must_refuse("RESOURCE_DOES_NOT_EXIST", "POST", "runs/create", {"experiment_id": "987654321"})


@check
def a_run_that_does_not_exist_is_told_by_its_id():
    absent = "0" * 32
    words = f"Run with id={absent} not found"
    must_refuse("RESOURCE_DOES_NOT_EXIST", "GET", "runs/get", {"run_id": absent}, words)
    body = {"run_id": absent, "key": "k", "value": "v"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "POST", "runs/set-tag", body, words)
    body = {"run_id": absent, "key": "k", "value": 1.0, "timestamp": 1}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "POST", "runs/log-metric", body, words)


@check
def a_run_goes_through_every_status():
    client, run = MlflowClient(), a_run()
    for status in ("SCHEDULED", "RUNNING", "FAILED", "KILLED", "FINISHED", "RUNNING"):
        client.update_run(run, status=status)
        assert client.get_run(run).info.status == status


@check
def ending_a_run_sets_status_and_time_and_it_may_run_again():
    client, run = MlflowClient(), a_run()
    end = 4_000_000_000_999
    client.set_terminated(run, "FAILED", end_time=end)
    found = client.get_run(run).info
    assert (found.status, found.end_time) == ("FAILED", end)
    must("POST", "runs/update", {"run_id": run, "status": "RUNNING"})
    found = client.get_run(run).info
    assert found.status == "RUNNING"
    assert found.end_time in (end, None)  # stock leaves it; a run that runs has not ended


@check
def a_finished_run_may_still_be_written():
    client, run = MlflowClient(), a_run()
    client.set_terminated(run)
    client.log_metric(run, "late", 1.0)
    client.log_param(run, "late", "p")
    found = client.get_run(run)
    assert found.data.metrics == {"late": 1.0}
    assert found.data.params == {"late": "p"}
    assert found.info.status == "FINISHED"


@check(ours="stock ignores a status that it does not know")
def an_unknown_status_is_refused():
    run = a_run()
    must_refuse(
        "INVALID_PARAMETER_VALUE", "POST", "runs/update", {"run_id": run, "status": "WEIRD"}
    )
    assert MlflowClient().get_run(run).info.status == "RUNNING"


@check
def deleting_and_restoring_a_run_may_be_said_twice():
    client, run = MlflowClient(), a_run()
    client.log_metric(run, "m", 1.0)
    for _ in range(2):
        client.delete_run(run)
        assert client.get_run(run).info.lifecycle_stage == "deleted"
    assert client.get_run(run).data.metrics == {"m": 1.0}
    for _ in range(2):
        client.restore_run(run)
        assert client.get_run(run).info.lifecycle_stage == "active"


@check
def a_deleted_run_takes_nothing():
    client, run = MlflowClient(), a_run(tags={"k": "v"})
    client.delete_run(run)
    words = "must be in the 'active' state"
    for path, body in (
        ("runs/log-metric", {"key": "m", "value": 1.0, "timestamp": 1}),
        ("runs/log-parameter", {"key": "p", "value": "1"}),
        ("runs/set-tag", {"key": "t", "value": "1"}),
        ("runs/delete-tag", {"key": "k"}),
        ("runs/update", {"status": "FINISHED"}),
        ("runs/log-batch", {"metrics": [{"key": "m", "value": 1.0, "timestamp": 1, "step": 0}]}),
    ):
        must_refuse("INVALID_PARAMETER_VALUE", "POST", path, {"run_id": run, **body}, words)
    found = client.get_run(run)
    assert found.data.metrics == {}
    assert found.data.params == {}
    assert found.data.tags["k"] == "v"


@check
def deleted_runs_are_found_when_asked_for():
    client, experiment = MlflowClient(), an_experiment()
    kept, gone = a_run(experiment), a_run(experiment)
    client.delete_run(gone)

    def found(view):
        return {one.info.run_id for one in client.search_runs([experiment], run_view_type=view)}

    assert found(ViewType.ACTIVE_ONLY) == {kept}
    assert found(ViewType.DELETED_ONLY) == {gone}
    assert found(ViewType.ALL) == {kept, gone}


@check
def a_param_is_written_once():
    client, run = MlflowClient(), a_run()
    client.log_param(run, "lr", 0.01)
    client.log_param(run, "lr", 0.01)
    body = {"run_id": run, "key": "lr", "value": "0.02"}
    words = "Changing param values is not allowed"
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-parameter", body, words)
    assert client.get_run(run).data.params == {"lr": "0.01"}


@check
def a_param_that_changes_stops_the_rest_of_its_batch():
    client, run = MlflowClient(), a_run()
    client.log_param(run, "lr", "1")
    with refused("INVALID_PARAMETER_VALUE", "Changing param values is not allowed"):
        client.log_batch(
            run,
            metrics=[Metric("m", 1.0, 1, 0)],
            params=[Param("lr", "2")],
            tags=[RunTag("t", "v")],
        )
    found = client.get_run(run)
    assert found.data.params == {"lr": "1"}
    assert found.data.metrics == {}
    assert "t" not in found.data.tags


@check
def params_come_back_as_the_texts_that_were_sent():
    values = {
        "int": "3",
        "float": "1e-05",
        "trailing": "0.10",
        "none": "None",
        "true": "True",
        "list": "[1, 2]",
        "json": '{"a": 1}',
        "quoted": '"x"',
        "space": " x ",
        "unicode": "größe ✓",
        "nan": "nan",
        "big": "123456789012345678901234567890",
        "zero": "007",
        "sci": "1E5",
    }
    client, run = MlflowClient(), a_run()
    client.log_batch(run, params=[Param(key, value) for key, value in values.items()])
    assert client.get_run(run).data.params == values


@check
def a_param_without_a_value_is_empty():
    run = a_run()
    must("POST", "runs/log-parameter", {"run_id": run, "key": "nothing"})
    must("POST", "runs/log-parameter", {"run_id": run, "key": "empty", "value": ""})
    assert MlflowClient().get_run(run).data.params == {"nothing": "", "empty": ""}


@check
def one_param_twice_in_a_batch_is_refused():
    run = a_run()
    params = [{"key": "p", "value": "1"}, {"key": "p", "value": "1"}]
    body = {"run_id": run, "params": params}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-batch", body)
    assert MlflowClient().get_run(run).data.params == {}


@check
def of_one_tag_twice_in_a_batch_the_last_wins():
    client, run = MlflowClient(), a_run()
    client.log_batch(run, tags=[RunTag("t", "1"), RunTag("t", "2")])
    assert client.get_run(run).data.tags["t"] == "2"


@check
def a_tag_is_set_overwritten_and_deleted():
    client, run = MlflowClient(), a_run()
    client.set_tag(run, "t", 1)
    client.set_tag(run, "t", "two")
    assert client.get_run(run).data.tags["t"] == "two"
    client.delete_tag(run, "t")
    assert "t" not in client.get_run(run).data.tags
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_tag(run, "t")


@check
def keys_with_every_legal_sign_are_kept():
    key = "a_b-c.d:e/f g9"
    client, run = MlflowClient(), a_run()
    client.log_metric(run, key, 1.0)
    client.log_param(run, key, "p")
    client.set_tag(run, key, "t")
    found = client.get_run(run).data
    assert (found.metrics[key], found.params[key], found.tags[key]) == (1.0, "p", "t")
    assert len(client.get_metric_history(run, key)) == 1


@check
def keys_that_are_no_relative_path_or_too_long_are_refused():
    run = a_run()
    for key in ("/abs", "..", "../up", "a//b", ".", "a/./b", "a/", "k" * 251, "semi;colon", "a\nb"):
        for path, body in (
            ("runs/log-metric", {"value": 1.0, "timestamp": 1}),
            ("runs/log-parameter", {"value": "1"}),
            ("runs/set-tag", {"value": "1"}),
        ):
            must_refuse(
                "INVALID_PARAMETER_VALUE", "POST", path, {"run_id": run, "key": key, **body}
            )


@check
def long_values_are_kept():
    client, run = MlflowClient(), a_run()
    client.log_param(run, "p", "p" * 6_000)
    client.set_tag(run, "t", "t" * 8_000)
    found = client.get_run(run).data
    assert len(found.params["p"]) == 6_000
    assert len(found.tags["t"]) == 8_000


@check(ours="stock cuts what is too long and says nothing to the caller")
def nothing_is_cut_without_a_word():
    client, run = MlflowClient(), a_run()
    for path, value, kind in (
        ("runs/log-parameter", "p" * 60_000, "params"),
        ("runs/set-tag", "t" * 80_000, "tags"),
    ):
        status, answer = call("POST", path, {"run_id": run, "key": "long", "value": value})
        kept = getattr(client.get_run(run).data, kind).get("long")
        if status == 200:
            assert kept == value
        else:
            assert answer["error_code"] == "INVALID_PARAMETER_VALUE"
            assert kept is None


@check
def a_user_and_a_source_are_kept_as_the_client_sends_them():
    body = {"experiment_id": an_experiment(), "user_id": "ada", "start_time": 5}
    info = must("POST", "runs/create", body)["run"]["info"]
    assert info["user_id"] == "ada"
    assert info["start_time"] == 5


@check
def the_parent_of_a_run_is_its_tag():
    client, experiment = MlflowClient(), an_experiment()
    parent = a_run(experiment)
    child = a_run(experiment, tags={"mlflow.parentRunId": parent})
    assert client.get_parent_run(child).info.run_id == parent
    assert client.get_parent_run(parent) is None
    assert mlflow.get_parent_run(child).info.run_id == parent


@check
def a_dataset_is_an_input_of_a_run_once():
    from mlflow.entities import Dataset, DatasetInput, InputTag

    client, run = MlflowClient(), a_run()
    dataset = Dataset("d", "abc", "local", '{"uri": "/data"}', '{"cols": []}', '{"rows": 3}')
    for context in ("train", "test"):
        tag = InputTag("mlflow.data.context", context)
        client.log_inputs(run, datasets=[DatasetInput(dataset, [tag])])
    inputs = client.get_run(run).inputs.dataset_inputs
    assert len(inputs) == 1
    found = inputs[0].dataset
    assert (found.name, found.digest, found.source_type) == ("d", "abc", "local")
    assert (found.source, found.schema, found.profile) == (
        '{"uri": "/data"}',
        '{"cols": []}',
        '{"rows": 3}',
    )
    assert [(tag.key, tag.value) for tag in inputs[0].tags] == [("mlflow.data.context", "train")]


@check
def a_dataset_that_is_too_long_is_refused():
    run = a_run()
    good = {"name": "d", "digest": "x", "source_type": "t", "source": "s"}
    for field, length in (("name", 501), ("digest", 37), ("source", 65_536)):
        body = {"run_id": run, "datasets": [{"dataset": {**good, field: "x" * length}}]}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-inputs", body)
    must("POST", "runs/log-inputs", {"run_id": run, "datasets": [{"dataset": good}]})


@check
def the_datasets_of_experiments_are_listed():
    experiment = an_experiment()
    dataset = {"name": fresh("d"), "digest": "x", "source_type": "t", "source": "s"}
    tags = [{"key": "mlflow.data.context", "value": "train"}]
    body = {"run_id": a_run(experiment), "datasets": [{"dataset": dataset, "tags": tags}]}
    must("POST", "runs/log-inputs", body)
    path = "/ajax-api/2.0/mlflow/experiments/search-datasets"
    found = must("POST", path, {"experiment_ids": [experiment]})["dataset_summaries"]
    assert [(one["name"], one["digest"], one["context"]) for one in found] == [
        (dataset["name"], "x", "train")
    ]


@check
def runs_have_ids_of_their_own():
    client, experiment = MlflowClient(), an_experiment()
    made = [client.create_run(experiment).info.run_id for _ in range(30)]
    assert len(set(made)) == 30
    found = client.search_runs([experiment], max_results=100)
    assert {one.info.run_id for one in found} == set(made)


@check
def a_run_that_starts_now_has_a_time_of_now():
    run = MlflowClient().create_run(an_experiment())
    assert abs(run.info.start_time - time.time() * 1000) < 60_000
