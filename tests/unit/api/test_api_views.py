"""Saved views and long addresses through the native API."""

from typing import Any

from tests.unit.api.uploads import Api

VIEWS = "/api/v1/views"


def save(api: Api, name: str, **fields: Any) -> dict[str, Any]:
    body = {"project": "vision", "name": name, "state": "sort=name", **fields}
    return dict(api.post(VIEWS, body))


def names(api: Api, project: str = "vision") -> dict[str, bool]:
    found = api.get(f"{VIEWS}?project={project}")["views"]
    return {one["name"]: one["default"] for one in found}


def test_a_view_is_saved_renamed_and_deleted(api: Api) -> None:
    made = save(api, "LR sweep", state="q=param.lr+%3C+0.1")
    assert made["state"] == "q=param.lr+%3C+0.1"
    assert made["owner"] == "local"
    status, changed = api.ask("PATCH", f"{VIEWS}/{made['id']}", {"name": "Rates", "state": "q="})
    assert status == 200
    assert (changed["name"], changed["state"]) == ("Rates", "q=")
    assert changed["updated_at"] >= made["updated_at"]
    assert names(api) == {"Rates": False}
    assert names(api, "other") == {}
    assert api.ask("DELETE", f"{VIEWS}/{made['id']}") == (200, {"id": made["id"]})
    assert names(api) == {}


def test_a_project_has_one_default_at_most(api: Api) -> None:
    save(api, "first", default=True)
    second = save(api, "second", default=True)
    save(api, "elsewhere", default=True, project="other")
    assert names(api) == {"first": False, "second": True}
    api.ask("PATCH", f"{VIEWS}/{second['id']}", {"default": False})
    assert names(api) == {"first": False, "second": False}
    assert names(api, "other") == {"elsewhere": True}


def test_views_that_one_saved_oneself_are_listed_over_projects(api: Api) -> None:
    save(api, "first")
    save(api, "elsewhere", project="other")
    api.ask("PATCH", f"{VIEWS}/{save(api, 'third')['id']}", {"name": "changed"})
    mine = api.get(f"{VIEWS}?mine=true")["views"]
    assert {one["name"] for one in mine} == {"first", "elsewhere", "changed"}
    assert [one["updated_at"] for one in mine] == sorted(
        (one["updated_at"] for one in mine), reverse=True
    )
    for unclear in (VIEWS, f"{VIEWS}?mine=true&project=vision", f"{VIEWS}?mine=false"):
        status, answer = api.ask("GET", unclear)
        assert (status, answer["error"]["code"]) == (400, "invalid_input")
        assert "mine=true" in answer["error"]["message"]


def test_what_cannot_be_saved_is_told(api: Api) -> None:
    save(api, "taken")
    body = {"project": "vision", "name": "taken", "state": ""}
    status, answer = api.ask("POST", VIEWS, body)
    assert status == 409
    assert "Choose another name" in answer["error"]["message"]
    status, answer = api.ask("POST", VIEWS, {**body, "name": ""})
    assert (status, answer["error"]["code"]) == (400, "invalid_name")
    status, answer = api.ask("POST", VIEWS, {**body, "name": "long", "state": "x" * 70_000})
    assert status == 413
    assert "fewer columns" in answer["error"]["message"]
    assert api.ask("PATCH", f"{VIEWS}/{'0' * 16}", {})[0] == 404
    assert api.ask("DELETE", f"{VIEWS}/nonsense")[0] == 400
    assert names(api) == {"taken": False}


def test_a_long_address_comes_back_under_its_id(api: Api) -> None:
    state = "cols=" + "metric.loss.last," * 500
    first = api.post("/api/v1/addresses", {"state": state})
    assert api.post("/api/v1/addresses", {"state": state}) == first
    assert api.get(f"/api/v1/addresses/{first['id']}") == {"state": state}
    assert api.ask("GET", f"/api/v1/addresses/{'0' * 24}")[0] == 404
    assert api.ask("GET", "/api/v1/addresses/nonsense")[0] == 400
