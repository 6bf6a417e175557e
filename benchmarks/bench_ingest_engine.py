"""P2, the engine's part: points a second acknowledged, folded and sealed in SQLite.

Batches of 4 MB, ten metrics a row, one transaction and one fsync each. Then the same with folding
and sealing in the same thread, as if the machine had one core.
"""

import os
import tempfile
import time
from pathlib import Path

from curves import KEYS, pack, training
from machine import save

from runlore.engines.chunks import ChunkSeries
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.ids import RunId

ROWS = 43_690  # 4 MB of rows of ten
BATCHES = 24


def main() -> None:
    load = os.getloadavg()[0]
    batches = [pack(training(ROWS, 1, at * ROWS), at * ROWS) for at in range(BATCHES)]
    points = ROWS * BATCHES * len(KEYS)
    series = ChunkSeries()
    with tempfile.TemporaryDirectory() as folder:
        catalog = open_sqlite(Path(folder) / "runlore.db")
        run = RunId("0" * 32)
        seconds = {"acknowledge": 0.0, "fold": 0.0, "seal": 0.0}
        known: dict = {}
        for batch in batches:
            start = time.perf_counter()
            catalog.write(lambda tx, batch=batch: series.append(tx, run, [batch]))
            acknowledged = time.perf_counter()
            changed, _, _ = catalog.write(lambda tx, known=known: series.fold(tx, run, known))
            known = {**known, **changed}
            folded = time.perf_counter()
            series.seal(catalog, run)
            seconds["acknowledge"] += acknowledged - start
            seconds["fold"] += folded - acknowledged
            seconds["seal"] += time.perf_counter() - folded
        with catalog.read() as tx:
            assert len(series.buckets(tx, [(run, KEYS[0])], 10, 0, 2_000)[0].index) > 1_000
        catalog.close()
    figures = {
        f"{name}_points_per_second": round(points / spent) for name, spent in seconds.items()
    }
    figures["all_points_per_second"] = round(points / sum(seconds.values()))
    save("ingest_engine", {"points": points, **figures, "load_before": load})


if __name__ == "__main__":
    main()
