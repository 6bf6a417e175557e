"""The registry as those see it who promote: what stands where, since when, and why."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import COLOURS, barriers
from tests.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def server(trained: ServerProcess) -> ServerProcess:
    return trained


@pytest.fixture
def model(server: ServerProcess, request: pytest.FixtureRequest) -> Iterator[str]:
    """A model of this test's own with three versions, the first in Production."""
    name = request.node.name.partition("[")[0]
    runs = server.json("POST", "/api/v1/runs/search", {"order_by": ["name ASC"]})["runs"]
    server.json("POST", "/api/v1/models", {"name": name})
    for run in runs[:3]:
        source = {"source": f"runs:/{run['id']}/model"}
        server.json("POST", f"/api/v1/models/{name}/versions", source)
    stage = {"stage": "Production", "reason": "the first"}
    server.json("POST", f"/api/v1/models/{name}/versions/1/stage", stage)
    yield name
    server.request("DELETE", f"/api/v1/models/{name}")


def version_row(page: Page, number: int) -> Locator:
    return page.get_by_role("row").filter(
        has=page.get_by_role("link", name=f"v{number}", exact=True)
    )


def test_the_list_shows_where_versions_stand_and_finds_by_name_or_query(
    page: Page, server: ServerProcess
) -> None:
    page.goto(server.url)
    page.get_by_role("link", name="Models", exact=True).click()
    churn = page.get_by_role("row").filter(has=page.get_by_role("link", name="churn", exact=True))
    expect(churn.get_by_role("cell")).to_contain_text(
        ["Who leaves next month?", "v3", "v2", "v3", "@champion", "nlp", "ago"]
    )
    find = page.get_by_role("searchbox", name="Find models")
    find.fill("digi")
    expect(churn).to_be_hidden()
    find.fill("tag.team = 'nlp'")
    expect(churn).to_be_visible()
    find.fill("tag.team = = 3")
    expect(page.get_by_role("alert")).to_be_visible()
    find.fill("zzz")
    expect(page.get_by_text("No model matches “zzz”")).to_be_visible()
    page.get_by_role("button", name="Show all models").click()
    expect(churn).to_be_visible()


def test_a_promotion_says_who_is_archived_and_a_rollback_who_comes_back(
    page: Page, server: ServerProcess, model: str
) -> None:
    page.goto(f"{server.url}/models/{model}")
    version_row(page, 2).get_by_role("button", name="Promote…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Production").check()
    expect(dialog).to_contain_text("Version v1 is in Production now and will be archived.")
    dialog.get_by_role("textbox", name="Why").fill("better recall")
    dialog.get_by_role("button", name="Move to Production").click()
    expect(version_row(page, 2)).to_contain_text("Production")
    expect(version_row(page, 1)).to_contain_text("Archived")
    history = page.locator(".history")
    expect(history).to_contain_text("v2 moved from None to Production")
    expect(history).to_contain_text("better recall")
    page.get_by_role("button", name="Roll back…").click()
    expect(dialog).to_contain_text("Version v1 goes back to Production, and v2 will be archived.")
    dialog.get_by_role("button", name="Roll back to v1").click()
    expect(version_row(page, 1)).to_contain_text("Production")
    expect(history).to_contain_text("Rolled back to v1")
    expect(page.get_by_text("Chain whole")).to_be_visible()


def test_the_best_of_compared_runs_is_registered_where_it_is_seen(
    page: Page, server: ServerProcess, model: str
) -> None:
    runs = server.json("POST", "/api/v1/runs/search", {"order_by": ["name ASC"]})["runs"]
    page.goto(f"{server.url}/p/churn/compare?runs={'.'.join(run['id'] for run in runs)}")
    page.get_by_role("button", name="Register a model of churn-2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Registered model").fill(model)
    dialog.get_by_role("radio", name="Production").check()
    dialog.get_by_role("textbox", name="Why").fill("the best of three")
    dialog.get_by_role("button", name="Register in Production").click()
    expect(page.get_by_role("heading", name="Version 4")).to_be_visible()
    expect(page.get_by_text("tensor float64")).to_be_visible()
    latest = server.json("GET", f"/api/v1/models/{model}")["latest"]
    stages = {one["version"]: one["stage"] for one in latest}
    assert (stages[1], stages[4]) == ("Archived", "Production")


def test_an_alias_is_set_moved_and_removed(page: Page, server: ServerProcess, model: str) -> None:
    page.goto(f"{server.url}/models/{model}")
    dialog = page.get_by_role("dialog")
    for number, said in ((1, None), (2, "@best points to v1 now and will point to v2.")):
        version_row(page, number).get_by_role("button", name="Alias…").click()
        dialog.get_by_role("combobox", name="Alias").fill("best")
        if said is not None:
            expect(dialog).to_contain_text(said)
        dialog.get_by_role("textbox", name="Why").press("Enter")
        expect(version_row(page, number)).to_contain_text("@best")
    expect(version_row(page, 1)).not_to_contain_text("@best")
    page.get_by_role("button", name="Remove alias best").click()
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(version_row(page, 2)).not_to_contain_text("@best")
    version_row(page, 2).get_by_role("button", name="Alias…").click()
    dialog.get_by_role("combobox", name="Alias").fill("latest")
    dialog.get_by_role("button", name="Set").click()
    expect(dialog.get_by_role("alert")).to_contain_text("reserved")


def test_a_description_is_edited_and_a_model_deleted_once_its_name_is_typed(
    page: Page, server: ServerProcess, model: str
) -> None:
    page.goto(f"{server.url}/models/{model}")
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Description").fill("# Card\n\n<script>alert(1)</script>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Card")).to_be_visible()
    page.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete for good")).to_be_disabled()
    dialog.get_by_role("textbox").fill(model)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    expect(page.get_by_role("link", name=model, exact=True)).to_be_hidden()


def test_a_version_leads_to_its_run_commit_data_and_environment(
    page: Page, server: ServerProcess
) -> None:
    page.goto(f"{server.url}/models/churn/3")
    lineage = page.get_by_role("region", name="Lineage")
    expect(lineage.locator(".lineage-node.here")).to_contain_text("churn v3")
    expect(lineage.locator(".lineage-node.dataset")).to_contain_text("customers")
    expect(lineage.locator(".lineage-node.environment")).to_contain_text("packages")
    expect(page.get_by_text("tensor float64")).to_be_visible()
    expect(page.get_by_role("link", name="MLmodel")).to_be_visible()
    lineage.locator("a.lineage-node.code").click()
    expect(page.get_by_role("link", name="Code", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    page.go_back()
    lineage.locator("a.lineage-node.run").click()
    expect(page.get_by_role("heading", name="churn-2")).to_be_visible()


def test_an_empty_model_and_a_dialog_keep_nobody_out(page: Page, server: ServerProcess) -> None:
    # Pages with content are looked at by test_screens.py.
    page.goto(f"{server.url}/models/empty")
    expect(page.get_by_text("No versions yet").first).to_be_visible()
    assert barriers(page) == []
    page.goto(f"{server.url}/models/churn/3")
    page.get_by_role("button", name="Promote…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, COLOURS) == []
