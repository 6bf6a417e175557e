"""The page of one run: all that it left is shown, and nothing of it ever runs."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.axe import COLOURS, barriers
from tests.e2e.seed_run_page import LINES
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_run_page.py")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a run that has everything; its script lies in a checkout and was changed."""
    folder = tmp_path_factory.mktemp("run-page")
    script = checkout(folder / "code")
    with serving(folder, script, cwd=script.parent) as started:
        yield started


def checkout(folder: Path) -> Path:
    """A git checkout of the seeding script, with a line that is not committed."""
    folder.mkdir()
    script = folder / "train.py"
    script.write_text(SEED.read_text())
    who = ["-c", "user.name=reader", "-c", "user.email=reader@example.org"]
    for args in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run(["git", *who, *args], cwd=folder, check=True)
    script.write_text(SEED.read_text().replace("LINES = 2_500", "LINES = 2_500  # changed"))
    return script


def run_named(server: ServerProcess, name: str) -> dict[str, Any]:
    found = server.json("POST", "/api/v1/runs/search", {"query": f"name = '{name}'"})["runs"]
    run: dict[str, Any] = found[0]
    return run


def open_tab(page: Page, server: ServerProcess, tab: str, name: str = "rich") -> None:
    page.goto(f"{server.url}/p/page/runs/{run_named(server, name)['id']}/{tab}")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def open_file(page: Page, server: ServerProcess, path: str) -> Locator:
    open_tab(page, server, f"files?file={quote(path)}")
    shown = page.get_by_role("region", name=path, exact=True).first
    expect(shown.get_by_role("heading", name=path)).to_be_visible()
    return shown


# --- nothing runs ---------------------------------------------------------------------------------


@pytest.fixture
def attacked(browser: Browser, server: ServerProcess) -> Iterator[Page]:
    """A page that is told when a script of the logged content did anything, or a host was asked."""
    context = browser.new_context()
    page, done = context.new_page(), list[str]()
    page.on("dialog", lambda dialog: (done.append(dialog.message), dialog.dismiss()))

    def refuse(route: Route) -> None:
        done.append(route.request.url)
        route.abort()

    # Only what the page's own rules let through comes here.
    outside = re.compile(rf"^(?!{re.escape(server.url)}/|blob:|data:)")
    context.route(outside, refuse)
    yield page
    page.wait_for_timeout(200)
    hacked = page.evaluate("window.hacked")
    pages = len(context.pages)
    context.close()
    assert (done, hacked, pages) == ([], None, 1)


def test_a_logged_page_is_shown_without_its_scripts(attacked: Page, server: ServerProcess) -> None:
    open_file(attacked, server, "report.html")
    heading = attacked.frame_locator("iframe").get_by_role("heading", name="Report")
    expect(heading).to_have_css("color", "rgb(0, 128, 128)")
    (frame,) = (one for one in attacked.frames if one.parent_frame)
    assert frame.evaluate("self.origin") == "null"
    attacked.frame_locator("iframe").get_by_role("button", name="go").click()


def test_an_address_of_a_framed_page_runs_nothing_by_itself(
    attacked: Page, server: ServerProcess
) -> None:
    run = run_named(server, "rich")["id"]
    attacked.goto(f"{server.url}/api/v1/runs/{run}/artifacts/content/report.html?framed=true")
    expect(attacked.get_by_role("heading", name="Report")).to_be_visible()
    assert attacked.evaluate("self.origin") == "null"


def test_a_drawing_with_a_script_is_only_painted(attacked: Page, server: ServerProcess) -> None:
    shown = open_file(attacked, server, "drawing.svg")
    expect(shown.get_by_role("img", name="drawing.svg")).to_be_visible()
    expect(shown.get_by_text("40 × 20 px")).to_be_visible()


def test_markdown_links_nowhere_dangerous(attacked: Page, server: ServerProcess) -> None:
    shown = open_file(attacked, server, "README.md").locator(".markdown")
    paper = shown.get_by_role("link", name="Paper")
    expect(paper).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(paper).to_have_attribute("target", "_blank")
    expect(shown.get_by_role("link")).to_have_count(1)
    expect(shown.get_by_role("img")).to_have_count(0)
    expect(shown.get_by_text("[pixel]")).to_be_visible()
    # What is no Markdown is shown as it was written.
    expect(shown).to_contain_text("<script>top.hacked=1")
    shown.get_by_text("bad", exact=False).first.click()
    assert shown.locator("script, iframe, svg, [onerror], [onload], [style]").count() == 0


def test_a_notebook_shows_its_outputs_and_runs_none(attacked: Page, server: ServerProcess) -> None:
    shown = open_file(attacked, server, "analysis.ipynb")
    expect(shown.get_by_role("heading", name="Analysis")).to_be_visible()
    expect(shown.get_by_text("[7]")).to_be_visible()
    shown.get_by_role("cell", name="cell of a frame").click()
    expect(shown.get_by_text("not shown: application/javascript")).to_be_visible()
    expect(shown.get_by_role("img", name="Output of the cell")).to_be_visible()
    assert shown.locator("script, style, [onclick]").count() == 0


def test_media_and_notes_are_as_harmless(attacked: Page, server: ServerProcess) -> None:
    open_tab(attacked, server, "media")
    expect(attacked.get_by_role("img", name="drawing.svg")).to_be_visible()
    expect(attacked.frame_locator("iframe").get_by_role("heading")).to_have_text("Report")
    open_tab(attacked, server, "overview")
    expect(attacked.get_by_role("heading", name="Findings")).to_be_visible()


# --- what is shown --------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_kind_of_file_has_its_viewer(page: Page, server: ServerProcess) -> None:
    shown = open_file(page, server, "document.json")
    expect(shown.get_by_text('"</script>"')).to_be_visible()
    shown = open_file(page, server, "model/conda.yaml")
    expect(shown.get_by_text('"python=3.12"')).to_be_visible()
    shown.get_by_role("button", name="Text").click()
    expect(shown.locator(".source-line").nth(2)).to_have_text("3- python=3.12")
    shown = open_file(page, server, "tool.py")
    expect(shown.locator(".hljs-keyword").first).to_have_text("def")
    expect(shown.locator(".hljs-comment")).to_have_text("# round")
    shown = open_file(page, server, "rows.tsv")
    expect(shown.get_by_role("cell", name="a,b")).to_be_visible()
    shown = open_file(page, server, "eval/predictions.table.json")
    expect(shown.get_by_role("columnheader", name="label")).to_be_visible()
    shown = open_file(page, server, "w.safetensors")
    expect(shown.get_by_role("cell", name="2 × 3")).to_be_visible()
    shown = open_file(page, server, "rows.parquet")
    expect(shown.get_by_role("cell", name=str(2**60))).to_be_visible()
    shown = open_file(page, server, "model/MLmodel")
    expect(shown.get_by_role("row", name="age double yes")).to_be_visible()
    expect(shown.get_by_role("rowheader", name="conda.yaml")).to_be_visible()
    shown = open_file(page, server, "unknown.bin")
    expect(shown.get_by_text("has no viewer here")).to_be_visible()


@pytest.mark.slow
def test_sound_and_pdf_come_from_our_origin(browser: Browser, server: ServerProcess) -> None:
    # Not the watched page: the browser's own viewer of PDF asks for files of the browser.
    page = browser.new_page()
    sound = open_file(page, server, "tone.wav").locator("audio")
    expect(sound).to_have_js_property("duration", 0.1)
    frame = open_file(page, server, "paper.pdf").locator("iframe")
    expect(frame).to_be_visible()
    assert (frame.get_attribute("src") or "").startswith(f"blob:{server.url}/")
    page.close()


@pytest.mark.slow
def test_a_long_table_and_a_long_text_are_windows(page: Page, server: ServerProcess) -> None:
    shown = open_file(page, server, "rows.csv")
    expect(shown.get_by_text("3,000 rows · 2 columns")).to_be_visible()
    assert shown.get_by_role("row").count() < 100
    shown.get_by_role("table").evaluate("table => table.scrollTo(0, table.scrollHeight)")
    expect(shown.get_by_role("cell", name="label2999")).to_be_visible()
    shown.get_by_role("searchbox", name="Find in rows").fill("label29")
    expect(shown.get_by_text("111 of 3,000 rows")).to_be_visible()
    shown = open_file(page, server, "long.log")
    expect(shown.get_by_text("The first 2 MB of 2.88 MB")).to_be_visible()
    assert shown.locator(".source-line").count() < 120


@pytest.mark.slow
def test_files_are_found_by_name_and_by_arrow_keys(page: Page, server: ServerProcess) -> None:
    open_tab(page, server, "files")
    tree = page.get_by_role("navigation", name="Files", exact=True)
    tree.get_by_role("button", name="model").click()
    expect(tree.get_by_role("link", name="MLmodel")).to_be_hidden()
    tree.get_by_role("searchbox", name="Find files").fill("mlm")
    link = tree.get_by_role("link", name="model/MLmodel")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="model/MLmodel")).to_be_visible()
    tree.get_by_role("searchbox", name="Find files").fill("nothing")
    tree.get_by_role("button", name="Show all").click()
    code = tree.get_by_role("button", name="code", exact=False).first
    expect(code).to_have_attribute("aria-expanded", "false")  # captured, not logged
    code.click()
    patch = tree.get_by_role("link", name="diff.patch")
    patch.focus()
    page.keyboard.press("ArrowUp")
    expect(patch).not_to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(patch).to_be_focused()


@pytest.mark.slow
def test_steps_of_a_file_are_walked(page: Page, server: ServerProcess) -> None:
    shown = open_file(page, server, "samples/digit.png")
    expect(shown.get_by_text("3 of 3")).to_be_visible()
    shown.get_by_role("button", name="Earlier step").click()
    expect(shown.locator("img")).to_have_attribute("src", re.compile(r"\?step=5$"))
    assert "step=5" in page.url


@pytest.mark.slow
def test_media_walk_over_the_steps_together(attacked: Page, server: ServerProcess) -> None:
    page = attacked
    open_tab(page, server, "media")
    expect(page.get_by_role("img", name="samples/digit.png at step 10")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("img", name="samples/digit.png at step 5")).to_be_visible()
    expect(page.get_by_role("img", name="samples/inverse.png at step 5")).to_be_visible()
    page.get_by_role("button", name="Compare steps").click()
    strip = page.get_by_role("region", name="samples/digit.png")
    expect(strip.get_by_role("img")).to_have_count(3)
    page.get_by_role("searchbox", name="Find names").fill("zzz")
    page.get_by_role("button", name="Show all").click()
    expect(strip).to_be_visible()


@pytest.mark.slow
def test_the_config_is_marked_against_the_parent_or_another_run(
    page: Page, server: ServerProcess
) -> None:
    open_tab(page, server, "config")
    config = page.get_by_role("region", name="Config")
    expect(config.get_by_text("was 0.3")).to_be_visible()
    expect(config.get_by_text("gone (was 1)")).to_be_visible()
    page.get_by_role("checkbox", name="Only changed").check()
    expect(config.get_by_text('"adam"')).to_be_hidden()
    page.get_by_role("button", name="Table").click()
    expect(config.get_by_role("row", name="layers [64,10] — new")).to_be_visible()
    page.get_by_role("combobox", name="Compare with").select_option("nothing")
    expect(config.get_by_role("columnheader", name="Was")).to_be_hidden()
    page.get_by_role("searchbox", name="Find keys and values").fill("nowhere")
    page.get_by_role("button", name="Show all").click()
    expect(config.get_by_role("rowheader", name="opt.name")).to_be_visible()


@pytest.mark.slow
def test_the_code_shows_what_was_changed(page: Page, server: ServerProcess) -> None:
    open_tab(page, server, "code")
    expect(page.get_by_text("changed since the commit")).to_be_visible()
    changes = page.get_by_role("region", name="Changes of train.py")
    expect(changes.locator(".diff-line.removed")).to_contain_text("LINES = 2_500")
    expect(changes.locator(".diff-line.added .hljs-comment")).to_have_text("# changed")
    page.get_by_role("button", name="Unified").click()
    expect(changes.locator(".diff-pair")).to_have_count(0)
    expect(changes.locator(".diff-line.added")).to_have_count(1)
    script = page.get_by_role("region", name="train.py", exact=True)
    expect(script.locator(".source-line").first).to_be_visible()


@pytest.mark.slow
def test_the_console_is_searched_and_filtered(page: Page, server: ServerProcess) -> None:
    open_tab(page, server, "logs")
    console = page.get_by_role("log", name="Console")
    expect(console.get_by_text(f"step {LINES - 1} ")).to_be_visible()
    assert console.locator(".line").count() < 120
    search = page.get_by_role("searchbox", name="Find in lines")
    search.fill("step 12")
    expect(page.get_by_text("111 lines")).to_be_visible()
    search.press("Enter")
    expect(page.get_by_text("1 of 111 lines")).to_be_visible()
    expect(console.locator(".line.current mark")).to_have_text("step 12")
    search.press("Shift+Enter")
    expect(console.locator(".line.current")).to_contain_text("step 1299")
    page.get_by_role("button", name="Regular expression").click()
    search.fill(r"step 1?7 ")
    expect(page.get_by_text("2 lines", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Only hits").check()
    expect(console.locator(".line")).to_have_count(2)
    search.fill("(")
    expect(page.get_by_role("alert")).to_contain_text("nvalid")
    search.fill("")
    page.get_by_role("button", name="stderr").click()
    expect(console.locator(".line:not(.stderr)")).to_have_count(0)
    expect(console).to_contain_text("<img src=x onerror=alert(1)> went wrong")


@pytest.mark.slow
def test_the_console_is_downloaded_as_text(page: Page, server: ServerProcess) -> None:
    open_tab(page, server, "logs")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    lines = Path(download.value.path()).read_text().splitlines()
    steps = [line for line in lines if line.startswith("step ")]
    assert len(steps) == LINES
    assert steps[1] == "step 1 loss 0.5000"


@pytest.mark.slow
def test_notes_are_written_with_a_preview(page: Page, server: ServerProcess) -> None:
    open_tab(page, server, "overview", "bare")
    notes = page.get_by_role("region", name="Notes")
    notes.get_by_role("button", name="Write").click()
    notes.get_by_role("textbox", name="Notes").fill("## Idea\n\ntry **less**")
    notes.get_by_role("button", name="Preview").click()
    expect(notes.get_by_role("heading", name="Idea")).to_be_visible()
    # The preview looks as the saved text does: only the answer says that it is kept.
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        notes.get_by_role("button", name="Save").click()
    expect(notes.locator("strong")).to_have_text("less")
    assert run_named(server, "bare")["notes"] == "## Idea\n\ntry **less**"


@pytest.mark.slow
def test_the_overview_says_what_was_captured_and_where_it_came_from(
    page: Page, server: ServerProcess
) -> None:
    open_tab(page, server, "overview")
    captured = page.get_by_role("region", name="Captured")
    items = captured.get_by_role("listitem")
    expect(items.filter(has_text="data")).to_contain_text("digits")
    expect(items.filter(has_text="code")).to_contain_text("captured: codetrain.py")
    expect(items.filter(has_text="env")).to_contain_text("packages")
    lineage = page.get_by_role("region", name="Lineage", exact=True)
    expect(lineage.locator(".lineage-node")).to_have_count(4)
    lineage.get_by_role("button", name="List").click()
    expect(lineage.get_by_role("listitem").filter(has_text="digits")).to_contain_text("training")
    reproduce = page.get_by_role("region", name="Reproduce")
    run = run_named(server, "rich")["id"]
    expect(reproduce.get_by_text(f"runlore reproduce {run}")).to_be_visible()
    row = page.get_by_role("row", name="train/loss")
    expect(row).to_have_text("train/loss0.50.5 @11 @00.752")
    lineage.get_by_role("link", name="parent").click()
    expect(page.get_by_role("heading", name="parent", exact=True)).to_be_visible()


@pytest.mark.slow
def test_a_run_that_left_little_says_what_would_be_here(page: Page, server: ServerProcess) -> None:
    open_tab(page, server, "config", "bare")
    expect(page.get_by_role("heading", name="No config")).to_be_visible()
    page.get_by_role("link", name="Media").click()
    expect(page.get_by_role("heading", name="No media")).to_be_visible()
    open_tab(page, server, "overview", "bare")
    captured = page.get_by_role("region", name="Captured").get_by_role("listitem")
    expect(captured.filter(has_text="config")).to_contain_text("no params")


@pytest.mark.slow
def test_an_address_of_no_run_and_of_no_file_say_so(
    browser: Browser, server: ServerProcess
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/p/page/runs/01a00000000000000000000000000000/overview")
    expect(page.get_by_role("heading", name="There is no such run")).to_be_visible()
    open_tab(page, server, "files?file=gone.txt")
    expect(page.get_by_role("heading", name="There is no such file")).to_be_visible()
    page.close()


@pytest.mark.slow
def test_the_viewer_of_rows_keeps_nobody_out(page: Page, server: ServerProcess) -> None:
    # The tabs themselves are looked at by test_screens.py.
    open_file(page, server, "rows.csv")
    expect(page.get_by_role("columnheader", name="label").first).to_be_visible()
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, COLOURS) == []
