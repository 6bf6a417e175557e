"""Charts as a reader uses them: other axes, smoothing, groups, panels of one's own, files."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.charts import open_charts, panel_of
from tests.e2e.seed_charts import RATES, SEEDS, STEPS
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_charts.py")
RUNS = len(RATES) * SEEDS


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose project ``charts`` was filled by a training script."""
    with serving(tmp_path_factory.mktemp("charts"), SEED) as started:
        yield started


def save(page: Page, title: str, label: str) -> tuple[str, bytes]:
    """Name and bytes of a file of a panel."""
    panel = panel_of(page, title)
    panel.hover()
    panel.get_by_label("Export").click()
    with page.expect_download() as download:
        panel.get_by_role("button", name=label, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def rows_of(csv: bytes) -> list[list[str]]:
    return [line.split(",") for line in csv.decode().splitlines() if not line.startswith("#")][1:]


def test_a_metric_at_step_0_alone_is_a_value(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts")
    values = panel_of(page, "accuracy")
    expect(values.get_by_role("listitem")).to_have_count(RUNS)
    expect(values.get_by_role("img")).to_have_count(0)


def test_any_logged_metric_can_be_x(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts", "find=loss")
    page.get_by_role("button", name="Metric…").click()
    page.get_by_role("dialog").get_by_role("button", name="samples", exact=True).click()
    last = f"{(STEPS - 1) * 64:,}"
    expect(page.get_by_role("img", name=f"loss: {RUNS} lines, 0 to {last}")).to_be_visible()
    assert "x=metric%3Asamples" in page.url


def test_seeds_are_one_line_with_a_band(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts", "find=loss&by=param.lr&band=std")
    expect(page.get_by_role("img", name="loss: 2 lines")).to_be_visible()
    _, csv = save(page, "loss", "CSV of what is shown")
    first = next(row for row in rows_of(csv) if row[0] == f'"lr 0.001 ({SEEDS} runs)"')
    # Step 0 of the seeds 0, 1 and 2: their mean is 1.001 + 1, their deviation 1.
    mean, count = float(first[7]), float(first[8])
    assert (round(mean, 6), count) == (2.001, SEEDS)
    assert (round(float(first[4]), 6), round(float(first[5]), 6)) == (1.001, 3.001)


def test_smoothing_keeps_the_raw_values_and_says_so(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts", "find=loss&smooth=8&smoother=gauss")
    expect(page.get_by_role("combobox", name="Kind of smoothing")).to_have_value("gauss")
    expect(page.get_by_role("img", name=f"loss: {RUNS} lines")).to_be_visible()
    name, csv = save(page, "loss", "CSV of what is shown")
    assert name == "loss.csv"
    assert "smoothed gauss 8" in csv.decode().splitlines()[1]
    row = next(row for row in rows_of(csv) if row[0] == '"rate-0.001-seed-2"')
    raw, smoothed = float(row[3]), float(row[9])
    # The curve falls from its first point on, so what comes later pulls the mean down.
    assert raw == pytest.approx(3.001)
    assert 2.9 < smoothed < raw


def test_all_points_are_a_file_too(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts", f"find=loss&q={quote('param.lr < 0.01')}")
    expect(page.get_by_role("img", name=f"loss: {SEEDS} lines")).to_be_visible()
    name, csv = save(page, "loss", "CSV of all points")
    rows = rows_of(csv)
    assert (name, len(rows)) == ("loss_points.csv", SEEDS * STEPS)
    assert {row[1] for row in rows} == {"loss"}
    assert {row[4] for row in rows if row[2] == "200"} >= {"1000000.0"}


def test_pictures_and_vectors_tell_where_they_came_from(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts", f"find=loss&clip=1&q={quote('param.lr < 0.01')}")
    expect(page.get_by_role("img", name=f"loss: {SEEDS} lines")).to_be_visible()
    name, svg = save(page, "loss", "SVG")
    text = svg.decode()
    assert name == "loss.svg"
    assert "query param.lr &lt; 0.01" in text
    assert "▲ 1 above" in text
    _, small = save(page, "loss", "PNG")
    _, large = save(page, "loss", "PNG, twice the pixels")
    widths = [int.from_bytes(png[16:20], "big") for png in (small, large)]
    assert widths == [960, 1920]


def test_a_chart_is_walked_over_by_keyboard_and_read_aloud(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "charts", "find=loss")
    chart = page.get_by_role("img", name=f"loss: {RUNS} lines")
    chart.focus()
    page.keyboard.press("End")
    told = panel_of(page, "loss").locator("[aria-live=polite]")
    expect(told).to_contain_text(f"{STEPS - 1}")
    expect(told).to_contain_text("rate-")
    page.keyboard.press("Enter")
    pinned = page.get_by_role("group", name="Pinned values")
    expect(pinned).to_contain_text("rate-0.1-seed-2")
    page.keyboard.press("Escape")
    expect(pinned).to_have_count(0)


def test_a_click_pins_the_values(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts", "find=loss")
    chart = page.get_by_role("img", name=f"loss: {RUNS} lines")
    chart.click(position={"x": 200, "y": 100})
    pinned = page.get_by_role("group", name="Pinned values")
    page.mouse.move(5, 5)
    expect(pinned).to_contain_text("Step")
    pinned.get_by_role("button", name="Unpin").click()
    expect(pinned).to_have_count(0)


def test_a_panel_of_ones_own_is_in_the_address(page: Page, server: ServerProcess) -> None:
    open_charts(page, server, "charts")
    page.get_by_role("button", name="Add panel").click()
    form = page.get_by_role("dialog", name="Add panel")
    form.get_by_role("button", name="param.lr", exact=True).click()
    form.get_by_role("button", name="metric.accuracy.last", exact=True).click()
    form.get_by_role("textbox", name="Title").fill("Rates")
    form.get_by_role("button", name="Add", exact=True).click()
    # Accuracy rises with the learning rate alone: the rank correlation is one.
    dots = page.get_by_role("img", name=f"Rates: {RUNS} runs; rank correlation 1")
    expect(dots).to_be_visible()
    page.reload()
    expect(dots).to_be_visible()
    panel_of(page, "Rates").hover()
    panel_of(page, "Rates").get_by_role("button", name="Remove panel").click()
    expect(panel_of(page, "Rates")).to_have_count(0)


def test_a_stretch_of_a_column_chooses_runs(page: Page, server: ServerProcess) -> None:
    panels = json.dumps([["parallel", "All", "param.lr", "param.seed", "metric.accuracy.last"]])
    open_charts(page, server, "charts", f"panels={quote(panels)}")
    chart = page.get_by_role("img", name=f"All: {RUNS} of {RUNS} runs over lr, seed, accuracy")
    box = chart.bounding_box()
    assert box is not None
    # The upper half of the first column, which holds the larger rate.
    page.mouse.move(box["x"] + 44, box["y"] + 38)
    page.mouse.down()
    page.mouse.move(box["x"] + 44, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    expect(page.get_by_role("img", name=f"All: {SEEDS} of {RUNS} runs")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(chart).to_be_visible()


def test_f_fills_the_screen_with_the_panel_under_the_pointer(
    page: Page, server: ServerProcess
) -> None:
    open_charts(page, server, "charts", "find=loss")
    panel_of(page, "loss").hover()
    page.keyboard.press("f")
    panel = panel_of(page, "loss").bounding_box()
    assert panel is not None
    assert panel["width"] > 1_300
    expect(panel_of(page, "loss").get_by_role("listitem")).to_have_count(RUNS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Leave full screen")).to_have_count(0)
