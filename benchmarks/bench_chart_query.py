"""P5: the server's answer to a chart of 100 runs of 1 M steps, at 1,024 buckets, RLT1 bytes made.

And R18's flavour: one series of 10 M points. ``--runs`` and ``--keep FOLDER`` for a shorter trial
or to measure a store again.
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
from runlore.series.tiles import cut_buckets
from runlore.wire.columns import encode_tiles

STEPS = 1_000_000
KEY = "train/loss"
LONG = RunId("f" * 32)
COLUMNS = ("min", "max", "first", "last", "mean")


def fill(catalog, series, run: RunId, steps: int, seed: int) -> None:
    for first in range(0, steps, 250_000):
        count = min(250_000, steps - first)
        rows = pack(loss(count, seed, first), first, (KEY,))
        catalog.write(lambda tx, rows=rows: series.append(tx, run, [rows]))
    catalog.write(lambda tx: series.fold(tx, run, {}))
    series.seal(catalog, run)


def ask(catalog, series, runs: list[RunId], level: int, first: int, columns=COLUMNS) -> int:
    """One chart, as the server answers it; gives the bytes."""
    tiles = range(first >> 8, (first + 1_023 >> 8) + 1)
    span = (tiles[0] << 8, (tiles[-1] << 8) + 255)
    with catalog.read() as tx:
        charts = series.buckets(tx, [(run, KEY) for run in runs], level, *span)
    cuts = [
        cut for at, chart in enumerate(charts) for cut in cut_buckets(at, chart, tiles, columns)
    ]
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
    runs = [RunId(f"{at:032x}") for at in range(count)]
    window = np.random.default_rng(0).integers(0, STEPS >> 6, 9).tolist()
    zoomed = iter(window * 9)
    return {
        "runs": count,
        "steps": STEPS,
        "whole_1024_buckets_ms": median_ms(lambda: ask(catalog, series, runs, 10, 0)),
        "whole_min_max_only_ms": median_ms(
            lambda: ask(catalog, series, runs, 10, 0, ("min", "max"))
        ),
        "answer_bytes": ask(catalog, series, runs, 10, 0),
        "zoomed_16_times_ms": median_ms(lambda: ask(catalog, series, runs, 6, next(zoomed))),
        "zoomed_to_raw_10_runs_ms": median_ms(lambda: ask(catalog, series, runs[:10], 2, 40_000)),
        "ten_runs_ms": median_ms(lambda: ask(catalog, series, runs[:10], 10, 0)),
        "one_run_10M_points_ms": median_ms(lambda: ask(catalog, series, [LONG], 14, 0)),
        "one_run_10M_points_zoomed_ms": median_ms(lambda: ask(catalog, series, [LONG], 8, 20_000)),
        "one_run_10M_points_zoomed_to_raw_ms": median_ms(
            lambda: ask(catalog, series, [LONG], 2, 2_000_000)
        ),
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
        save("chart_query", measure(catalog, series, chosen.runs))
        catalog.close()


if __name__ == "__main__":
    main()
