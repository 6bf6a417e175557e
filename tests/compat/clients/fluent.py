"""The fluent verbs, as a training script uses them."""

import os
import threading
import time
from contextlib import suppress

import mlflow
from checks import check, fresh, is_run_id, refused, until
from mlflow import MlflowClient


def stored(run) -> object:
    """A run as the server has it now."""
    return MlflowClient().get_run(run.info.run_id)


@check
def a_training_loop_is_recorded():
    name = fresh("loop")
    made = mlflow.set_experiment(name)
    with mlflow.start_run(run_name="baseline", description="why", tags={"a": "1"}) as run:
        mlflow.log_param("lr", 0.01)
        mlflow.log_params({"epochs": 3, "optimizer": "adam"})
        for epoch in range(3):
            mlflow.log_metric("loss", 1 / (epoch + 1), step=epoch)
            mlflow.log_metrics({"acc": epoch / 3, "f1": epoch / 4}, step=epoch)
        mlflow.set_tag("b", "2")
        mlflow.set_tags({"c": "3", "d": "4"})
        mlflow.delete_tag("d")
    found = stored(run)
    assert found.info.experiment_id == made.experiment_id
    assert found.info.status == "FINISHED"
    assert found.info.end_time >= found.info.start_time
    assert found.info.run_name == "baseline"
    assert found.data.params == {"lr": "0.01", "epochs": "3", "optimizer": "adam"}
    assert found.data.metrics == {"loss": 1 / 3, "acc": 2 / 3, "f1": 0.5}
    tags = found.data.tags
    assert (tags["a"], tags["b"], tags["c"], "d" in tags) == ("1", "2", "3", False)
    assert tags["mlflow.note.content"] == "why"
    assert tags["mlflow.user"]
    assert tags["mlflow.source.type"] == "LOCAL"
    points = MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert [(one.step, one.value) for one in points] == [(0, 1.0), (1, 0.5), (2, 1 / 3)]


@check
def an_experiment_is_made_once_and_set_by_name_or_id():
    name = fresh("set")
    first = mlflow.set_experiment(name)
    assert mlflow.set_experiment(name).experiment_id == first.experiment_id
    assert mlflow.set_experiment(experiment_id=first.experiment_id).name == name
    mlflow.set_experiment_tag("team", "vision")
    mlflow.set_experiment_tags({"x": "1", "y": "2"})
    tags = mlflow.get_experiment_by_name(name).tags
    assert (tags["team"], tags["x"], tags["y"]) == ("vision", "1", "2")


@check
def the_environment_names_the_experiment():
    from mlflow.tracking import fluent

    fluent._active_experiment_id = None
    name = fresh("env")
    os.environ["MLFLOW_EXPERIMENT_NAME"] = name
    with mlflow.start_run() as run:
        pass
    assert mlflow.get_experiment(run.info.experiment_id).name == name


@check
def the_environment_names_the_run():
    with mlflow.start_run() as run:
        pass
    os.environ["MLFLOW_RUN_ID"] = run.info.run_id
    with mlflow.start_run() as resumed:
        mlflow.log_metric("m", 1.0)
    assert resumed.info.run_id == run.info.run_id
    assert stored(run).data.metrics == {"m": 1.0}


@check
def nested_runs_know_their_parent():
    mlflow.set_experiment(fresh("nested"))
    with mlflow.start_run(run_name="parent") as parent:
        children = []
        for number in range(3):
            with mlflow.start_run(nested=True, run_name=f"child-{number}") as child:
                mlflow.log_metric("m", number)
                children.append(child.info.run_id)
    for child in children:
        assert mlflow.get_run(child).data.tags["mlflow.parentRunId"] == parent.info.run_id
        assert mlflow.get_parent_run(child).info.run_id == parent.info.run_id
    text = f"tags.mlflow.parentRunId = '{parent.info.run_id}'"
    assert set(mlflow.search_runs(filter_string=text)["run_id"]) == set(children)


@check
def a_run_is_resumed():
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1.0, step=1)
    ended = stored(run).info.end_time
    with mlflow.start_run(run_id=run.info.run_id):
        now = stored(run).info
        assert now.status == "RUNNING"
        assert now.end_time in (ended, None)  # stock leaves it; a run that runs has not ended
        mlflow.log_metric("m", 2.0, step=2)
    found = stored(run)
    assert found.info.status == "FINISHED"
    assert found.info.end_time >= ended
    assert found.data.metrics == {"m": 2.0}


@check
def a_deleted_run_is_not_resumed():
    with mlflow.start_run() as run:
        pass
    mlflow.delete_run(run.info.run_id)
    with refused("INTERNAL_ERROR", "deleted"):  # the client words this itself
        mlflow.start_run(run_id=run.info.run_id)


@check
def a_script_that_raises_leaves_a_failed_run():
    with suppress(ZeroDivisionError), mlflow.start_run() as run:
        1 / 0  # noqa: B018 - what raises is the point
    assert stored(run).info.status == "FAILED"


@check
def the_last_active_run_is_known():
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 3.0)
    last = mlflow.last_active_run()
    assert last.info.run_id == run.info.run_id
    assert last.data.metrics == {"m": 3.0}


@check
def a_param_that_changes_raises_in_the_script():
    with mlflow.start_run():
        mlflow.log_param("lr", 1)
        mlflow.log_param("lr", 1)
        with refused("INVALID_PARAMETER_VALUE", "Changing param values is not allowed"):
            mlflow.log_param("lr", 2)


@check
def more_params_than_one_batch_takes_are_sent_in_several():
    with mlflow.start_run() as run:
        mlflow.log_params({f"p{n}": n for n in range(250)})
        mlflow.set_tags({f"t{n}": n for n in range(250)})
        mlflow.log_metrics({f"m{n}": n for n in range(1_100)})
    found = stored(run).data
    assert found.params == {f"p{n}": str(n) for n in range(250)}
    assert found.metrics == {f"m{n}": float(n) for n in range(1_100)}
    assert all(found.tags[f"t{n}"] == str(n) for n in range(250))


@check
def a_logged_call_without_a_wait_is_not_lost():
    with mlflow.start_run() as run:
        waits = [mlflow.log_metric("m", n / 3, step=n, synchronous=False) for n in range(50)]
        waits += [mlflow.log_param("p", "v", synchronous=False)]
        waits += [mlflow.set_tag("t", "v", synchronous=False)]
        for one in waits:
            one.wait()
    found = stored(run).data
    assert (found.params["p"], found.tags["t"]) == ("v", "v")
    points = MlflowClient().get_metric_history(run.info.run_id, "m")
    assert sorted((one.step, one.value) for one in points) == [(n, n / 3) for n in range(50)]


@check
def of_300_asynchronous_points_none_is_lost():
    os.environ["MLFLOW_ENABLE_ASYNC_LOGGING"] = "true"
    with mlflow.start_run() as run:
        for n in range(300):
            mlflow.log_metric("m", n / 7, step=n, timestamp=1_700_000_000_000 + n)
        mlflow.flush_async_logging()
    points = MlflowClient().get_metric_history(run.info.run_id, "m")
    assert [(one.step, one.value) for one in points] == [(n, n / 7) for n in range(300)]
    assert stored(run).data.metrics == {"m": 299 / 7}


@check
def threads_log_to_one_run_at_once():
    with mlflow.start_run() as run:

        def log(worker):
            client = MlflowClient()
            for n in range(40):
                client.log_metric(run.info.run_id, f"w{worker}", n, step=n)
                client.log_metric(run.info.run_id, "shared", n + worker / 10, step=n)

        threads = [threading.Thread(target=log, args=[worker]) for worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    client = MlflowClient()
    for worker in range(4):
        assert len(client.get_metric_history(run.info.run_id, f"w{worker}")) == 40
    shared = client.get_metric_history(run.info.run_id, "shared")
    assert len(shared) == 160
    latest = max(shared, key=lambda one: (one.step, one.timestamp, one.value))
    assert stored(run).data.metrics["shared"] == latest.value


@check
def the_machine_is_measured():
    os.environ["MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL"] = "0.2"
    os.environ["MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING"] = "2"
    with mlflow.start_run(log_system_metrics=True) as run:
        until(lambda: any(key.startswith("system/") for key in stored(run).data.metrics))
        time.sleep(0.5)
    keys = stored(run).data.metrics
    assert "system/cpu_utilization_percentage" in keys
    points = MlflowClient().get_metric_history(run.info.run_id, "system/cpu_utilization_percentage")
    assert [one.step for one in points] == list(range(len(points)))
    assert len(points) >= 2


@check
def datasets_of_a_run_are_its_inputs():
    import numpy
    import pandas

    table = pandas.DataFrame({"x": [1.0, 2.0], "y": [0, 1]})
    with mlflow.start_run() as run:
        data = mlflow.data.from_pandas(table, source="table.csv", name="train-set", targets="y")
        mlflow.log_input(data, context="training")
        mlflow.log_input(data, context="training")
        mlflow.log_input(mlflow.data.from_numpy(numpy.arange(6), name="array"), context="test")
    inputs = stored(run).inputs.dataset_inputs
    told = {one.dataset.name: one for one in inputs}
    assert sorted(told) == ["array", "train-set"]
    assert told["train-set"].tags[0].value == "training"
    assert told["train-set"].dataset.digest == data.digest
    assert '"x"' in told["train-set"].dataset.schema


@check(only=3)
def a_metric_may_name_its_dataset():
    import pandas

    data = mlflow.data.from_pandas(pandas.DataFrame({"x": [1]}), name="eval-set")
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 0.5, dataset=data)
    found = stored(run)
    assert found.data.metrics == {"m": 0.5}
    assert [one.dataset.name for one in found.inputs.dataset_inputs] == ["eval-set"]


@check
def a_table_of_runs_has_a_column_for_each_param_metric_and_tag():
    made = mlflow.set_experiment(fresh("table"))
    for n in range(3):
        with mlflow.start_run(run_name=f"r{n}"):
            mlflow.log_param("p", n)
            mlflow.log_metric("m", n / 2)
            if n == 1:
                mlflow.log_metric("rare", 9.0)
    table = mlflow.search_runs([made.experiment_id], order_by=["metrics.m DESC"])
    assert list(table["metrics.m"]) == [1.0, 0.5, 0.0]
    assert list(table["params.p"]) == ["2", "1", "0"]
    assert list(table["tags.mlflow.runName"]) == ["r2", "r1", "r0"]
    assert table["metrics.rare"].notna().tolist() == [False, True, False]
    assert set(table["status"]) == {"FINISHED"}
    assert str(table["start_time"].dtype).startswith("datetime64[")
    assert str(table["start_time"].dtype).endswith("UTC]")
    by_name = mlflow.search_runs(experiment_names=[made.name], filter_string="params.p = '1'")
    assert list(by_name["metrics.rare"]) == [9.0]


@check
def runs_of_all_experiments_are_found():
    mark = fresh("mark")
    for _ in range(2):
        mlflow.set_experiment(fresh("all"))
        with mlflow.start_run(tags={"mark": mark}):
            pass
    table = mlflow.search_runs(search_all_experiments=True, filter_string=f"tags.mark = '{mark}'")
    assert len(table) == 2
    listed = mlflow.search_runs(
        search_all_experiments=True, filter_string=f"tags.mark = '{mark}'", output_format="list"
    )
    assert all(is_run_id(one.info.run_id) for one in listed)


@check
def the_artifact_location_of_a_run_is_served_by_the_server():
    with mlflow.start_run() as run:
        assert mlflow.get_artifact_uri().startswith("mlflow-artifacts:/")
        assert mlflow.get_artifact_uri("a/b").endswith(f"{run.info.run_id}/artifacts/a/b")


@check
def experiments_of_a_name_are_listed():
    name = fresh("listed")
    made = mlflow.create_experiment(name)
    found = mlflow.search_experiments(filter_string=f"name = '{name}'")
    assert [one.experiment_id for one in found] == [made]
    mlflow.delete_experiment(made)
    assert mlflow.search_experiments(filter_string=f"name = '{name}'") == []
