"""Logged models through the native API: made, described, found, given files."""

import hashlib
import math
from typing import Any

import pytest
from tests.unit.api.uploads import RUN, T0, Api

from runlore.entities.access import LOCAL_ACTOR
from runlore.entities.ids import LoggedModelId, Micros, RunId, new_logged_model_id
from runlore.entities.limits import NO_STEP
from runlore.entities.logged_model import ModelMetric
from runlore.entities.records import ArtifactLogged, DataUsed, ModelLogged
from runlore.server.assembly import open_store

MODELS = "/api/v1/logged-models"


def make(api: Api, name: str = "clf", **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = api.post(MODELS, {"project": "vision", "name": name, **fields})
    return made


def change(api: Api, model: str, **fields: Any) -> tuple[int, Any]:
    return api.ask("PATCH", f"{MODELS}/{model}", fields)


def content(model: str, path: str) -> str:
    return f"{MODELS}/{model}/artifacts/content/{path}"


def test_a_model_is_made_finished_described_and_found(api: Api) -> None:
    api.start_run()
    made = make(api, run=RUN, model_type="tree", params={"depth": "3"}, tags={"a": "1"}, step=4)
    assert (made["status"], made["metrics"], made["step"]) == ("pending", [], 4)
    status, changed = change(
        api, made["id"], status="ready", tags={"a": None, "b": "2"}, params={"width": "9"}
    )
    assert (status, changed["status"]) == (200, "ready")
    assert (changed["tags"], changed["params"]) == ({"b": "2"}, {"depth": "3", "width": "9"})
    assert api.get(f"{MODELS}/{made['id']}") == changed
    page = api.post(f"{MODELS}/search", {"project": "vision", "query": "tags.b = '2'"})
    assert page == {"models": [changed], "total": 1, "cursor": None}
    assert api.post(f"{MODELS}/search", {"query": "name = 'other'"})["models"] == []


def test_a_model_goes_to_the_trash_and_comes_back(api: Api) -> None:
    model = make(api)["id"]
    status, gone = api.ask("DELETE", f"{MODELS}/{model}")
    assert status == 200
    assert gone["deleted_at"] is not None
    assert api.get(f"{MODELS}/{model}") == gone
    assert api.post(f"{MODELS}/search", {})["models"] == []
    status, answer = change(api, model, tags={"a": "b"})
    assert (status, answer["error"]["code"]) == (409, "conflict")
    status, back = change(api, model, deleted=False, tags={"a": "b"})
    assert (status, back["deleted_at"], back["tags"]) == (200, None, {"a": "b"})


def test_pages_of_models_follow_each_other(api: Api) -> None:
    for name in ("a", "b", "c"):
        make(api, name)
    ask = {"order_by": ["name"], "limit": 2}
    first = api.post(f"{MODELS}/search", ask)
    second = api.post(f"{MODELS}/search", {**ask, "cursor": first["cursor"]})
    assert [one["name"] for one in first["models"] + second["models"]] == ["a", "b", "c"]
    assert (first["total"], second["cursor"]) == (3, None)


def test_what_was_measured_is_shown_and_numbers_that_json_lacks_are_text(api: Api) -> None:
    model = LoggedModelId(make(api)["id"])
    store = open_store(str(api.store))
    points = [
        ModelMetric("acc", math.nan, 3, Micros(T0), RunId(RUN), "digits", "a1"),
        ModelMetric("acc", -math.inf, NO_STEP, Micros(T0)),
    ]
    store.services.logged_models.log_metrics(LOCAL_ACTOR, model, points)
    store.close()
    assert api.get(f"{MODELS}/{model}")["metrics"] == [
        {
            "key": "acc", "value": "NaN", "step": 3, "time": T0, "run": RUN,
            "dataset": "digits", "digest": "a1",
        },
        {
            "key": "acc", "value": "-Infinity", "step": None, "time": T0, "run": None,
            "dataset": "", "digest": "",
        },
    ]  # fmt: skip
    on_digits = {"by": "metric.acc", "dataset": {"name": "digits"}}
    page = api.post(f"{MODELS}/search", {"order_by": [on_digits, "name"]})
    assert [one["id"] for one in page["models"]] == [model]


def test_a_file_of_a_model_goes_in_and_out_and_away(api: Api) -> None:
    model, body = make(api)["id"], bytes(range(256)) * 20_000
    headers = {"content-type": "application/x-thing"}
    status, kept = api.ask("PUT", content(model, "data/w.bin"), body=body, headers=headers)
    assert (status, kept["path"], kept["size"]) == (200, "data/w.bin", len(body))
    assert kept["sha256"] == hashlib.sha256(body).hexdigest()
    status, answered, got = api.raw("GET", content(model, "data/w.bin"))
    assert (status, got) == (200, body)
    assert answered["content-type"] == "application/x-thing"
    assert answered["content-security-policy"].startswith("sandbox")
    status, _, got = api.raw("GET", content(model, "data/w.bin"), headers={"range": "bytes=0-9"})
    assert (status, got) == (206, body[:10])
    (entry,) = api.get(f"{MODELS}/{model}/artifacts")["entries"]
    assert (entry["path"], entry["is_folder"]) == ("data", True)
    (entry,) = api.get(f"{MODELS}/{model}/artifacts", deep=1)["entries"]
    assert entry["artifact"] == kept
    assert api.ask("DELETE", content(model, "data")) == (200, {"removed": 1})
    assert api.ask("DELETE", content(model, "data")) == (200, {"removed": 0})
    assert api.raw("GET", content(model, "data/w.bin"))[0] == 404


def test_a_file_may_have_any_name(api: Api) -> None:
    model = make(api)["id"]
    for name in ("dog+step+3.png", "a b", "100%", "naïve 图.bin", 'a"b', "#1"):
        encoded = "".join(f"%{byte:02X}" for byte in name.encode())
        assert api.ask("PUT", content(model, f"f/{encoded}"), body=name.encode())[0] == 200
        assert api.raw("GET", content(model, f"f/{encoded}"))[2] == name.encode()
    assert len(api.get(f"{MODELS}/{model}/artifacts", folder="f")["entries"]) == 6


def test_a_run_shows_the_files_of_the_model_that_it_made(api: Api) -> None:
    api.start_run()
    model = make(api, run=RUN)["id"]
    api.ask("PUT", content(model, "MLmodel"), body=b"flavors: {}")
    (entry,) = api.get(f"/api/v1/runs/{RUN}/artifacts", deep=1)["entries"]
    assert (entry["path"], entry["artifact"]["kind"]) == ("clf/MLmodel", "model")
    path = f"/api/v1/runs/{RUN}/artifacts/content/clf/MLmodel"
    assert api.raw("GET", path)[2] == b"flavors: {}"


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "a//b", "a%5C..%5Cb", "C:"])
def test_no_path_leads_outside_a_model(api: Api, path: str) -> None:
    model = make(api)["id"]
    for method in ("GET", "PUT", "DELETE"):
        status, answer = api.ask(method, content(model, path), body=b"x")
        assert (status, answer["error"]["code"]) == (400, "invalid_path")


def test_a_run_tells_its_lineage(api: Api) -> None:
    log, logged = api.start_run(), new_logged_model_id()
    body = b"flavors: {}"
    digest = hashlib.sha256(body).hexdigest()
    api.ask("PUT", f"/api/v1/blobs/{digest}", body=body)
    api.upload(
        log,
        log.record(DataUsed("digits", "a1", "http", "https://host", tags={"context": "train"})),
        log.record(
            ArtifactLogged("m/MLmodel", digest, "", 0, "", "model", None, Micros(T0)),
        ),
        log.record(ModelLogged(logged, "clf", "m", Micros(T0), step=2)),
    )
    lineage = api.get(f"/api/v1/runs/{RUN}/lineage")
    assert lineage["inputs"] == [
        {
            "dataset": {
                "name": "digits", "digest": "a1", "source_type": "http",
                "source": "https://host", "schema": "", "profile": "",
            },
            "tags": {"context": "train"},
        }
    ]  # fmt: skip
    assert lineage["model_inputs"] == []
    (output,) = lineage["outputs"]
    assert output == {"model": api.get(f"{MODELS}/{logged}"), "step": 2}
    assert api.raw("GET", content(logged, "MLmodel"))[2] == body
    run = api.get(f"/api/v1/runs/{RUN}")
    assert run["inputs"] == [{"name": "digits", "digest": "a1", "tags": {"context": "train"}}]
    found = api.post("/api/v1/runs/search", {"query": "dataset.context = 'train'"})
    assert [one["id"] for one in found["runs"]] == [RUN]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{MODELS}/{'m-' + '0' * 32}", None, 404),
        ("GET", f"{MODELS}/{'m-' + '0' * 32}/artifacts", None, 404),
        ("GET", f"{MODELS}/{RUN}", None, 400),
        ("GET", f"{MODELS}/m-..%2F..%2Fx", None, 404),
        ("GET", f"/api/v1/runs/{RUN}/lineage", None, 404),
        ("POST", MODELS, {"name": "a/../b"}, 400),
        ("POST", MODELS, {"experiment_id": 7}, 404),
        ("POST", MODELS, {"experiment_id": 2**63}, 400),
        ("POST", MODELS, {"run": "m-x"}, 400),
        ("POST", MODELS, {"step": 2**64}, 400),
        ("POST", MODELS, {"params": {"a": 1}}, 400),
        ("POST", MODELS, {"nme": "clf"}, 400),
        ("POST", f"{MODELS}/search", {"query": "accuracy > 1"}, 400),
        ("POST", f"{MODELS}/search", {"limit": 1001}, 413),
        ("POST", f"{MODELS}/search", {"experiment_ids": [-1]}, 400),
        ("POST", f"{MODELS}/search", {"experiment_ids": list(range(40_000))}, 200),
        ("POST", f"{MODELS}/search", {"cursor": "AAAA"}, 400),
    ],
)
def test_a_request_that_cannot_be_served_is_refused_with_a_reason(
    api: Api, method: str, path: str, body: object, status: int
) -> None:
    found, answer = api.ask(method, path, body)
    assert found == status
    assert status == 200 or answer["error"]["message"]


def test_what_was_measured_on_a_model_is_kept_once(api: Api) -> None:
    api.start_run()
    model = make(api)["id"]
    points = [
        {"key": "f1", "value": "NaN", "time": T0, "step": 3, "run": RUN},
        {"key": "f1", "value": 0.5, "time": T0 + 1, "dataset": "iris", "digest": "d1"},
    ]
    for _ in range(2):
        measured = api.post(f"{MODELS}/{model}/metrics", {"points": points})
    told = [(one["value"], one["step"], one["run"], one["dataset"]) for one in measured["metrics"]]
    assert told == [("NaN", 3, RUN, ""), (0.5, None, None, "iris")]
    bad = {"points": [{"key": "f1", "value": "many", "time": T0}]}
    status, answer = api.ask("POST", f"{MODELS}/{model}/metrics", bad)
    assert (status, answer["error"]["code"]) == (400, "invalid_value")
    other = new_logged_model_id()
    assert api.ask("POST", f"{MODELS}/{other}/metrics", {"points": points})[0] == 404


def test_a_run_can_say_which_models_it_used_and_made(api: Api) -> None:
    api.start_run()
    used, made = make(api, "used")["id"], make(api, "made")["id"]
    said = {"model_inputs": [used], "outputs": [{"model": made, "step": 7}]}
    for _ in range(2):
        lineage = api.post(f"/api/v1/runs/{RUN}/lineage", said)
    assert [one["id"] for one in lineage["model_inputs"]] == [used]
    assert [(one["model"]["id"], one["step"]) for one in lineage["outputs"]] == [(made, 7)]
    assert api.get(f"/api/v1/runs/{RUN}/lineage") == lineage
    unknown = {"model_inputs": [new_logged_model_id()]}
    assert api.ask("POST", f"/api/v1/runs/{RUN}/lineage", unknown)[0] == 404
