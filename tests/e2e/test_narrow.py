"""A phone in portrait: one pane at a time, rows wrap, and nothing is wider than the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import barriers
from tests.e2e.conftest import watched_page
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

TOO_WIDE = """() => {
    const pages = document.querySelectorAll("html, .content, main, .run-body, .workspace-head");
    return [...pages].filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => `${one.tagName}.${one.className}: ${one.scrollWidth} in ${one.clientWidth}`);
}"""
"""What scrolls sideways beside the parts that are made to: the grid, tables, graphs, tabs."""


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
    found = server.json("POST", "/api/v1/runs/search", {"query": "param.lr is not null"})["runs"]
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
