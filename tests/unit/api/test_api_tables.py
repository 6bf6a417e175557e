"""Tables through the native API, on a real store: rows, statistics, groups, curves, joins, CSV."""

import csv
import hashlib
import io
from typing import Any

import pytest
from tests.unit.api.uploads import OTHER, RUN, T0, Api, Log

from runlore.client.media.table import Table, table_bytes
from runlore.entities.ids import Micros, RunId
from runlore.entities.records import ArtifactLogged
from runlore.services.table_cache import TableCache
from runlore.tables.read import MAX_TABLE_BYTES, read_table

PATH = "val/predictions.table.json"
ROWS = [
    ["e1", "cat", "cat", 0.9],
    ["e2", "cat", "dog", 0.8],
    ["e3", "dog", "dog", None],
    ["e4", "dog", "cat", float("nan")],
]
THEIRS = [["e1", "cat", "dog", 0.5], ["e2", "cat", "cat", 0.5], ["e3", "dog", "dog", 0.5]]
COLUMNS = ["id", "truth", "pred", "p(cat)"]


def put(api: Api, log: Log, content: bytes, path: str = PATH, step: int | None = None) -> None:
    digest = hashlib.sha256(content).hexdigest()
    assert api.ask("PUT", f"/api/v1/blobs/{digest}", body=content)[0] in (200, 201)
    record = ArtifactLogged(
        path, digest, "", len(content), "application/json", "table", step, Micros(T0)
    )
    api.upload(log, log.record(record))


@pytest.fixture
def filled(api: Api) -> Api:
    log = api.start_run()
    put(api, log, table_bytes(Table(COLUMNS, ROWS[:1]), None), step=1)
    put(api, log, table_bytes(Table(COLUMNS, ROWS, plot={"kind": "confusion"}), None), step=2)
    put(api, api.start_run(OTHER, "second"), table_bytes(Table(COLUMNS, THEIRS), None))
    return api


def ask(api: Api, what: str, run: RunId = RUN, **body: Any) -> Any:
    view = {"path": PATH, **body.pop("view", {})}
    return api.post(f"/api/v1/runs/{run}/tables/{what}", {"view": view, **body})


def refusal(api: Api, what: str, view: dict[str, Any], **body: Any) -> tuple[int, str, str]:
    whole = {"view": {"path": PATH, **view}, **body}
    status, answer = api.ask("POST", f"/api/v1/runs/{RUN}/tables/{what}", whole)
    return status, answer["error"]["code"], answer["error"]["message"]


def test_tables_are_listed_with_their_steps(filled: Api) -> None:
    (entry,) = filled.get(f"/api/v1/runs/{RUN}/tables")["tables"]
    assert (entry["path"], entry["name"]) == (PATH, "val/predictions")
    assert [version["step"] for version in entry["versions"]] == [1, 2]


def test_rows_are_filtered_sorted_and_cut(filled: Api) -> None:
    page = ask(filled, "rows", view={"where": "truth != pred"}, order=["id DESC"], limit=1)
    assert (page["total"], page["matched"], page["numbers"]) == (4, 2, [3])
    assert page["rows"] == [["e4", "dog", "cat", "NaN"]]
    assert [column["kind"] for column in page["columns"]] == ["text", "text", "text", "number"]
    assert (page["id"], page["plot"]) == ("id", {"kind": "confusion"})
    narrow = ask(filled, "rows", columns=["p(cat)", "id"], offset=2, limit=9)
    assert narrow["rows"] == [[None, "e3"], ["NaN", "e4"]]


def test_a_step_is_chosen_and_the_newest_is_the_rule(filled: Api) -> None:
    assert ask(filled, "rows", view={"step": 1})["total"] == 1
    assert ask(filled, "rows")["total"] == 4
    assert refusal(filled, "rows", {"step": 9})[:2] == (404, "not_found")


def test_heads_tell_how_cells_are_spread(filled: Api) -> None:
    found = {one["name"]: one for one in ask(filled, "statistics")["columns"]}
    score = found["p(cat)"]
    assert (score["empty"], score["nan"], score["min"], score["max"]) == (1, 1, 0.8, 0.9)
    assert sum(score["histogram"]["counts"]) == 2
    assert found["truth"]["top"] == [{"label": "cat", "count": 2}, {"label": "dog", "count": 2}]


def test_rows_are_grouped(filled: Api) -> None:
    mean = {"column": "p(cat)", "measure": "mean"}
    found = ask(filled, "groups", by=["truth"], aggregates=[mean])
    cat, dog = found["groups"]
    assert (cat["keys"], cat["count"], cat["values"]) == (["cat"], 2, [pytest.approx(0.85)])
    assert dog == {"keys": ["dog"], "count": 2, "values": [None]}


def test_a_score_has_a_curve(filled: Api) -> None:
    wanted = {"truth": "truth", "positive": "cat", "score": "p(cat)"}
    found = ask(filled, "curve", curve=wanted)
    assert (found["hits"], found["alarms"], found["left_out"]) == ([1, 2], [0, 0], 2)
    status, code, message = refusal(filled, "curve", {}, curve={**wanted, "score": "pred"})
    assert (status, code) == (400, "invalid_value")
    assert "holds no numbers" in message


def test_two_runs_are_joined_example_by_example(filled: Api) -> None:
    join = {"run": OTHER, "predicted": "pred", "truth": "truth"}
    columns = ["id", "change", "other.pred", "delta.p(cat)"]
    found = ask(filled, "rows", view={"join": join}, columns=columns)
    assert found["rows"] == [
        ["e1", "fixed", "dog", pytest.approx(0.4)],
        ["e2", "broken", "cat", pytest.approx(0.3)],
        ["e3", "same", "dog", None],
        ["e4", "new", None, None],
    ]
    broken = ask(filled, "rows", view={"join": join, "where": "change = 'broken'"})
    assert broken["numbers"] == [1]


def test_what_matches_is_exported_as_csv(filled: Api) -> None:
    body = {"view": {"path": PATH, "where": "truth = 'cat'"}, "order": ["id DESC"]}
    status, headers, content = filled.raw("POST", f"/api/v1/runs/{RUN}/tables/csv", body)
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    found = list(csv.reader(io.StringIO(content.decode())))
    assert found == [COLUMNS, ["e2", "cat", "dog", "0.8"], ["e1", "cat", "cat", "0.9"]]


@pytest.mark.parametrize(
    ("what", "view", "body", "expected", "says"),
    [
        ("rows", {"where": "truht = 'cat'"}, {}, (400, "query_syntax"), "Did you mean truth"),
        ("rows", {"path": "../../etc/passwd"}, {}, (400, "invalid_path"), "etc/passwd"),
        ("rows", {"path": "none.json"}, {}, (404, "not_found"), "none.json"),
        ("rows", {}, {"columns": ["loss"]}, (400, "invalid_value"), "no column 'loss'"),
        ("rows", {}, {"order": ["id"] * 9}, (413, "limit_exceeded"), "sort keys"),
        ("groups", {}, {"by": []}, (400, "invalid_input"), "by which columns"),
        ("groups", {}, {"by": ["id"] * 5}, (413, "limit_exceeded"), "group by"),
        ("rows", {"join": {"run": "0190000000000000cccccccccccccccc"}}, {}, (404, "not_found"), ""),
        ("rows", {"join": {"run": OTHER, "id": "truth"}}, {}, (400, "invalid_value"), "twice"),
    ],
)
def test_bad_questions_are_answered_with_what_is_wrong(
    filled: Api,
    what: str,
    view: dict[str, Any],
    body: dict[str, Any],
    expected: tuple[int, str],
    says: str,
) -> None:
    status, code, message = refusal(filled, what, view, **body)
    assert (status, code) == expected
    assert says in message


def test_a_file_that_is_no_table_says_so(api: Api) -> None:
    put(api, api.start_run(), b"\x89PNG no table", "a.png")
    status, code, message = refusal(api, "rows", {"path": "a.png"})
    assert (status, code) == (400, "invalid_value")
    assert "a.png" in message


def test_a_long_text_is_cut_in_a_list_and_whole_in_its_row(api: Api) -> None:
    put(api, api.start_run(), table_bytes({"t": ["x" * 5_000, "y"]}, None))
    assert len(ask(api, "rows")["rows"][0][0]) == 2_001
    assert len(ask(api, "rows", limit=1)["rows"][0][0]) == 5_000


def test_a_cache_holds_no_more_than_its_limit() -> None:
    def table(name: str) -> Any:
        return read_table(table_bytes({name: [float(n) for n in range(1_000)]}, None), name)

    one = table("a").weight
    cache, read = TableCache(2 * one + 100), list[str]()
    for name in ("a", "b", "a", "c", "a", "b"):
        cache.table(name, lambda name=name: read.append(name) or table(name))
        assert cache.weight <= 2 * one + 100
    assert read == ["a", "b", "c", "b"]


def test_a_huge_file_is_refused_by_its_size(api: Api) -> None:
    put(api, api.start_run(), bytes(MAX_TABLE_BYTES + 1))
    status, code, message = refusal(api, "rows", {})
    assert (status, code) == (413, "limit_exceeded")
    assert "over the limit of 67,108,864" in message
