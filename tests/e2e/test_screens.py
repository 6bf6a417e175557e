"""Every screen in both themes, open to everybody; ``make screens`` takes their pictures."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import barriers
from tests.e2e.conftest import watched_page
from tests.e2e.screens import SCREENS, Screen, ids_of
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PICTURES = Path(__file__).parents[2] / "docs/screens"
IS_ASKED = os.environ.get("RUNLORE_SCREENS") == "1"
NARROW = 720

Open = Callable[[Screen], Page]


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(
    request: pytest.FixtureRequest, browser: Browser, vision: ServerProcess
) -> Iterator[Open]:
    """Opens screens in one theme, all in one page; what goes wrong on any of them is told."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=request.param, reduced_motion="reduce"
    )
    ids, theme = ids_of(vision), request.param

    def open_screen(screen: Screen) -> Page:
        page.goto(vision.url + screen.path.format(**ids))
        expect(page.locator(screen.ready).first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        return page

    watched = watched_page(context, vision)
    page = next(watched)
    yield open_screen
    next(watched, None)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_whole_in_both_themes(themed: Open, screen: Screen) -> None:
    page = themed(screen)
    assert page.title().endswith("Runlore")
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("h1")).to_have_count(1)
    assert barriers(page) == []
    if IS_ASKED and screen.is_pictured:
        theme = page.locator("html").get_attribute("data-theme")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{screen.name}-{theme}.png", animations="disabled")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_is_cut_on_a_narrow_screen(narrow: Open, screen: Screen) -> None:
    page = narrow(screen)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.fixture(scope="module")
def narrow(browser: Browser, vision: ServerProcess) -> Iterator[Open]:
    """Opens screens on a display of 720 pixels."""
    page, ids = browser.new_page(viewport={"width": NARROW, "height": 900}), ids_of(vision)

    def open_screen(screen: Screen) -> Page:
        page.goto(vision.url + screen.path.format(**ids))
        expect(page.locator("h1")).to_have_count(1)
        return page

    yield open_screen
    page.close()
