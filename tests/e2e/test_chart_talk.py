"""Charts are talked about, and handled by keys and with the pointer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

import runlore
from tests.e2e.charts import open_charts, panel_of
from tests.e2e.seed_charts import RATES, SEEDS
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_charts.py")
LOSS = f"loss: {len(RATES) * SEEDS} lines"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose project ``charts`` was filled by a training script."""
    with serving(tmp_path_factory.mktemp("talk"), SEED) as started:
        yield started


def open_loss(page: Page, server: ServerProcess, query: str = "find=loss") -> None:
    open_charts(page, server, "charts", query)
    expect(page.get_by_role("img", name=LOSS)).to_be_visible()


def test_a_step_of_a_chart_is_commented_and_marked(page: Page, server: ServerProcess) -> None:
    open_loss(page, server)
    page.get_by_role("img", name=LOSS).focus()
    page.keyboard.press("End")
    panel = panel_of(page, "loss")
    panel.hover(position={"x": 40, "y": 10})
    panel.get_by_role("button", name="Comment at this step").click()
    form = page.get_by_role("dialog", name="Comments on loss")
    expect(form.get_by_role("textbox", name="At step")).to_have_value("399")
    form.get_by_role("textbox", name="New comment").fill("levels off here")
    form.get_by_role("button", name="Comment", exact=True).click()
    expect(form.get_by_role("article")).to_contain_text("loss @ 399")
    form.get_by_role("button", name="Close").click()
    said = panel.get_by_role("list", name="Comments on this chart")
    expect(said).to_contain_text("Step 399, rate-")
    expect(said).to_contain_text("levels off here")
    panel.get_by_role("button", name="1 comment on this chart").click()
    expect(form.get_by_role("article")).to_contain_text("levels off here")


def test_a_pinned_place_is_commented(page: Page, server: ServerProcess) -> None:
    open_loss(page, server)
    page.get_by_role("img", name=LOSS).click(position={"x": 200, "y": 100})
    pinned = page.get_by_role("group", name="Pinned values")
    step = re.search(r"Step ([\d,]+)", pinned.inner_text())
    assert step is not None
    pinned.get_by_role("button", name="Comment here").click()
    field = page.get_by_role("dialog").get_by_role("textbox", name="At step")
    expect(field).to_have_value(step[1].replace(",", ""))


def test_arrows_leaf_through_the_panels_in_full_screen(page: Page, server: ServerProcess) -> None:
    open_loss(page, server, "")
    panel_of(page, "loss").hover()
    page.keyboard.press("f")
    expect(panel_of(page, "loss").get_by_role("button", name="Leave full")).to_be_visible()
    page.keyboard.press("ArrowRight")
    full = page.get_by_role("button", name="Leave full screen")
    expect(panel_of(page, "samples").get_by_role("button", name="Leave full")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(panel_of(page, "loss").get_by_role("button", name="Leave full")).to_be_visible()
    page.keyboard.press("Escape")
    expect(full).to_have_count(0)


def test_l_shows_the_legend_and_e_opens_the_files(page: Page, server: ServerProcess) -> None:
    open_loss(page, server)
    panel = panel_of(page, "loss")
    panel.hover()
    expect(panel.locator(".chart-legend")).to_have_count(0)
    page.keyboard.press("l")
    expect(panel.locator(".chart-legend").get_by_role("listitem")).to_have_count(6)
    page.keyboard.press("l")
    expect(panel.locator(".chart-legend")).to_have_count(0)
    page.keyboard.press("e")
    expect(panel.get_by_role("button", name="PNG", exact=True)).to_be_focused()


def test_shift_drags_a_box_and_alt_moves_the_plot(page: Page, server: ServerProcess) -> None:
    open_loss(page, server)
    chart = page.get_by_role("img", name=LOSS)
    box = chart.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4

    def drag(key: str, x: float, y: float) -> None:
        page.keyboard.down(key)
        page.mouse.move(left, top)
        page.mouse.down()
        page.mouse.move(left + x, top + y, steps=3)
        page.mouse.up()
        page.keyboard.up(key)

    def zoom() -> tuple[int, int]:
        page.wait_for_url(re.compile("range="))
        found = re.search(r"range=(-?\d+)~(-?\d+)", page.url.replace("%7E", "~"))
        assert found is not None
        return int(found[1]), int(found[2])

    drag("Shift", box["width"] * 0.4, box["height"] * 0.3)
    start, end = zoom()
    assert 0 < start < end < 400
    drag("Alt", box["width"] * 0.2, 0)
    page.wait_for_function("old => !location.href.includes(old)", arg=f"{start}~{end}")
    moved, moved_end = zoom()
    assert moved < start
    assert abs((moved_end - moved) - (end - start)) <= 2
    page.keyboard.press("[")
    page.keyboard.press("[")
    page.wait_for_url(re.compile(r"^((?!range=).)*$"))


def test_columns_are_brushed_and_dots_opened_by_keyboard(page: Page, server: ServerProcess) -> None:
    runs = len(RATES) * SEEDS
    panels = [
        ["parallel", "All", "param.lr", "param.seed"],
        ["scatter", "Dots", "param.seed", "metric.accuracy.last"],
    ]
    query = f"find=loss&q={quote('param.lr > 0')}&panels={quote(json.dumps(panels))}"
    open_loss(page, server, query)
    expect(page.get_by_role("img", name=f"All: {runs} of {runs} runs")).to_be_visible()
    page.get_by_role("img", name=f"All: {runs} of {runs} runs").focus()
    for key in ("ArrowRight", *("ArrowUp",) * 10):
        page.keyboard.press(key)
    told = panel_of(page, "All").locator("[aria-live=polite]")
    expect(told).to_contain_text(f"; {SEEDS} runs")
    expect(page.get_by_role("img", name=f"All: {SEEDS} of {runs} runs")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("img", name=f"All: {runs} of {runs} runs")).to_be_visible()
    dots = page.get_by_role("img", name=f"Dots: {runs} runs")
    expect(dots).to_be_visible()
    dots.focus()
    page.keyboard.press("End")
    expect(panel_of(page, "Dots").locator("[aria-live=polite]")).to_contain_text("seed: 2")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/p/charts/runs/[0-9a-f]{32}"))


def test_panels_of_marks_follow_what_runs_log(page: Page, server: ServerProcess) -> None:
    panels = json.dumps([["bar", "Best", "metric.score.max"]])
    open_loss(page, server, f"find=loss&panels={quote(panels)}")
    expect(panel_of(page, "Best")).to_contain_text("No run has a number here")
    runlore.set_tracking_uri(server.url)
    with runlore.init(project="charts", name="late") as run:
        run.log({"score": 7.0}, step=0)
        run.flush()
        expect(panel_of(page, "Best").get_by_role("listitem")).to_contain_text("7")
