"""`runlore import mlflow` on databases that no client would make today."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from tests.server_process import ServerProcess
from tests.unit.cli.command_line import CommandLine
from tests.unit.imports.old_store import BORN, RUN, OldStore

OTHER = "f" * 32


def bring(runlore: CommandLine, old: OldStore, *words: str, code: int = 0) -> Any:
    done = runlore("import", "mlflow", str(old.file), *words, "--json")
    assert done.returncode == code, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def run_of(runlore: CommandLine, run: str = RUN) -> Any:
    return runlore.json("runs", "show", run)


@pytest.mark.slow
def test_a_run_of_an_old_database_arrives_as_it_was(old: OldStore, runlore: CommandLine) -> None:
    old.experiment(1, "vision/resnet/50")
    old.run(experiment_id=1, status="KILLED")
    old.param("lr", "0.1")
    old.tags({"mlflow.note.content": "see", "mlflow.parentRunId": OTHER, "team": "cv"})
    for step, value in enumerate((0.5, 1.7976931348623157e308, -1.7976931348623157e308)):
        old.point("loss", value, step, BORN + step)
    old.point("loss", 0.0, 3, BORN + 3, nan=True)
    report = bring(runlore, old)
    assert (report["runs"], report["new"], report["points"], report["refused"]) == (1, 1, 4, 0)
    run = run_of(runlore)
    assert (run["project"], run["experiment"], run["name"]) == ("vision", "resnet/50", "a run")
    assert (run["status"], run["user"], run["notes"]) == ("killed", "ada", "see")
    assert (run["started_at"], run["ended_at"]) == (BORN * 1000, (BORN + 1000) * 1000)
    assert (run["params"], run["tags"], run["parent"]) == ({"lr": "0.1"}, {"team": "cv"}, OTHER)
    assert runlore("export", "out").returncode == 0
    with (runlore.folder / "out" / RUN / "metrics.csv").open() as file:
        points = [tuple(row.values()) for row in csv.DictReader(file)]
    words = ("0.5", "Infinity", "-Infinity", "NaN")
    wanted = [("loss", str(at), f"{(BORN + at) / 1000:.6f}", word) for at, word in enumerate(words)]
    assert points == wanted


@pytest.mark.slow
def test_what_cannot_be_kept_is_told_and_never_cut(old: OldStore, runlore: CommandLine) -> None:
    old.run(end_time=None)
    old.param("long", "x" * 70_000)
    old.param("fits", "x" * 60_000)
    old.param("bad\nname", "1")
    old.point("loss", 1.0, -(2**63))
    old.point("loss", 2.0, at=-5)
    old.point("loss", 3.0, 1)
    report = bring(runlore, old, code=1)
    told = {(one["what"], one["which"]): one["why"] for one in report["refusals"]}
    assert report["refused"] == len(told) == 5
    assert "70,005 bytes is over 65,536" in told["param", f"{RUN} long"]
    assert "control characters" in told["param", f"{RUN} bad\nname"]
    assert "64 bits" in told["point", f"{RUN} loss step {-(2**63)}"]
    assert "1970" in told["point", f"{RUN} loss step 0"]
    assert "no known time" in told["end", RUN]
    run = run_of(runlore)
    assert set(run["params"]) == {"fits"}
    assert run["metrics"]["loss"]["count"] == 1


def test_deleted_things_arrive_in_the_trash_and_come_back_together(
    old: OldStore, runlore: CommandLine
) -> None:
    old.experiment(1, "gone", "deleted")
    old.run(lifecycle_stage="deleted")
    old.run(OTHER, experiment_id=1, lifecycle_stage="deleted")
    assert bring(runlore, old)["new"] == 2
    assert runlore.json("runs", "list") == []
    server = ServerProcess(runlore.store).start()
    try:
        found = server.json("GET", "/api/v1/experiments")["experiments"]
        gone = next(one for one in found if one["name"] == "gone")
        assert gone["deleted_at"] is not None
        server.json("PATCH", f"/api/v1/experiments/{gone['id']}", {"deleted": False})
        assert server.json("GET", f"/api/v1/runs/{OTHER}")["deleted_at"] is None
        assert server.json("GET", f"/api/v1/runs/{RUN}")["deleted_at"] is not None
    finally:
        server.stop()


def test_a_run_that_was_running_there_is_not_taken_for_crashed_here(
    old: OldStore, runlore: CommandLine
) -> None:
    old.run(status="RUNNING", end_time=None)
    old.run(OTHER, status="SCHEDULED", end_time=None)
    bring(runlore, old)
    run = run_of(runlore)
    assert (run["status"], run["heartbeat_at"]) == ("running", 0)
    assert run_of(runlore, OTHER)["status"] == "scheduled"


def test_files_arrive_and_links_that_lead_out_do_not(
    old: OldStore, runlore: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("of this machine")
    old.run()
    old.run(OTHER, artifact_uri=str(tmp_path))
    old.put_file("a/b c.txt", b"hello")
    old.put_file("x.bin", bytes(range(256)))
    old.put_file("link", b"").unlink()
    (old.folder / "mlruns/0" / RUN / "artifacts/link").symlink_to(tmp_path / "secret")
    report = bring(runlore, old, code=1)
    assert (report["files"], report["bytes"], report["elsewhere"]) == (2, 261, {"odd folder": 1})
    assert [one["which"] for one in report["refusals"]] == [f"{RUN} link"]
    done = runlore("export", "out")
    assert done.returncode == 0, done.stderr
    out = runlore.folder / "out" / RUN / "artifacts"
    assert (out / "a/b c.txt").read_bytes() == b"hello"
    assert (out / "x.bin").read_bytes() == bytes(range(256))
    assert not (out / "link").exists()
    again = bring(runlore, old, code=1)
    assert (again["new"], again["changed"], again["files"]) == (0, 0, 0)


def test_files_in_a_bucket_stay_there_and_clients_still_find_them(
    old: OldStore, runlore: CommandLine
) -> None:
    old.run(artifact_uri=f"s3://bucket/0/{RUN}/artifacts")
    report = bring(runlore, old)
    assert report["elsewhere"] == {"s3": 1}
    assert run_of(runlore)["tags"] == {"mlflow.artifactUri": f"s3://bucket/0/{RUN}/artifacts"}


@pytest.mark.slow
def test_a_part_can_be_taken_and_a_dry_run_changes_nothing(
    old: OldStore, runlore: CommandLine
) -> None:
    old.experiment(1, "nlp")
    old.run()
    old.run(OTHER, experiment_id=1)
    old.point("loss", 1.0)
    assert bring(runlore, old, "--dry-run")["new"] == 2
    assert not (runlore.store / "runlore.db").exists()
    assert bring(runlore, old, "--experiment", "nlp")["new"] == 1
    assert [run["id"] for run in runlore.json("runs", "list")] == [OTHER]
    wrong = runlore("import", "mlflow", str(old.file), "--experiment", "nowhere")
    assert wrong.returncode == 1
    assert "nowhere" in wrong.stderr


def test_an_experiment_whose_name_is_another_s_here_is_told(
    old: OldStore, runlore: CommandLine
) -> None:
    old.experiment(1, "default")
    old.run(experiment_id=1)
    report = bring(runlore, old, code=1)
    assert [(one["which"], one["why"]) for one in report["refusals"]] == [
        ("default", "here it is 'Default'")
    ]
    assert report["new"] == 1


def test_a_run_that_went_on_gets_what_is_new_and_nothing_twice(
    old: OldStore, runlore: CommandLine
) -> None:
    old.run(status="RUNNING", end_time=None)
    old.param("lr", "0.1")
    for step in range(5):
        old.point("loss", 1.0, step, BORN + step)
    bring(runlore, old)
    old.point("loss", math.pi, 2, BORN + 2)  # between those that are here
    old.point("loss", 1.0, 5, BORN + 5)
    old.param("late", "yes")
    report = bring(runlore, old)
    assert (report["new"], report["changed"], report["points"]) == (0, 1, 2)
    assert run_of(runlore)["params"] == {"lr": "0.1", "late": "yes"}
    assert run_of(runlore)["metrics"]["loss"]["count"] == 7
    assert bring(runlore, old)["changed"] == 0


@pytest.mark.slow
def test_a_server_that_speaks_mlflows_dialect_is_a_source_too(
    runlore: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    theirs = CommandLine(folder)
    theirs.train()
    server = ServerProcess(theirs.store).start()
    try:
        report = json.loads(runlore("import", "mlflow", server.url, "--no-files", "--json").stdout)
    finally:
        server.stop()
    assert (report["new"], report["refused"]) == (2, 0)
    given = {run["id"]: run for run in theirs.json("runs", "list")}
    taken = {run["id"]: run for run in runlore.json("runs", "list")}
    assert given.keys() == taken.keys()
    for run, told in given.items():
        assert taken[run]["tags"].items() >= told["tags"].items()
        assert taken[run]["metrics"].keys() == told["metrics"].keys()
        assert taken[run]["points"] == told["points"]


def test_wrong_addresses_are_one_sentence(runlore: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    for address, words, code in (
        ("sqlite:///nowhere.db", "nowhere.db", 1),
        (str(tmp_path / "empty.db"), "no database of MLflow's", 2),
        (str(tmp_path), "is a folder", 2),
        ("nowhere", "nowhere", 1),
        ("oracle9://host/x", "oracle9", 2),
        ("http://", "no server's address", 2),
        ("http://host:port", "port", 2),
    ):
        done = runlore("import", "mlflow", address)
        assert (done.returncode, done.stdout) == (code, ""), (address, done.stderr)
        assert words in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_export_that_cannot_name_a_file_counts_it(old: OldStore, runlore: CommandLine) -> None:
    old.run()
    for key in ("a", "a/b", "../out", "fine"):
        old.param(key, "1")
    bring(runlore, old)
    told = runlore.json("export", "mlflow", "out")
    assert told["left_out"] == {"params whose names cannot be files": 2}
    params = runlore.folder / "out/0" / RUN / "params"
    assert {file.name: file.read_text() for file in params.iterdir()} == {"a": "1", "fine": "1"}
    assert not (runlore.folder / "out/0" / RUN / "out").exists()
    assert runlore("export", "mlflow", "out").returncode == 2
