"""The budgets of the interface in headless Chromium, and stock MLflow's interface beside it.

    make bench-ui                              # fills .runlore/bench-ui once, then measures
    make bench-ui ARGS="--small"               # a quick look on little; nothing is saved

The budgets are those of the design: see `BUDGETS`. Every figure is the least of three repeats; CPU
milliseconds are of the renderer and GPU processes together, by the scheduler's own count, and hold
on a busy machine too, which wall milliseconds do not. The JSON says how much the store held.
"""

import argparse
import contextlib
import json
import os
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from compare.mlflow_servers import stock
from compare.mlflow_ui import THEIRS_PAINTED, THEIRS_USABLE, fill_equal
from machine import save
from playwright.sync_api import Browser, ViewportSize
from ui import charts, lists, scroll
from ui.browser import VIEW, chromium
from ui.live import live
from ui.stores import PANELS, SMALL, Counts, fill

from runlore.demo.processes import serving

ROOT = Path(__file__).parents[1]
STOCK = ROOT / ".venv-compat/mlflow3/bin/python"
COMPARED_LINES = 10
"""Runs that MLflow's charts show at first."""

BUDGETS = {
    "js_gzip_kb": 60,
    "first_contentful_paint_ms": 400,
    "runs_list_usable_ms": 800,
    "sort_and_filter_ms": 300,
    "long_curves_click_to_painted_ms": 400,
    "24_charts_click_to_painted_ms": 600,
    "many_lines_click_to_painted_ms": 1_500,
    "parallel_click_to_painted_ms": 1_000,
    "one_long_click_to_painted_ms": 500,
    "one_long_zoomed_ms": 200,
    "scroll_cpu_ms_a_frame": 8,
    "hover_cpu_ms": 8,
    "picker_ms": 100,
    "live_p50_ms": 300,
    "live_p95_ms": 1_000,
    "memory_mb": 250,
}

TENTH = "param.seed = 0 AND tag.stage = 'try'"
"""A condition on two keys that holds for every tenth run of the project of many runs."""

PARALLEL = ("param.lr", "param.batch_size", "metric.train/loss.last", "metric.val/loss.last")

Part = Callable[[], Any]


class Ours:
    """Everything that is measured of our interface."""

    def __init__(self, browser: Browser, url: str, counts: Counts) -> None:
        self.browser, self.url, self.counts = browser, url, counts
        self.wide = f"{url}/p/language-small/runs"

    def parts(self) -> dict[str, Part]:
        """Measurements by name, in the order in which they are taken."""
        browser, url, counts = self.browser, self.url, self.counts
        middle = counts.one_long_steps // 2
        twenty = min(20, counts.panel_runs)
        panels = f"{url}/p/panels/runs?view=charts&sel=top:{counts.panel_runs}"
        long = f"{url}/p/long-curves/runs?view=charts&sel=top:{counts.long_runs}"
        return {
            "first_page": self.first_pages,
            "runs_list": lambda: lists.first_page(browser, self.wide, lists.USABLE),
            "scroll": lambda: scroll.scrolling(browser, self.all_columns()),
            "picker": lambda: lists.picker(browser, f"{self.wide}?view=table", "probe/0777"),
            "sort_and_filter": lambda: lists.ordering(browser, f"{self.wide}?view=table", TENTH),
            "long_curves": lambda: self.lines("long-curves", 1, counts.long_runs),
            "24_charts": lambda: self.lines("panels", PANELS, twenty, charts.TALL),
            "many_lines": lambda: self.lines("many-lines", 1, counts.line_runs),
            "parallel": self.parallel,
            "one_long": lambda: self.lines("one-long", 1, 1),
            "one_long_zoomed": lambda: charts.zooming(
                browser, f"{url}/p/one-long/runs", middle, middle + 40
            ),
            "hover": lambda: charts.hovering(browser, long, counts.long_runs),
            "memory": lambda: charts.memory(browser, panels, PANELS, counts.panel_runs),
            "live": lambda: live(browser, url),
        }

    def lines(
        self, project: str, panels: int, lines: int, view: ViewportSize = VIEW
    ) -> dict[str, float]:
        """Charts of lines, from a click on the home page."""
        target = f"/p/{project}/runs?view=charts&sel=top:{lines}"
        return charts.opening(self.browser, self.url, target, charts.painted(panels, lines), view)

    def parallel(self) -> dict[str, float]:
        """Parallel coordinates of a tenth of all runs, which are 1,000."""
        found = -(-self.counts.runs // 10)
        panel = json.dumps([["parallel", "All", *PARALLEL]])
        query = urllib.parse.urlencode({"view": "charts", "q": TENTH, "panels": panel})
        target = f"/p/language-small/runs?{query}"
        return charts.opening(self.browser, self.url, target, charts.marked(found))

    def first_pages(self) -> dict[str, Any]:
        """Scripts and first paint of the screens that one comes to first."""
        runs = [run["id"] for run in _runs(self.url, {"project": "panels", "limit": 2})]
        pages = {
            "home": "/",
            "workspace": "/p/panels/runs",
            "run": f"/p/panels/runs/{runs[0]}",
            "compare": f"/p/panels/compare?runs={'.'.join(runs)}",
        }
        return {
            name: lists.first_page(self.browser, self.url + path) for name, path in pages.items()
        }

    def all_columns(self) -> str:
        """The table with 200 columns: 50 params and 150 metrics."""
        ids = [f"param.{key}" for key in self._keys("param", 50)]
        ids += [f"metric.{key}.last" for key in self._keys("metric", 150)]
        twice = [urllib.parse.quote(urllib.parse.quote(one, safe=""), safe="") for one in ids]
        return f"{self.wide}?view=table&cols={','.join(twice)}"

    def _keys(self, kind: str, most: int) -> list[str]:
        query = f"project=language-small&kind={kind}&limit={most}"
        with urllib.request.urlopen(f"{self.url}/api/v1/keys?{query}") as answer:
            return [found["key"] for found in json.load(answer)["keys"]]


def _runs(url: str, search: dict[str, Any]) -> list[dict[str, Any]]:
    """What a search finds."""
    body, headers = json.dumps(search).encode(), {"content-type": "application/json"}
    ask = urllib.request.Request(f"{url}/api/v1/runs/search", body, headers)
    with urllib.request.urlopen(ask) as answer:
        found: list[dict[str, Any]] = json.load(answer)["runs"]
        return found


def beside_mlflow(browser: Browser, folder: Path, runs: int) -> dict[str, Any]:
    """Both interfaces on equal runs, sent over MLflow's API; where the ratio is above 1 we win."""
    with serving(folder / "equal", 0) as url:
        port = int(url.rsplit(":", 1)[1])
        _equal(folder / "equal.json", lambda: fill_equal(port, runs))
        project = _runs(url, {"limit": 1})[0]["project"]
        ours = _side(
            browser,
            f"{url}/p/{project}/runs?view=table",
            lists.USABLE,
            f"{url}/p/{project}/runs?view=charts&sel=top:{COMPARED_LINES}",
            charts.painted(1, COMPARED_LINES),
        )
    with _stock(folder) as (base, port):
        experiment = _equal(folder / "stock.json", lambda: fill_equal(port, runs))
        address = f"{base}/#/experiments/{experiment}/runs"
        chart = f"{address}?compareRunsMode=CHART"
        painted = THEIRS_PAINTED.replace("LINES", str(COMPARED_LINES))
        theirs = _side(browser, address, THEIRS_USABLE, chart, painted)
    ratios = {name: round(theirs[name] / value, 1) for name, value in ours.items() if value}
    return {"runs": runs, "lines": COMPARED_LINES, "ours": ours, "mlflow": theirs, "ratio": ratios}


def _side(browser: Browser, table: str, usable: str, chart: str, painted: str) -> dict[str, float]:
    figures = lists.first_page(browser, table, usable)
    return {**figures, "chart_painted_ms": lists.first_page(browser, chart, painted)["usable_ms"]}


def _equal(note: Path, filled: Callable[[], str]) -> str:
    """The experiment of a store, which is filled the first time only."""
    if not note.exists():
        print(f"filling {note.stem} …", flush=True)
        note.write_text(filled())
    return note.read_text()


@contextlib.contextmanager
def _stock(folder: Path) -> Iterator[tuple[str, int]]:
    (folder / "stock").mkdir(exist_ok=True)
    server = stock(folder / "stock", STOCK)
    try:
        yield server.url, server.port
    finally:
        server.stop()


def measure(
    folder: Path, counts: Counts, *, mlflow: bool, only: list[str] | None
) -> dict[str, Any]:
    """Fill what is missing, then measure."""
    figures: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 1)}
    folder.mkdir(parents=True, exist_ok=True)
    with serving(folder / "ours", 0) as url:
        fill(url, folder / "filled.json", counts)
    # A server that has just started: what it kept of the filling is not measured.
    with serving(folder / "ours", 0) as url, chromium() as browser:
        for name, part in Ours(browser, url, counts).parts().items():
            if only is None or name in only:
                figures[name] = part()
                print(name, json.dumps(figures[name]), flush=True)
    if mlflow and (only is None or "mlflow" in only):
        with chromium() as browser:
            figures["beside_mlflow"] = beside_mlflow(browser, folder, counts.equal_runs)
    return figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, default=ROOT / ".runlore" / "bench-ui")
    options.add_argument("--runs", type=int, default=Counts.runs)
    options.add_argument("--long-steps", type=int, default=Counts.long_steps)
    options.add_argument("--small", action="store_true", help="little of everything, not saved")
    options.add_argument("--only", action="append", help="a measurement by name; not saved")
    options.add_argument("--no-mlflow", action="store_true")
    chosen = options.parse_args()
    counts = replace(Counts(), runs=chosen.runs, long_steps=chosen.long_steps)
    mlflow = STOCK.exists() and not chosen.no_mlflow
    if chosen.small:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), SMALL, mlflow=mlflow, only=chosen.only)
        return
    figures = measure(chosen.store, counts, mlflow=mlflow, only=chosen.only)
    if chosen.only is None:
        save("ui", {"store": asdict(counts), "budgets": BUDGETS, **figures})


if __name__ == "__main__":
    main()
