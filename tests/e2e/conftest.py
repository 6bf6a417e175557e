"""A real server with runs in it, and a real browser to look at them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.e2e.serving import require_ui, serving
from tests.server_process import ServerProcess

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

SEED = Path(__file__).with_name("seed_runs.py")
SEED_DEMO = Path(__file__).parents[2] / "tools/seed_demo.py"
SEED_COMPARE = Path(__file__).with_name("seed_compare.py")


# A machine that does other work too is slow, not wrong.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose project ``digits`` was filled by a training script."""
    with serving(tmp_path_factory.mktemp("e2e"), SEED) as started:
        yield started


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with runs of changing code in the project ``churn``, and a registry of models."""
    with serving(tmp_path_factory.mktemp("trained"), SEED_COMPARE) as started:
        yield started


@pytest.fixture(scope="session")
def vision(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with the demo's project ``vision``: real trainings at five learning rates."""
    require_ui()
    folder = tmp_path_factory.mktemp("vision")
    # The demo fills a store through a server of its own.
    fill = [sys.executable, str(SEED_DEMO), "--only", "vision", "--exit", "--port", "0"]
    subprocess.run([*fill, "--store", str(folder / "store")], check=True, timeout=120)
    with serving(folder) as started:
        yield started


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as started:
        yield started


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, server: ServerProcess) -> Iterator[Page]:
    """A page that fails the test when anything goes wrong in it or it asks another host."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",  # no colour is looked at half-way between two
    )
    yield from watched_page(context, server)


def watched_page(context: BrowserContext, server: ServerProcess) -> Iterator[Page]:
    """A page whose console errors, faults and outside requests end in a failed test."""
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(f"fault: {error}"))
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and "status of 400" not in message.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((server.url, "blob:"))
            else wrong.append(f"outside: {request.url}")
        ),
    )
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert wrong == []
