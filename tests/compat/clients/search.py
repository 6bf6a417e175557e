"""The language of run search, row by row: filters, order, pages."""

import math
from functools import cache

import mlflow
from checks import an_experiment, call, check, fresh, must, must_refuse, refused
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

NAN = float("nan")


class Zoo:
    """An experiment with five runs, each telling in its name what it has."""

    def __init__(self) -> None:
        self.experiment = an_experiment()
        self.ids: dict[str, str] = {}
        self._add("a", start=1000, acc=0.9, lr="0.001", model="CNN", team="x")
        self._add("b", start=2000, acc=0.5, lr="0.01", model="cnn", team="y", status="FAILED")
        self._add("c", start=3000, acc=-1.0, lr="0.1", model="tree_1", status="RUNNING")
        self._add("nan", start=4000, acc=NAN, lr="1e-05", model="tree%2")
        self._add("none", start=5000, status="KILLED")

    def _add(self, name, start, acc=None, status="FINISHED", **texts) -> None:
        client = MlflowClient()
        run = client.create_run(
            self.experiment, start_time=start, run_name=name, tags={"short": name}
        ).info.run_id
        self.ids[name] = run
        metrics = [] if acc is None else [Metric("acc", acc, 1, 1), Metric("val/acc", acc, 1, 1)]
        params = [Param(key, texts[key]) for key in ("lr", "model") if key in texts]
        tags = [RunTag(key, texts[key]) for key in ("team",) if key in texts]
        client.log_batch(run, metrics=metrics, params=params, tags=tags)
        if status != "RUNNING":
            client.set_terminated(run, status, end_time=start + 500)

    def find(self, text: str = "", **how) -> list[str]:
        """Names of the runs that a filter finds, in their order."""
        found = MlflowClient().search_runs([self.experiment], text, **how)
        return [run.info.run_name for run in found]


@cache
def zoo() -> Zoo:
    return Zoo()


def finds(text: str, *names: str) -> None:
    """A filter finds exactly these runs, newest first."""
    order = ["none", "nan", "c", "b", "a"]
    assert zoo().find(text) == sorted(names, key=order.index), (text, zoo().find(text))


def is_refused(*texts: str) -> None:
    """Filters that are no filters: 400, and the search goes no further."""
    for text in texts:
        body = {"experiment_ids": [zoo().experiment], "filter": text, "max_results": 5}
        status, answer = call("POST", "runs/search", body)
        assert status == 400, (text, status, answer)
        assert answer["error_code"] == "INVALID_PARAMETER_VALUE", (text, answer)


@check
def no_filter_finds_all():
    finds("", "a", "b", "c", "nan", "none")


@check
def metrics_compare_as_numbers():
    finds("metrics.acc = 0.9", "a")
    finds("metrics.acc != 0.9", "b", "c", "nan")
    finds("metrics.acc > 0.5", "a")
    finds("metrics.acc >= 0.5", "a", "b")
    finds("metrics.acc < 0.5", "c")
    finds("metrics.acc <= 5e-1", "b", "c")
    finds("metrics.acc > -2", "a", "b", "c")
    finds("metric.acc >= 0.9", "a")


@check
def nan_satisfies_nothing_but_unequal():
    finds("metrics.acc > -1e308", "a", "b", "c")
    finds("metrics.acc < 1e308", "a", "b", "c")
    finds("metrics.acc != 123", "a", "b", "c", "nan")


@check
def a_metric_that_a_run_lacks_is_found_by_no_comparison():
    finds("metrics.missing != 1")
    finds("metrics.missing > 0")


@check
def keys_with_signs_stand_in_quotes():
    finds("metrics.`val/acc` > 0.6", "a")
    finds('metrics."val/acc" > 0.6', "a")
    finds("tags.\"mlflow.runName\" = 'b'", "b")
    finds("tags.`mlflow.runName` = 'b'", "b")
    finds("tags.mlflow.runName = 'b'", "b")


@check
def params_compare_as_texts():
    finds("params.lr = '0.01'", "b")
    finds("params.lr != '0.01'", "a", "c", "nan")
    finds("parameters.model = 'CNN'", "a")
    finds('param.model = "CNN"', "a")
    finds("params.model LIKE 'tree%'", "c", "nan")
    finds("params.model LIKE 'tree__'", "c", "nan")
    finds("params.model LIKE 'c%'", "b")
    finds("params.model ILIKE 'c%'", "a", "b")
    finds("params.model LIKE '%N'", "a")


@check(ours="to stock a param is a text, and a number for one a mistake")
def params_compare_as_numbers_where_a_number_is_given():
    finds("params.lr < 0.05", "a", "b", "nan")
    finds("params.lr >= 0.01", "b", "c")
    finds("params.lr = 0.10", "c")
    finds("params.lr = 0.00001", "nan")
    text = "params.lr < 0.05 and metrics.acc > 0.4"
    assert zoo().find(text, order_by=["metrics.acc DESC"]) == ["a", "b"]


@check
def tags_compare_as_texts():
    finds("tags.team = 'x'", "a")
    finds("tag.team != 'x'", "b")
    finds("tags.team LIKE '_'", "a", "b")
    finds("tags.team ILIKE 'X'", "a")
    finds("tags.absent = 'x'")


@check
def what_is_not_there_is_null():
    finds("params.lr IS NULL", "none")
    finds("params.lr IS NOT NULL", "a", "b", "c", "nan")
    finds("tags.team IS NULL", "c", "nan", "none")
    finds("tags.team is not null", "a", "b")


@check
def attributes_are_found_with_and_without_their_word():
    finds("attributes.status = 'FINISHED'", "a", "nan")
    finds("attribute.status != 'FINISHED'", "b", "c", "none")
    finds("attr.status = 'RUNNING'", "c")
    finds("run.status = 'KILLED'", "none")
    finds("status = 'FAILED'", "b")
    finds("status LIKE 'F%'", "a", "b", "nan")
    finds("status ILIKE 'finished'", "a", "nan")


@check
def runs_are_found_by_name():
    finds("attributes.run_name = 'a'", "a")
    finds("run_name LIKE 'n%'", "nan", "none")
    finds("attributes.`run name` = 'b'", "b")
    finds("attributes.`Run name` = 'b'", "b")
    finds("attributes.`Run Name` = 'b'", "b")
    finds("run_name != 'a' AND run_name ILIKE 'N%'", "nan", "none")


@check
def runs_are_found_by_id():
    ids = zoo().ids
    finds(f"attributes.run_id = '{ids['a']}'", "a")
    finds(f"run_id IN ('{ids['a']}', '{ids['c']}')", "a", "c")
    finds(f"run_id IN ('{ids['a']}')", "a")
    finds(f"run_id NOT IN ('{ids['a']}', '{ids['c']}')", "b", "nan", "none")
    finds(f"run_id != '{ids['a']}'", "b", "c", "nan", "none")


@check
def runs_are_found_by_their_times():
    finds("attributes.start_time >= 3000", "c", "nan", "none")
    finds("start_time < 2000", "a")
    finds("created = 1000", "a")
    finds("attributes.Created > 4999", "none")
    finds("end_time <= 2500", "a", "b")
    finds("attributes.end_time > 4000 AND attributes.start_time != 4000", "none")


@check
def runs_are_found_by_user_and_place():
    finds("attributes.user_id LIKE '%'", "a", "b", "c", "nan", "none")
    finds(f"attributes.artifact_uri LIKE '%{zoo().ids['b']}%'", "b")


@check
def runs_are_found_by_their_datasets():
    from mlflow.entities import Dataset, DatasetInput, InputTag

    for name, context in (("a", "train"), ("b", "test")):
        dataset = Dataset(f"set-{name}", f"digest-{name}", "local", "{}")
        given = DatasetInput(dataset, [InputTag("mlflow.data.context", context)])
        MlflowClient().log_inputs(zoo().ids[name], datasets=[given])
    finds("dataset.name = 'set-a'", "a")
    finds("datasets.digest = 'digest-b'", "b")
    finds("dataset.context = 'train'", "a")
    finds("dataset.name LIKE 'set-%'", "a", "b")
    finds("dataset.name ILIKE 'SET-%'", "a", "b")
    finds("dataset.name IN ('set-a', 'set-z')", "a")
    finds("dataset.name = 'set-a' AND dataset.context = 'train'", "a")
    found = MlflowClient().search_runs([zoo().experiment], "dataset.name = 'set-a'")[0]
    assert [one.dataset.name for one in found.inputs.dataset_inputs] == ["set-a"]


@check
def comparisons_are_joined_by_and_of_any_case():
    finds("metrics.acc > 0 AND params.model = 'CNN'", "a")
    finds("metrics.acc > 0 and status = 'FAILED' And tags.team = 'y'", "b")
    finds("metrics.acc > 0 AND metrics.acc < 0.6 AND metrics.`val/acc` = 0.5", "b")
    finds("  metrics.acc   >   0.6  ", "a")


@check(ours="stock knows neither OR nor NOT nor brackets")
def comparisons_are_joined_by_or_and_not_too():
    finds("status = 'FAILED' OR status = 'KILLED'", "b", "none")
    finds("NOT status = 'FINISHED'", "b", "c", "none")
    finds("(status = 'FAILED' OR status = 'RUNNING') AND metrics.acc > 0", "b")


@check
def values_with_quotes_and_signs_are_read():
    client, run = MlflowClient(), zoo().ids["a"]
    for value in ('say "hi"', "50%", "a_b", "grüße", "x AND y", "a; b", "back\\slash", "(1)"):
        client.set_tag(run, "odd", value)
        quote = "'" if "'" not in value else '"'
        assert zoo().find(f"tags.odd = {quote}{value}{quote}") == ["a"], value
    client.set_tag(run, "odd", "it's")
    assert zoo().find('tags.odd = "it\'s"') == ["a"]
    client.delete_tag(run, "odd")


@check
def what_is_no_filter_is_refused():
    is_refused(
        "metrics.acc > 'text'",
        "metrics.acc LIKE 'x'",
        "metrics.acc",
        "metrics.acc >",
        "> 3",
        "params.model = CNN",
        "colour = 'x'",
        "attributes.colour = 'x'",
        "widget.team = 'x'",
        "start_time = 'x'",
        "start_time LIKE 'x'",
        "run_id IN ()",
        "status = 'FINISHED'; status = 'FAILED'",
        "dataset.colour = 'x'",
        "' OR 1=1 --",
    )


@check(ours="stock takes half a filter, and fails with 500 on an order twice")
def half_a_filter_and_an_order_twice_are_refused():
    is_refused("metrics.acc > 1 AND", "AND metrics.acc > 1", "metrics.acc > 1 metrics.acc < 2")
    order = ["metrics.acc", "metrics.acc"]
    body = {"experiment_ids": [zoo().experiment], "order_by": order, "max_results": 5}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/search", body)


@check
def runs_come_newest_first():
    assert zoo().find() == ["none", "nan", "c", "b", "a"]


@check
def runs_come_in_the_order_of_a_metric():
    assert zoo().find(order_by=["metrics.acc DESC"]) == ["a", "b", "c", "nan", "none"]
    assert zoo().find(order_by=["metrics.acc ASC"]) == ["c", "b", "a", "nan", "none"]
    assert zoo().find(order_by=["metrics.acc"]) == ["c", "b", "a", "nan", "none"]
    assert zoo().find(order_by=["metrics.`val/acc` DESC"]) == ["a", "b", "c", "nan", "none"]
    text = "metrics.acc > 0"
    assert zoo().find(text, order_by=["metrics.acc ASC"]) == ["b", "a"]


@check
def runs_without_a_param_or_tag_come_last_in_both_directions():
    up = zoo().find(order_by=["tags.team ASC"])
    assert up == ["a", "b", "none", "nan", "c"]
    down = zoo().find(order_by=["tags.team DESC"])
    assert down == ["b", "a", "none", "nan", "c"]
    assert zoo().find(order_by=["params.lr DESC"])[-1] == "none"
    assert zoo().find(order_by=["params.lr ASC"])[-1] == "none"


@check
def runs_come_in_the_order_of_attributes():
    assert zoo().find(order_by=["attributes.start_time ASC"]) == ["a", "b", "c", "nan", "none"]
    assert zoo().find(order_by=["start_time desc"]) == ["none", "nan", "c", "b", "a"]
    assert zoo().find(order_by=["end_time DESC"]) == ["none", "nan", "b", "a", "c"]
    assert zoo().find(order_by=["attributes.run_name DESC"]) == ["none", "nan", "c", "b", "a"]
    by_status = zoo().find(order_by=["status ASC", "start_time ASC"])
    assert by_status == ["b", "a", "nan", "none", "c"]
    ids = zoo().ids
    by_id = [name for name, _ in sorted(ids.items(), key=lambda one: one[1])]
    assert zoo().find(order_by=["attributes.run_id ASC"]) == by_id
    assert zoo().find(order_by=["Created DESC"]) == ["none", "nan", "c", "b", "a"]


@check
def a_second_order_decides_where_the_first_does_not():
    assert zoo().find(order_by=["params.absent", "metrics.acc DESC"])[0] == "a"


@check
def what_is_no_order_is_refused():
    for order in (["colour"], ["metrics.acc SIDEWAYS"], ["widget.x"]):
        body = {"experiment_ids": [zoo().experiment], "order_by": order, "max_results": 5}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/search", body)


@check
def runs_come_in_pages_that_cover_all_of_them_once():
    client, seen, token = MlflowClient(), [], None
    while True:
        page = client.search_runs(
            [zoo().experiment], order_by=["metrics.acc DESC"], max_results=2, page_token=token
        )
        seen += [run.info.run_name for run in page]
        token = page.token
        if not token:
            break
    assert seen == ["a", "b", "c", "nan", "none"]
    assert not client.search_runs([zoo().experiment], max_results=5).token


@check
def a_table_of_runs_is_read_page_by_page():
    experiment = an_experiment()
    client = MlflowClient()
    made = {client.create_run(experiment).info.run_id for _ in range(25)}
    table = mlflow.search_runs([experiment], max_results=20)
    assert len(table) == 20
    body = {"experiment_ids": [experiment], "max_results": 10}
    seen, token = [], None
    while True:
        answer = must("POST", "runs/search", body | ({"page_token": token} if token else {}))
        seen += [run["info"]["run_id"] for run in answer["runs"]]
        token = answer.get("next_page_token")
        if not token:
            break
    assert len(seen) == 25
    assert set(seen) == made


@check
def a_forged_page_token_is_refused():
    for token in ("forged", "!!", "eyJvZmZzZXQiOiAieCJ9", "e30="):
        body = {"experiment_ids": [zoo().experiment], "page_token": token, "max_results": 2}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/search", body)


@check
def a_limit_that_is_none_is_refused():
    for limit in (0, -1, 50_001):
        body = {"experiment_ids": [zoo().experiment], "max_results": limit}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "runs/search", body)
    absent = must("POST", "runs/search", {"experiment_ids": [zoo().experiment]})
    assert len(absent["runs"]) == 5


@check
def no_experiment_gives_no_run():
    assert MlflowClient().search_runs([]) == []
    assert MlflowClient().search_runs(["987654321"]) == []


@check
def several_experiments_are_searched_at_once():
    other = an_experiment()
    mark = fresh("mark")
    for experiment in (zoo().experiment, other):
        MlflowClient().create_run(experiment, tags={"mark": mark})
    both = MlflowClient().search_runs([zoo().experiment, other], f"tags.mark = '{mark}'")
    assert {run.info.experiment_id for run in both} == {zoo().experiment, other}
    MlflowClient().delete_run(
        next(run.info.run_id for run in both if run.info.experiment_id == zoo().experiment)
    )


@check
def what_is_found_is_the_whole_run():
    run = MlflowClient().search_runs([zoo().experiment], "attributes.run_name = 'a'")[0]
    assert run.data.metrics == {"acc": 0.9, "val/acc": 0.9}
    assert run.data.params == {"lr": "0.001", "model": "CNN"}
    assert run.data.tags["team"] == "x"
    lost = MlflowClient().search_runs([zoo().experiment], "attributes.run_name = 'nan'")[0]
    assert math.isnan(lost.data.metrics["acc"])


@check
def the_view_of_the_body_may_be_a_number_or_a_word():
    for view in ("ACTIVE_ONLY", 1, "ALL", 3):
        body = {"experiment_ids": [zoo().experiment], "max_results": 9, "run_view_type": view}
        assert len(must("POST", "runs/search", body)["runs"]) >= 5


@check
def the_client_raises_what_the_server_says():
    with refused("INVALID_PARAMETER_VALUE"):
        zoo().find("colour = 'x'")
