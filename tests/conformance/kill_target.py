"""Forks writers to be killed: imports once, then one child a trial, which says what was committed.

Reads a line ``FILE`` a trial, answers ``pid N``; the child prints ``done RUN N`` after each write
that returned, until it is killed; then ``gone``.
"""

import os
import sys
import threading
from pathlib import Path

from runlore.engines.sql.schema import open_sqlite
from runlore.entities.ids import ProjectName
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.shelf import SeriesHead
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_run

THREADS = 3


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def write_for_ever(catalog: Catalog) -> None:
    experiment = catalog.write(lambda tx: tx.experiments.ensure(ProjectName("p"), "e", SOME_DAY))
    run = a_run(experiment, params={f"p{n}": n for n in range(5)})
    catalog.write(lambda tx: tx.runs.create(run))

    def work(tx: Transaction) -> int:
        row = tx.shelf.head(run.id).next_row
        tx.shelf.add_batch(run.id, row, 1, os.urandom(2_000))
        tx.shelf.put_head(run.id, SeriesHead(row + 1))
        tx.trails.add_console(run.id, "stdout", SOME_DAY, [str(row)])
        return row

    while True:
        say(f"done {run.id} {catalog.write(work)}")


def child(file: Path) -> None:
    catalog = open_sqlite(file)
    for _ in range(THREADS):
        threading.Thread(target=write_for_ever, args=(catalog,)).start()


def main() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            child(Path(line.strip()))
            return
        say(f"pid {pid}")
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main()
