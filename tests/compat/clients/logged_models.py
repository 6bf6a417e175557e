"""Models as things of their own: the client of MLflow 3."""

from urllib.parse import quote

import mlflow
from checks import a_run, an_experiment, call, check, fresh, must, must_refuse, refused
from mlflow import MlflowClient


def a_model(experiment: str = "", **more):
    """A new logged model, as the client sees it."""
    experiment = experiment or an_experiment()
    return MlflowClient().create_logged_model(experiment, **{"name": fresh("model"), **more})


@check(only=3)
def a_model_comes_back_as_it_was_made():
    client, experiment = MlflowClient(), an_experiment()
    run = a_run(experiment)
    made = client.create_logged_model(
        experiment,
        name="net",
        source_run_id=run,
        tags={"a": "1"},
        params={"lr": "0.1"},
        model_type="agent",
    )
    found = client.get_logged_model(made.model_id)
    assert found.model_id.startswith("m-")
    assert len(found.model_id) == 34
    assert (found.name, found.model_type, found.source_run_id) == ("net", "agent", run)
    assert str(found.status.value if hasattr(found.status, "value") else found.status) == "PENDING"
    assert found.params == {"lr": "0.1"}
    assert found.tags["a"] == "1"
    assert found.experiment_id == experiment
    location = client.get_experiment(experiment).artifact_location
    assert found.artifact_location == f"{location}/models/{found.model_id}/artifacts"
    assert found.creation_timestamp == found.last_updated_timestamp > 1_600_000_000_000


@check(only=3)
def a_model_without_a_name_gets_one():
    assert MlflowClient().create_logged_model(an_experiment()).name


@check(only=3)
def a_bad_name_of_a_model_is_refused():
    for name in ("a/b", "a:b", "a.b", "a%b", 'a"b', "a'b"):
        body = {"experiment_id": an_experiment(), "name": name}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "logged-models", body)
    absent = {"experiment_id": "987654321", "name": "x"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "POST", "logged-models", absent)


@check(only=3)
def a_model_is_finalized_as_ready_or_failed():
    client = MlflowClient()
    for status in ("READY", "FAILED"):
        made = a_model()
        client.finalize_logged_model(made.model_id, status)
        found = client.get_logged_model(made.model_id)
        assert str(found.status).endswith(status), found.status
        assert found.last_updated_timestamp >= made.creation_timestamp
    made = a_model().model_id
    must("PATCH", f"logged-models/{made}", {"model_id": made, "status": 2})
    assert str(client.get_logged_model(made).status).endswith("READY")


@check(only=3)
def params_of_a_model_are_added_in_batches():
    made = a_model()
    params = {f"p{n}": str(n) for n in range(250)}
    MlflowClient().log_model_params(made.model_id, params)
    assert MlflowClient().get_logged_model(made.model_id).params == params


@check(only=3)
def tags_of_a_model_are_set_and_deleted():
    client, made = MlflowClient(), a_model(tags={"kept": "1"})
    client.set_logged_model_tags(made.model_id, {"a": "1", "b": "2"})
    client.set_logged_model_tags(made.model_id, {"a": "3"})
    client.delete_logged_model_tag(made.model_id, "b")
    assert client.get_logged_model(made.model_id).tags == {"kept": "1", "a": "3"}
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_logged_model_tag(made.model_id, "b")
    client.set_logged_model_tags(made.model_id, {"odd/key name": "1"})
    path = f"logged-models/{made.model_id}/tags/{quote('odd/key name', safe='')}"
    status, _ = call("DELETE", path)
    assert status in (200, 404)  # stock has no route for a key with a slash


@check(only=3)
def a_deleted_model_is_gone():
    client, made = MlflowClient(), a_model()
    client.delete_logged_model(made.model_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_logged_model(made.model_id)
    query = {"allow_deleted": "true"}
    found = must("GET", f"logged-models/{made.model_id}", query)["model"]
    assert found["info"]["model_id"] == made.model_id
    assert client.search_logged_models([made.experiment_id]) == []


@check(only=3)
def a_model_that_does_not_exist_is_told():
    with refused("RESOURCE_DOES_NOT_EXIST"):
        MlflowClient().get_logged_model("m-" + "0" * 32)


@check(only=3)
def a_model_is_an_output_and_an_input_of_runs():
    from mlflow.entities import LoggedModelInput, LoggedModelOutput

    client, experiment = MlflowClient(), an_experiment()
    made, run = a_model(experiment), a_run(experiment)
    client.log_outputs(run, [LoggedModelOutput(made.model_id, step=3)])
    client.log_inputs(run, models=[LoggedModelInput(made.model_id)])
    found = client.get_run(run)
    assert [(one.model_id, one.step) for one in found.outputs.model_outputs] == [(made.model_id, 3)]
    assert [one.model_id for one in found.inputs.model_inputs] == [made.model_id]
    listed = client.search_runs([experiment])[0]
    assert [one.model_id for one in listed.outputs.model_outputs] == [made.model_id]


@check(only=3)
def a_metric_of_a_model_is_on_the_run_and_on_the_model():
    client, experiment = MlflowClient(), an_experiment()
    made, run = a_model(experiment), a_run(experiment)
    client.log_metric(run, "acc", 0.5, step=1, model_id=made.model_id)
    client.log_metric(
        run,
        "f1",
        0.7,
        step=1,
        model_id=made.model_id,
        dataset_name="test-set",
        dataset_digest="abc",
    )
    assert client.get_run(run).data.metrics == {"acc": 0.5, "f1": 0.7}
    found = {one.key: one for one in client.get_logged_model(made.model_id).metrics}
    assert (found["acc"].value, found["acc"].run_id, found["acc"].step) == (0.5, run, 1)
    assert (found["f1"].dataset_name, found["f1"].dataset_digest) == ("test-set", "abc")


def shelf() -> tuple[str, dict[str, str]]:
    """An experiment with three models: their ids by name."""
    client, experiment = MlflowClient(), an_experiment()
    run, ids = a_run(experiment), {}
    for name, acc, kind in (("a", 0.9, "agent"), ("b", 0.5, "agent"), ("c", None, "classic")):
        made = client.create_logged_model(
            experiment,
            name=name,
            source_run_id=run,
            model_type=kind,
            params={"size": name},
            tags={"team": name},
        )
        ids[name] = made.model_id
        if acc is not None:
            client.log_metric(run, "acc", acc, model_id=made.model_id)
    client.finalize_logged_model(ids["a"], "READY")
    return experiment, ids


def names(experiment: str, **how) -> list[str]:
    """Names of the models that a search finds."""
    found = MlflowClient().search_logged_models([experiment], **how)
    return [one.name for one in found]


@check(only=3)
def models_are_found_by_everything_they_have():
    experiment, ids = shelf()
    run = MlflowClient().get_logged_model(ids["a"]).source_run_id
    for text, expected in (
        ("name = 'a'", "a"),
        ("name != 'a'", "bc"),
        ("name LIKE '_'", "abc"),
        ("name IN ('a', 'c')", "ac"),
        ("name NOT IN ('a', 'c')", "b"),
        ("attributes.name = 'b'", "b"),
        (f"model_id = '{ids['c']}'", "c"),
        (f"model_id IN ('{ids['c']}', '{ids['a']}')", "ac"),
        ("model_type = 'agent'", "ab"),
        (f"source_run_id = '{run}'", "abc"),
        ("creation_timestamp > 0", "abc"),
        ("creation_time > 99999999999999", ""),
        ("last_updated_timestamp > 0 AND name = 'a'", "a"),
        ("metrics.acc > 0.6", "a"),
        ("metrics.acc <= 0.9", "ab"),
        ("params.size = 'b'", "b"),
        ("tags.team = 'c'", "c"),
        ("tags.team LIKE '_' AND metrics.acc < 0.6", "b"),
    ):
        assert sorted(names(experiment, filter_string=text)) == list(expected), text


@check(only=3)
def models_come_in_the_order_asked_for():
    experiment, _ = shelf()
    assert names(experiment) in (["c", "b", "a"], sorted(names(experiment)))
    for order, expected in (
        ([{"field_name": "metrics.acc", "ascending": False}], "abc"),
        ([{"field_name": "metrics.acc", "ascending": True}], "bac"),
        ([{"field_name": "name", "ascending": False}], "cba"),
        ([{"field_name": "creation_timestamp", "ascending": True}, {"field_name": "name"}], "abc"),
    ):
        assert "".join(names(experiment, order_by=order)) == expected, order


@check(only=3)
def models_are_found_by_their_metric_on_a_dataset():
    client, experiment = MlflowClient(), an_experiment()
    made, run = a_model(experiment, name="one"), a_run(experiment)
    for dataset, value in (("easy", 0.9), ("hard", 0.2)):
        more = {"dataset_name": dataset, "dataset_digest": f"digest-{dataset}"}
        client.log_metric(run, "acc", value, model_id=made.model_id, **more)
    for dataset, expected in (("easy", ["one"]), ("hard", [])):
        given = [{"dataset_name": dataset, "dataset_digest": f"digest-{dataset}"}]
        found = names(experiment, filter_string="metrics.acc > 0.5", datasets=given)
        assert found == expected, dataset


@check(only=3)
def models_come_in_pages_that_cover_all_of_them_once():
    experiment, _ = shelf()
    client, seen, token = MlflowClient(), [], None
    while True:
        page = client.search_logged_models([experiment], max_results=2, page_token=token)
        seen += [one.name for one in page]
        token = page.token
        if not token:
            break
    assert sorted(seen) == ["a", "b", "c"]
    other, _ = shelf()
    first = client.search_logged_models([experiment], max_results=2)
    body = {"experiment_ids": [other], "max_results": 2, "page_token": first.token}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "logged-models/search", body)


@check(only=3)
def a_bad_search_of_models_is_refused():
    experiment = an_experiment()
    body = {"experiment_ids": [experiment], "max_results": 5, "filter": "name > "}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "logged-models/search", body)


@check(only=3, ours="stock fails with 500")
def models_are_not_searched_by_what_they_have_not():
    for body in (
        {"page_token": "forged"},
        {"order_by": [{"field_name": "colour"}]},
        {"filter": "colour = 'x'"},
    ):
        whole = {"experiment_ids": [an_experiment()], "max_results": 5, **body}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "logged-models/search", whole)


@check(only=3)
def files_of_a_model_are_logged_and_listed():
    from pathlib import Path

    client, made = MlflowClient(), a_model()
    Path("weights.bin").write_bytes(b"w" * 1000)
    Path("more").mkdir(exist_ok=True)
    Path("more/vocab.txt").write_text("a b c")
    client.log_model_artifact(made.model_id, "weights.bin")
    client.log_model_artifacts(made.model_id, "more")
    found = {one.path: one.file_size for one in client.list_logged_model_artifacts(made.model_id)}
    assert found == {"weights.bin": 1000, "vocab.txt": 5}
    path = f"logged-models/{made.model_id}/artifacts/directories"
    listed = must("GET", path)
    assert {one["path"] for one in listed["files"]} == {"weights.bin", "vocab.txt"}
    where = f"/ajax-api/2.0/mlflow/logged-models/{made.model_id}/artifacts/files"
    status, text = call("GET", where, {"artifact_file_path": "vocab.txt"})
    assert (status, text) == (200, "a b c")


@check(only=3)
def the_fluent_verbs_of_models_work():
    mlflow.set_experiment(fresh("fluent"))
    made = mlflow.initialize_logged_model(name="mine", params={"a": 1}, tags={"t": "1"})
    mlflow.log_model_params({"b": 2}, model_id=made.model_id)
    mlflow.set_logged_model_tags(made.model_id, {"u": "2"})
    mlflow.delete_logged_model_tag(made.model_id, "t")
    mlflow.finalize_logged_model(made.model_id, "READY")
    found = mlflow.get_logged_model(made.model_id)
    assert found.params == {"a": "1", "b": "2"}
    assert found.tags["u"] == "2"
    assert "t" not in found.tags
    assert mlflow.last_logged_model().model_id == made.model_id
    listed = mlflow.search_logged_models(output_format="list", filter_string="name = 'mine'")
    assert [one.model_id for one in listed] == [made.model_id]


@check(only=3)
def a_model_from_elsewhere_is_made_and_set_active():
    mlflow.set_experiment(fresh("external"))
    made = mlflow.create_external_model(name="outside", model_type="llm")
    assert mlflow.get_logged_model(made.model_id).model_type == "llm"
    active = mlflow.set_active_model(name="by-name")
    try:
        assert mlflow.get_active_model_id() == active.model_id
        assert mlflow.get_logged_model(active.model_id).name == "by-name"
    finally:
        mlflow.clear_active_model()


@check
def an_old_client_notes_its_model_on_the_run():
    import json

    run = a_run()
    note = {
        "artifact_path": "model",
        "flavors": {"python_function": {}},
        "utc_time_created": "2026-01-01 00:00:00.000000",
        "run_id": run,
        "model_uuid": "0" * 32,
    }
    must("POST", "runs/log-model", {"run_id": run, "model_json": json.dumps(note)})
    must("POST", "runs/log-model", {"run_id": run, "model_json": json.dumps(note)})
    tag = MlflowClient().get_run(run).data.tags["mlflow.log-model.history"]
    assert [one["artifact_path"] for one in json.loads(tag)] == ["model", "model"]
    for text in ("{}", "not json"):
        body = {"run_id": run, "model_json": text}
        status, answer = call("POST", "runs/log-model", body)
        assert status == 400, (text, status, answer)
