"""Runs that were repeated by the command line, as the pages tell of them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import barriers
from tests.e2e.conftest import watched_page
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_reproduction.py")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a run, its replica, two repetitions, and a later run on other data."""
    folder = tmp_path_factory.mktemp("reproduction")
    with serving(folder, SEED, folder / "code") as started:
        yield started


def found(server: ServerProcess, query: str) -> dict[str, Any]:
    search = {"query": query, "order_by": ["started ASC"]}
    run: dict[str, Any] = server.json("POST", "/api/v1/runs/search", search)["runs"][0]
    return run


def show(page: Page, server: ServerProcess, query: str, tab: str = "reproduce") -> dict[str, Any]:
    """Open the page of the oldest run that the query finds."""
    run = found(server, query)
    page.goto(f"{server.url}/p/again/runs/{run['id']}/{tab}")
    expect(page.get_by_role("heading", name=run["name"], exact=True)).to_be_visible()
    return run


def test_the_report_of_a_repetition_names_what_differs(page: Page, server: ServerProcess) -> None:
    show(page, server, "tags.`reproduction.verdict` = 'DIFFERENT'")
    report = page.get_by_role("region", name="Reproduction", exact=True)
    expect(report.locator(".verdict")).to_contain_text("Different")
    expect(report).to_contain_text("Most likely cause: data")
    row = report.get_by_role("row", name="data")
    expect(row).to_contain_text("NO")
    expect(report.get_by_role("row", name="env")).to_contain_text("same")
    outcome = page.get_by_role("table", name="Metrics of both runs")
    expect(outcome.get_by_role("row", name="loss")).to_contain_text("step 0")
    expect(outcome.get_by_role("row", name="test/accuracy")).to_contain_text("final value")
    curves = page.get_by_role("region", name="Curves of both runs")
    expect(curves.locator("canvas").first).to_be_visible()
    expect(curves).to_contain_text("first (repeated)")
    report.get_by_role("link", name="first").click()
    expect(page.get_by_role("region", name="Reproductions")).to_be_visible()


def test_a_run_tells_its_repetitions_replicas_and_recipe(page: Page, server: ServerProcess) -> None:
    run = show(page, server, "name = 'first'")
    again = page.get_by_role("region", name="Reproductions")
    expect(again.get_by_role("listitem")).to_have_count(2)
    expect(again).to_contain_text("Exact")
    expect(again).to_contain_text("Different")
    replicas = page.get_by_role("region", name="Replicas")
    expect(replicas.get_by_role("listitem")).to_have_count(2)
    recipe = page.get_by_role("table", name="Groups of the recipe")
    row = recipe.get_by_role("row", name="data")
    expect(row).to_contain_text("digits, train.csv")
    expect(row.get_by_role("button")).to_contain_text(run["fingerprint"]["data"][:8])
    commands = page.get_by_role("region", name="Commands")
    expect(commands.get_by_text(f"runlore reproduce {run['id']} --plan")).to_be_visible()
    replicas.get_by_role("link", name="In the table of runs").click()
    expect(page.get_by_role("combobox").first).to_have_value(
        f"fingerprint.all = '{run['fingerprint']['all']}'"
    )


def test_a_run_tells_what_differs_from_the_last_good_one(page: Page, server: ServerProcess) -> None:
    show(page, server, "name = 'later'")
    since = page.get_by_role("region", name="Last good run")
    expect(since).to_contain_text("Differs from first")
    expect(since.get_by_role("row", name="data")).to_contain_text("train.csv")
    expect(since.get_by_role("row", name="command")).to_contain_text("later")
    since.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("navigation", name="Parts of the comparison")).to_be_visible()


def test_lineage_leads_from_the_data_to_the_repetitions(page: Page, server: ServerProcess) -> None:
    show(page, server, "name = 'first'", "overview")
    lineage = page.get_by_role("region", name="Lineage", exact=True)
    expect(lineage.locator(".lineage-node")).to_have_count(4)
    lineage.get_by_role("button", name="List").click()
    expect(lineage.get_by_role("listitem").filter(has_text="repeats this")).to_have_count(2)
    lineage.get_by_role("link", name="digits").click()
    expect(page).to_have_url(re.compile(r"dataset\.digest"))


def test_nobody_is_kept_out(browser: Browser, server: ServerProcess, theme: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(f"localStorage.setItem('runlore.theme', '{theme}')")
    for page in watched_page(context, server):
        for query in ("tags.`reproduction.verdict` = 'DIFFERENT'", "name = 'later'"):
            show(page, server, query)
            expect(page.get_by_role("table", name="Groups of the recipe")).to_be_visible()
            assert barriers(page) == []
