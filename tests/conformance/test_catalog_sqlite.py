"""What the SQLite catalog keeps beyond the suite: groups, processes, forks, locks, copies."""

import math
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conformance.grouping import write_grouped

from runlore.engines.sql import sqlite
from runlore.engines.sql.catalog import SqlCatalog
from runlore.engines.sql.group_commit import GroupCommit
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.errors import DamagedError, RunloreError, UnavailableError
from runlore.entities.ids import RunId, new_run_id
from runlore.query.ast import RunQuery
from runlore.stores.catalog import Transaction
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_run, a_summary, an_experiment, stored

ADDER = """
import sys
from pathlib import Path
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.ids import RunId
from runlore.stores.shelf import SeriesHead
file, run, times = Path(sys.argv[1]), RunId(sys.argv[2]), int(sys.argv[3])
catalog = open_sqlite(file)
def work(tx):
    row = tx.shelf.head(run).next_row
    tx.shelf.add_batch(run, row, 1, sys.argv[4].encode())
    tx.shelf.put_head(run, SeriesHead(row + 1))
for _ in range(times):
    catalog.write(work)
catalog.close()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "runlore.db"


@pytest.fixture
def catalog(file: Path) -> Iterator[SqlCatalog]:
    catalog = open_sqlite(file)
    yield catalog
    catalog.close()


def test_works_in_one_commit_are_undone_alone(catalog: SqlCatalog, file: Path) -> None:
    experiment = an_experiment(catalog)
    runs = {name: a_run(experiment, params={name: 1}) for name in ("first", "broken", "last")}

    def create(name: str, tx: Transaction) -> str:
        tx.runs.create(runs[name])
        if name == "broken":
            raise LookupError(name)
        return name

    before = _commits(file)
    results = write_grouped(
        catalog, {name: (lambda tx, name=name: create(name, tx)) for name in runs}
    )
    assert _commits(file) - before == 1
    assert isinstance(results.pop("broken"), LookupError)
    assert results == {"first": "first", "last": "last"}
    with catalog.read() as tx:
        assert tx.runs.get_many([run.id for run in runs.values()]) == [runs["first"], runs["last"]]
        assert tx.runs.changed(0)[0] == [runs["first"].id, runs["last"].id]
    catalog.write(lambda tx: tx.runs.create(runs["broken"]))
    with catalog.read() as tx:
        assert tx.runs.get(runs["broken"].id) == runs["broken"]


def _commits(file: Path) -> int:
    """Frames that end a commit in the log: those with a database size in their header."""
    log = file.with_name(file.name + "-wal").read_bytes()
    page = int.from_bytes(log[8:12], "big")
    frames = range(32, len(log) - 24 - page + 1, 24 + page)
    salt = log[16:24]
    return sum(log[at + 8 : at + 16] == salt and log[at + 4 : at + 8] != bytes(4) for at in frames)


def test_two_processes_share_a_file(catalog: SqlCatalog, file: Path) -> None:
    run = new_run_id()
    catalog.write(lambda tx: tx.shelf.add_batch(run, 0, 1, b"here"))
    catalog.write(lambda tx: tx.shelf.drop_batches(run, 1))
    seen = catalog.changes()
    others = [
        subprocess.Popen([sys.executable, "-c", ADDER, str(file), run, "25", name])
        for name in ("one", "two")
    ]
    assert [other.wait(60) for other in others] == [0, 0]
    assert catalog.changes() != seen
    with catalog.read() as tx:
        batches = tx.shelf.batches(run)
        assert tx.shelf.newest() == batches[-1].id
    assert [batch.first_row for batch in batches] == list(range(50))
    assert {batch.payload for batch in batches} == {b"one", b"two"}


def test_opening_a_new_file_from_many_processes_makes_one_schema(file: Path) -> None:
    run = new_run_id()
    others = [
        subprocess.Popen([sys.executable, "-c", ADDER, str(file), run, "1", "x"]) for _ in range(4)
    ]
    assert [other.wait(60) for other in others] == [0, 0, 0, 0]
    catalog = open_sqlite(file)
    with catalog.read() as tx:
        assert len(tx.shelf.batches(run)) == 4
    catalog.close()


def test_a_run_forgotten_and_made_anew_elsewhere_is_found_here(
    catalog: SqlCatalog, file: Path
) -> None:
    experiment = an_experiment(catalog)
    run = stored(catalog, experiment)
    other = open_sqlite(file)
    other.write(lambda tx: tx.runs.delete(run.id))
    other.write(lambda tx: tx.runs.create(run))
    other.close()
    catalog.write(lambda tx: tx.runs.touch(run.id, SOME_DAY))
    with catalog.read() as tx:
        assert tx.runs.get(run.id) == run


def test_a_lock_of_another_process_is_waited_for_then_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    catalog = open_sqlite(file)
    experiment = an_experiment(catalog)
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="locked"):
        stored(catalog, experiment)
    with catalog.read() as tx:
        assert tx.runs.count(RunQuery()) == 0
    release = threading.Timer(0.05, lambda: None)
    release.start()
    locker.execute("COMMIT")
    locker.close()
    release.join()
    run = stored(catalog, experiment)
    with catalog.read() as tx:
        assert tx.runs.search(RunQuery()) == [run]
    catalog.close()


# Python 3.12 warns of a fork beside threads: that a user does so is the point of the test.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_is_refused_and_harms_nothing(catalog: SqlCatalog) -> None:
    """SQLite cannot be used across a fork; what a child would write is refused, not torn."""
    experiment = an_experiment(catalog)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            catalog.write(lambda _: None)
            answer = b"written"
        except RunloreError as error:
            answer = error.code.encode()
        os.write(writer, answer)
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    assert os.read(reader, 100) == b"unavailable"
    os.close(reader)
    run = stored(catalog, experiment)
    with catalog.read() as tx:
        assert tx.runs.get(run.id) == run


def test_a_spawned_child_may_open_the_store(catalog: SqlCatalog, file: Path) -> None:
    run = new_run_id()
    child = multiprocessing.get_context("spawn").Process(target=_add_one, args=(file, run))
    child.start()
    child.join(60)
    with catalog.read() as tx:
        assert len(tx.shelf.batches(run)) == 1


def _add_one(file: Path, run: RunId) -> None:
    catalog = open_sqlite(file)
    catalog.write(lambda tx: tx.shelf.add_batch(run, 0, 1, b"x"))
    catalog.close()


def test_a_copy_is_of_one_instant_and_opens_as_a_store(catalog: SqlCatalog, tmp_path: Path) -> None:
    experiment = an_experiment(catalog)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            run = a_run(experiment, params={"lr": 1})

            def work(tx: Transaction) -> None:
                tx.runs.create(run)  # noqa: B023  (run within this turn of the loop)
                tx.shelf.add_batch(run.id, 0, 1, b"x")  # noqa: B023

            catalog.write(work)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            time.sleep(0.02)
            copy = tmp_path / f"copy-{number}.db"
            catalog.backup(copy)
            again = open_sqlite(copy)
            assert again.check() == []
            with again.read() as tx:
                runs = tx.runs.search(RunQuery(limit=1000))
                assert {run.id for run in runs} == {b.run for b in tx.shelf.recent(0, 10_000)}
                assert len(runs) == tx.experiments.list()[0].runs
            again.close()
    finally:
        stop.set()
        writer.join()
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_page_is_found(file: Path) -> None:
    catalog = open_sqlite(file)
    experiment = an_experiment(catalog)
    for _ in range(50):
        stored(catalog, experiment, notes="x" * 3000)
    catalog.close()
    with file.open("r+b") as raw:
        content = raw.read()
        # The pages full of notes, which nothing but reading these runs comes across.
        for at in range(0, len(content), 4096):
            if content[at : at + 4096].count(b"x") > 2900:
                raw.seek(at)
                raw.write(os.urandom(4096))
    catalog = open_sqlite(file)
    assert catalog.check() != []
    with pytest.raises(DamagedError, match="damaged"), catalog.read() as tx:
        tx.runs.search(RunQuery(limit=1000))
    catalog.close()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM run_values WHERE number = 0.1", "search index of 'lr'"),
        ("UPDATE run_values SET text = 'x' WHERE text = 'vision'", "search index of 'team'"),
        ("UPDATE run_metrics SET max = 3.0 WHERE last = 0.5", "search index of 'loss'"),
        ("UPDATE run_metrics SET last = 3.0 WHERE last IS NULL", "search index of 'odd'"),
        ("UPDATE run_metrics SET experiment_id = 9", "search index of 'loss'"),
        ("UPDATE key_counts SET runs = runs + 1", "number of runs with 'loss'"),
        ("DELETE FROM key_counts", "number of runs with 'lr'"),
    ],
)
def test_an_index_that_disagrees_with_its_runs_is_found(
    catalog: SqlCatalog, file: Path, damage: str, told: str
) -> None:
    odd = {"loss": a_summary(0.5), "odd": a_summary(math.nan)}
    for _ in range(2):
        stored(
            catalog,
            an_experiment(catalog),
            params={"lr": 0.1},
            tags={"team": "vision"},
            metrics=odd,
        )
    assert catalog.check() == []
    with sqlite3.connect(file) as other:
        assert other.execute(damage).rowcount > 0
    other.close()
    assert told in " ".join(catalog.check())


def test_a_reader_cannot_write(catalog: SqlCatalog) -> None:
    run = a_run(an_experiment(catalog))
    with pytest.raises(UnavailableError, match="readonly"), catalog.read() as tx:
        tx.runs.create(run)
    with catalog.read() as tx:
        assert tx.runs.get(run.id) is None


def test_many_readers_at_once_get_a_connection_each(catalog: SqlCatalog) -> None:
    stored(catalog, an_experiment(catalog))
    together = threading.Barrier(30)
    counts: list[int] = []

    def read() -> None:
        with catalog.read() as tx:
            together.wait(30)
            counts.append(tx.runs.count(RunQuery()))

    threads = [threading.Thread(target=read) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [1] * 30


def test_one_who_is_interrupted_while_waiting_leaves_the_others_going() -> None:
    """Ctrl-C reaches the main thread while it waits for its turn behind another's group."""
    held, free = threading.Event(), threading.Event()
    commits = GroupCommit(lambda jobs: [_finish(job, held, free) for job in jobs])
    leader = threading.Thread(target=commits.run, args=("hold",))
    leader.start()
    held.wait(30)
    timer = threading.Timer(0.1, lambda: os.kill(os.getpid(), 2))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        commits.run("interrupted")
    behind = threading.Thread(target=commits.run, args=("behind",))
    behind.start()
    free.set()
    leader.join(30)
    behind.join(30)
    assert not behind.is_alive()
    assert commits.run("after") == "after"


def _finish(job: object, held: threading.Event, free: threading.Event) -> None:
    if job.work == "hold":  # type: ignore[attr-defined]
        held.set()
        free.wait(30)
    job.result, job.error = job.work, None  # type: ignore[attr-defined]
