"""How fast tables are: logged, read for the first time, and asked of afterwards.

100,000 rows (``--rows``) of six columns, by way of the services on a SQLite store, as the server
asks them. Every answer is compared with NumPy first. Goal: below 300 ms after the first read.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {"RUNLORE_CAPTURE": "off", "RUNLORE_CONSOLE": "off", "RUNLORE_MONITOR": "off"}

import numpy as np
from machine import save

import runlore
from runlore.client.media.table import table_bytes
from runlore.entities.access import Actor, Role
from runlore.entities.ids import RunId
from runlore.server.assembly import open_store
from runlore.services.tables import CurveAsk, TableJoin, Tables, TableView
from runlore.tables.group import Aggregate, Measure
from runlore.tables.read import read_table

REPEATS = 9
CLASSES = ["cat", "dog", "bird", "fish"]
PATH = "predictions.table.json"


def columns(rows: int, seed: int) -> dict[str, object]:
    chance = np.random.default_rng(seed)
    return {
        "id": np.arange(rows),
        "label": np.random.default_rng(1).choice(CLASSES, rows),
        "pred": chance.choice(CLASSES, rows),
        "conf": chance.random(rows),
        "loss": chance.exponential(size=rows),
        "caption": [f"picture number {number}, seen from the side" for number in range(rows)],
    }


def median_ms(work: Callable[[int], object], repeats: int = REPEATS) -> float:
    """Of calls that differ in a number, so that none is answered from the order kept before."""
    took = []
    for number in range(repeats):
        begin = time.perf_counter()
        work(number)
        took.append((time.perf_counter() - begin) * 1e3)
    return round(statistics.median(took), 1)


def log(store: str, table: dict[str, object]) -> tuple[RunId, float]:
    runlore.set_tracking_uri(store)
    with runlore.init(project="bench") as run:
        begin = time.perf_counter()
        run.log_table(table, "predictions")
        took = time.perf_counter() - begin
    return run.id, round(took * 1e3, 1)


def asked(tables: Tables, actor: Actor, run: RunId, other: RunId) -> dict[str, float]:
    def rows(where: str, *order: str, join: TableJoin | None = None) -> int:
        view = TableView(PATH, where=where, join=join)
        return tables.rows(actor, run, view, order).matched

    join = TableJoin(other, id="id", predicted="pred", truth="label")
    by = [Aggregate("loss", measure) for measure in Measure]
    plain = TableView(PATH)
    curve = CurveAsk("label", "cat", "conf")
    return {
        "join_first": median_ms(lambda _: rows("", join=join), 1),
        "filter": median_ms(lambda n: rows(f"label != pred AND conf > .{n}5")),
        "filter_like": median_ms(lambda n: rows(f"caption LIKE '%er {n}9%side'")),
        "sort_number": median_ms(lambda n: rows(f"conf > 0.0{n}", "loss DESC")),
        "sort_three": median_ms(lambda n: rows(f"conf > 0.0{n}", "label", "pred DESC", "conf")),
        "sort_text": median_ms(lambda n: rows(f"conf > 0.0{n}", "caption DESC")),
        "joined_filter": median_ms(
            lambda n: rows(f"change = 'fixed' AND conf > .0{n}", "delta.loss", join=join)
        ),
        "scroll": median_ms(
            lambda n: tables.rows(actor, run, plain, ("loss DESC",), None, (n * 1_000, 100))
        ),
        "statistics": median_ms(lambda _: tables.statistics(actor, run, plain)),
        "groups": median_ms(lambda _: tables.groups(actor, run, plain, ["label", "pred"], by)),
        "curve": median_ms(lambda _: tables.curve(actor, run, plain, curve)),
        "csv": median_ms(lambda _: sum(map(len, tables.csv(actor, run, plain))), 3),
    }


def check(tables: Tables, actor: Actor, run: RunId, table: dict[str, object]) -> None:
    """The answers are NumPy's."""
    label, pred, conf = (np.asarray(table[name]) for name in ("label", "pred", "conf"))
    view = TableView(PATH, where="label != pred AND conf > .9")
    found = tables.rows(actor, run, view, ("conf DESC",))
    expected = np.flatnonzero((label != pred) & (conf > 0.9))
    assert found.matched == len(expected)
    assert found.numbers == expected[np.argsort(-conf[expected])][:100].tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    size = parser.parse_args().rows
    table = columns(size, 2)
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "store")
        run, logged = log(store, table)
        other, _ = log(store, columns(size, 3))
        opened = open_store(store)
        actor = Actor("bench", Role.ADMIN)
        content = table_bytes(table, None)
        figures = {
            "rows": size,
            "columns": len(table),
            "file_mb": round(len(content) / 1e6, 1),
            "log_table_ms": logged,
            "first_read_ms": median_ms(lambda _: read_table(content, "t"), 3),
        }
        check(opened.services.tables, actor, run, table)
        figures["memory_mb"] = round(read_table(content, "t").weight / 1e6, 1)
        figures["asked_ms"] = asked(opened.services.tables, actor, run, other)
        opened.close()
    save("tables" if size == 100_000 else f"tables_{size}", figures)


if __name__ == "__main__":
    main()
