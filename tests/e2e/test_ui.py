"""The pages as a reader uses them: a real browser on a real server with real runs."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import watched_page
from tests.e2e.seed_runs import HOSTILE, SPIKE, STEPS
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LIVE = """
import sys, runlore
runlore.set_tracking_uri(sys.argv[1])
with runlore.init(project="live", name="live-run") as run:
    for line in sys.stdin:
        run.log({"loss": float(line)})
        print("logged", line.strip())
        runlore.flush()
"""


def open_runs(page: Page, server: ServerProcess, query: str = "") -> None:
    page.goto(f"{server.url}/p/digits/runs{query}")
    expect(page.get_by_role("link", name="fast", exact=True)).to_be_visible()


def open_run(page: Page, server: ServerProcess, name: str, tab: str) -> None:
    open_runs(page, server)
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name=tab, exact=True).click()


def table_of_chart(page: Page, title: str) -> dict[str, list[str]]:
    """The chart's own table: cells by the name of the line."""
    panel = page.get_by_role("region", name=title, exact=True)
    panel.hover()
    panel.get_by_role("button", name="Show as table").click()
    rows = panel.locator("tbody tr").all()
    return {
        row.locator("th").inner_text().strip(): row.locator("td").all_inner_texts() for row in rows
    }


def test_the_home_page_leads_to_the_runs_of_a_project(page: Page, server: ServerProcess) -> None:
    page.goto(server.url)
    page.get_by_role("link", name="digits", exact=True).click()
    expect(page.get_by_role("grid", name="Runs")).to_have_attribute("aria-rowcount", "4")
    expect(page.get_by_text("3 runs", exact=True)).to_be_visible()


def test_an_address_that_mlflows_client_prints_leads_to_the_page(
    page: Page, server: ServerProcess
) -> None:
    found = server.json("POST", "/api/v1/runs/search", {"query": "name = 'fast'"})["runs"][0]
    page.goto(f"{server.url}/#/experiments/{found['experiment_id']}/runs/{found['id']}")
    expect(page.get_by_role("heading", name="fast")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{server.url}/#/experiments/{found['experiment_id']}")
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()
    page.get_by_role("link", name="Runlore").click()
    expect(page.get_by_role("link", name="digits", exact=True)).to_be_visible()


def test_a_chart_shows_the_extremes_that_were_logged(page: Page, server: ServerProcess) -> None:
    open_runs(page, server)
    chart = page.get_by_role("img", name="loss: 5 lines, step 0 to 2,999")
    expect(chart).to_be_visible()
    lines = table_of_chart(page, "loss")
    points, first, last, _, low, high = lines["slow · train/loss"]
    assert (points, first, last) == (f"{STEPS:,}", "0", f"{STEPS - 1:,}")
    assert (low, high) == ("0.2997", str(SPIKE))


def test_the_spike_is_drawn_at_its_height(page: Page, server: ServerProcess) -> None:
    open_runs(page, server, "?find=train/loss&sel=top:8")
    expect(page.get_by_role("img", name="train/loss: 3 lines")).to_be_visible()
    # The highest inked row of the lines' canvas must lie where the scale puts the spike: 5 % of the
    # range below the top of the plot, of which 8 px are margin.
    highest = page.locator(".chart-lines").first.evaluate(
        """canvas => {
            const { width, height } = canvas;
            const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            const ratio = height / canvas.clientHeight;
            // Marks of infinities stand in the first rows of the plot.
            for (let y = Math.round(15 * ratio); y < height; y++)
                for (let x = 0; x < width; x++)
                    if (pixels[4 * (y * width + x) + 3] > 0) return y / ratio;
        }"""
    )
    height = page.locator(".chart-lines").first.evaluate("canvas => canvas.clientHeight")
    plot = height - 22 - 8
    assert highest == pytest.approx(8 + plot * 0.05 / 1.1, abs=2)


def test_a_drag_zooms_all_charts_and_0_shows_everything(page: Page, server: ServerProcess) -> None:
    open_runs(page, server)
    chart = page.get_by_role("img", name="loss: 5 lines")
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(page.get_by_role("button", name="Show everything")).to_be_visible()
    assert "range=" in page.url
    page.keyboard.press("0")
    expect(page.get_by_role("button", name="Show everything")).to_be_hidden()
    page.go_back()
    expect(page.get_by_role("button", name="Show everything")).to_be_visible()


def test_hovering_tells_the_values(page: Page, server: ServerProcess) -> None:
    open_runs(page, server)
    box = page.get_by_role("img", name="loss: 5 lines").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    tooltip = page.locator(".chart-tooltip")
    expect(tooltip).to_contain_text("Step")
    expect(tooltip).to_contain_text("fast · train/loss")


def test_a_filter_keeps_the_runs_that_match(page: Page, server: ServerProcess) -> None:
    open_runs(page, server)
    page.keyboard.press("/")
    page.keyboard.type("param.lr > 5e-3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 run", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="slow", exact=True)).to_be_hidden()
    assert "q=param.lr" in page.url


def test_a_filter_that_does_not_parse_says_where_and_keeps_the_table(
    page: Page, server: ServerProcess
) -> None:
    open_runs(page, server)
    query = page.get_by_role("combobox", name="Filter runs")
    query.fill("param.lr < < 3")
    query.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("does not parse")
    expect(page.get_by_role("link", name="fast", exact=True)).to_be_visible()


def test_a_filter_without_matches_can_be_dropped(page: Page, server: ServerProcess) -> None:
    open_runs(page, server, "")
    query = page.get_by_role("combobox", name="Filter runs")
    query.fill("param.lr > 7")
    query.press("Enter")
    page.get_by_role("button", name="Drop the filter").click()
    expect(page.get_by_role("link", name="fast", exact=True)).to_be_visible()


def test_a_metric_orders_the_table(page: Page, server: ServerProcess) -> None:
    open_runs(page, server, "?view=table&cols=metric.train%2Floss.min")
    page.get_by_role("button", name="train/loss").click()
    expect(page.locator(".run-name").first).to_have_text("fast")
    page.get_by_role("button", name="train/loss").click()
    expect(page.get_by_role("columnheader", name="train/loss")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(page.locator(".run-name").first).not_to_have_text("fast")


def test_the_table_is_used_without_a_mouse(page: Page, server: ServerProcess) -> None:
    open_runs(page, server)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("region", name="Selected runs")).to_contain_text("1 selected")
    page.keyboard.press(" ")
    expect(page.get_by_text("Curves of 2 chosen runs")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("region", name="Charts")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")


def test_a_tag_is_set_on_the_selected_runs(page: Page, server: ServerProcess) -> None:
    open_runs(page, server, "?cols=tag.team")
    page.get_by_role("checkbox", name="Select fast").click()
    page.get_by_role("checkbox", name="Select slow").click()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_role("textbox", name="Tag").fill("team")
    page.get_by_role("textbox", name="Value").fill("vision")
    page.get_by_role("button", name="Set").click()
    expect(page.get_by_role("gridcell", name="vision")).to_have_count(2)


def test_a_failed_run_shows_its_traceback(page: Page, server: ServerProcess) -> None:
    open_run(page, server, HOSTILE, "Overview")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Traceback (most recent call last)")
    expect(alert).to_contain_text(HOSTILE)


def test_what_was_printed_is_in_the_logs(page: Page, server: ServerProcess) -> None:
    open_run(page, server, "fast", "Logs")
    line = page.get_by_role("log").get_by_text("trained")
    expect(line).to_have_class("ansi-green")


def test_the_config_keeps_its_types_and_can_be_searched(page: Page, server: ServerProcess) -> None:
    open_run(page, server, "fast", "Config")
    expect(page.get_by_text('"adam"')).to_be_visible()
    page.get_by_role("searchbox", name="Find keys and values").fill("lr")
    expect(page.get_by_text('"adam"')).to_be_hidden()
    expect(page.get_by_text("0.01", exact=True)).to_be_visible()


def test_the_environment_names_the_packages(page: Page, server: ServerProcess) -> None:
    open_run(page, server, "fast", "Environment")
    expect(page.get_by_role("rowheader", name="msgspec", exact=True)).to_be_visible()


def test_files_are_shown(page: Page, server: ServerProcess) -> None:
    open_run(page, server, "fast", "Files")
    page.get_by_role("link", name="predictions.csv").click()
    expect(page.get_by_role("cell", name="dog, probably")).to_be_visible()


def test_points_arrive_while_one_looks(page: Page, server: ServerProcess, tmp_path: Path) -> None:
    script = tmp_path / "live.py"
    script.write_text(LIVE)
    command = [sys.executable, str(script), server.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, cwd=tmp_path) as training:
        assert training.stdin is not None
        training.stdin.write("3.5\n")
        training.stdin.flush()
        page.goto(f"{server.url}/p/live/runs")
        # One point is a number; with the second one it becomes a curve.
        loss = page.get_by_role("region", name="loss", exact=True)
        expect(loss.get_by_text("3.5")).to_be_visible()
        training.stdin.write("2.25\n1.125\n")
        training.stdin.flush()
        expect(page.get_by_role("img", name="loss: 1 line")).to_be_visible()
        expect(page.get_by_role("img", name="lowest: loss at 1.125")).to_be_visible()
        expect(page.get_by_role("gridcell", name="1.125")).to_be_visible()
        page.get_by_role("link", name="live-run").click()
        page.get_by_role("link", name="Logs").click()
        expect(page.get_by_text("logged 1.125")).to_be_visible()
        training.stdin.write("0.5\n")
        training.stdin.flush()
        expect(page.get_by_text("logged 0.5")).to_be_visible()
        training.stdin.close()
    expect(page.get_by_text("Finished")).to_be_visible()


def test_both_themes_follow_the_system_and_the_key(
    browser: Browser, server: ServerProcess, theme: str
) -> None:
    context = browser.new_context(color_scheme="dark" if theme == "dark" else "light")
    for page in watched_page(context, server):
        open_runs(page, server)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        page.keyboard.press("t")
        other = "light" if theme == "dark" else "dark"
        expect(page.locator("html")).to_have_attribute("data-theme", other)
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", other)


def test_an_address_that_leads_nowhere_says_so(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/p/digits/nothing")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
