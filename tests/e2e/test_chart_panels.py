"""Panels as a reader arranges them: order, groups of all runs, process time, empty states."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.axe import barriers
from tests.e2e.charts import open_charts, panel_of
from tests.e2e.seed_panels import PAUSE, RATES, SEEDS
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_panels.py")
RUNS = len(RATES) * SEEDS


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose projects ``panels`` and ``resumed`` were filled by a script."""
    with serving(tmp_path_factory.mktemp("panels"), SEED) as started:
        yield started


def order_of(page: Page) -> list[str]:
    """Titles of the curves as they stand on the page."""
    expect(panel_of(page, "loss")).to_be_visible()
    titles: list[str] = page.eval_on_selector_all(
        ".panel-grid.of-line [data-panel]", "slots => slots.map(slot => slot.dataset.panel)"
    )
    return [title for title in titles if not title.startswith("system/")]


def drag(page: Page, source: Locator, target: Locator) -> None:
    start, end = source.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 30, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)


def test_a_panel_is_dragged_to_another_place_and_stays_there(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "panels")
    first, *others = order_of(page)
    drag(page, panel_of(page, first).get_by_role("heading"), panel_of(page, others[0]))
    page.mouse.up()
    expect(page).to_have_url(re.compile("places="))
    assert order_of(page)[:2] == [others[0], first]
    page.reload()
    expect(panel_of(page, first)).to_be_visible()
    assert order_of(page)[:2] == [others[0], first]


def test_escape_leaves_a_dragged_panel_where_it_was(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "panels")
    before = order_of(page)
    drag(page, panel_of(page, before[0]).get_by_role("heading"), panel_of(page, before[1]))
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order_of(page) == before
    assert "places=" not in page.url


def test_a_panel_is_moved_by_keys_and_by_clicks_alone(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "panels")
    first, second, *_ = order_of(page)
    handle = panel_of(page, first).get_by_label("Move panel")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".panel-area > [aria-live]")).to_contain_text(f"{first}: place 2 of")
    assert order_of(page)[:2] == [second, first]
    # It can be moved on at once: the focus went with it.
    expect(handle).to_be_focused()
    handle.click()
    panel_of(page, first).get_by_role("button", name="To the front").click()
    expect(panel_of(page, first).get_by_label("Move panel, place 1 of")).to_be_attached()
    assert order_of(page)[:2] == [first, second]
    assert "places=" not in page.url


def test_groups_are_made_of_all_runs_that_match_and_say_so(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "panels", "find=loss")
    expect(page.get_by_text("Curves of the first 8")).to_be_visible()
    open_charts(page, server, "panels", "find=loss&by=param.lr")
    expect(page.get_by_text(f"Groups of all {RUNS} runs that match")).to_be_visible()
    expect(page.get_by_role("img", name=f"loss: {len(RATES)} lines")).to_be_visible()
    page.get_by_role("combobox", name="Line of a group").select_option("each")
    expect(page.get_by_role("img", name=f"loss: {RUNS} lines")).to_be_visible()


def test_process_time_leaves_the_pause_of_a_resumed_run_out(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "resumed", "find=loss&x=relative")
    assert shown_seconds(page) >= PAUSE
    page.get_by_role("button", name="Process", exact=True).click()
    expect(page).to_have_url(re.compile("x=process"))
    open_charts(page, server, "resumed", "find=loss&x=process")
    worked = shown_seconds(page)
    open_charts(page, server, "resumed", "find=loss&x=relative")
    assert worked <= shown_seconds(page) - PAUSE


def shown_seconds(page: Page) -> float:
    """The largest x in the file of the chart, which is exact."""
    panel = panel_of(page, "loss")
    expect(panel.get_by_role("img", name="loss: 1 line")).to_be_visible()
    panel.hover()
    panel.get_by_label("Export").click()
    with page.expect_download() as download:
        panel.get_by_role("button", name="CSV of what is shown", exact=True).click()
    rows = Path(download.value.path()).read_text().splitlines()[3:]
    return max(float(row.split(",")[2]) for row in rows) / 1_000


def test_columns_without_a_value_can_be_left_out(page: Page, server: ServerProcess) -> None:
    columns = quote(",".join(["param.lr", "param.nothing", "metric.loss.last", "tag.none"]))
    page.goto(f"{server.url}/p/panels/runs?view=table&cols={columns}")
    expect(page.get_by_role("columnheader", name="nothing")).to_be_visible()
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Only filled").check()
    expect(page.get_by_role("columnheader", name="nothing")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="none")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="lr")).to_be_visible()


def test_compared_runs_are_chosen_by_brushes_over_what_differs(
    page: Page, server: ServerProcess
) -> None:
    page.goto(f"{server.url}/p/panels/runs")
    found = page.request.post(f"{server.url}/api/v1/runs/search", data={"project": "panels"})
    runs = [run["id"] for run in found.json()["runs"]]
    page.goto(f"{server.url}/p/panels/compare?tab=charts&runs={'.'.join(runs)}")
    page.get_by_role("button", name="Params in parallel").click()
    chart = page.get_by_role("img", name=f"What differs: {RUNS} of {RUNS} runs over lr, seed")
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 44, box["y"] + 38)
    page.mouse.down()
    page.mouse.move(box["x"] + 44, box["y"] + 50, steps=3)
    page.mouse.up()
    expect(page.get_by_role("img", name=f"What differs: {SEEDS} of {RUNS} runs")).to_be_visible()


def test_a_search_that_finds_no_metric_is_dropped_by_a_click(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "panels", "find=nowhere")
    page.get_by_role("button", name="Show all metrics").click()
    expect(panel_of(page, "loss")).to_be_visible()


def test_a_chart_that_failed_is_asked_for_again(page: Page, server: ServerProcess) -> None:
    def damaged(route: Route) -> None:
        error = {"error": {"code": "damaged", "message": "The curve is damaged."}}
        route.fulfill(status=400, content_type="application/json", body=json.dumps(error))

    page.route("**/api/v1/series/tiles", damaged)
    open_charts(page, server, "panels", "find=loss")
    alert = panel_of(page, "loss").get_by_role("alert")
    expect(alert).to_contain_text("The curve is damaged.")
    page.unroute("**/api/v1/series/tiles")
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("img", name="loss: 8 lines")).to_be_visible()
    expect(alert).to_have_count(0)


def test_a_double_click_steps_out_although_its_first_half_pins(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "panels", "find=loss")
    chart = page.get_by_role("img", name="loss: 8 lines")
    box = chart.bounding_box()
    assert box is not None
    middle = box["y"] + 100
    page.mouse.move(box["x"] + 120, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, middle, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("range="))
    page.mouse.dblclick(box["x"] + 180, middle)
    expect(page).not_to_have_url(re.compile("range="))
    expect(page.get_by_role("group", name="Pinned values")).to_have_count(0)


def test_arranged_and_grouped_charts_are_accessible(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "panels", "by=param.lr")
    expect(page.get_by_role("img", name=f"loss: {len(RATES)} lines")).to_be_visible()
    panel_of(page, "loss").get_by_label("Move panel").click()
    assert barriers(page) == []


def test_one_chart_takes_the_width_of_the_area_and_two_share_it(
    page: Page, server: ServerProcess
) -> None:
    def share(title: str) -> float:
        """How much of the width of all charts one of them has."""
        expect(panel_of(page, title).locator(".chart-lines")).to_be_visible()
        width: float = panel_of(page, title).evaluate(
            "(one) => one.offsetWidth / one.closest('.panel-grid').clientWidth"
        )
        return width

    open_charts(page, server, "panels", "find=loss")
    assert share("loss") == pytest.approx(1, abs=0.01)
    lone = panel_of(page, "loss").bounding_box()
    panels = [["line", one, "loss"] for one in ("Here", "There")]
    open_charts(page, server, "panels", f"find=loss&panels={quote(json.dumps(panels))}")
    assert share("Here") == pytest.approx(0.5, abs=0.01)
    shared = panel_of(page, "Here").bounding_box()
    assert lone is not None
    assert shared is not None
    assert lone["height"] > shared["height"]
