"""The registry through the native API: what a client sends and what it gets."""

from typing import Any

import pytest
from tests.unit.api.uploads import RUN, Api

MODELS = "/api/v1/models"
CHURN = f"{MODELS}/churn%20model"


@pytest.fixture
def filled(api: Api) -> Api:
    """A model with three versions, the first made by a run."""
    api.start_run()
    api.post(MODELS, {"name": "churn model", "description": "# Why", "tags": {"team": "nlp"}})
    api.post(f"{CHURN}/versions", {"source": f"runs:/{RUN}/model", "tags": {"a": "b"}})
    for number in (2, 3):
        api.post(f"{CHURN}/versions", {"source": f"s3://models/{number}", "run": RUN})
    return api


def move(api: Api, version: int, stage: str, **fields: Any) -> Any:
    return api.post(f"{CHURN}/versions/{version}/stage", {"stage": stage, **fields})


def refused(api: Api, method: str, path: str, value: Any = None) -> tuple[int, str]:
    status, answer = api.ask(method, path, value)
    return status, answer["error"]["code"]


def test_a_version_comes_back_with_every_field(filled: Api) -> None:
    version = filled.get(f"{CHURN}/versions/1")
    times = [version.pop("created_at"), version.pop("updated_at")]
    assert times[0] == times[1] > 1_700_000_000_000_000
    assert version == {
        "model": "churn model",
        "version": 1,
        "description": "",
        "tags": {"a": "b"},
        "stage": "None",
        "aliases": [],
        "source": f"runs:/{RUN}/model",
        "storage": f"runs:/{RUN}/model",
        "run": RUN,
        "logged_model": None,
        "run_link": "",
        "user": "local",
        "status": "READY",
    }


def test_a_model_shows_aliases_and_the_newest_of_each_stage(filled: Api) -> None:
    move(filled, 2, "production", reason="better")
    filled.raw("PUT", f"{CHURN}/aliases/champion", {"version": "1"})
    model = filled.get(CHURN)
    assert model["aliases"] == {"champion": 1}
    assert [(one["stage"], one["version"]) for one in model["latest"]] == [
        ("None", 3),
        ("Production", 2),
    ]
    assert filled.get(MODELS)["models"] == [model]


@pytest.mark.parametrize(
    ("which", "version"),
    [("2", 2), ("latest", 3), ("Production", 1), ("pRODUCTION", 1), ("@champion", 2)],
)
def test_a_version_is_resolved(filled: Api, which: str, version: int) -> None:
    move(filled, 1, "Production")
    status, _ = filled.ask("PUT", f"{CHURN}/aliases/champion", {"version": 2})
    assert status == 200
    assert filled.get(f"{CHURN}/resolve", version=which)["version"] == version


def test_promotions_and_a_rollback_are_told_by_the_audit(filled: Api) -> None:
    move(filled, 1, "Production")
    move(filled, 2, "Production", reason="better recall")
    assert filled.get(f"{CHURN}/rollback")["version"] == 1
    back = filled.post(f"{CHURN}/rollback", {"reason": "errors"})
    assert (back["version"], back["stage"]) == (1, "Production")
    audit = filled.get(f"{CHURN}/audit", limit=3)
    newest = audit["entries"][0]
    assert {key: newest[key] for key in ("action", "actor", "version", "from", "to", "reason")} == {
        "action": "rollback",
        "actor": "local",
        "version": 1,
        "from": "Archived",
        "to": "Production",
        "reason": "errors",
    }
    older = filled.get(f"{CHURN}/audit", cursor=audit["cursor"])
    assert [one["number"] for one in older["entries"]] == [6, 5, 4, 3, 2, 1]
    assert older["cursor"] is None
    assert filled.get("/api/v1/audit", limit=1000)["entries"] == [
        *audit["entries"],
        *older["entries"],
    ]


def test_models_and_versions_are_changed_and_deleted(filled: Api) -> None:
    _, renamed = filled.ask("PATCH", CHURN, {"name": "new", "tags": {"team": None}})
    assert (renamed["name"], renamed["tags"], renamed["description"]) == ("new", {}, "# Why")
    _, version = filled.ask("PATCH", f"{MODELS}/new/versions/1", {"description": "first"})
    assert (version["model"], version["description"]) == ("new", "first")
    _, model = filled.ask("DELETE", f"{MODELS}/new/versions/3")
    assert model["latest"][0]["version"] == 2
    assert filled.ask("DELETE", f"{MODELS}/new") == (200, {"versions": 2})
    assert filled.get(MODELS) == {"models": [], "total": 0, "cursor": None}
    assert filled.get(f"{MODELS}/new/audit", limit=1)["entries"][0]["action"] == "delete"


def test_searches_filter_order_and_page(filled: Api) -> None:
    filled.post(MODELS, {"name": "other"})
    asked = {"query": "tag.team = 'nlp' OR name = 'other'", "order_by": ["name DESC"], "limit": 1}
    first = filled.get(MODELS, **asked)
    second = filled.get(MODELS, cursor=first["cursor"], **asked)
    names = [page["models"][0]["name"] for page in (first, second)]
    assert names == ["other", "churn model"]
    assert (first["total"], second["cursor"]) == (2, None)
    found = filled.post(
        f"{MODELS}/versions/search", {"query": f"run = '{RUN}' AND version > 1", "order_by": []}
    )
    assert [one["version"] for one in found["versions"]] == [3, 2]


def test_a_name_of_any_letters_finds_its_way(api: Api) -> None:
    name = "π's model? 100% #1 & more + @x"
    api.post(MODELS, {"name": name})
    path = f"{MODELS}/%CF%80's%20model%3F%20100%25%20%231%20%26%20more%20%2B%20%40x"
    api.post(f"{path}/versions", {"source": "s3://x"})
    assert api.get(f"{path}/resolve", version="latest")["model"] == name


def test_a_model_may_be_called_like_a_part_of_a_route(api: Api) -> None:
    for name in ("versions", "search", "audit"):
        api.post(MODELS, {"name": name})
        api.post(f"{MODELS}/{name}/versions", {"source": "s3://x"})
        assert api.get(f"{MODELS}/{name}/versions/1")["model"] == name
    assert api.post(f"{MODELS}/versions/search", {})["total"] == 3


def test_what_cannot_be_done_is_refused_with_its_code(filled: Api) -> None:
    versions = f"{CHURN}/versions"
    for expected, *request in (
        ((409, "already_exists"), "POST", MODELS, {"name": "churn model"}),
        ((409, "conflict"), "POST", f"{CHURN}/rollback", {}),
        ((409, "conflict"), "GET", f"{CHURN}/rollback"),
        ((404, "not_found"), "GET", f"{MODELS}/nobody"),
        ((404, "not_found"), "GET", f"{versions}/9"),
        ((404, "not_found"), "GET", f"{CHURN}/resolve?version=@nobody"),
        ((404, "not_found"), "POST", versions, {"source": "s3://x", "run": "0" * 32}),
        ((404, "not_found"), "PUT", f"{CHURN}/aliases/a", {"version": 9}),
        ((400, "invalid_id"), "GET", f"{versions}/one"),
        ((400, "invalid_id"), "POST", versions, {"source": "s3://x", "run": "../../x"}),
        ((400, "invalid_id"), "POST", versions, {"source": "s3://x", "logged_model": "m-1"}),
        ((400, "invalid_name"), "POST", MODELS, {"name": "a/b"}),
        ((400, "invalid_name"), "PUT", f"{CHURN}/aliases/latest", {"version": 1}),
        ((400, "invalid_value"), "POST", f"{versions}/1/stage", {"stage": "Prod"}),
        ((400, "invalid_value"), "POST", f"{versions}/1/stage", {"stage": "None", "archive": True}),
        ((400, "invalid_input"), "POST", f"{versions}/1/stage", {"stage": "None", "why": "x"}),
        ((400, "query_syntax"), "GET", f"{MODELS}?query=team"),
        ((413, "limit_exceeded"), "GET", f"{MODELS}?limit=0"),
    ):
        method, path, *body = request
        assert refused(filled, str(method), str(path), *body) == expected, request
