"""What somebody came for, from the home page to the answer, counted in clicks and keys."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import watched_page
from tests.e2e.seed_many import LONG_STEPS, RUNS, SPIKE, SPIKE_STEP
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SEED = Path(__file__).with_name("seed_many.py")
MOST_CLICKS = 6
RATES = {0.001, 0.003, 0.01, 0.03, 0.1}


class Hand:
    """Clicks, and counts its clicks."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


@pytest.fixture(scope="module")
def many(vision: ServerProcess) -> ServerProcess:
    """The server of ``vision``, with the projects ``many`` and ``long`` too."""
    subprocess.run([sys.executable, str(SEED), vision.url], check=True, timeout=120)
    return vision


@pytest.fixture
def reader(browser: Browser, vision: ServerProcess) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield from watched_page(context, vision)


def test_the_best_of_five_learning_rates_is_six_clicks_away(
    reader: Page, vision: ServerProcess
) -> None:
    asked = {
        "query": "project = 'vision' and status = 'finished'",
        "order_by": ["metric.val/loss.last ASC"],
    }
    runs = vision.json("POST", "/api/v1/runs/search", asked)["runs"]
    assert {run["params"]["lr"] for run in runs} == RATES
    best = runs[0]["name"]
    hand = Hand()
    reader.goto(vision.url)
    hand.click(reader.get_by_role("link", name="vision", exact=True))
    hand.click(reader.get_by_role("button", name="val/loss", exact=True))
    expect(reader.locator(".run-name").first).to_have_text(best)
    hand.click(reader.get_by_role("checkbox", name="Select all runs"))
    hand.click(reader.get_by_role("button", name="Compare", exact=True))
    expect(reader.get_by_role("heading", name="Compare 6 runs")).to_be_visible()
    hand.click(reader.get_by_role("link", name="Charts", exact=True))
    expect(reader.get_by_role("img", name=re.compile("^loss: 1[02] lines"))).to_be_visible()
    reader.go_back()
    hand.click(reader.get_by_role("columnheader").nth(1).get_by_role("link", name=best))
    expect(reader.get_by_role("heading", name=best, exact=True)).to_be_visible()
    assert hand.clicks <= MOST_CLICKS


def test_the_same_is_done_without_a_mouse(reader: Page, vision: ServerProcess) -> None:
    reader.goto(vision.url)
    expect(reader.get_by_role("link", name="vision", exact=True)).to_be_visible()
    reader.keyboard.press("Control+k")
    expect(reader.get_by_role("combobox")).to_be_focused()
    reader.keyboard.type("vision")
    first = reader.get_by_role("listbox", name="Found").get_by_role("option").first
    expect(first).to_have_accessible_name(re.compile("^vision"))
    expect(first).to_have_attribute("aria-selected", "true")
    reader.keyboard.press("Enter")
    expect(reader.locator(".run-name")).to_have_count(len(RATES) + 1)
    reader.keyboard.press("/")
    reader.keyboard.type("status = 'finished'")
    reader.keyboard.press("Enter")
    expect(reader.get_by_text("5 runs", exact=True)).to_be_visible()
    reader.keyboard.press("Escape")
    reader.evaluate("document.activeElement.blur()")
    for key in ("j", "x", "j", "x", "j", "x"):
        reader.keyboard.press(key)
    expect(reader.get_by_role("region", name="Selected runs")).to_contain_text("3 selected")
    reader.keyboard.press("c")
    expect(reader.get_by_role("heading", name="Compare 3 runs")).to_be_visible()
    reader.keyboard.press("d")
    expect(reader.get_by_role("rowheader", name="seed", exact=True)).to_be_hidden()
    expect(reader.get_by_role("rowheader", name="lr", exact=True)).to_be_visible()


@pytest.mark.slow
def test_two_hundred_runs_are_on_one_chart(reader: Page, many: ServerProcess) -> None:
    reader.goto(f"{many.url}/p/many/runs?view=split&sel=top:{RUNS}")
    expect(reader.get_by_role("img", name=f"loss: {RUNS} lines, step 0 to 19")).to_be_visible()
    grid = reader.get_by_role("grid", name="Runs")
    expect(grid).to_have_attribute("aria-rowcount", str(RUNS + 1))
    # Rows out of view are not in the page: its size does not grow with the runs.
    assert reader.locator(".grid-row").count() < RUNS / 2


@pytest.mark.slow
def test_two_hundred_runs_are_in_parallel_coordinates(reader: Page, many: ServerProcess) -> None:
    panels = json.dumps([["parallel", "All", "param.lr", "param.depth", "metric.loss.last"]])
    reader.goto(f"{many.url}/p/many/runs?view=charts&panels={quote(panels)}")
    drawn = f"All: {RUNS} of {RUNS} runs over lr, depth, loss"
    expect(reader.get_by_role("img", name=drawn)).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "points"),
    [("", 0), (f"&range={SPIKE_STEP - 5}~{SPIKE_STEP + 5}", 11)],
    ids=["all", "zoomed"],
)
def test_a_long_curve_keeps_its_spike_and_zooms_to_single_points(
    reader: Page, many: ServerProcess, query: str, points: int
) -> None:
    reader.goto(f"{many.url}/p/long/runs?view=charts{query}")
    panel = reader.get_by_role("region", name="loss", exact=True)
    expect(panel.locator(".chart-lines")).to_be_visible()
    panel.hover()
    panel.get_by_label("Export").click()
    with reader.expect_download() as download:
        panel.get_by_role("button", name="CSV of what is shown", exact=True).click()
    lines = Path(download.value.path()).read_text().splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")][1:]
    assert max(float(row[5]) for row in rows) == SPIKE
    inside = [row for row in rows if abs(float(row[2]) - SPIKE_STEP) <= 5]
    # Far out there are fewer buckets than points, and none of them hides the spike.
    assert len(inside) == points if points else len(rows) < LONG_STEPS
