"""What a client asks before it works, and what is answered to that which is not there."""

import os
import time

import mlflow
from checks import a_run, an_experiment, call, check, fresh, must, must_refuse, refused
from mlflow import MlflowClient


@check
def health_is_the_word_ok():
    assert call("GET", "/health") == (200, "OK")


@check
def the_version_reads_as_a_version():
    from packaging.version import Version

    status, text = call("GET", "/version")
    assert status == 200
    assert str(text) == str(Version(str(text)))


@check(only=3)
def server_info_is_an_object_that_promises_no_workspaces():
    status, answer = call("GET", "/api/3.0/mlflow/server-info")
    assert status == 200
    assert not answer.get("workspaces_enabled", False)
    assert not answer.get("artifacts_presigned_only", False)


@check
def an_unknown_route_is_no_unknown_thing():
    status, answer = call("GET", "no/such/route")
    assert status == 404
    # Stock answers no JSON at all, which the client reads as the same name.
    if isinstance(answer, dict):
        assert answer["error_code"] == "ENDPOINT_NOT_FOUND"


@check
def an_unknown_route_raises_under_its_own_name():
    from mlflow.utils.credentials import get_default_host_creds
    from mlflow.utils.rest_utils import http_request_safe

    with refused("ENDPOINT_NOT_FOUND"):
        http_request_safe(
            get_default_host_creds(mlflow.get_tracking_uri()), "/api/2.0/mlflow/nothing", "POST"
        )


@check
def only_json_is_taken_as_a_body():
    status, answer = call(
        "POST",
        "experiments/search",
        data=b"max_results=3",
        extra_headers={"Content-Type": "text/plain"},
    )
    assert status == 400
    assert answer["error_code"] == "INVALID_PARAMETER_VALUE"


@check
def both_spellings_of_a_field_are_read():
    experiment = an_experiment()
    run = must("POST", "runs/create", {"experimentId": experiment, "runName": "camel"})["run"]
    assert run["info"]["run_name"] == "camel"
    assert run["info"]["experiment_id"] == experiment
    body = {"name": fresh("camel"), "artifactLocation": "s3://bucket/camel"}
    made = must("POST", "experiments/create", body)["experiment_id"]
    found = must("GET", "experiments/get", {"experiment_id": made})["experiment"]
    assert found["artifact_location"] == "s3://bucket/camel"


@check
def both_spellings_of_one_field_at_once_are_refused():
    body = {"experiment_id": an_experiment(), "experimentId": "0"}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/create", body)


@check
def an_unknown_field_is_ignored():
    body = {"experiment_id": an_experiment(), "colour": "green", "tags": [{"key": "a", "hue": 1}]}
    assert must("POST", "runs/create", body)["run"]["info"]["status"] == "RUNNING"


@check
def integers_may_come_as_text():
    run = a_run()
    point = {"run_id": run, "key": "m", "value": 1.5, "timestamp": "1700000000001", "step": "7"}
    must("POST", "runs/log-metric", point)
    metric = must("GET", "metrics/get-history", {"run_id": run, "metric_key": "m"})["metrics"][0]
    assert metric == {"key": "m", "value": 1.5, "timestamp": 1700000000001, "step": 7}


@check
def a_run_answers_to_its_old_name_too():
    run = a_run()
    must("POST", "runs/set-tag", {"run_uuid": run, "key": "k", "value": "v"})
    info = must("GET", "runs/get", {"run_uuid": run})["run"]["info"]
    assert info["run_id"] == info["run_uuid"] == run


@check
def a_missing_field_is_named():
    words = "Missing value for required parameter 'experiment_id'"
    must_refuse("INVALID_PARAMETER_VALUE", "GET", "experiments/get", {}, words)
    words = "Missing value for required parameter 'name'"
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "experiments/create", {}, words)
    body = {"run_id": a_run(), "timestamp": 1, "value": 1.0}
    words = "Missing value for required parameter 'key'"
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-metric", body, words)


@check
def a_value_of_the_wrong_type_is_shown_as_it_came():
    for field, value, shown in (
        ("name", 5, "5"),
        ("name", ["a"], '["a"]'),
        ("tags", "x", '"x"'),
    ):
        body = {"name": fresh("typed"), field: value}
        words = f"Invalid value {shown} for parameter '{field}' supplied"
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "experiments/create", body, words)


@check(ours="stock fails with 500")
def a_body_that_is_no_object_is_refused():
    for data in (b"[]", b"3", b'"x"', b'{"name":'):
        status, answer = call(
            "POST",
            "experiments/create",
            data=data,
            extra_headers={"Content-Type": "application/json"},
        )
        assert status == 400, (data, status, answer)


@check
def an_answer_with_nothing_in_it_is_an_empty_object():
    run = a_run()
    assert must("GET", "metrics/get-history", {"run_id": run, "metric_key": "none"}) == {}
    assert must("POST", "runs/search", {"experiment_ids": [], "max_results": 5}) == {}
    assert must("POST", "runs/set-tag", {"run_id": run, "key": "k", "value": "v"}) == {}


@check
def the_same_answers_come_under_the_path_of_the_interface():
    experiment = an_experiment()
    for path in ("/api/2.0/mlflow/experiments/get", "/ajax-api/2.0/mlflow/experiments/get"):
        found = must("GET", path, {"experiment_id": experiment})["experiment"]
        assert found["experiment_id"] == experiment


@check(only=3, ours="stock answers 503 here, for which its own client waits minutes")
def workspaces_are_refused_at_once():
    start = time.monotonic()
    status, answer = call("GET", "/api/3.0/mlflow/workspaces")
    assert status in (404, 501)
    if isinstance(answer, dict):
        assert answer["error_code"] in ("ENDPOINT_NOT_FOUND", "NOT_IMPLEMENTED")
    assert time.monotonic() - start < 5


@check(only=3)
def an_active_workspace_is_refused_by_the_client_itself():
    os.environ["MLFLOW_WORKSPACE"] = "team"
    with refused("FEATURE_DISABLED"):
        mlflow.search_experiments()


@check(ours="stock has them")
def what_is_not_there_reads_as_an_unknown_route():
    for method, path, body in (
        ("GET", "/api/2.0/mlflow/webhooks", None),
        ("POST", "/api/3.0/mlflow/traces", {}),
        ("POST", "/api/3.0/mlflow/traces/search", {}),
        ("GET", "/api/3.0/mlflow/gateway/endpoints/list", None),
        ("POST", "/api/3.0/mlflow/datasets/create", {"name": "x"}),
        ("POST", "/graphql", {"query": "{__typename}"}),
    ):
        status, answer = call(method, path, body)
        assert status in (404, 200 if path.endswith("webhooks") else 404), (path, status, answer)
        if status == 404 and isinstance(answer, dict):
            assert answer["error_code"] == "ENDPOINT_NOT_FOUND", (path, answer)


@check(only=3)
def a_traced_function_returns_all_the_same():
    os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"
    mlflow.set_experiment(fresh("traced"))

    @mlflow.trace
    def double(number):
        return 2 * number

    start = time.monotonic()
    assert double(21) == 42
    assert time.monotonic() - start < 20


@check
def a_tracking_uri_may_end_with_a_slash():
    experiment = an_experiment()
    client = MlflowClient(tracking_uri=mlflow.get_tracking_uri() + "/")
    assert client.get_experiment(experiment).experiment_id == experiment
