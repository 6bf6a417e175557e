"""What every test of charts does: open a project's charts, and find a panel by its title."""

from playwright.sync_api import Locator, Page, expect

from tests.server_process import ServerProcess


def open_charts(page: Page, server: ServerProcess, project: str, query: str = "") -> None:
    """Open the charts of a project's runs, and wait until they can be worked with."""
    page.goto(f"{server.url}/p/{project}/runs?view=charts&{query}")
    expect(page.get_by_role("toolbar", name="Charts")).to_be_visible()


def panel_of(page: Page, title: str) -> Locator:
    """The panel with that title."""
    return page.get_by_role("region", name=title, exact=True)
