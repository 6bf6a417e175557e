"""Runs through the native API: what is uploaded is what is found, shown and changed."""

import json
import math

import pytest
from tests.unit.api.uploads import OTHER, RUN, T0, Api, Log

from runlore.entities.ids import RunId
from runlore.entities.records import CaptureSet, ConsoleWritten, ParamsSet, TagsSet


def two_runs(api: Api) -> None:
    """Two runs with other params, tags and losses."""
    for run, name, rate, loss in ((RUN, "first", 1e-3, 0.5), (OTHER, "second", 3e-4, 0.25)):
        log = api.start_run(run, name)
        api.upload(
            log,
            log.record(ParamsSet({"lr": rate, "model": {"depth": 3}})),
            log.record(TagsSet({"team": "a"})),
            log.row({"loss": 1.0}, 0),
            log.row({"loss": loss}, 1),
        )


def test_health_tells_version_and_protocol(api: Api) -> None:
    assert api.get("/api/v1/health") == {"status": "ok", "version": "0.1.0", "protocol": 1}


def test_a_new_store_is_empty(api: Api) -> None:
    assert api.get("/api/v1/projects") == {"projects": []}
    assert api.post("/api/v1/runs/search", {}) == {"runs": [], "total": 0, "cursor": None}


def test_a_run_comes_back_as_it_was_logged(api: Api) -> None:
    two_runs(api)
    run = api.get(f"/api/v1/runs/{RUN}")
    assert run["project"] == "vision"
    assert run["experiment"] == "baseline"
    assert run["name"] == "first"
    assert run["status"] == "running"
    assert run["started_at"] == T0
    assert run["params"] == {"lr": 1e-3, "model": {"depth": 3}}
    assert run["tags"] == {"team": "a"}
    assert run["metrics"]["loss"] == {
        "last": 0.5,
        "last_step": 1,
        "last_time": T0,
        "min": 0.5,
        "min_step": 1,
        "max": 1.0,
        "max_step": 0,
        "mean": 0.75,
        "first": 1.0,
        "first_step": 0,
        "count": 2,
    }


def test_nan_and_infinities_are_text_in_json(api: Api) -> None:
    log = api.start_run()
    api.upload(
        log,
        log.record(ParamsSet({"a": math.inf, "b": [math.nan, {"c": -math.inf}]})),
        log.row({"loss": math.nan}, 0),
    )
    run = api.get(f"/api/v1/runs/{RUN}")
    assert run["params"] == {"a": "Infinity", "b": ["NaN", {"c": "-Infinity"}]}
    assert run["metrics"]["loss"]["last"] == "NaN"
    assert run["metrics"]["loss"]["min"] == "NaN"


def test_a_final_value_has_no_step(api: Api) -> None:
    log = api.start_run()
    api.upload(log, log.row({"test/f1": 0.9}, None))
    assert api.get(f"/api/v1/runs/{RUN}")["metrics"]["test/f1"]["last_step"] is None


def test_search_filters_orders_and_pages(api: Api) -> None:
    two_runs(api)
    best = api.post(
        "/api/v1/runs/search",
        {"project": "vision", "query": "metrics.loss < 1", "order_by": ["metrics.loss.min ASC"]},
    )
    assert [run["id"] for run in best["runs"]] == [OTHER, RUN]
    assert best["total"] == 2
    ask = {"order_by": ["metrics.loss.min ASC"], "limit": 1}
    first = api.post("/api/v1/runs/search", ask)
    second = api.post("/api/v1/runs/search", {**ask, "cursor": first["cursor"]})
    assert [page["runs"][0]["id"] for page in (first, second)] == [OTHER, RUN]
    assert second["cursor"] is None


def test_search_leaves_out_the_fields_that_are_not_asked_for(api: Api) -> None:
    two_runs(api)
    fields = {"params": ["lr"], "metrics": [], "tags": ["team", "none"]}
    run = api.post("/api/v1/runs/search", {"fields": fields, "limit": 1})["runs"][0]
    assert run["params"] == {"lr": 3e-4}
    assert run["metrics"] == {}
    assert run["tags"] == {"team": "a"}


def test_values_are_those_of_the_runs_that_match_the_most_used_first(api: Api) -> None:
    two_runs(api)
    values = "/api/v1/values/search"
    assert api.post(values, {"field": "param.lr", "project": "vision"}) == {
        "values": [{"literal": "0.0003", "runs": 1}, {"literal": "0.001", "runs": 1}]
    }
    assert api.post(values, {"field": "param.model.depth", "query": "metric.loss < 0.4"}) == {
        "values": [{"literal": "3", "runs": 1}]
    }
    assert api.post(values, {"field": "tag.team", "contains": "A"}) == {
        "values": [{"literal": "'a'", "runs": 2}]
    }
    assert api.post(values, {"field": "name", "contains": "sec"}) == {
        "values": [{"literal": "'second'", "runs": 1}]
    }
    for nothing in ({"project": "elsewhere"}, {"deleted": True}, {"contains": "x"}):
        assert api.post(values, {"field": "status", **nothing}) == {"values": []}


@pytest.mark.parametrize(
    ("ask", "code", "said"),
    [
        ({"field": "metric.loss"}, "invalid_input", "no list of the values of metric.loss"),
        ({"field": "stat"}, "query_syntax", "no attribute is called 'stat'"),
        ({"field": "status = 'x'"}, "query_syntax", "should end here"),
        ({"field": "param.lr", "query": "param.lr ="}, "query_syntax", "a value is missing"),
        ({"field": "param.lr", "limit": 0}, "limit_exceeded", "limit"),
        ({"field": "param.lr", "limit": 1_001}, "limit_exceeded", "limit"),
        ({}, "invalid_input", "field"),
    ],
)
def test_values_that_cannot_be_listed_are_refused(
    api: Api, ask: dict[str, object], code: str, said: str
) -> None:
    status, answer = api.ask("POST", "/api/v1/values/search", ask)
    assert status == (413 if code == "limit_exceeded" else 400)
    assert answer["error"]["code"] == code
    assert said in answer["error"]["message"]


def test_a_query_that_does_not_parse_tells_where(api: Api) -> None:
    status, answer = api.ask("POST", "/api/v1/runs/search", {"query": "metrics.loss <"})
    assert status == 400
    assert answer["error"]["code"] == "query_syntax"
    assert answer["error"]["position"] == 14


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é"])
def test_a_cursor_that_we_did_not_make_is_refused(api: Api, cursor: str) -> None:
    status, answer = api.ask("POST", "/api/v1/runs/search", {"cursor": cursor})
    assert (status, answer["error"]["code"]) == (400, "invalid_input")


def test_a_run_is_renamed_described_and_tagged(api: Api) -> None:
    two_runs(api)
    status, run = api.ask(
        "PATCH",
        f"/api/v1/runs/{RUN}",
        {"name": "better", "notes": "# why", "tags": {"team": None, "stage": "x"}},
    )
    assert status == 200
    assert (run["name"], run["notes"], run["tags"]) == ("better", "# why", {"stage": "x"})
    assert api.get(f"/api/v1/runs/{RUN}") == run


def test_many_runs_go_to_the_trash_and_come_back(api: Api) -> None:
    two_runs(api)
    ids = [RUN, OTHER]
    bulk = "/api/v1/runs/bulk"
    assert api.post(bulk, {"runs": ids, "action": "delete"}) == {"changed": 2}
    assert api.post(bulk, {"runs": ids, "action": "delete"}) == {"changed": 0}
    assert api.post("/api/v1/runs/search", {})["total"] == 0
    assert api.post("/api/v1/runs/search", {"deleted": True})["total"] == 2
    assert api.post(bulk, {"runs": [RUN], "action": "restore"}) == {"changed": 1}
    assert api.post("/api/v1/runs/search", {})["total"] == 1
    assert api.post(bulk, {"runs": [RUN], "action": "tag", "tags": {"a": "b"}}) == {"changed": 1}


def test_a_bulk_change_with_an_unknown_run_changes_nothing(api: Api) -> None:
    two_runs(api)
    ids = [RUN, "0190000000000000cccccccccccccccc"]
    status, answer = api.ask("POST", "/api/v1/runs/bulk", {"runs": ids, "action": "delete"})
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert api.post("/api/v1/runs/search", {})["total"] == 2


def test_tagging_without_tags_is_refused(api: Api) -> None:
    status, answer = api.ask("POST", "/api/v1/runs/bulk", {"runs": [], "action": "tag"})
    assert (status, answer["error"]["message"]) == (400, "The action 'tag' needs the field 'tags'.")


def test_keys_are_counted(api: Api) -> None:
    two_runs(api)
    keys = api.get("/api/v1/keys", project="vision", kind="param", contains="DEP")["keys"]
    assert keys == [{"kind": "param", "key": "model.depth", "runs": 2}]
    assert api.get("/api/v1/keys", kind="metric")["keys"][0]["key"] == "loss"


def test_projects_and_experiments_are_listed_and_described(api: Api) -> None:
    two_runs(api)
    (project,) = api.get("/api/v1/projects")["projects"]
    assert (project["name"], project["runs"], project["active"]) == ("vision", 2, 2)
    status, project = api.ask("PATCH", "/api/v1/projects/vision", {"notes": "n"})
    assert (status, project["notes"]) == (200, "n")
    (experiment,) = api.get("/api/v1/experiments", project="vision")["experiments"]
    path = f"/api/v1/experiments/{experiment['id']}"
    status, changed = api.ask("PATCH", path, {"name": "renamed", "tags": {"k": "v"}})
    assert (status, changed["name"], changed["tags"]) == (200, "renamed", {"k": "v"})


def test_an_experiment_is_made_once_however_often_it_is_asked_for(api: Api) -> None:
    asked = {"project": "vision", "name": "baseline"}
    status, made = api.ask("POST", "/api/v1/experiments", asked)
    again = api.ask("POST", "/api/v1/experiments", asked)[1]
    assert (status, made["project"], made["name"]) == (200, "vision", "baseline")
    assert again == made
    assert api.get("/api/v1/experiments", project="vision")["experiments"] == [made]
    assert api.ask("POST", "/api/v1/experiments", {"name": "e"})[1]["project"] == "default"
    status, answer = api.ask("POST", "/api/v1/experiments", {"name": ""})
    assert (status, answer["error"]["code"]) == (400, "invalid_name")


def test_a_project_with_a_slash_in_its_name_is_reached(api: Api) -> None:
    api.start_run(project="team/a b")
    status, project = api.ask("PATCH", "/api/v1/projects/team%2Fa%20b", {"notes": "n"})
    assert (status, project["name"]) == (200, "team/a b")


@pytest.mark.parametrize("number", ["x", "1.5", "-1", "9" * 30, "%D9%A1"])
def test_an_experiment_id_is_a_whole_number(api: Api, number: str) -> None:
    status, answer = api.ask("PATCH", f"/api/v1/experiments/{number}", {})
    assert (status, answer["error"]["code"]) == (400, "invalid_id")


def test_console_lines_come_by_number_and_from_the_end(api: Api) -> None:
    log = api.start_run()
    lines = [f"line {number}" for number in range(5)]
    api.upload(log, log.record(ConsoleWritten("stdout", T0, lines)))
    page = api.get(f"/api/v1/runs/{RUN}/console", first=1, limit=2)
    assert [line["text"] for line in page["lines"]] == lines[1:3]
    assert page["size"] == 5
    tail = api.get(f"/api/v1/runs/{RUN}/console", tail=2)
    assert [line["number"] for line in tail["lines"]] == [3, 4]
    found = api.get(f"/api/v1/runs/{RUN}/console/search", text="LINE 3", stream="stdout")
    assert ([line["number"] for line in found["lines"]], found["next"]) == ([3], 5)


def test_captures_come_back_as_they_went_in(api: Api) -> None:
    log = api.start_run()
    value = {"argv": ["train.py", "--lr", "1"], "limit": math.inf}
    api.upload(log, log.record(CaptureSet("command", value)))
    captures = api.get(f"/api/v1/runs/{RUN}/captures")["captures"]
    assert captures == {"command": {"argv": ["train.py", "--lr", "1"], "limit": "Infinity"}}


def test_what_is_not_there_is_a_404_in_the_one_error_body(api: Api) -> None:
    for path in ("", "/captures", "/console", "/artifacts", "/series?key=a", "/rows"):
        status, answer = api.ask("GET", f"/api/v1/runs/{RUN}{path}")
        assert status == 404, path
        assert set(answer) == {"error"}
        assert answer["error"]["code"] == "not_found"
        assert RUN in answer["error"]["message"]


def test_an_upload_is_stored_once_however_often_it_is_sent(api: Api) -> None:
    log = api.start_run()
    frames = log.row({"loss": 1.0}, 0) + log.row({"loss": 2.0}, 1)
    for _ in range(3):
        status, answer = api.ask("POST", log.path, body=frames, headers=log.headers(1))
        assert (status, answer) == (200, {"last_seq": 3})
    assert api.get(f"/api/v1/runs/{RUN}/series", key="loss")["value"] == [1.0, 2.0]


def test_an_empty_upload_is_a_heartbeat(api: Api) -> None:
    log = api.start_run()
    before = api.get(f"/api/v1/runs/{RUN}")["heartbeat_at"]
    status, answer = api.ask("POST", log.path, body=b"", headers=log.headers(1))
    assert (status, answer) == (200, {"last_seq": 1})
    assert api.get(f"/api/v1/runs/{RUN}")["heartbeat_at"] > before


def test_an_upload_from_the_future_is_told_where_to_begin(api: Api) -> None:
    log = api.start_run()
    status, answer = api.ask("POST", log.path, body=b"", headers=log.headers(9))
    assert status == 409
    assert (answer["error"]["code"], answer["error"]["last_seq"]) == ("out_of_order", 1)


def test_an_upload_to_an_unknown_run_is_a_404(api: Api) -> None:
    log = Log()
    status, _ = api.ask("POST", log.path, body=log.row({"a": 1.0}, 0), headers=log.headers(0))
    assert status == 404


@pytest.mark.parametrize("missing", ["x-runlore-writer", "x-runlore-prev-seq"])
def test_an_upload_names_writer_and_number(api: Api, missing: str) -> None:
    log = api.start_run()
    headers = {name: text for name, text in log.headers(1).items() if name != missing}
    status, answer = api.ask("POST", log.path, body=b"", headers=headers)
    assert status == 400
    assert missing in answer["error"]["message"]


@pytest.mark.parametrize("prev_seq", ["-1", "x", "1.0", "9" * 40, "٣", ""])
def test_the_number_before_an_upload_is_a_whole_one(api: Api, prev_seq: str) -> None:
    log = api.start_run()
    headers = {**log.headers(1), "x-runlore-prev-seq": prev_seq}
    status, answer = api.ask("POST", log.path, body=b"", headers=headers)
    assert (status, answer["error"]["code"]) == (400, "invalid_value")


def test_a_damaged_upload_is_refused_whole(api: Api) -> None:
    log = api.start_run()
    body = log.row({"loss": 1.0}, 0) + b"RLr1 no frame"
    status, answer = api.ask("POST", log.path, body=body, headers=log.headers(1))
    assert status == 400
    assert "damaged at byte" in answer["error"]["message"]
    assert api.get(f"/api/v1/runs/{RUN}/rows")["rows"] == []


def test_a_run_id_is_checked_before_anything_else(api: Api) -> None:
    for bad in ("UPPER000", "short", "a" * 65, "has-dash1", "..%2f..%2fetc"):
        status, answer = api.ask("GET", f"/api/v1/runs/{bad}")
        assert status in (400, 404), bad
        assert answer["error"]["code"] in ("invalid_id", "not_found"), bad


def test_every_answer_is_the_json_that_the_document_promises(api: Api) -> None:
    document = api.get("/api/v1/openapi.json")
    properties = document["components"]["schemas"]["RunView"]["properties"]
    two_runs(api)
    assert set(api.get(f"/api/v1/runs/{RUN}")) == set(properties)
    assert json.loads(json.dumps(document)) == document


def test_runs_of_one_run_id_from_two_writers_are_one_run(api: Api) -> None:
    log = api.start_run()
    second = Log(RUN, log.writer.replace("1", "2"))  # type: ignore[arg-type]
    status, _ = api.ask(
        "POST", second.path, body=second.row({"a": 1.0}, 0), headers=second.headers(0)
    )
    assert status == 200
    assert RunId(api.post("/api/v1/runs/search", {})["runs"][0]["id"]) == RUN
