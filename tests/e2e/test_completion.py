"""What one types: values that the filter suggests, and keys that come before their field."""

import time

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.axe import barriers
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


def open_filter(page: Page, server: ServerProcess) -> Locator:
    page.goto(f"{server.url}/p/digits/runs?view=table")
    expect(page.locator(".grid-row:visible")).to_have_count(3)
    field = page.get_by_role("combobox", name="Filter runs")
    field.click()
    return field


def test_values_that_exist_are_suggested_by_keyboard_among_the_runs_that_match(
    page: Page, server: ServerProcess
) -> None:
    field = open_filter(page, server)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    page.keyboard.type("status = ")
    expect(options).to_have_text(["'finished'2 runs", "'failed'1 run"])
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(field).to_have_value("status = 'finished' ")
    page.keyboard.type("and param.lr=")
    expect(options).to_have_text(["0.0011 run", "0.011 run"])
    page.keyboard.type("0.01")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-row:visible")).to_have_count(1)
    expect(page).to_have_url(
        f"{server.url}/p/digits/runs?q=status+%3D+%27finished%27+and+param.lr%3D0.01&view=table"
    )


def test_escape_closes_the_list_first_and_tab_goes_on_where_nothing_was_typed(
    page: Page, server: ServerProcess
) -> None:
    field = open_filter(page, server)
    box = page.get_by_role("listbox", name="Suggestions")
    expect(box).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    expect(field).to_have_value("")
    field.click()
    page.keyboard.type("user = ")
    expect(box.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(box.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()


def test_keys_that_come_before_the_palette_are_its_first_text(
    page: Page, server: ServerProcess
) -> None:
    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/CommandPalette*", late)
    page.goto(f"{server.url}/p/digits/runs")
    expect(page.locator(".grid-row:visible")).to_have_count(3)
    page.keyboard.press("Control+k")
    page.keyboard.type("slowx1")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    field = page.get_by_role("dialog").get_by_role("combobox")
    expect(field).to_have_value("slow")
    expect(page).to_have_url(f"{server.url}/p/digits/runs")
    expect(page.get_by_role("option", name="slow")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("slow")
