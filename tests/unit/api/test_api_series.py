"""Points through the native API: exact, in order, in both forms."""

import csv
import math
import struct

import pytest
from tests.unit.api.uploads import OTHER, RUN, T0, Api

from runlore.services import point_csv

NASTY = [0.1, -0.0, math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308]


def logged(api: Api) -> None:
    log = api.start_run()
    rows = [
        log.row({"loss": value, "acc": step / 10}, step, T0 + step)
        for step, value in enumerate(NASTY)
    ]
    api.upload(log, *rows, log.row({"acc": 0.99}, None, T0 + 99))


def test_a_series_comes_back_exact_as_json(api: Api) -> None:
    logged(api)
    series = api.get(f"/api/v1/runs/{RUN}/series", key="loss")
    assert series["row"] == list(range(len(NASTY)))
    assert series["step"] == list(range(len(NASTY)))
    assert series["time"] == [T0 + step for step in range(len(NASTY))]
    assert series["value"][2:5] == ["NaN", "Infinity", "-Infinity"]
    finite = [value for value in series["value"] if not isinstance(value, str)]
    assert [struct.pack("<d", value) for value in finite] == [
        struct.pack("<d", value) for value in NASTY if math.isfinite(value)
    ]


def test_a_series_comes_back_bit_exact_as_columns(api: Api) -> None:
    logged(api)
    status, headers, body = api.raw("GET", f"/api/v1/runs/{RUN}/series?key=loss&format=columns")
    assert (status, headers["content-type"]) == (200, "application/vnd.runlore.points")
    magic, version, count = struct.unpack_from("<4sIQ", body)
    assert (magic, version, count) == (b"RLC1", 1, len(NASTY))
    assert body[16 + 3 * 8 * count :] == struct.pack(f"<{count}d", *NASTY)


def test_an_unknown_key_is_an_empty_series_in_both_forms(api: Api) -> None:
    logged(api)
    assert api.get(f"/api/v1/runs/{RUN}/series", key="none")["value"] == []
    status, _, body = api.raw("GET", f"/api/v1/runs/{RUN}/series?key=none&format=columns")
    assert (status, len(body)) == (200, 16)


def test_a_final_value_has_the_step_null_and_is_outside_of_every_range(api: Api) -> None:
    logged(api)
    whole = api.get(f"/api/v1/runs/{RUN}/series", key="acc")
    assert whole["step"][-1] is None
    part = api.get(f"/api/v1/runs/{RUN}/series", key="acc", first_step=2, last_step=4)
    assert part["step"] == [2, 3, 4]


def test_rows_keep_the_points_of_one_call_together(api: Api) -> None:
    logged(api)
    page = api.get(f"/api/v1/runs/{RUN}/rows", first=6, limit=10)
    assert page == {
        "rows": [
            {"row": 6, "step": 6, "time": T0 + 6, "values": {"loss": NASTY[6], "acc": 0.6}},
            {"row": 7, "step": None, "time": T0 + 99, "values": {"acc": 0.99}},
        ],
        "next": None,
    }


def test_rows_page_and_pick_keys(api: Api) -> None:
    logged(api)
    page = api.get(f"/api/v1/runs/{RUN}/rows", limit=3, keys=["acc"])
    assert [row["values"] for row in page["rows"]] == [{"acc": 0.0}, {"acc": 0.1}, {"acc": 0.2}]
    assert page["next"] == 3


def test_the_nearest_point_is_exact(api: Api) -> None:
    logged(api)
    near = api.get("/api/v1/series/near", run=RUN, key="loss", step=1_000)
    assert near == {"step": 6, "time": T0 + 6, "value": NASTY[6]}
    assert api.get("/api/v1/series/near", run=RUN, key="loss", step=2)["value"] == "NaN"


def test_extents_tell_where_series_lie(api: Api) -> None:
    logged(api)
    asked = [{"run": RUN, "key": "acc"}, {"run": RUN, "key": "none"}, {"run": OTHER, "key": "acc"}]
    (extent,) = api.post("/api/v1/series/extent", {"series": asked})["series"]
    assert (extent["first_step"], extent["last_step"]) == (0, 6)
    assert (extent["min"], extent["max"], extent["count"]) == (0.0, 0.99, 8)


def test_a_run_says_itself_where_its_curves_lie(api: Api) -> None:
    """So a page of charts need not ask: what it reads of an ended run is what an extent says."""
    logged(api)
    asked = [{"run": RUN, "key": key} for key in ("loss", "acc")]
    (run,) = api.post("/api/v1/runs/search", {"limit": 1})["runs"]
    for extent in api.post("/api/v1/series/extent", {"series": asked})["series"]:
        facts = run["metrics"][extent["key"]]
        for name in ("count", "first_step", "last_time", "min", "max"):
            assert facts[name] == extent[name], name
        # A value without a step was logged last: then the page asks.
        assert facts["last_step"] in (extent["last_step"], None)
        assert extent["first_time"] == run["started_at"]
        assert extent["pauses"] == run["pauses"]


def tiles_of(api: Api, **request: object) -> list[tuple[int, int, int, int]]:
    """(series, mode, tile, n) of each tile of the answer."""
    ask = {
        "series": [{"run": RUN, "key": "loss"}],
        "x": "step",
        "level": 0,
        "tiles": [0],
        **request,
    }
    status, headers, body = api.raw("POST", "/api/v1/series/tiles", ask)
    assert (status, headers["content-type"]) == (200, "application/vnd.runlore.tiles")
    magic, _, _, count, head = struct.unpack_from("<4sHHII", body)
    assert (magic, head) == (b"RLT1", 24 + 48 * count)
    found = []
    for at in range(24, head, 48):
        series, mode, _, _, tile, n = struct.unpack_from("<IBbHqI", body, at)
        found.append((series, mode, tile, n))
    return found


def test_few_points_come_as_an_exact_tile(api: Api) -> None:
    logged(api)
    assert (0, 0, 0, len(NASTY)) in tiles_of(api)


def test_many_points_come_as_buckets(api: Api) -> None:
    log = api.start_run()
    api.upload(log, *(log.row({"loss": float(step)}, step) for step in range(2_000)))
    assert [tile for tile in tiles_of(api, level=2, tiles=[0, 1]) if tile[3]] == [
        (0, 1, 0, 256),
        (0, 1, 1, 244),
    ]


@pytest.mark.parametrize("x", ["step", "wall", "relative", "process", {"metric": "acc"}])
def test_tiles_are_had_on_every_axis(api: Api, x: object) -> None:
    logged(api)
    tile = T0 // 1_000 // 256 if x == "wall" else 0
    assert sum(n for _, _, _, n in tiles_of(api, x=x, tiles=[tile])) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 99},
        {"level": -1},
        {"tiles": []},
        {"tiles": [2**62]},
        {"x": "sideways"},
        {"x": {"metric": 3}},
        {"series": [{"run": RUN, "key": "loss"}] * 5_001},
        {"tiles": list(range(100_000))},
        {"tiles": ["0"]},
        {"surprise": 1},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_a_tile_request_that_does_not_fit_is_refused(api: Api, wrong: dict[str, object]) -> None:
    ask = {"series": [{"run": RUN, "key": "loss"}], "level": 0, "tiles": [0], **wrong}
    status, answer = api.ask("POST", "/api/v1/series/tiles", ask)
    assert status in (400, 413), answer


def test_all_points_of_many_series_are_one_csv(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    # Several portions, so that their borders are looked at.
    monkeypatch.setattr(point_csv, "_PORTION", 3)
    logged(api)
    asked = {"series": [{"run": RUN, "key": key} for key in ("loss", "none", "acc")]}
    status, headers, body = api.raw("POST", "/api/v1/series/csv", asked)
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    head, *rows = list(csv.reader(body.decode().splitlines()))
    assert head == ["run", "metric", "step", "time_us", "value"]
    losses = [struct.pack("<d", float(row[4])) for row in rows if row[1] == "loss"]
    assert losses == [struct.pack("<d", value) for value in NASTY]
    assert rows[-1] == [RUN, "acc", "", str(T0 + 99), "0.99"]
    assert len(rows) == 2 * len(NASTY) + 1


def test_a_csv_has_an_end_to_its_series(api: Api) -> None:
    asked = {"series": [{"run": RUN, "key": "loss"}] * 1_001}
    status, answer = api.ask("POST", "/api/v1/series/csv", asked)
    assert (status, answer["error"]["code"]) == (413, "limit_exceeded")
