"""A user looks for the errors of a model in its tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_tables.py")
AXE = Path(__file__).parents[2] / "ui/node_modules/axe-core/axe.min.js"
TABLE = "table=val%2Fpredictions.table.json"
MISTAKES = "q=truth%20!%3D%20predicted"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with tables in it."""
    with serving(tmp_path_factory.mktemp("tables"), SEED) as started:
        yield started


@pytest.fixture(scope="module")
def runs(server: ServerProcess) -> dict[str, str]:
    """Ids of the runs by name."""
    found = server.json("POST", "/api/v1/runs/search", {"project": "insects"})
    return {run["name"]: run["id"] for run in found["runs"]}


def tables(server: ServerProcess, run: str, query: str = "") -> str:
    return f"{server.url}/p/insects/runs/{run}/tables?{query}"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def rows(server: ServerProcess, run: str, where: str) -> int:
    view = {"path": "val/predictions.table.json", "where": where}
    found = server.json("POST", f"/api/v1/runs/{run}/tables/rows", {"view": view, "limit": 0})
    return int(found["matched"])


def test_a_cell_of_the_confusion_matrix_lists_its_examples(
    page: Page, server: ServerProcess, runs: dict[str, str]
) -> None:
    page.goto(f"{server.url}/p/insects/runs/{runs['weak']}/overview")
    page.get_by_role("link", name="Tables").click()
    cell = page.get_by_role("button", name=re.compile("^ant taken for bee"))
    wrong = rows(server, runs["weak"], "truth = 'ant' AND predicted = 'bee'")
    expect(cell).to_have_text(str(wrong))
    cell.click()
    expect(page.get_by_text(f"{wrong} of 400 rows")).to_be_visible()
    assert asked(page)["pick"] == ["truth = 'ant' AND predicted = 'bee'"]
    grid = page.get_by_role("grid", name="Rows of the table")
    first = grid.get_by_role("row").nth(1)
    expect(first.get_by_role("gridcell").filter(has_text="ant")).to_have_count(1)
    first.get_by_role("button", name="Enlarge image").click()
    picture = page.get_by_role("dialog", name="Picture").get_by_role("img")
    expect(picture).to_have_js_property("naturalWidth", 8)
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.get_by_text("400 rows", exact=True)).to_be_visible()


def test_rows_are_filtered_sorted_and_looked_at_by_keyboard(
    page: Page, server: ServerProcess, runs: dict[str, str]
) -> None:
    page.goto(tables(server, runs["weak"], f"{TABLE}&plot=none"))
    expect(page.get_by_text("400 rows", exact=True)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("truht != predicted")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean truth")
    page.get_by_label("Filter rows").fill("truth != predicted AND conf > 0.4")
    page.keyboard.press("Enter")
    found = rows(server, runs["weak"], "truth != predicted AND conf > 0.4")
    expect(page.get_by_text(f"{found} of 400 rows")).to_be_visible()
    page.get_by_role("button", name="conf", exact=True).click()
    expect(page.get_by_role("columnheader", name="conf")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("complementary", name="Row")
    expect(drawer).to_contain_text(f"1 of {found}")
    expect(drawer).to_contain_text("<img src=x onerror=alert(1)>")
    drawer.get_by_role("button", name="Next row").click()
    expect(drawer).to_contain_text(f"2 of {found}")
    page.get_by_label("Filter rows").fill("conf > 7")
    page.get_by_label("Filter rows").press("Enter")
    page.get_by_role("button", name="Drop the filter conf > 7").click()
    expect(page.get_by_text("400 rows", exact=True)).to_be_visible()


def test_two_runs_are_joined_and_what_matches_is_taken_along(
    page: Page, server: ServerProcess, runs: dict[str, str]
) -> None:
    page.goto(tables(server, runs["strong"], f"{TABLE}&plot=none"))
    page.get_by_role("button", name="Join").click()
    page.get_by_label("Run to join with").select_option("weak")
    page.keyboard.press("Escape")
    page.get_by_label("Filter rows").fill("change = 'fixed'")
    page.get_by_label("Filter rows").press("Enter")
    expect(page.get_by_text(re.compile(r"\d+ of 400 rows"))).to_be_visible()
    expect(page.get_by_role("gridcell").filter(has_text="fixed").first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    lines = Path(waiting.value.path()).read_text().splitlines()
    assert lines[0].startswith("id,image,conf,text,truth,predicted,change,")
    assert len(lines) - 1 == int(page.get_by_text("of 400 rows").inner_text().split()[0])


def test_groups_steps_and_curves(page: Page, server: ServerProcess, runs: dict[str, str]) -> None:
    page.goto(tables(server, runs["weak"], f"{TABLE}&by=truth&agg=mean:conf&plot=none"))
    groups = page.get_by_role("grid", name="Groups")
    expect(groups.get_by_role("row")).to_have_count(4)
    groups.get_by_role("button", name="cow").click()
    expect(page.get_by_text(re.compile(r"\d+ of 400 rows"))).to_be_visible()
    page.get_by_label("Step").fill("0")
    expect(page.get_by_text("1", exact=True).first).to_be_visible()
    assert asked(page)["step"] == ["1"]
    page.get_by_label("Table", exact=True).select_option("val/scores")
    listing = page.get_by_role("button", name=re.compile(r"^List the \d+ found"))
    found = int(listing.inner_text().split()[2])
    listing.click()
    expect(page.get_by_text(f"{found} of 400 rows")).to_be_visible()


def test_a_run_without_tables_says_how_to_log_one(
    page: Page, server: ServerProcess, runs: dict[str, str]
) -> None:
    page.goto(tables(server, runs["bare"]))
    expect(page.get_by_role("heading", name="No tables")).to_be_visible()
    expect(page.get_by_text("run.log_table(")).to_be_visible()


@pytest.mark.slow  # test_screens looks at the viewer as it is opened
@pytest.mark.parametrize("query", [f"{TABLE}&{MISTAKES}&row=0", "table=val%2Fscores.table.json"])
def test_tables_are_accessible_in_both_themes(
    page: Page, server: ServerProcess, runs: dict[str, str], query: str
) -> None:
    page.goto(tables(server, runs["weak"], query))
    expect(page.get_by_role("grid", name="Rows of the table")).to_be_visible()
    expect(page.locator(".loading, .skeleton")).to_have_count(0)
    page.evaluate(AXE.read_text())
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour half-way
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        found: Any = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
        )
        wrong = [
            (one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]
        ]
        assert wrong == []
