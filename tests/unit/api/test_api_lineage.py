"""Lineage and differences through the native API: what is asked for, what is refused."""

from urllib.parse import urlencode

import pytest
from tests.unit.api.uploads import RUN, Api

from runlore.entities.records import DataUsed

LINEAGE = "/api/v1/lineage"
MODEL = "m-" + "0" * 32


def test_a_run_is_shown_with_its_data_and_the_data_with_its_run(api: Api) -> None:
    log = api.start_run()
    api.upload(log, log.record(DataUsed("digits", "a1", tags={"context": "train"})))
    asked = {"dataset": "digits", "digest": "a1", "direction": "down", "depth": 1}
    found = api.get(f"{LINEAGE}?{urlencode(asked)}")
    assert [node["id"] for node in found["nodes"]] == ["dataset digits a1", f"run {RUN}"]
    assert found["edges"] == [
        {"source": "dataset digits a1", "target": f"run {RUN}", "role": "used", "note": "train"}
    ]
    back = api.get(f"{LINEAGE}?run={RUN}")
    assert [node["depth"] for node in back["nodes"]] == [0, -1]
    assert (back["start"], back["cut"], back["depth"]) == (f"run {RUN}", [], 3)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("", 400, "Name one thing"),
        (f"?run={RUN}&model=a", 400, "Name one thing"),
        ("?model=a", 400, "model and version"),
        ("?dataset=a", 400, "dataset and digest"),
        ("?run=A", 400, "run id"),
        ("?logged_model=A", 400, "logged model id"),
        (f"?run={RUN}&depth=6", 413, "1 to 5"),
        (f"?run={RUN}&direction=sideways", 400, "direction"),
        (f"?run={RUN}&far=1", 400, "far"),
        ("?model=a&version=1", 404, "model version"),
        (f"?logged_model={MODEL}", 404, "logged model"),
        ("?run=nobody00", 404, "run"),
    ],
)
def test_a_start_is_one_thing_that_is_there(api: Api, asked: str, status: int, said: str) -> None:
    api.start_run()
    got, answer = api.ask("GET", LINEAGE + asked)
    assert (got, said in str(answer)) == (status, True), answer


def test_a_difference_is_told_with_another_run_or_the_last_good_one(api: Api) -> None:
    api.start_run()
    found = api.get(f"/api/v1/runs/{RUN}/difference")
    assert (found["run"]["id"], found["other"], found["groups"]) == (RUN, None, [])
    assert found == api.get(f"/api/v1/runs/{RUN}/difference?with=last-good")
    same = api.get(f"/api/v1/runs/{RUN}/difference?with={RUN}")
    assert [one["is_same"] for one in same["groups"]] == [None] * 7
    assert api.ask("GET", f"/api/v1/runs/{RUN}/difference?with=nobody00")[0] == 404
    assert api.ask("GET", f"/api/v1/runs/{RUN}/difference?with=NO!")[0] == 400
