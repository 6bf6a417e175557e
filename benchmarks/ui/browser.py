"""Headless Chromium under measurement: pages that note what they do, and the CPU they cost."""

import contextlib
import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    Page,
    Playwright,
    Response,
    ViewportSize,
    sync_playwright,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--enable-precise-memory-info",
]
VIEW: ViewportSize = {"width": 1440, "height": 900}
TIMEOUT_MS = 60_000

WATCH = """
window.__when = new Map();
window.__until = (name, test) => {
    const look = () => {
        if (test()) requestAnimationFrame(() => window.__when.set(name, performance.now()));
        else requestAnimationFrame(look);
    };
    look();
};
window.__clickable = (selector) => {
    const found = document.querySelector(selector);
    const box = found?.getBoundingClientRect();
    if (!box || box.width === 0 || box.height === 0) return false;
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return hit !== null && (found.contains(hit) || hit.contains(found));
};
"""
"""In each page: `__until(name, test)` notes when a frame that passes the test has been painted."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, as the tests of the whole product start it."""
    if CHROMIUM is None:
        raise SystemExit("Chromium is not installed: the system's package of it is needed.")
    with sync_playwright() as playwright, _launched(playwright) as browser:
        yield browser


@contextlib.contextmanager
def _launched(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        yield browser
    finally:
        browser.close()


@contextlib.contextmanager
def fresh_page(browser: Browser, *watches: tuple[str, str]) -> Iterator[Page]:
    """A page with an empty cache that watches each (name, JavaScript test) from the start."""
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    page.add_init_script(WATCH + "".join(watch(name, test) for name, test in watches))
    try:
        yield page
    finally:
        context.close()


def watch(name: str, test: str) -> str:
    """JavaScript that watches for a test from now on."""
    return f"window.__until({name!r}, () => {{ {test} }});"


def moment(page: Page, name: str) -> float:
    """Milliseconds since the page's navigation at which a watch came true; waits for it."""
    page.wait_for_function("name => window.__when.has(name)", arg=name, timeout=TIMEOUT_MS)
    return float(page.evaluate("name => window.__when.get(name)", name))


def since_click(page: Page, click: Callable[[], object], test: str) -> float:
    """Milliseconds from a click or a key until a frame that passes the test was painted."""
    page.evaluate(
        """() => {
            window.__when.delete("done");
            const stamp = () => { window.__clicked = performance.now(); };
            for (const kind of ["pointerdown", "click", "input", "keydown"])
                window.addEventListener(kind, stamp, { capture: true, once: true });
        }"""
    )
    page.evaluate(f"() => {{ window.__test = () => {{ {test} }}; }}")
    page.evaluate(
        """() => {
            const start = () => window.__until("done", window.__test);
            for (const kind of ["click", "input", "keydown"])
                window.addEventListener(kind, start, { capture: true, once: true });
        }"""
    )
    click()
    return moment(page, "done") - float(page.evaluate("window.__clicked"))


class Scripts:
    """The scripts that a page asked for, each counted as gzip sends it."""

    def __init__(self, page: Page) -> None:
        self.sizes: dict[str, int] = {}
        page.on("response", self._took)

    def _took(self, response: Response) -> None:
        path = response.url.split("?")[0]
        if path.endswith(".js") and response.ok:
            with contextlib.suppress(Exception):  # a body that the page dropped is not counted
                self.sizes[path] = len(gzip.compress(response.body(), 6))

    @property
    def kilobytes(self) -> float:
        return round(sum(self.sizes.values()) / 1000, 1)


def first_paint(page: Page) -> float:
    """First contentful paint, ms since the navigation."""
    found: Any = page.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
    )
    return float(found)


class Cpu:
    """CPU milliseconds of the renderer and GPU processes that this process has below it.

    The clock of a shared machine lies; what the scheduler says a thread has run does not.
    """

    def __init__(self) -> None:
        self.processes = [pid for pid in _descendants(os.getpid()) if _draws(pid)]
        if not self.processes:
            raise RuntimeError("no renderer runs: a page must be open before its CPU is counted")
        self._start = self._total()

    def ms(self) -> float:
        """Since this was made."""
        return self._total() - self._start

    def _total(self) -> float:
        total = 0
        for pid in self.processes:
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    total += int(task.read_text().split()[0])
        return total / 1e6


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, open_ends = [], [root]
    while open_ends:
        below = children.get(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


def _draws(pid: int) -> bool:
    with contextlib.suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        return "--type=renderer" in command or "--type=gpu-process" in command
    return False


def settle(page: Page, seconds: float = 1.5) -> None:
    """Let what the page still loads and draws come to its end; a live page is never idle."""
    page.wait_for_timeout(seconds * 1000)
