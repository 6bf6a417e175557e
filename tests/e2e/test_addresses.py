"""Addresses that lead to nothing: each says what is wrong with it, and where to go."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import barriers
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

NO_RUN = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("path", "title", "near"),
    [
        ("/p/digits/runs/fast.1", "There is no such run", "Runs of digits"),
        ("/p/digits/runs/fast.1/tables", "There is no such run", "Runs of digits"),
        ("/p/nowhere", "There is no project nowhere", "All projects"),
        ("/p/digits/nothing/1", "There is no such page", "Runs of the project"),
        ("/#/experiments/1/runs/abc", "There is no run abc", "All projects"),
    ],
)
def test_an_address_of_nothing_says_so_and_leads_on(
    page: Page, server: ServerProcess, path: str, title: str, near: str
) -> None:
    page.goto(f"{server.url}{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("Reconnecting")).to_have_count(0)
    assert barriers(page) == []
    page.get_by_role("main").get_by_role("link", name=near).click()
    expect(page).not_to_have_url(f"{server.url}{path}")
    expect(page.get_by_role("link", name="digits").first).to_be_visible()


def test_a_run_under_the_name_of_another_project_is_shown_where_it_is(
    page: Page, server: ServerProcess
) -> None:
    asked = {"query": "name = 'fast'"}
    run = server.json("POST", "/api/v1/runs/search", asked)["runs"][0]["id"]
    page.goto(f"{server.url}/p/elsewhere/runs/{run}/config")
    expect(page).to_have_url(f"{server.url}/p/digits/runs/{run}/config")
    expect(page.get_by_role("heading", level=1)).to_have_text("fast")


def test_a_project_that_is_not_there_is_not_just_empty(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/p/nowhere/runs")
    expect(page.get_by_role("heading", name="There is no project nowhere")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="all projects").click()
    expect(page).to_have_url(f"{server.url}/")


@pytest.mark.parametrize(
    ("path", "title", "near"),
    [
        (f"/p/digits/runs/{NO_RUN}", "There is no such run", "Runs of digits"),
        ("/models/nothing", "There is no registered model nothing", "Registered models"),
        ("/models/nothing/1", "There is no registered model nothing", "Registered models"),
        ("/models/nothing/x", "There is no registered model nothing", "Registered models"),
    ],
)
def test_what_the_server_does_not_know_is_said_in_words(
    browser: Browser, server: ServerProcess, path: str, title: str, near: str
) -> None:
    # Of its own: the browser writes each 404 into the console, which other pages must not have.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{server.url}{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_text("Reconnecting")).to_have_count(0)
        page.get_by_role("main").get_by_role("link", name=near).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
