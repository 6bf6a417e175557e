"""A phone in portrait: one pane at a time, rows wrap, and nothing is wider than the screen."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.axe import COLOURS, barriers
from tests.e2e.conftest import watched_page
from tests.e2e.seed_many import RUNS
from tests.server_process import ServerProcess

SEED_MANY = Path(__file__).with_name("seed_many.py")

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

TOO_WIDE = """() => {
    const pages = document.querySelectorAll("html, .content, main, .run-body, .workspace-head");
    return [...pages].filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => `${one.tagName}.${one.className}: ${one.scrollWidth} in ${one.clientWidth}`);
}"""
"""What scrolls sideways beside the parts that are made to: the grid, tables, graphs, tabs."""


TOO_SMALL = """() => {
    const pressed = document.querySelectorAll(
        ".cards :is(.grid-row:not([hidden]), .grid-header) :is(a, button, input)");
    return [...pressed].map((one) => [one, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24)
        .map(([one, { width, height }]) => `${one.outerHTML}: ${width} x ${height}`);
}"""
"""What a finger would miss in a list of cards."""


@pytest.fixture(params=[390, 320])
def phone(
    browser: Browser, server: ServerProcess, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A phone, and a window of 1,280 px at 400 % (WCAG 1.4.10)."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    yield from watched_page(context, server)


@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("/", "text=Recent runs"),
        ("/p/digits", "text=Best runs"),
        ("/p/digits/runs", ".grid-row"),
        ("/p/digits/runs?view=charts", ".chart-lines"),
        ("/p/digits/runs/{run}", "h2:has-text('Metrics')"),
        ("/p/digits/runs/{run}/config", "text=adam"),
        ("/p/digits/compare?runs={run}.{other}", "text=Only differences"),
        ("/models", "text=Models"),
    ],
)
def test_no_page_is_wider_than_the_screen(
    phone: Page, server: ServerProcess, path: str, ready: str
) -> None:
    found = server.json(
        "POST", "/api/v1/runs/search", {"query": "project = 'digits' and param.lr is not null"}
    )["runs"]
    ids = {"run": found[0]["id"], "other": found[1]["id"]}
    phone.goto(server.url + path.format(**ids))
    expect(phone.locator(ready).first).to_be_visible()
    assert phone.evaluate(TOO_WIDE) == []
    assert barriers(phone) == []


def test_table_or_charts_take_turns_and_the_address_keeps_what_was_chosen(
    phone: Page, server: ServerProcess
) -> None:
    phone.goto(f"{server.url}/p/digits/runs")
    table = phone.get_by_role("region", name="Runs", exact=True)
    expect(table).to_be_visible()
    expect(phone.get_by_role("separator")).to_have_count(0)
    layouts = phone.get_by_role("group", name="Layout").get_by_role("button")
    expect(layouts).to_have_count(2)
    expect(layouts.first).to_have_attribute("aria-pressed", "true")
    expect(phone).to_have_url(f"{server.url}/p/digits/runs")
    layouts.last.click()
    expect(phone.locator(".chart-lines").first).to_be_visible()
    expect(table).to_have_count(0)
    phone.go_back()
    phone.set_viewport_size({"width": 1200, "height": 844})
    expect(phone.get_by_role("separator")).to_be_visible()
    expect(table).to_be_visible()


def test_what_a_button_opens_fits_the_screen(phone: Page, server: ServerProcess) -> None:
    phone.goto(f"{server.url}/p/digits/runs")
    expect(phone.locator(".grid-row").first).to_be_visible()
    width = phone.evaluate("window.innerWidth")
    for name in ("Columns", "Group", "Save as"):
        phone.get_by_role("button", name=name, exact=True).click()
        box = phone.get_by_role("dialog", name=name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        phone.keyboard.press("Escape")


def test_compared_runs_stand_beside_their_baseline(phone: Page, server: ServerProcess) -> None:
    asked = {"query": "project = 'digits'", "limit": 3}
    ids = [run["id"] for run in server.json("POST", "/api/v1/runs/search", asked)["runs"]]
    phone.goto(f"{server.url}/p/digits/compare?runs={'.'.join(ids)}")
    table = phone.get_by_role("region", name="Fields by runs")
    expect(table.get_by_role("columnheader")).to_have_count(4)
    table.evaluate("(one) => one.scrollTo(one.scrollWidth, 0)")
    heads = table.get_by_role("columnheader")
    baseline, last = heads.nth(1).bounding_box(), heads.last.bounding_box()
    assert baseline is not None
    assert last is not None
    # Nothing of the last run is under what stays in sight, and its values are on the screen.
    assert baseline["x"] + baseline["width"] <= last["x"] + last["width"] / 2
    assert last["x"] < phone.evaluate("window.innerWidth") - 60
    expect(table.get_by_role("rowheader", name="Params").locator("span").first).to_be_in_viewport()


def cards_of(phone: Page, server: ServerProcess, address: str) -> Locator:
    """The cards that an address shows, once there is a value on one."""
    phone.goto(f"{server.url}{address}")
    expect(phone.locator(".stat-value").first).to_be_visible()
    return phone.locator(".cards .grid-row:visible")


def test_a_card_has_what_is_asked_of_a_run_on_the_way(phone: Page, server: ServerProcess) -> None:
    cards = cards_of(phone, server, "/p/digits/runs")
    card = cards.filter(has=phone.get_by_role("link", name="fast", exact=True))
    expect(card.locator(".status")).to_have_text("Finished")
    expect(card.locator(".status svg")).to_be_visible()
    expect(card.get_by_role("gridcell").nth(3)).to_contain_text("ago")
    expect(card.locator(".stat-name")).to_have_text(["val/loss", "test/accuracy", "train/loss"])
    expect(card.locator(".stat-value")).to_have_text(["0.22", "0.51", "0.2"])
    assert phone.evaluate(TOO_SMALL) == []
    assert barriers(phone) == []
    phone.get_by_role("button", name="Dark theme").click()
    assert barriers(phone, COLOURS) == []
    # All of a card leads to its run, not its name alone.
    card.locator(".stat-value").last.click(force=True)
    expect(phone.get_by_role("heading", name="fast")).to_be_visible()


def test_the_columns_chosen_for_the_table_are_those_of_the_cards(
    phone: Page, server: ServerProcess
) -> None:
    cards = cards_of(phone, server, "/p/digits/runs?cols=metric.train%2Floss.min,param.lr")
    card = cards.filter(has=phone.get_by_role("link", name="fast", exact=True))
    expect(card.locator(".stat-name")).to_have_text(["train/loss min"])
    phone.get_by_role("button", name="Columns").click()
    phone.get_by_role("searchbox", name="Search columns").fill("val/loss")
    phone.get_by_role("button", name="val/loss, max").click()
    phone.keyboard.press("Escape")
    expect(card.locator(".stat-name")).to_have_text(["train/loss min", "val/loss max"])
    expect(card.locator(".stat-value")).to_have_text(["0.2", "46.75"])
    # A table without metrics is one to choose params in: cards keep saying how runs did.
    cards_of(phone, server, "/p/digits/runs?cols=param.lr")
    expect(card.locator(".stat-value")).to_have_text(["0.22", "0.51", "0.2"])


def test_a_title_orders_the_cards(phone: Page, server: ServerProcess) -> None:
    cards = cards_of(phone, server, "/p/digits/runs?q=param.lr+is+not+null")
    titles = phone.locator(".grid-header")
    titles.get_by_role("button", name="train/loss").click()
    expect(cards.locator(".run-name")).to_have_text(["fast", "slow"])
    titles.get_by_role("button", name="train/loss").click()
    expect(cards.locator(".run-name")).to_have_text(["slow", "fast"])


def test_a_group_is_a_card_that_opens(phone: Page, server: ServerProcess) -> None:
    cards = cards_of(phone, server, "/p/digits/runs?group=status")
    expect(phone.get_by_role("treegrid", name="Runs")).to_be_visible()
    group = cards.filter(has_text="Status finished")
    expect(group.locator(".count")).to_have_text("2")
    expect(cards).to_have_count(2)
    # As of a run, all of the card is pressed.
    group.locator(".stat-name").first.click(force=True)
    expect(cards).to_have_count(4)
    expect(group).to_have_attribute("aria-expanded", "true")
    assert phone.evaluate(TOO_SMALL) == []
    assert barriers(phone) == []


def test_cards_are_selected_and_changed_together(phone: Page, server: ServerProcess) -> None:
    cards = cards_of(phone, server, "/p/digits/runs")
    cards.get_by_role("checkbox", name="Select fast").click()
    cards.get_by_role("checkbox", name="Select slow").click()
    bar = phone.get_by_role("region", name="Selected runs")
    expect(bar).to_contain_text("2 selected")
    width = phone.evaluate("window.innerWidth")
    box = bar.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    phone.get_by_role("checkbox", name="Select all runs").click()
    expect(bar).to_contain_text("3 selected")
    cards.get_by_role("checkbox", name="Select slow").click()
    bar.get_by_role("button", name="Compare").click()
    expect(phone.get_by_text("Only differences")).to_be_visible()


def test_only_the_cards_on_the_screen_are_there(phone: Page, server: ServerProcess) -> None:
    subprocess.run([sys.executable, str(SEED_MANY), server.url], check=True, timeout=60)
    cards = cards_of(phone, server, "/p/many/runs")
    grid = phone.get_by_role("grid", name="Runs")
    expect(grid).to_have_attribute("aria-rowcount", str(RUNS + 1))
    assert cards.count() < 20
    grid.evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    expect(cards.filter(has_text="many-000").locator(".stat-value")).to_be_visible()
    assert cards.count() < 20
    heights = cards.evaluate_all("(all) => [...new Set(all.map((one) => one.offsetHeight))]")
    assert len(heights) == 1


def test_cards_are_fetched_for_a_narrow_screen_alone(phone: Page, server: ServerProcess) -> None:
    asked = list[str]()
    phone.on("request", lambda request: asked.append(request.url))
    phone.set_viewport_size({"width": 1200, "height": 844})
    phone.goto(f"{server.url}/p/digits/runs?view=table")
    expect(phone.get_by_role("gridcell", name="Finished").first).to_be_visible()
    assert not any("RunCards" in url for url in asked)
    phone.set_viewport_size({"width": 390, "height": 844})
    expect(phone.locator(".stat-value").first).to_be_visible()
    assert any("RunCards" in url for url in asked)
