"""From `log()` to pixels, with 50 others who watch the same project."""

import http.client
import statistics
import threading
import time
from urllib.parse import urlsplit

from playwright.sync_api import Browser

import runlore
from ui.browser import fresh_page, settle

VIEWERS = 50
LOGS, PAUSE_S = 60, 0.2

NOTE = """
() => {
    window.__seen = [];
    let last = -1;
    const look = () => {
        const texts = [...document.querySelectorAll(".grid-row:not([hidden]) .grid-cell")];
        const value = Math.max(-1, ...texts.map((one) => Number(one.textContent))
            .filter((one) => Number.isInteger(one) && one >= 100 && one < 1000));
        if (value > last) {
            last = value;
            requestAnimationFrame(() => window.__seen.push([value, Date.now()]));
        }
        requestAnimationFrame(look);
    };
    look();
}
"""


def live(browser: Browser, url: str) -> dict[str, float]:
    """Milliseconds from the call of `log()` until a frame with the value or a newer one."""
    runlore.set_tracking_uri(url)
    project = f"live-{time.time_ns()}"  # of its own: only this run's values are in the table
    viewers = [_Viewer(url, project) for _ in range(VIEWERS)]
    with (
        runlore.init(project=project, name="live") as run,
        fresh_page(browser) as page,
    ):
        run.log({"tick": 99})
        runlore.flush()
        page.goto(f"{url}/p/{project}/runs?view=table&cols=metric.tick.last")
        page.locator(".grid-row:visible .run-name").first.wait_for()
        settle(page)
        page.evaluate(NOTE)
        logged = {}
        for number in range(LOGS):
            logged[100 + number] = time.time() * 1e3
            run.log({"tick": 100 + number})
            time.sleep(PAUSE_S)
        page.wait_for_timeout(3_000)
        seen = page.evaluate("window.__seen")
    heard = sum(viewer.stop() for viewer in viewers)
    waits = sorted(
        min((at for value, at in seen if value >= wanted), default=float("inf")) - start
        for wanted, start in logged.items()
    )
    return {
        "viewers": VIEWERS + 1,
        "viewers_that_heard": heard,
        "logs": LOGS,
        "p50_ms": round(statistics.median(waits)),
        "p95_ms": round(waits[int(len(waits) * 0.95)]),
    }


class _Viewer:
    """One who listens to the project and reads what comes."""

    def __init__(self, url: str, project: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._connection.request("GET", f"/api/v1/events?topics=project:{project}")
        self._answer = self._connection.getresponse()
        self._events = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._answer:
                self._events += line.startswith(b"event:")
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return  # it was closed while it waited

    def stop(self) -> int:
        """1 when it was told anything; it hangs up."""
        if self._connection.sock is not None:
            self._connection.sock.close()
        return int(self._events > 0)
