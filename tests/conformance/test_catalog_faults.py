"""What a SQLite catalog keeps when its process is killed or its disk is full."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conformance.grouping import write_grouped

from runlore.engines.blobs.local import LocalBlobs
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.errors import StorageFullError
from runlore.entities.ids import RunId
from runlore.query.ast import RunQuery
from runlore.testing.blob_conformance import stat_of
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import an_experiment, stored

TRIALS = int(os.environ.get("RUNLORE_FAULT_TRIALS", "50"))
SEED = int(os.environ.get("RUNLORE_FAULT_SEED", time.time_ns() % 1_000_000))

pytestmark = pytest.mark.fault


@pytest.fixture
def target() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("kill_target.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.timeout(60 + TRIALS)
def test_kill_9_loses_nothing_that_a_write_returned(
    target: subprocess.Popen[str], tmp_path: Path
) -> None:
    file = tmp_path / "runlore.db"
    chance = random.Random(SEED)
    told: dict[RunId, int] = {}
    for trial in range(TRIALS):
        for run, row in _trial(target, file, chance.uniform(0, 0.08)):
            told[run] = max(row, told.get(run, -1))
        catalog = open_sqlite(file)
        assert catalog.check() == []
        with catalog.read() as tx:
            runs = [run.id for run in tx.runs.search(RunQuery(limit=1000))]
            assert set(told) <= set(runs), f"trial {trial}, seed {SEED}"
            for run in runs:
                rows = [batch.first_row for batch in tx.shelf.batches(run)]
                assert rows == list(range(tx.shelf.head(run).next_row))
                assert tx.trails.console_size(run) == len(rows)
                assert len(rows) > told.get(run, -1), f"trial {trial}, seed {SEED}"
        catalog.close()
    assert told, "no trial got as far as to write"


def _trial(
    target: subprocess.Popen[str], file: Path, seconds: float
) -> Iterator[tuple[RunId, int]]:
    """Let a child write for that long after its first answer, kill it, give what it was told."""
    assert target.stdin is not None
    assert target.stdout is not None
    target.stdin.write(f"{file}\n")
    pid = int(target.stdout.readline().split()[1])
    if seconds > 0.02:
        yield _told(target.stdout.readline())
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    for line in target.stdout:
        if line == "gone\n":
            return
        yield _told(line)


def _told(line: str) -> tuple[RunId, int]:
    _, run, row = line.split()
    return RunId(run), int(row)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a file system of its own needs root and mount")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_refuses_writes_keeps_reading_and_recovers_by_itself(small_disk: Path) -> None:
    catalog = open_sqlite(small_disk / "runlore.db")
    run = stored(catalog, an_experiment(catalog))
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 2 * 1024 * 1024)

    def add(size: int) -> int:
        return catalog.write(lambda tx: tx.shelf.add_batch(run.id, 0, 1, os.urandom(size)))

    kept: list[int] = []
    with pytest.raises(StorageFullError, match="space"):
        kept.extend(add(50_000) for _ in range(1000))
    with catalog.read() as tx:
        assert [batch.id for batch in tx.shelf.batches(run.id)] == kept
        assert tx.runs.get(run.id) == run
    with pytest.raises(StorageFullError):
        add(500_000)
    ballast.unlink()
    kept.append(add(50_000))
    with catalog.read() as tx:
        assert [batch.id for batch in tx.shelf.batches(run.id)] == kept
    assert catalog.check() == []
    catalog.close()


def test_a_full_disk_fails_the_work_that_fills_it_and_no_other(small_disk: Path) -> None:
    """In one group: a small work, one that is too large, another small one."""
    catalog = open_sqlite(small_disk / "runlore.db")
    run = stored(catalog, an_experiment(catalog))
    sizes = {"small": 10, "large": 20_000_000, "also small": 10}
    catalog.write(lambda tx: tx.trails.add_console(run.id, "stdout", SOME_DAY, ["ready"]))
    results = write_grouped(
        catalog,
        {
            name: (lambda tx, size=size: tx.shelf.add_batch(run.id, 0, 1, b"x" * size))
            for name, size in sizes.items()
        },
    )
    assert isinstance(results["large"], StorageFullError)
    with catalog.read() as tx:
        kept = {batch.id for batch in tx.shelf.batches(run.id)}
    assert kept == {results["small"], results["also small"]}
    catalog.close()


def test_a_full_disk_keeps_no_half_blob(small_disk: Path) -> None:
    blobs = LocalBlobs(small_disk / "blobs")
    with pytest.raises(StorageFullError, match="space"):
        blobs.put(os.urandom(100_000) for _ in range(100))
    assert list(blobs.list()) == []
    assert blobs.put([b"small"]) == stat_of(b"small")
