"""The runs workspace as a reader uses it all day: columns, groups, baseline, views, trash."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import watched_page
from tests.e2e.serving import serving
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SWEEP = """
import sys, runlore
runlore.set_tracking_uri(sys.argv[1])
for lr in (0.1, 0.01):
    for seed in (1, 2):
        config = {"lr": lr, "seed": seed, "depth": 3}
        with runlore.init(project="lm", name=f"lr-{lr}-{seed}", config=config) as run:
            for step in range(3):
                run.log({"val/loss": lr * 10 + seed - step}, step=step)
with runlore.init(project="lm", name="parent", config={"depth": 3}) as parent:
    pass
with runlore.init(project="lm", name="child", config={"depth": 3}, parent=parent.id):
    pass
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a sweep of four runs, and a run in a run."""
    folder = tmp_path_factory.mktemp("workspace")
    with serving(folder, "-c", SWEEP, cwd=folder) as started:
        yield started


@pytest.fixture
def page(browser: Browser, server: ServerProcess) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield from watched_page(context, server)


def open_table(page: Page, server: ServerProcess, query: str = "") -> Locator:
    page.goto(f"{server.url}/p/lm/runs?view=table{query}")
    expect(page.locator(".grid-row:visible").first).to_be_visible()
    return page.get_by_label("Runs", exact=True).locator(".grid")


def names(page: Page) -> Locator:
    return page.locator(".grid-row:visible .run-name")


def row(page: Page, name: str) -> Locator:
    link = page.get_by_role("link", name=name, exact=True)
    return page.locator(".grid-row:visible").filter(has=link)


def test_columns_are_chosen_moved_sized_and_stand_in_the_address(
    page: Page, server: ServerProcess
) -> None:
    open_table(page, server, "&cols=status,param.lr")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Search columns").fill("LOSS")
    page.get_by_role("button", name="val/loss, min").click()
    page.keyboard.press("Escape")
    head = page.get_by_role("columnheader", name="val/loss min")
    expect(head).to_be_visible()
    expect(row(page, "lr-0.01-1").get_by_role("gridcell", name="−0.9")).to_be_visible()
    head.get_by_role("button").focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page).to_have_url(re.compile(r"cols=status%2Cmetric\.val%252Floss\.min%2Cparam\.lr"))
    page.locator(".grid-head[data-column='param.lr'] .grid-edge").dblclick()
    expect(page).to_have_url(re.compile(r"w=param\.lr%3A\d+"))
    url = page.url
    page.reload()
    expect(head).to_have_attribute("aria-colindex", "4")
    assert page.url == url


def test_runs_are_ordered_by_several_columns(page: Page, server: ServerProcess) -> None:
    open_table(page, server, "&cols=param.lr,param.seed")
    page.get_by_role("button", name=re.compile("^lr")).click()
    page.get_by_role("button", name=re.compile("^seed")).click(modifiers=["Shift"])
    page.get_by_role("button", name=re.compile("^seed")).click(modifiers=["Shift"])
    expect(names(page).first).to_have_text("lr-0.01-2")
    # Runs without the param come last, whichever way.
    expect(names(page)).to_have_text(
        ["lr-0.01-2", "lr-0.01-1", "lr-0.1-2", "lr-0.1-1", "child", "parent"]
    )


def test_groups_show_averages_and_open(page: Page, server: ServerProcess) -> None:
    open_table(page, server, "&cols=metric.val/loss.last,param.seed&group=param.lr")
    grid = page.get_by_role("treegrid", name="Runs")
    expect(grid).to_have_attribute("aria-rowcount", "4")
    group = page.get_by_role("row", name=re.compile("lr 0.1"))
    # Last values 0 and 1: mean 0.5, deviation 0.71.
    expect(group).to_contain_text("0.5± 0.71")
    group.get_by_role("button", name="Open").click()
    expect(names(page)).to_have_text(["lr-0.1-2", "lr-0.1-1"])
    page.get_by_role("button", name="Group: lr").click()
    page.get_by_role("button", name="Do not group by lr").click()
    page.get_by_role("checkbox", name="Child runs under their parents").click()
    page.keyboard.press("Escape")
    expect(row(page, "child")).to_have_count(0)
    row(page, "parent").get_by_role("button", name="Open").click()
    expect(row(page, "child")).to_have_attribute("aria-level", "2")


def test_a_baseline_stands_on_top_and_the_others_differ_from_it(
    page: Page, server: ServerProcess
) -> None:
    open_table(page, server, "&cols=metric.val/loss.max,param.lr&sort=name")
    page.keyboard.press("j")
    expect(page.locator(".grid-row.active")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("b")
    # lr-0.01-1 has a maximum of 1.1; lr-0.1-1 has 2.
    expect(names(page).first).to_have_text("lr-0.01-1")
    expect(row(page, "lr-0.1-1")).to_contain_text("+81.8 %")
    expect(row(page, "lr-0.1-1").locator(".delta")).to_have_class("delta worse")
    page.keyboard.press("Control+z")
    expect(page.locator(".delta")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(row(page, "lr-0.1-1").locator(".delta")).to_be_visible()


def test_a_filter_as_chips_loses_the_part_that_matches_nothing(
    page: Page, server: ServerProcess
) -> None:
    page.goto(f"{server.url}/p/lm/runs?q=param.lr+<+0.05+and+param.depth+%3D+9")
    expect(page.get_by_text("without it 2 runs")).to_be_visible()
    page.get_by_title("Show a chip for each condition").click()
    expect(page.locator(".chip-text")).to_have_text(["param.lr < 0.05", "param.depth = 9"])
    page.get_by_role("button", name="Drop param.depth = 9").click()
    expect(page.get_by_text("2 runs", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="Filter runs").fill("param.seed = 1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 run", exact=True)).to_be_visible()
    page.get_by_title("Write the filter as text").click()
    expect(page.get_by_role("combobox", name="Filter runs")).to_have_value(
        "param.lr < 0.05 and param.seed = 1"
    )


def test_deleted_runs_are_in_the_trash_and_come_back(page: Page, server: ServerProcess) -> None:
    open_table(page, server, "&sort=name")
    page.get_by_role("checkbox", name="Select lr-0.01-1").click()
    page.get_by_role("checkbox", name="Select lr-0.1-1").click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="Selected runs")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("3 runs put into the trash.")).to_be_visible()
    expect(page.get_by_text("3 runs", exact=True)).to_be_visible()
    page.get_by_role("button", name="Trash").click()
    expect(row(page, "lr-0.01-2")).to_be_visible()
    page.get_by_role("checkbox", name="Select lr-0.01-2").click()
    bar.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("1 run taken out of the trash.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    page.get_by_role("checkbox", name="Select all runs").click()
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    page.get_by_role("button", name="Back to the runs").last.click()
    expect(page.get_by_text("6 runs", exact=True)).to_be_visible()


def test_a_view_is_saved_changed_and_opened_by_default(page: Page, server: ServerProcess) -> None:
    open_table(page, server, "&cols=param.lr")
    page.get_by_role("button", name="Save as").click()
    page.get_by_label("Name of the view").fill("LR sweep")
    page.get_by_role("button", name="Save", exact=True).click()
    tab = page.get_by_role("navigation", name="Saved views").get_by_role("button", name="LR sweep")
    expect(tab).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="lr", exact=True).click()
    expect(tab.get_by_role("img", name="changed and not saved")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(tab.get_by_role("img")).to_have_count(0)
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("checkbox", name="The project opens with it").click()
    page.goto(f"{server.url}/p/lm/runs")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(page).to_have_url(re.compile("sort=param.lr"))
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("button", name="Delete the view").click()
    expect(tab).to_have_count(0)


def test_an_address_that_is_too_long_is_kept_by_the_server(
    page: Page, server: ServerProcess
) -> None:
    columns = ",".join(f"param.key{number:03}" for number in range(150))
    open_table(page, server, f"&cols=param.lr,{columns}")
    page.get_by_role("button", name="lr", exact=True).click()
    expect(page).to_have_url(re.compile(r"/p/lm/runs\?s=[0-9a-f]{24}$"))
    page.reload()
    expect(page.get_by_role("grid", name="Runs")).to_have_attribute("aria-colcount", "153")
    expect(page.get_by_role("columnheader", name="lr")).to_have_attribute("aria-sort", "ascending")
