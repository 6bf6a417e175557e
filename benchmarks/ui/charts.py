"""Charts: from a click until all of them are painted, what a hover costs, what they keep."""

from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize

from ui.browser import VIEW, Cpu, fresh_page, settle, since_click

REPEATS = 3
HOVERS = 60
TALL: ViewportSize = {"width": 1440, "height": 3_200}
"""So that all 24 charts are in view: the page draws no others."""

INKED = """
    const inked = (canvas) => {
        if (!canvas || canvas.width === 0 || canvas.height === 0) return false;
        const small = new OffscreenCanvas(64, 32).getContext("2d");
        small.drawImage(canvas, 0, 0, 64, 32);
        return small.getImageData(0, 0, 64, 32).data.some((value, i) => i % 4 === 3 && value > 0);
    };
"""

PAINTED = """
    const charts = [...document.querySelectorAll(".chart[role=img]")]
        .filter((one) => one.ariaLabel.includes(": LINES line"));
    return charts.length >= CHARTS
        && charts.every((one) => inked(one.querySelector(".chart-lines")));
"""


def painted(charts: int, lines: int) -> str:
    """JavaScript: that many charts of that many lines are there, and ink is on each."""
    return INKED + PAINTED.replace("LINES", str(lines)).replace("CHARTS", str(charts))


ZOOMED = """
    const last = performance.getEntriesByType("resource")
        .findLast((one) => one.name.includes("/series/tiles"));
    // Before the tiles of the zoom are there, those of the whole are drawn larger.
    const fresh = last !== undefined && last.startTime > window.__clicked;
    if (!fresh || performance.now() - last.responseEnd < 17) return false;
    const chart = document.querySelector('.chart[role=img][aria-label*="step FIRST to LAST"]');
    return chart !== null && inked(chart.querySelector(".chart-lines"));
"""

MARKED = """
    const chart = document.querySelector('.chart[role=img][aria-label*="RUNS of RUNS runs"]');
    return chart !== null && [...chart.querySelectorAll("canvas")].some(inked);
"""


def marked(runs: int) -> str:
    """JavaScript: a chart of one mark for each of so many runs is there, with ink on it."""
    return INKED + MARKED.replace("RUNS", f"{runs:,}")


def follow_link(page: Page, target: str) -> None:
    """Click what leads to an address within the page, as its links and the way back do."""
    page.evaluate(
        """(target) => {
            const link = document.createElement("button");
            link.id = "bench-link";
            link.textContent = "measure";
            link.style.cssText = "position:fixed;top:0;left:0;z-index:999";
            link.addEventListener("click", () => {
                history.pushState(null, "", target);
                dispatchEvent(new PopStateEvent("popstate"));
                link.remove();
            });
            document.body.append(link);
        }""",
        target,
    )
    page.click("#bench-link")


def opening(
    browser: Browser, base: str, target: str, test: str, view: ViewportSize = VIEW
) -> dict[str, float]:
    """From a click on the home page until what the test tells is painted; the least of three."""
    walls, cpus = [], []
    for _ in range(REPEATS):
        with fresh_page(browser) as page:
            page.set_viewport_size(view)
            page.goto(base)
            settle(page, 0.5)
            cpu = Cpu()
            click = partial(follow_link, page, target)
            walls.append(since_click(page, click, test))
            cpus.append(cpu.ms())
    return {"click_to_painted_ms": round(min(walls)), "cpu_ms": round(min(cpus))}


def zooming(browser: Browser, address: str, first: int, last: int) -> dict[str, float]:
    """From a click that zooms one curve to a few of its steps until these points are drawn."""
    walls, cpus = [], []
    target = f"{urlsplit(address).path}?view=charts&sel=top:1"
    drawn = INKED + ZOOMED.replace("FIRST", f"{first:,}").replace("LAST", f"{last:,}")
    for _ in range(REPEATS):
        with fresh_page(browser) as page:
            page.goto(f"{address}?view=charts&sel=top:1")
            page.wait_for_function(f"() => {{ {painted(1, 1)} }}")
            settle(page)
            cpu = Cpu()
            click = partial(follow_link, page, f"{target}&range={first}~{last}")
            walls.append(since_click(page, click, drawn))
            cpus.append(cpu.ms())
    return {"click_to_painted_ms": round(min(walls)), "cpu_ms": round(min(cpus))}


def hovering(browser: Browser, address: str, lines: int) -> dict[str, float]:
    """CPU milliseconds of a pointer's move over a chart: highlight, crosshair and tooltip."""
    with fresh_page(browser) as page:
        page.goto(address)
        page.wait_for_function(f"() => {{ {painted(1, lines)} }}")
        settle(page)
        box = page.locator(".chart[role=img]").first.bounding_box()
        if box is None:
            raise RuntimeError("the chart has no place on the page")
        least = min(_hover(page, box["x"], box["y"] + box["height"] / 2) for _ in range(REPEATS))
        return {"cpu_ms_a_move": round(least, 1), "lines": lines}


def _hover(page: Page, left: float, y: float) -> float:
    page.mouse.move(left + 60, y)
    page.wait_for_timeout(300)
    cpu = Cpu()
    for move in range(HOVERS):
        page.mouse.move(left + 60 + move * 3, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    return cpu.ms() / HOVERS


def memory(browser: Browser, address: str, charts: int, lines: int) -> dict[str, float]:
    """Megabytes of JavaScript's heap and of the arrays beside it, after a collection."""
    with fresh_page(browser) as page:
        page.set_viewport_size(TALL)
        page.goto(address)
        page.wait_for_function(f"() => {{ {painted(charts, lines)} }}")
        settle(page)
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        usage = session.send("Runtime.getHeapUsage")
        heap, arrays = usage["usedSize"], usage.get("backingStorageSize", 0)
        return {
            "heap_mb": round(heap / 1e6, 1),
            "arrays_mb": round(arrays / 1e6, 1),
            "all_mb": round((heap + arrays) / 1e6, 1),
        }
