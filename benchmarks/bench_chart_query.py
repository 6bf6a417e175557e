"""P5: the server's answer to a chart of 100 runs of 1 M steps, at 1,024 buckets, RLT1 bytes made.

And R18's flavour, one series of 10 M points; and a page of charts: 24 of 20 runs of 1,000 points.
``--runs`` and ``--keep FOLDER`` for a shorter trial or to measure a store again.
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from curves import loss, pack
from machine import save

from runlore.engines.chunks import ChunkSeries
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.ids import RunId
from runlore.series.points import Window
from runlore.series.tiles import cut_many, cut_points
from runlore.wire.columns import encode_tiles

STEPS = 1_000_000
KEY = "train/loss"
LONG = RunId("f" * 32)
PANEL_RUNS, PANEL_KEYS, PANEL_STEPS = 20, tuple(f"panel/{at:02}" for at in range(24)), 1_000
COLUMNS = ("min", "max", "first", "last", "mean")

Pairs = list[tuple[RunId, str]]


def fill(catalog, series, run: RunId, steps: int, seed: int) -> None:
    for first in range(0, steps, 250_000):
        count = min(250_000, steps - first)
        rows = pack(loss(count, seed, first), first, (KEY,))
        catalog.write(lambda tx, rows=rows: series.append(tx, run, [rows]))
    catalog.write(lambda tx: series.fold(tx, run, {}))
    series.seal(catalog, run)


def fill_panels(catalog, series) -> None:
    """Runs with a page of charts each, sealed."""
    for at, run in enumerate(dict.fromkeys(run for run, _ in panels())):
        values = np.random.default_rng(at).standard_normal((len(PANEL_KEYS), PANEL_STEPS))
        rows = pack(values, 0, PANEL_KEYS)
        catalog.write(lambda tx, run=run, rows=rows: series.append(tx, run, [rows]))
        catalog.write(lambda tx, run=run: series.fold(tx, run, {}))
        series.seal(catalog, run)


def panels() -> Pairs:
    return [(RunId(f"e{at:031x}"), key) for at in range(PANEL_RUNS) for key in PANEL_KEYS]


def ask(catalog, series, pairs: Pairs, level: int, first: int, last: int, columns=COLUMNS) -> int:
    """Charts of these buckets and their neighbours in a tile, as the server answers; the bytes."""
    tiles = range(first >> 8, (last >> 8) + 1)
    with catalog.read() as tx:
        charts = series.charts(tx, pairs, level, tiles[0] << 8, (tiles[-1] << 8) + 255)
    cuts = [cut for part in charts.parts for cut in cut_many(part, tiles, columns)]
    for number, curve in charts.exact.items():
        cuts += cut_points(number, level, curve.step.astype(np.float64), curve.value, tiles)
    return len(encode_tiles(cuts))


def median_ms(work, times: int = 9) -> float:
    work()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return round(statistics.median(spent) * 1e3, 2)


def measure(catalog, series, count: int) -> dict[str, object]:
    load = os.getloadavg()[0]
    runs = [(RunId(f"{at:032x}"), KEY) for at in range(count)]
    ten, long, page = runs[:10], [(LONG, KEY)], panels()
    window = np.random.default_rng(0).integers(0, STEPS >> 6, 9).tolist()
    zoomed = iter(window * 9)

    def ms(pairs: Pairs, level: int, first: int = 0, width: int = 1_024, columns=COLUMNS) -> float:
        return median_ms(
            lambda: ask(catalog, series, pairs, level, first, first + width - 1, columns)
        )

    def zoomed_to_any() -> int:
        first = next(zoomed)
        return ask(catalog, series, runs, 6, first, first + 1_023)

    return {
        "runs": count,
        "steps": STEPS,
        "whole_1024_buckets_ms": ms(runs, 10),
        "whole_min_max_only_ms": ms(runs, 10, columns=("min", "max")),
        "answer_bytes": ask(catalog, series, runs, 10, 0, 1_023),
        "zoomed_16_times_ms": median_ms(zoomed_to_any),
        "zoomed_to_raw_10_runs_ms": ms(ten, 2, 40_000),
        "ten_runs_ms": ms(ten, 10),
        "one_run_10M_points_ms": ms(long, 14),
        "one_run_10M_points_zoomed_ms": ms(long, 8, 20_000),
        "one_run_10M_points_zoomed_to_raw_ms": ms(long, 2, 2_000_000),
        "page_480_series_of_1000_points_ms": ms(page, 1, width=512),
        "page_480_series_exact_ms": ms(page, 0),
        "load_before": load,
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (chosen.keep or Path(folder)) / "runlore.db"
        old = file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        catalog, series = open_sqlite(file), ChunkSeries()
        if not old:
            for at in range(chosen.runs):
                fill(catalog, series, RunId(f"{at:032x}"), STEPS, at)
            fill(catalog, series, LONG, 10 * STEPS, 99)
        with catalog.read() as tx:
            filled = len(series.read(tx, panels()[:1], Window())[0])
        if not filled:
            fill_panels(catalog, series)
        save("chart_query", measure(catalog, series, chosen.runs))
        catalog.close()


if __name__ == "__main__":
    main()
