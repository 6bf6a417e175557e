"""Metrics: values, order, the latest one, batches, histories."""

import math

from checks import a_run, an_experiment, call, check, must, must_refuse
from mlflow import MlflowClient
from mlflow.entities import Metric

INFINITY = float("inf")


def history(run: str, key: str) -> list[tuple[int, int, float]]:
    """Time, step and value of each point, as they come."""
    found = MlflowClient().get_metric_history(run, key)
    return [(one.timestamp, one.step, one.value) for one in found]


@check
def a_point_comes_back_as_it_was_logged():
    client, run = MlflowClient(), a_run()
    client.log_metric(run, "m", 0.1 + 0.2, timestamp=1_700_000_000_123, step=-3)
    assert history(run, "m") == [(1_700_000_000_123, -3, 0.1 + 0.2)]
    assert client.get_run(run).data.metrics == {"m": 0.1 + 0.2}


@check
def extreme_numbers_come_back_exactly():
    values = [1.7976931348623157e308, 5e-324, -0.0, 2.0**53 + 2, 1 / 3, -1e-300]
    client, run = MlflowClient(), a_run()
    client.log_batch(run, metrics=[Metric("m", value, n, n) for n, value in enumerate(values)])
    found = [value for _, _, value in history(run, "m")]
    assert found == values


@check
def nan_comes_back_as_nan():
    client, run = MlflowClient(), a_run()
    client.log_metric(run, "m", float("nan"), timestamp=1, step=1)
    client.log_metric(run, "n", float("nan"), timestamp=1, step=1)
    client.log_metric(run, "n", 2.0, timestamp=2, step=2)
    assert math.isnan(history(run, "m")[0][2])
    assert math.isnan(client.get_run(run).data.metrics["m"])
    assert client.get_run(run).data.metrics["n"] == 2.0
    answer = must("GET", "metrics/get-history", {"run_id": run, "metric_key": "m"})
    assert answer["metrics"][0]["value"] == "NaN"
    client.log_batch(run, metrics=[Metric("b", float("nan"), 1, 1), Metric("c", 2.0, 1, 1)])
    found = client.get_run(run).data.metrics
    assert math.isnan(found["b"])
    assert found["c"] == 2.0


@check(ours="stock turns them into the largest finite numbers")
def infinities_come_back_as_infinities():
    client, run = MlflowClient(), a_run()
    client.log_batch(run, metrics=[Metric("up", INFINITY, 1, 0), Metric("down", -INFINITY, 1, 0)])
    client.log_metric(run, "up", INFINITY, step=1)
    found = client.get_run(run).data.metrics
    assert found == {"up": INFINITY, "down": -INFINITY}
    assert [value for _, _, value in history(run, "up")] == [INFINITY, INFINITY]


@check(ours="stock stores a zero at time 0, and drops the rest of the batch")
def a_bare_nan_in_a_body_is_taken():
    run = a_run()
    body = f'{{"run_id": "{run}", "key": "m", "value": NaN, "timestamp": 5, "step": 0}}'
    status, answer = call(
        "POST",
        "runs/log-metric",
        data=body.encode(),
        extra_headers={"Content-Type": "application/json"},
    )
    assert status == 200, answer
    assert math.isnan(history(run, "m")[0][2])


@check
def the_same_point_twice_is_one_point():
    client, run = MlflowClient(), a_run()
    for _ in range(3):
        client.log_batch(run, metrics=[Metric("m", 1.0, 5, 1), Metric("m", 1.0, 5, 1)])
    client.log_metric(run, "m", 1.0, timestamp=5, step=1)
    assert history(run, "m") == [(5, 1, 1.0)]


@check
def several_values_at_one_step_are_all_kept():
    client, run = MlflowClient(), a_run()
    for value, time in ((1.0, 5), (2.0, 5), (1.0, 6)):
        client.log_metric(run, "m", value, timestamp=time, step=1)
    assert history(run, "m") == [(5, 1, 1.0), (5, 1, 2.0), (6, 1, 1.0)]


@check
def a_history_is_ordered_by_time_then_step_then_value():
    points = [(9, 0, 1.0), (3, 2, 5.0), (3, 1, 9.0), (3, 1, -9.0), (1, 8, 0.0)]
    run = a_run()
    MlflowClient().log_batch(run, metrics=[Metric("m", v, t, s) for t, s, v in points])
    assert history(run, "m") == sorted(points)


@check
def the_latest_value_is_that_of_the_highest_step_then_time_then_value():
    client, run = MlflowClient(), a_run()

    def latest_after(*points):
        for time, step, value in points:
            client.log_metric(run, "m", value, timestamp=time, step=step)
        return client.get_run(run).data.metrics["m"]

    assert latest_after((9, 5, 1.0)) == 1.0
    assert latest_after((99, 4, 2.0)) == 1.0
    assert latest_after((8, 5, 3.0)) == 1.0
    assert latest_after((9, 5, 0.5)) == 1.0
    assert latest_after((9, 5, 1.5)) == 1.5
    assert latest_after((10, 5, -7.0)) == -7.0
    assert latest_after((1, 6, 4.0)) == 4.0


@check
def nan_counts_as_zero_where_the_latest_value_is_decided():
    client, run = MlflowClient(), a_run()
    client.log_metric(run, "m", -1.0, timestamp=5, step=1)
    client.log_metric(run, "m", float("nan"), timestamp=5, step=1)
    assert math.isnan(client.get_run(run).data.metrics["m"])
    client.log_metric(run, "m", 1.0, timestamp=5, step=1)
    assert client.get_run(run).data.metrics["m"] == 1.0


@check
def a_step_that_is_not_given_is_0():
    run = a_run()
    must("POST", "runs/log-metric", {"run_id": run, "key": "m", "value": 1.0, "timestamp": 5})
    assert history(run, "m") == [(5, 0, 1.0)]


@check
def large_steps_are_kept():
    client, run = MlflowClient(), a_run()
    for step in (2**31, 2**53 + 1, 2**62, -(2**31)):
        client.log_metric(run, "m", 1.0, timestamp=5, step=step)
    assert sorted(step for _, step, _ in history(run, "m")) == [-(2**31), 2**31, 2**53 + 1, 2**62]


@check(ours="stock cuts 1.5 to 1, and fails on a step that no integer of 64 bits holds")
def a_step_that_is_no_integer_of_64_bits_is_refused():
    run = a_run()
    for step in (1.5, 2**63, -(2**63) - 1, "x", 1e300):
        body = {"run_id": run, "key": "m", "value": 1.0, "timestamp": 1, "step": step}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-metric", body, "step")
    assert history(run, "m") == []


@check
def a_negative_time_is_refused():
    body = {"run_id": a_run(), "key": "m", "value": 1.0, "timestamp": -1, "step": 0}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-metric", body)


@check(ours="stock fails with 500")
def a_value_that_is_no_number_is_refused():
    run = a_run()
    for value in ("abc", [1], {"a": 1}, None):
        body = {"run_id": run, "key": "m", "value": value, "timestamp": 1}
        status, answer = call("POST", "runs/log-metric", body)
        assert status == 400, (value, status, answer)
        assert answer["error_code"] == "INVALID_PARAMETER_VALUE"


@check
def a_thousand_points_a_hundred_params_and_a_hundred_tags_fit_into_their_batches():
    run = a_run()
    metrics = [{"key": "m", "value": n, "timestamp": n, "step": n} for n in range(1000)]
    must("POST", "runs/log-batch", {"run_id": run, "metrics": metrics})
    texts = [{"key": f"k{n}", "value": str(n)} for n in range(100)]
    must("POST", "runs/log-batch", {"run_id": run, "params": texts, "tags": texts})
    found = MlflowClient().get_run(run).data
    assert found.metrics == {"m": 999.0}
    assert len(found.params) == 100
    assert found.tags["k99"] == "99"
    assert len(history(run, "m")) == 1000


@check
def a_batch_over_a_limit_is_refused_and_the_limit_is_named():
    run = a_run()
    metrics = [{"key": "m", "value": n, "timestamp": n, "step": n} for n in range(1001)]
    texts = [{"key": f"k{n}", "value": str(n)} for n in range(101)]
    for body, limit in (
        ({"metrics": metrics}, "1000"),
        ({"params": texts}, "100"),
        ({"tags": texts}, "100"),
        ({"metrics": metrics[:950], "tags": texts[:51]}, "1000"),
    ):
        whole = {"run_id": run, **body}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/log-batch", whole, limit)
    assert MlflowClient().get_run(run).data.metrics == {}


@check
def an_empty_batch_is_fine():
    must("POST", "runs/log-batch", {"run_id": a_run()})


@check
def the_client_cuts_a_large_batch_into_several():
    client, run = MlflowClient(), a_run()
    points = [Metric("m", n / 7, n, n) for n in range(2_500)]
    client.log_batch(run, metrics=points)
    assert [value for _, _, value in history(run, "m")] == [n / 7 for n in range(2_500)]


@check
def a_history_comes_in_pages_that_cover_it_once():
    run = a_run()
    MlflowClient().log_batch(run, metrics=[Metric("m", n, n, n) for n in range(25)])
    found, token, pages = [], None, 0
    while True:
        query = {"run_id": run, "metric_key": "m", "max_results": 10}
        answer = must(
            "GET", "metrics/get-history", query | ({"page_token": token} if token else {})
        )
        found += [point["step"] for point in answer["metrics"]]
        token, pages = answer.get("next_page_token"), pages + 1
        if not token:
            break
    assert found == list(range(25))
    assert pages == 3
    full = must("GET", "metrics/get-history", {"run_id": run, "metric_key": "m", "max_results": 25})
    assert not full.get("next_page_token")


@check
def a_history_without_a_limit_comes_as_a_whole():
    run = a_run()
    MlflowClient().log_batch(run, metrics=[Metric("m", n, n, n) for n in range(1500)])
    assert (
        len(must("GET", "metrics/get-history", {"run_id": run, "metric_key": "m"})["metrics"])
        == 1500
    )


@check
def a_bad_page_of_a_history_is_refused():
    run = a_run()
    MlflowClient().log_metric(run, "m", 1.0)
    for more in (
        {"max_results": 0},
        {"max_results": -1},
        {"max_results": 5, "page_token": "forged"},
    ):
        query = {"run_id": run, "metric_key": "m", **more}
        must_refuse("INVALID_PARAMETER_VALUE", "GET", "metrics/get-history", query)


@check
def histories_of_several_runs_come_in_one_answer():
    experiment = an_experiment()
    runs = [a_run(experiment) for _ in range(3)]
    for number, run in enumerate(runs):
        points = [Metric("m", number, n, n) for n in range(4)]
        MlflowClient().log_batch(run, metrics=points)
    query = {"run_id": runs, "metric_key": "m", "max_results": 100}
    found = must("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk", query)["metrics"]
    told = {(one["run_id"], one["step"], one["value"]) for one in found}
    assert told == {(run, step, number) for number, run in enumerate(runs) for step in range(4)}


@check
def an_even_sample_of_a_history_has_its_first_and_last_point():
    run = a_run()
    MlflowClient().log_batch(run, metrics=[Metric("m", n, n, n) for n in range(1000)])
    for path in (
        "/api/2.0/mlflow/metrics/get-history-bulk-interval",
        "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval",
    ):
        found = must("GET", path, {"run_ids": [run], "metric_key": "m", "max_results": 10})[
            "metrics"
        ]
        steps = [one["step"] for one in found]
        assert steps == sorted(steps)
        assert steps[0] == 0
        assert steps[-1] == 999
        assert 5 <= len(steps) <= 12
    query = {"run_ids": [run], "metric_key": "m", "start_step": 100, "end_step": 200}
    inside = must("GET", path, query | {"max_results": 2500})["metrics"]
    assert [one["step"] for one in inside] == list(range(100, 201))
    for wrong in ({"max_results": 2501}, {"start_step": 1}, {"start_step": 9, "end_step": 1}):
        must_refuse(
            "INVALID_PARAMETER_VALUE", "GET", path, {"run_ids": [run], "metric_key": "m"} | wrong
        )
