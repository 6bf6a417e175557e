"""Runs side by side: from the table to what differs between them, and why."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

FIRST, SECOND, THIRD = (f"churn-{number}" for number in range(3))


@pytest.fixture
def server(trained: ServerProcess) -> ServerProcess:
    return trained


def ids(server: ServerProcess) -> list[str]:
    """Ids of the runs, the oldest first."""
    found = server.json("POST", "/api/v1/runs/search", {"order_by": ["name ASC"]})["runs"]
    return [run["id"] for run in found]


def open_comparison(page: Page, server: ServerProcess, more: str = "") -> None:
    page.goto(f"{server.url}/p/churn/compare?runs={'.'.join(ids(server))}{more}")
    expect(page.get_by_role("heading", name="Compare 3 runs")).to_be_visible()


def cells(page: Page, name: str) -> list[str]:
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))
    return [" ".join(text.split()) for text in row.get_by_role("cell").all_inner_texts()]


def test_selected_runs_are_compared_by_one_key(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/p/churn/runs")
    for name in (FIRST, SECOND):
        page.get_by_role("checkbox", name=f"Select {name}").click()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Compare 2 runs")).to_be_visible()
    assert sorted(page.url.split("runs=")[1].split("&")[0].split(".")) == ids(server)[:2]
    page.go_back()
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()


def test_fields_tell_the_difference_from_the_baseline(page: Page, server: ServerProcess) -> None:
    open_comparison(page, server)
    expect(page.get_by_role("rowheader", name="Commit", exact=True)).to_be_visible()
    lefts = [one.bounding_box() for one in page.get_by_role("columnheader").all()[1:]]
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="optim.lr"))
    # Every value stands under the run that it is of.
    assert [one.bounding_box()["x"] for one in row.get_by_role("cell").all()] == pytest.approx(  # type: ignore[index]
        [box["x"] for box in lefts if box], abs=2
    )
    base, second, third = cells(page, "optim.lr")
    assert base == "0.001"
    assert second.startswith("0.002 +100 %")
    assert third.startswith("0.003 +200 %")
    # Its direction is known by its name; that of a count of tokens is not.
    assert "better" in cells(page, "val/accuracy")[2]
    assert "more than the baseline" in cells(page, "tokens")[2]
    assert "better" not in cells(page, "tokens")[2]
    page.get_by_role("button", name=f"Make {THIRD} the baseline").click()
    expect(page.get_by_role("columnheader").nth(1)).to_contain_text(THIRD)
    assert cells(page, "optim.lr")[0] == "0.003"
    page.go_back()
    expect(page.get_by_role("columnheader").nth(1)).to_contain_text(FIRST)


def test_d_leaves_only_what_differs_and_a_search_narrows_it(
    page: Page, server: ServerProcess
) -> None:
    open_comparison(page, server)
    expect(page.get_by_role("rowheader", name="seed", exact=True)).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_role("rowheader", name="seed", exact=True)).to_be_hidden()
    expect(page.get_by_role("rowheader", name="optim.lr", exact=True)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("nothing like it")
    expect(page.get_by_text("Nothing holds “nothing like it”")).to_be_visible()
    page.get_by_role("button", name="Drop the search").click()
    expect(page.get_by_role("rowheader", name="optim.lr", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("rowheader", name="optim.lr", exact=True)).to_be_visible()
    expect(page.get_by_role("rowheader", name="seed", exact=True)).to_be_hidden()


def test_a_row_orders_the_runs_and_a_run_can_be_left_out_and_added(
    page: Page, server: ServerProcess
) -> None:
    open_comparison(page, server)
    name = page.get_by_role("button", name="optim.lr", exact=True)
    name.click()
    name.click()
    heads = page.get_by_role("columnheader")
    expect(heads.nth(2)).to_contain_text(THIRD)
    page.get_by_role("button", name=f"Remove {THIRD}").click()
    expect(page.get_by_role("heading", name="Compare 2 runs")).to_be_visible()
    page.get_by_role("button", name="Add a run").click()
    page.get_by_role("searchbox", name="Find runs by name").fill(THIRD)
    page.get_by_role("dialog").get_by_role("button", name=THIRD).click()
    expect(page.get_by_role("heading", name="Compare 3 runs")).to_be_visible()


def test_the_same_runs_have_charts(page: Page, server: ServerProcess) -> None:
    open_comparison(page, server)
    page.get_by_role("link", name="Charts", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("^loss: 6 lines"))).to_be_visible()


def test_code_is_compared_line_by_line_with_the_commit(page: Page, server: ServerProcess) -> None:
    runs = ids(server)
    open_comparison(page, server, f"&tab=code&with={runs[2]}")
    expect(page.get_by_role("button", name="Copy git diff")).to_be_visible()
    marks = page.locator(".split-table mark")
    expect(marks).to_have_text(["0.2", "40", "0.01", "0.1", "30", "0.02"], use_inner_text=True)
    page.get_by_role("combobox", name="with").select_option(runs[1])
    expect(page.get_by_text("changed since")).to_be_visible()
    expect(page.locator(".compare-file").filter(has_text="diff.patch")).to_contain_text(
        "only in the other"
    )


def test_environment_config_and_files_are_compared(page: Page, server: ServerProcess) -> None:
    runs = ids(server)
    open_comparison(page, server, f"&baseline={runs[1]}&with={runs[2]}&tab=environment&diff=1")
    packages = page.locator(".packages")
    expect(packages.get_by_role("row", name="toylib")).to_contain_text("1.4.0")
    expect(packages.get_by_role("row", name="toylib")).to_contain_text("2.0.1")
    expect(packages).to_contain_text("1 changed")
    page.get_by_role("link", name="Config", exact=True).click()
    config = page.locator(".block").filter(has=page.get_by_role("heading", name="Config"))
    expect(config).to_contain_text("3 differences")
    expect(config.locator(".json-leaf").first).to_contain_text("0.002")
    page.get_by_role("combobox", name="Baseline").select_option(runs[0])
    page.get_by_role("link", name="Artifacts", exact=True).click()
    expect(page.get_by_role("row", name="only.txt")).to_contain_text("Only baseline")
    expect(page.get_by_role("row", name="notes/readme.txt")).to_be_hidden()
    page.get_by_role("button", name="report.yaml").click()
    expect(page.locator(".compare-opened .split-text.added")).to_contain_text("0.003")


def test_runs_that_are_gone_or_too_few_are_said(page: Page, server: ServerProcess) -> None:
    first = ids(server)[0]
    page.goto(f"{server.url}/p/churn/compare?runs={first}.{'0' * 32}&tab=code")
    expect(page.get_by_text("One run is gone")).to_be_visible()
    expect(page.get_by_text("One run has nothing to be compared with")).to_be_visible()
    page.get_by_role("button", name="Leave out").click()
    expect(page.get_by_role("heading", name="Compare 1 run", exact=True)).to_be_visible()
    page.goto(f"{server.url}/p/churn/compare")
    expect(page.get_by_text("No runs to compare")).to_be_visible()
