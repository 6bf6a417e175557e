"""The care of a real store: verify, backup, restore, export, doctor and sync."""

import csv
import json
from pathlib import Path

from tests.unit.cli.command_line import CommandLine


def words_in(store: Path) -> Path:
    """The file of the artifact notes/words.txt."""
    blobs = (path for path in (store / "blobs").rglob("*") if path.is_file())
    return next(path for path in blobs if path.read_bytes() == b"some words")


def damage(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"some wordz")


def test_a_whole_store_is_verified(trained: CommandLine) -> None:
    answer = trained.json("verify")
    assert answer == {"steps": 4, "findings": []}


def test_a_damaged_file_is_named_and_is_exit_code_one(runlore: CommandLine) -> None:
    runlore.train()
    damage(words_in(runlore.store))
    done = runlore("verify")
    assert done.returncode == 1
    assert "notes/words.txt" in done.stdout


def test_a_backup_is_a_store_and_can_be_taken_again(runlore: CommandLine) -> None:
    runlore.train()
    assert runlore("backup", "../copy").returncode == 0
    runlore.train("import runlore\nrunlore.start_run(name='later').finish()")
    assert runlore("backup", "../copy").returncode == 0
    copied = runlore.json("runs", "list", "--store", "../copy")
    assert copied == runlore.json("runs", "list")
    assert copied[0]["name"] == "later"


def test_a_restored_store_is_the_one_that_was_backed_up(runlore: CommandLine) -> None:
    runlore.train()
    runlore("backup", "../copy")
    done = runlore("restore", "../copy", "--store", "../new")
    assert done.returncode == 0, done.stderr
    assert runlore.json("runs", "list", "--store", "../new") == runlore.json("runs", "list")
    assert runlore("verify", "--store", "../new").returncode == 0


def test_nothing_is_restored_over_a_store(runlore: CommandLine) -> None:
    runlore.train()
    runlore("backup", "../copy")
    before = runlore.json("runs", "list")
    assert runlore("restore", "../copy").returncode == 2
    assert runlore.json("runs", "list") == before


def test_a_damaged_backup_is_not_restored(runlore: CommandLine) -> None:
    runlore.train()
    runlore("backup", "../copy")
    damage(words_in(runlore.folder.parent / "copy"))
    assert runlore("restore", "../copy", "--store", "../new").returncode == 1
    assert not (runlore.folder.parent / "new").exists()


def test_an_export_needs_no_runlore_to_be_read(trained: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "open"
    assert trained("export", str(out), "-q", "name = 'lr-0.1'").returncode == 0
    (run,) = (json.loads(line) for line in (out / "runs.jsonl").read_text().splitlines())
    with (out / run["id"] / "metrics.csv").open(newline="") as file:
        points = [row for row in csv.DictReader(file) if row["key"] == "val/loss"]
    assert [int(row["step"]) for row in points] == list(range(10))
    assert [float(row["value"]) for row in points] == [1.0 / (step + 1) / 0.1 for step in range(10)]
    assert (out / run["id"] / "artifacts/notes/words.txt").read_text() == "some words"
    assert (out / run["id"] / "console.log").read_text() == "hello from lr-0.1\n"


def test_an_export_never_writes_into_a_full_folder(trained: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert trained("export", str(tmp_path)).returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_doctor_tells_what_is_there(trained: CommandLine) -> None:
    found = {one["check"]: one for one in json.loads(trained("doctor", "--json").stdout)}
    assert found["store"]["text"] == str(trained.store)
    assert {found[check]["verdict"] for check in ("runlore", "sqlite", "store", "server")} == {
        "good"
    }


def test_what_was_logged_offline_is_delivered_by_sync(runlore: CommandLine) -> None:
    runlore.train(
        "import runlore\n"
        "with runlore.init(project='field', mode='offline') as run:\n"
        "    for step in range(100):\n"
        "        run.log({'loss': float(step)})\n"
    )
    assert runlore("sync").returncode == 0
    (run,) = runlore.json("runs", "list", "--project", "field")
    assert run["metrics"]["loss"]["count"] == 100
    assert run["status"] == "finished"
    assert runlore("sync").returncode == 0
    assert runlore.json("runs", "list", "--project", "field") == [run]
