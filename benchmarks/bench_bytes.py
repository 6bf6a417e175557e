"""P7: bytes a stored point takes in SQLite, all included: values, steps, times, pyramid, pages.

Ten metrics a row, sealed as a server would: a piece whenever 16,384 rows wait. One value of noise
has 52 bits that nothing can foretell, so pure noise is the worst there is.
"""

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from curves import noise, pack, training
from machine import save

from runlore.engines.chunks import ChunkSeries
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.ids import RunId

RUN = RunId("0" * 32)
PIECE = 16_384


def bytes_per_point(curve: Callable[..., np.ndarray], rows: int, batch: int) -> dict[str, float]:
    """Log that many rows in batches of a size; bytes by point of the file and of a packed copy."""
    series = ChunkSeries()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "runlore.db"
        catalog = open_sqlite(file)
        empty = file.stat().st_size
        waiting = 0
        for first in range(0, rows, batch):
            packed = pack(curve(batch, 1, first), first)
            catalog.write(lambda tx, packed=packed: series.append(tx, RUN, [packed]))
            waiting += batch
            if waiting >= PIECE:
                seal(catalog, series)
                waiting = 0
        seal(catalog, series)
        catalog.close()
        packed_file = Path(folder) / "packed.db"
        with sqlite3.connect(file) as connection:
            connection.execute("VACUUM INTO ?", (str(packed_file),))
        connection.close()
        return {
            "file": round((file.stat().st_size - empty) / (rows * 10), 2),
            "packed": round((packed_file.stat().st_size - empty) / (rows * 10), 2),
        }


def seal(catalog, series) -> None:
    catalog.write(lambda tx: series.fold(tx, RUN, {}))
    series.seal(catalog, RUN)


def main() -> None:
    save(
        "bytes",
        {
            "training_10k_points": bytes_per_point(training, 1_000, 100),
            "training_1M_points": bytes_per_point(training, 100_000, 1_000),
            "training_10M_points": bytes_per_point(training, 1_000_000, 20_000),
            "float64_noise_1M_points": bytes_per_point(noise, 100_000, 1_000),
        },
    )


if __name__ == "__main__":
    main()
