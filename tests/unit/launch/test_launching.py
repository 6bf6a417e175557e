"""The commands as a user calls them: plan, verify, bundle, diff, checklist, image."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.unit.launch.projects import NOISE, SEEDED, Project

from runlore.cli.main import run as command_line
from runlore.entities.errors import DamagedError
from runlore.launch.bundle import BundleEvidence


class Commands:
    """``runlore`` in this process, standing in the project's folder elsewhere."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self._project = project
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        code = command_line([*words, "--store", self._project.store])
        told = self._capsys.readouterr()
        return code, told.out + told.err

    def json(self, *words: str, store: Path | None = None) -> tuple[int, Any]:
        code = command_line([*words, "--json", "--store", str(store or self._project.store)])
        return code, json.loads(self._capsys.readouterr().out)


@pytest.fixture
def runlore(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    monkeypatch.chdir(project.elsewhere)
    monkeypatch.setenv("RUNLORE_QUIET", "1")
    return Commands(project, capsys)


def test_a_run_goes_from_the_store_through_a_bundle_to_an_exact_repetition(
    project: Project, runlore: Commands, tmp_path: Path
) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    run = project.run("train.py", "--lr", "0.3").run.id
    project.forget()

    code, plan = runlore.json("reproduce", run, "--plan")
    assert (code, plan["missing"], plan["command"]) == (0, [], "python train.py --lr 0.3")
    assert [item["group"] for item in plan["items"]] == ["code", "env", "command"]
    assert list(project.elsewhere.iterdir()) == []

    file = tmp_path / "run.bundle"
    assert runlore("export", run, "--bundle", str(file))[0] == 0
    assert runlore("export", run, "--bundle", str(file))[0] == 1  # never written over

    code, report = runlore.json("reproduce", str(file), store=tmp_path / "own")  # no server
    assert (code, report["verdict"], report["old"]["id"]) == (0, "EXACT", run)
    code, items = runlore.json("checklist", str(file))
    assert {item["item"]: item["is_present"] for item in items}["source code"] is True

    code, told = runlore("verify", run)
    assert (code, told.strip().splitlines()[-1]) == (0, "1 of 1 runs can be rebuilt")


def test_two_runs_are_compared_without_running_anything(
    project: Project, runlore: Commands
) -> None:
    project.write(train=SEEDED.replace("repeat", "compared"), noise=NOISE)
    project.commit()
    first = project.run("train.py", "--lr", "0.3").run.id
    second = project.run("train.py", "--lr", "0.5").run.id
    code, told = runlore("diff", second, "--last-good")
    assert code == 2
    assert f"DIFF run {first}" in told
    assert "config    NO     lr 0.3 -> 0.5" in told
    assert "most suspect: config (lr 0.3 -> 0.5); the curves part at their first step" in told
    code, document = runlore.json("diff", first, second)
    assert (document["suspects"][0], document["judgement"]["verdict"]) == ("config", "DIFFERENT")
    assert runlore("diff", first)[0] == 2
    assert runlore("diff", first, second, "--last-good")[0] == 2


def test_what_somebody_else_ran_is_executed_only_when_it_is_allowed(
    project: Project, runlore: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(train=SEEDED, noise=NOISE)
    run = project.run("train.py", USER="mallory", LOGNAME="mallory").run
    assert run.user == "mallory"
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, told = runlore("reproduce", run.id)
    assert code == 2
    assert "This run is of mallory" in told
    assert "python train.py" in told
    assert "--yes" in told
    assert len(list(project.library.tagged("reproduces", run.id))) == 0


def test_a_run_of_another_tracker_says_what_it_lacks(project: Project, runlore: Commands) -> None:
    """As `runlore import mlflow` leaves it: tags with a commit, nothing captured."""
    script = """
import runlore

tags = {
    "mlflow.source.git.commit": "0123456789abcdef0123456789abcdef01234567",
    "mlflow.source.git.repoURL": "",
    "mlflow.source.name": "/home/u/proj/train.py",
}
with runlore.init(project="imported", tags=tags) as run:
    run.log({"loss": 0.5}, step=0)
"""
    project.write(train=script)
    run = project.run("train.py", RUNLORE_CAPTURE="off").run.id
    code, plan = runlore.json("reproduce", run, "--plan")
    assert code == 3
    assert any("0123456789ab cannot be had" in text for text in plan["missing"])
    assert any("does not tell its packages" in text for text in plan["doubts"])
    assert plan["command"] == "python train.py"
    code, told = runlore("reproduce", run)
    assert (code, "cannot be had" in told) == (3, True)
    code, told = runlore("verify", run)
    assert (code, "the commit 0123456789ab was not stored" in told) == (1, True)


def test_all_runs_are_verified_and_lost_data_is_named(
    project: Project, runlore: Commands, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("1\n")
    script = f"""
import runlore

with runlore.init(project="verified") as run:
    open({str(table)!r}).read()
    run.log({{"loss": 0.5}}, step=0)
"""
    project.write(train=script)
    run = project.run("train.py").run.id
    code, found = runlore.json("verify", run)
    assert (code, found["findings"][0]["problems"]) == (0, [])
    table.write_text("2\n")
    code, found = runlore.json("verify", "--all")
    assert code == 1
    problems = {one["run"]: one["problems"] for one in found["findings"]}
    assert problems[run][0].startswith(f"data: {table} (sha256 ")
    assert runlore("verify", run, "--all")[0] == 2


def test_an_image_has_the_code_the_packages_and_the_command(
    project: Project, runlore: Commands, tmp_path: Path
) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    run = project.run("train.py", "--lr", "0.3", OMP_NUM_THREADS="2").run.id
    folder = tmp_path / "image"
    assert runlore("export-image", run, str(folder))[0] == 0
    lines = (folder / "Dockerfile").read_text().splitlines()
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"FROM python:{version}-slim" in lines
    assert 'ENV OMP_NUM_THREADS="2"' in lines
    assert 'CMD ["python","train.py","--lr","0.3"]' in lines
    assert "WORKDIR /opt/run/tree" in lines
    assert (folder / "tree/train.py").read_text() == SEEDED
    assert "numpy==" in (folder / "requirements.txt").read_text()
    assert runlore("export-image", run, str(folder))[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--keep", "code,luck"),
        ("--here", "--keep", "code"),
        ("--with", "lr=0.1"),
        ("--with", "params.lr"),
        ("--tol", "loss=much"),
        ("--tol", "loss=-1"),
        ("--steps", "0"),
    ],
)
def test_wrong_use_is_told_before_anything_happens(
    project: Project, runlore: Commands, words: tuple[str, ...]
) -> None:
    run = project.newest_or_made().run.id
    code, told = runlore("reproduce", run, *words)
    assert code == 2
    assert words[0] in told


def test_a_param_that_no_argument_sets_is_refused_with_advice(
    project: Project, runlore: Commands
) -> None:
    run = project.newest_or_made().run.id
    code, told = runlore("reproduce", run, "--with", "params.momentum=0.9", "--yes")
    assert code == 2
    assert "No argument of the run sets 'momentum'" in told
    assert "--shell" in told


def test_a_damaged_bundle_is_refused(project: Project, runlore: Commands, tmp_path: Path) -> None:
    run = project.newest_or_made()
    file = tmp_path / "run.bundle"
    assert runlore("export", run.run.id, "--bundle", str(file))[0] == 0
    with zipfile.ZipFile(file) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    stored = next(name for name in members if name.startswith("files/"))
    for name, content in ((stored, members[stored] + b"x"), (stored, b""), ("bundle.json", b"{}")):
        other = tmp_path / "other.bundle"
        with zipfile.ZipFile(other, "w") as changed:
            for member, kept in members.items():
                changed.writestr(member, content if member == name else kept)
        if name == "bundle.json":
            with pytest.raises(DamagedError):
                BundleEvidence(other)
            continue
        evidence = BundleEvidence(other)
        path = next(p for p, a in evidence.artifacts.items() if stored.endswith(a.sha256))
        if content:  # what is beyond the stored size is never read
            assert evidence.content(path) == members[stored]
        else:
            with pytest.raises(DamagedError):
                evidence.content(path)


def test_a_shell_opens_in_the_rebuilt_folder(
    project: Project, runlore: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(train=SEEDED, noise=NOISE)
    run = project.run("train.py").run.id
    seen = tmp_path / "seen"
    shell = tmp_path / "shell"
    shell.write_text(f"#!/bin/sh\nls > {seen}; echo $RUNLORE_REBUILT >> {seen}\nexit 7\n")
    shell.chmod(0o755)
    monkeypatch.setenv("SHELL", str(shell))
    into = tmp_path / "into"
    code, told = runlore("reproduce", run, "--shell", "--into", str(into))
    assert code == 7
    assert {"train.py", "noise.py"} <= set(seen.read_text().split())
    assert str(into / "tree") in told
    done = subprocess.run(["git", "-C", str(into), "status"], capture_output=True, check=False)
    assert done.returncode != 0  # nothing of git is put around what had no git
