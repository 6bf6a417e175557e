"""Every screen, in both themes and on a narrow display; ``make screens`` takes their pictures."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import COLOURS, barriers
from tests.e2e.conftest import watched_page
from tests.e2e.screens import SCREENS, Screen, ids_of
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

PICTURES = Path(__file__).parents[2] / "docs/screens"
IS_ASKED = os.environ.get("RUNLORE_SCREENS") == "1"
WIDE, NARROW = 1440, 720
HEIGHT = 900

Open = Callable[[Screen], Page]


@pytest.fixture(scope="module")
def opened(browser: Browser, vision: ServerProcess) -> Iterator[Open]:
    """Opens screens in one page; what went wrong on any of them is told at the end."""
    context = browser.new_context(
        viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce"
    )
    ids = ids_of(vision)

    def open_screen(screen: Screen) -> Page:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        page.goto(vision.url + screen.path.format(**ids))
        expect(page.locator(screen.ready).first).to_be_visible()
        return page

    watched = watched_page(context, vision)
    page = next(watched)
    yield open_screen
    next(watched, None)


def keep_picture(page: Page, screen: Screen, theme: str) -> None:
    """Take the picture of a screen for the documentation, when it was asked for."""
    if IS_ASKED and screen.is_pictured:
        page.wait_for_timeout(500)  # lines are drawn after their panel is there
        page.mouse.move(WIDE - 2, HEIGHT - 2)
        page.screenshot(path=PICTURES / f"{screen.name}-{theme}.png", animations="disabled")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_whole_in_both_themes_and_widths(opened: Open, screen: Screen) -> None:
    page = opened(screen)
    assert page.title().endswith("Runlore")
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("h1")).to_have_count(1)
    assert barriers(page) == []
    keep_picture(page, screen, "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert barriers(page, COLOURS) == []
    keep_picture(page, screen, "dark")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
