"""Ways between the pages of a project, and from home into one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import runlore
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with one run that runs."""
    with serving(tmp_path_factory.mktemp("ways")) as started:
        runlore.set_tracking_uri(started.url)
        with runlore.init(project="ways", name="on") as run:
            run.log({"loss": 1.0}, step=0)
            run.flush()
            yield started


def test_one_goes_from_the_runs_to_the_overview_and_back(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/p/ways/runs")
    tabs = page.get_by_role("navigation", name="Parts of the project")
    expect(tabs.get_by_role("link", name="Runs")).to_have_attribute("aria-current", "page")
    tabs.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="ways", exact=True)).to_be_visible()
    expect(tabs.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")
    tabs.get_by_role("link", name="Runs").click()
    expect(page.get_by_role("grid")).to_be_visible()


def test_all_running_runs_of_a_project_are_one_click_away(
    page: Page, server: ServerProcess
) -> None:
    page.goto(server.url)
    page.locator(".running-all").get_by_role("link", name="ways").click()
    expect(page.locator(".grid-row").filter(has_text="on")).to_be_visible()
    assert "status" in page.url


def test_a_project_is_made_before_its_first_run(page: Page, server: ServerProcess) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="New project").click()
    form = page.get_by_role("dialog", name="New project")
    form.get_by_role("textbox", name="Name").fill("bad\tname")
    form.get_by_role("button", name="Make project").click()
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_role("textbox", name="Name").fill("fresh")
    form.get_by_role("button", name="Make project").click()
    page.wait_for_url("**/p/fresh/runs")
    # The page says how its first run is made.
    expect(page.get_by_text('project="fresh"')).to_be_visible()
    page.goto(server.url)
    expect(page.get_by_role("link", name="fresh")).to_be_visible()
