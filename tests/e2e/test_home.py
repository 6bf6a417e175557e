"""The home page, a project's page, the command palette and comments, as a reader uses them."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.axe import COLOURS, barriers
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


def found(page: Page) -> Locator:
    """The list of the command palette."""
    return page.get_by_role("listbox", name="Found")


def run_named(server: ServerProcess, name: str) -> str:
    runs = server.json("POST", "/api/v1/runs/search", {"query": f"name = '{name}'"})["runs"]
    return str(runs[0]["id"])


def test_the_home_page_says_what_stands_beside_a_project(page: Page, server: ServerProcess) -> None:
    page.goto(server.url)
    row = page.get_by_role("row").filter(has_text="digits")
    expect(row.get_by_role("link", name="test/accuracy")).to_be_visible()
    expect(row.get_by_role("img", name="3 runs in 14 days")).to_be_visible()
    expect(row).to_contain_text(re.compile(r"[kM]B"))
    expect(page.get_by_role("listitem").filter(has_text="'s fast finished")).to_be_visible()


def test_a_filter_without_a_match_is_dropped_by_one_click(
    page: Page, server: ServerProcess
) -> None:
    page.goto(server.url)
    page.get_by_label("Filter projects").fill("nothing like it")
    expect(page.get_by_text("No projects match")).to_be_visible()
    page.get_by_role("button", name="Drop the filter").click()
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()


def test_a_star_is_remembered(page: Page, server: ServerProcess) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="Star digits").click()
    page.reload()
    expect(page.get_by_role("button", name="Take the star from digits")).to_be_visible()


def test_a_project_is_described_and_judged_by_what_one_chooses(
    page: Page, server: ServerProcess
) -> None:
    page.goto(f"{server.url}/p/digits")
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_role("textbox", name="Notes").fill("# Why\n\nTo **learn**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("strong", has_text="learn")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    page.get_by_label("Judged by").select_option("test/accuracy")
    expect(page.get_by_text("highest test/accuracy")).to_be_visible()
    page.get_by_label("where good is").select_option("min")
    expect(page.get_by_text("lowest test/accuracy")).to_be_visible()
    (told,) = server.json("GET", "/api/v1/projects")["projects"]
    assert (told["notes"], told["main_metric"], told["goal"]) == (
        "# Why\n\nTo **learn**.",
        "test/accuracy",
        "min",
    )
    server.json("PATCH", "/api/v1/projects/digits", {"main_metric": "", "notes": ""})


def test_the_palette_goes_to_a_run_by_keyboard_alone(page: Page, server: ServerProcess) -> None:
    page.goto(server.url)
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    page.keyboard.type("fast")
    expect(found(page).get_by_role("option", name="fast").first).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="fast", exact=True)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_label("Filter projects")).to_be_visible()


def test_the_palette_finds_a_run_by_its_id_and_says_when_nothing_is_there(
    page: Page, server: ServerProcess
) -> None:
    page.goto(f"{server.url}/p/digits")
    page.get_by_role("button", name="Search runs").click()
    page.get_by_role("combobox", name="Search").fill(run_named(server, "slow")[:16])
    expect(found(page).get_by_role("option", name="slow")).to_be_visible()
    page.get_by_role("combobox", name="Search").fill("100%'_\\")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("combobox", name="Search").fill("val/lo")
    found(page).get_by_role("option", name="val/loss").click()
    expect(page.get_by_label("Find metrics")).to_have_value("val/loss")


def test_single_keys_can_be_turned_off_for_good(page: Page, server: ServerProcess) -> None:
    page.goto(server.url)
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_role("heading", name="Go to")).to_be_visible()
    dialog.get_by_label("Shortcuts of single keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.reload()
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    expect(dialog).to_have_count(0)


def test_a_comment_appears_in_another_browser_at_once(
    browser: Browser, page: Page, server: ServerProcess
) -> None:
    run = run_named(server, "fast")
    address = f"{server.url}/p/digits/runs/{run}/comments"
    other = browser.new_context()
    watching = other.new_page()
    watching.goto(address)
    expect(watching.get_by_text("No comments yet")).to_be_visible()
    expect(watching.get_by_role("button", name="Live")).to_be_visible()
    page.goto(address)
    page.get_by_label("About").select_option("train/loss")
    page.get_by_label("at step").fill("1234")
    page.get_by_label("New comment").fill("A **spike** of <script>alert(1)</script>")
    page.get_by_role("button", name="Comment", exact=True).click()
    seen = watching.get_by_role("article", name="Comment of local")
    expect(seen).to_contain_text("train/loss @ 1234")
    expect(seen.locator("strong")).to_have_text("spike")
    page.get_by_role("button", name="Edit the comment").click()
    page.get_by_label("Comment", exact=True).fill("A loader that restarted")
    page.get_by_role("button", name="Save").click()
    expect(seen).to_contain_text("A loader that restarted")
    expect(seen).to_contain_text("edited")
    page.get_by_role("button", name="Delete the comment").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(seen).to_have_count(0)
    other.close()


def test_the_palette_is_open_to_everybody(page: Page, server: ServerProcess) -> None:
    # The pages themselves are looked at by test_screens.py.
    page.goto(server.url)
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").fill("slow")
    expect(found(page).get_by_role("option", name="slow").first).to_be_visible()
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, COLOURS) == []


def test_what_could_not_be_loaded_says_why_and_is_tried_again(
    browser: Browser, server: ServerProcess
) -> None:
    page = browser.new_page()
    refusal = {"error": {"code": "invalid_input", "message": "The disk is on fire."}}
    page.route("**/api/v1/projects", lambda route: route.fulfill(status=400, json=refusal))
    page.goto(server.url)
    expect(page.get_by_role("alert")).to_contain_text("The disk is on fire.")
    page.unroute("**/api/v1/projects")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()
    page.close()


def test_an_empty_store_shows_the_first_steps(
    browser: Browser, tmp_path: Path, playwright: Any
) -> None:
    del playwright
    with serving(tmp_path) as empty:
        page = browser.new_page()
        page.goto(empty.url)
        expect(page.get_by_text("No runs yet")).to_be_visible()
        expect(page.get_by_text(f"RUNLORE_URI={empty.url}")).to_be_visible()
        page.goto(f"{empty.url}/p/none")
        expect(page.get_by_text("There is no project none")).to_be_visible()
        wrong = barriers(page)
        page.close()
    assert wrong == []
