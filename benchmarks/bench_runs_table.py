"""P6 and P12: the runs table. 100,000 runs of 35 attributes, a fifth of them in the experiment.

The search filters on a metric and a param, sorts by a metric and gives the first 100, through the
run store as the server asks it: ``search`` includes the documents of the page, ``sql`` is the
numbers of its runs alone. Every answer is compared with the plain meaning first. The same at 1,000
and 10,000 runs shows how the time grows. ``--runs`` for one size only, ``--plan`` for what SQLite
does.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from machine import save

from runlore.engines.sql.catalog import SqlCatalog
from runlore.engines.sql.compile_query import compile_page
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.experiment import Experiment
from runlore.entities.run import Run, RunStatus
from runlore.query.ast import RunQuery
from runlore.query.evaluate import page_of
from runlore.query.parse import parse_query
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_run, a_summary, an_experiment

SIZES = (1_000, 10_000, 100_000)
EXPERIMENTS = 5
A_WRITE = 1_000
REPEATS = 15

SEARCHES = {
    "filter_and_sort": "metric.m1 < 0.5 AND param.p1 = 0.001 ORDER BY metric.m2 DESC",
    "sort_only": "ORDER BY metric.m2 DESC",
    "newest_first": "",
    "by_text_param": "param.p15 LIKE 'adam%' AND param.p1 <= 0.01 ORDER BY metric.m3.min",
    "four_tags": "tag.t1 = 'true' AND tag.t2 = 'nlp' AND tag.t3 = 'v3.2' AND tag.t4 LIKE 'A100%'",
    "attributes": "status = 'finished' AND started >= '2001-01-01' ORDER BY started DESC",
    "missing_or": "param.absent IS NULL AND (metric.m1 < 0.1 OR metric.m4 > 0.9) ORDER BY name",
}
"""In the experiment; ``four_tags`` (S74) is asked of the whole store too."""


def random_run(experiment: Experiment, chance: random.Random) -> Run:
    """20 params, 10 metrics, 5 tags."""
    params: dict[str, object] = {f"p{n}": chance.choice((0.1, 0.01, 0.001)) for n in range(12)}
    params |= {f"p{n}": chance.choice(("adam", "adamw", "sgd", "lion")) for n in range(12, 20)}
    tags = {
        "t0": f"note {chance.random()}",
        "t1": chance.choice(("true", "false")),
        "t2": chance.choice(("nlp", "vision", "speech")),
        "t3": chance.choice(("v3.1", "v3.2")),
        "t4": chance.choice(("A100-40", "A100-80", "H100-80", "L4")),
    }
    metrics = {f"m{n}": a_summary(chance.random(), min=chance.random()) for n in range(10)}
    return a_run(
        experiment,
        name=f"run-{chance.randrange(1000)}",
        status=chance.choice((RunStatus.FINISHED, RunStatus.FINISHED, RunStatus.FAILED)),
        started_at=SOME_DAY + chance.randrange(10**12),
        params=params,
        tags=tags,
        metrics=metrics,
    )


def fill(catalog: SqlCatalog, size: int) -> Iterator[Run]:
    """Create that many runs, a thousand a transaction, spread over the experiments."""
    chance = random.Random(7)
    experiments = [an_experiment(catalog, f"e{number}") for number in range(EXPERIMENTS)]
    for _ in range(0, size, A_WRITE):
        some = [random_run(chance.choice(experiments), chance) for _ in range(A_WRITE)]
        catalog.write(lambda tx, some=some: [tx.runs.create(run) for run in some])
        yield from some


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of a call on a warm cache: median and worst."""
    work()
    took = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        took.append((time.perf_counter() - begin) * 1e3)
    return {"p50_ms": round(statistics.median(took), 2), "max_ms": round(max(took), 2)}


def search(catalog: SqlCatalog, query: RunQuery) -> list[Run]:
    with catalog.read() as tx:
        return tx.runs.search(query)


def count(catalog: SqlCatalog, query: RunQuery) -> int:
    with catalog.read() as tx:
        return tx.runs.count(query)


def page_numbers(catalog: SqlCatalog, query: RunQuery) -> list[int]:
    with catalog.read() as tx:
        return list(tx.runs._connection.execute(compile_page(query)).scalars())


def show_plan(catalog: SqlCatalog, name: str, query: RunQuery) -> None:
    with catalog.read() as tx:
        connection = tx.runs._connection
        compiled = compile_page(query).compile(
            connection, compile_kwargs={"render_postcompile": True}
        )
        values = [compiled.construct_params()[key] for key in compiled.positiontup or ()]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(values))
        print(name, *(f"\n    {row[3]}" for row in rows))


def measure(size: int, *, plan: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "runlore.db"
        catalog = open_sqlite(file)
        begin = time.perf_counter()
        runs = list(fill(catalog, size))
        created = size / (time.perf_counter() - begin)
        experiment = an_experiment(catalog, "e0").id
        figures: dict[str, object] = {"runs_created_per_s": round(created)}
        for name, text in SEARCHES.items():
            where, order = parse_query(text)
            query = RunQuery(experiments=(experiment,), where=where, order=order)
            if plan:
                show_plan(catalog, name, query)
            found = [run.id for run in search(catalog, query)]
            assert found == [run.id for run in page_of(runs, query)], "wrong answer"
            figures[name] = {
                "matching": count(catalog, query),
                "sql": timed(lambda q=query: page_numbers(catalog, q)),
                "search": timed(lambda q=query: search(catalog, q)),
                "count": timed(lambda q=query: count(catalog, q)),
            }
        everywhere = RunQuery(where=parse_query(SEARCHES["four_tags"])[0])
        figures["four_tags_everywhere"] = {
            "matching": count(catalog, everywhere),
            "search": timed(lambda: search(catalog, everywhere)),
            "count": timed(lambda: count(catalog, everywhere)),
        }
        catalog.close()  # which also moves the log into the file
        figures["bytes_per_run"] = file.stat().st_size // size
        return figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, help="this many runs only; nothing is saved")
    options.add_argument("--plan", action="store_true", help="print SQLite's plan of each search")
    chosen = options.parse_args()
    if chosen.runs:
        for name, figure in measure(chosen.runs, plan=chosen.plan).items():
            print(name, figure)
        return
    save("runs_table", {f"{size}_runs": measure(size, plan=chosen.plan) for size in SIZES})


if __name__ == "__main__":
    main()
