"""CPU a frame of scrolling the runs table, and how many frames a second are made."""

from typing import NamedTuple

from playwright.sync_api import Browser, Page

from ui.browser import Cpu, fresh_page, settle

FRAMES = 120
REPEATS = 3

WAYS = {"down_84": (0, 84), "jump_3000": (0, 3_000), "right_200": (200, 0)}
"""Pixels a frame, to the right and down: as the prototypes of the design were measured."""

SCROLL = """
([right, down, frames]) => new Promise((done) => {
    const began = performance.now();
    const grid = document.querySelector(".grid");
    grid.scrollTop = grid.scrollLeft = 0;
    let [frame, x, y] = [0, 0, 0];
    const limit = [grid.scrollWidth - grid.clientWidth, grid.scrollHeight - grid.clientHeight];
    const step = () => {
        // It turns at the edge, so that each frame has something to show.
        if (x + right < 0 || x + right > limit[0]) right = -right;
        if (y + down < 0 || y + down > limit[1]) down = -down;
        x += right;
        y += down;
        if (right !== 0) grid.scrollLeft = x;
        if (down !== 0) grid.scrollTop = y;
        frame += 1;
        if (frame < frames) requestAnimationFrame(step);
        else requestAnimationFrame(() => done(performance.now() - began));
    };
    requestAnimationFrame(step);
})
"""


class Scrolled(NamedTuple):
    """What one way cost."""

    cpu_ms_a_frame: float
    frames_a_second: float


def scroll(page: Page, way: tuple[int, int], frames: int = FRAMES) -> Scrolled:
    """Scroll one way, a step in each frame that the browser makes."""
    page.evaluate("() => { document.querySelector('.grid').scrollTo(0, 0); }")
    page.wait_for_timeout(300)
    cpu = Cpu()
    took = page.evaluate(SCROLL, [*way, frames])
    # From the first frame to the one after the last.
    return Scrolled(round(cpu.ms() / frames, 1), round((frames + 1) / took * 1000, 1))


SIZES = {"grid_1200x640": (1200, 640), "window_1440x900": None}
"""The grid as large as the design's budget was measured on, and as it is in a usual window."""


def scrolling(browser: Browser, address: str) -> dict[str, dict[str, dict[str, float]]]:
    """Each size of the grid and each way."""
    return {name: _scrolling(browser, address, size) for name, size in SIZES.items()}


def _scrolling(
    browser: Browser, address: str, size: tuple[int, int] | None
) -> dict[str, dict[str, float]]:
    """The first time, when pages of rows come from the server, and the least of three."""
    with fresh_page(browser) as page:
        page.goto(address)
        if size is not None:
            _fit(page, *size)
        page.locator(".grid-row:visible .run-name").first.wait_for()
        settle(page)
        figures = {}
        for name, way in WAYS.items():
            first = scroll(page, way)
            settle(page, 0.3)
            least = min(scroll(page, way) for _ in range(REPEATS))
            figures[name] = {
                "loading": first.cpu_ms_a_frame,
                "loaded": least.cpu_ms_a_frame,
                "frames_a_second": least.frames_a_second,
            }
        return figures


def _fit(page: Page, width: int, height: int) -> None:
    """Make the window as large as the grid in it must be."""
    page.locator(".grid-row:visible .run-name").first.wait_for()
    now = page.evaluate(
        "() => { const grid = document.querySelector('.grid');"
        " return [innerWidth - grid.clientWidth, innerHeight - grid.clientHeight]; }"
    )
    page.set_viewport_size({"width": width + now[0], "height": height + now[1]})
    settle(page, 0.5)
