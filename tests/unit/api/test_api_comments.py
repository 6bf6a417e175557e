"""Comments, cards and the feed over the native API."""

from typing import Any

from tests.unit.api.uploads import RUN, Api


def ok(api: Api, method: str, path: str, value: Any = None) -> Any:
    status, answer = api.ask(method, path, value)
    assert status == 200, answer
    return answer


def refused(api: Api, method: str, path: str, value: Any = None) -> tuple[int, str]:
    status, answer = api.ask(method, path, value)
    return status, answer["error"]["code"]


def test_a_comment_is_written_changed_and_deleted(api: Api) -> None:
    api.start_run()
    path = f"/api/v1/runs/{RUN}/comments"
    made = api.post(path, {"text": "a **spike**", "key": "loss", "step": 12})
    assert (made["author"], made["key"], made["step"]) == ("local", "loss", 12)
    assert (made["may_edit"], made["may_delete"]) == (True, True)
    own = f"/api/v1/comments/{made['id']}"
    found = api.post("/api/v1/comments/search", {"runs": [RUN]})
    assert found == {"comments": [made], "may_comment": True}
    changed = ok(api, "PATCH", own, {"text": "none"})
    assert changed["text"] == "none"
    assert api.get(path)["comments"] == [changed]
    assert ok(api, "DELETE", own) == {}
    assert api.get(path) == {"comments": [], "may_comment": True}
    assert refused(api, "DELETE", own) == (404, "not_found")
    assert refused(api, "PATCH", "/api/v1/comments/x", {"text": "a"}) == (400, "invalid_id")


def test_a_model_version_is_commented(api: Api) -> None:
    api.start_run()
    api.post("/api/v1/models", {"name": "churn"})
    api.post("/api/v1/models/churn/versions", {"source": "s", "run": RUN})
    path = "/api/v1/models/churn/versions/1/comments"
    made = api.post(path, {"text": "drifts"})
    assert made["version"] == 1
    assert api.get(path)["comments"] == [made]
    what = [one["what"] for one in api.get("/api/v1/activity")["happenings"]]
    assert what.count("comment") == 1
    first = api.get("/api/v1/activity", limit=1)
    rest = api.get("/api/v1/activity", limit=50, cursor=first["cursor"])
    assert [one["what"] for one in first["happenings"] + rest["happenings"]] == what


def test_a_project_is_described_in_parts(api: Api) -> None:
    api.start_run()
    path = "/api/v1/projects/vision"
    ok(api, "PATCH", path, {"notes": "# Why"})
    told = ok(api, "PATCH", path, {"main_metric": "loss", "goal": "max"})
    assert (told["notes"], told["main_metric"], told["goal"]) == ("# Why", "loss", "max")
    asked = {"projects": ["vision", "nowhere"]}
    (card,) = api.post("/api/v1/projects/cards/search", asked)["cards"]
    assert (card["metric"], card["goal"], card["chosen"], card["best"]) == ("loss", "max", True, [])
    found = api.post("/api/v1/projects/storage/search", asked)["storage"]
    assert found["nowhere"] == {"files": 0, "series": 0}
    assert refused(api, "PATCH", path, {"goal": "up"}) == (400, "invalid_input")
