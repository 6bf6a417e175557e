"""A thousand runs are looked at in one go: which can still be rebuilt, and why the others not."""

import os
import time
from pathlib import Path

import msgspec
import pytest
from tests.unit.launch.projects import Project

from runlore.client.opening import RunRequest, open_run
from runlore.client.settings import read_settings
from runlore.entities.records import CaptureSet
from runlore.launch.evidence import StoredEvidence
from runlore.launch.verify import Verifier

SCRIPT = """
import runlore

with runlore.init(project="many") as run:
    text = open({table!r}).read()
    run.log({{"loss": float(text)}}, step=0)
"""


def copies(project: Project, evidence: StoredEvidence, count: int, lost: int) -> set[str]:
    """So many runs that captured the same; every ``lost``-th read data that is not to be had."""
    settings = msgspec.structs.replace(
        read_settings(project.store, os.environ, project.elsewhere),
        capture=False, monitor=False, console="off", quiet=True,
    )  # fmt: skip
    files = {path: evidence.content(path) for path in evidence.artifacts}
    damaged = set()
    for number in range(count):
        run = open_run(RunRequest(project=f"many {count}", name=f"copy {number}"), settings)
        captures = dict(evidence.captures)
        if number % lost == 0:
            ((label, told),) = captures["data"]["files"].items()
            captures["data"] = {"files": {label: told | {"sha256": f"{number:064x}"}}}
            damaged.add(run.id)
        for section, value in captures.items():
            run.recorder.append(CaptureSet(section, value))
        for path, content in files.items():
            run.files.log_bytes(content, path, "code", origin="auto")
        run.finish()
    return damaged


def verify(project: Project, evidence: StoredEvidence, count: int) -> float:
    """Verify copies of a run, and that just the damaged ones are found; gives the seconds."""
    damaged = copies(project, evidence, count, lost=10)
    verifier = Verifier(project.elsewhere, deep=False)
    begun = time.monotonic()
    runs = [one for one in project.library.all() if one.run.project == f"many {count}"]
    found = [verifier.check(one) for one in runs]
    took = time.monotonic() - begun
    verifier.close()
    lost = {one.run: one.problems for one in found if one.problems}
    assert len(found) == count
    assert lost.keys() == damaged
    assert all(why.startswith("data: ") and why.endswith(" is lost") for (why,) in lost.values())
    return took


@pytest.fixture
def evidence(project: Project, tmp_path: Path) -> StoredEvidence:
    """A real run, with code in a commit and data outside of it."""
    table = tmp_path / "table.csv"
    table.write_text("0.5")
    project.write(train=SCRIPT.format(table=str(table)))
    project.commit()
    return project.run("train.py")


def test_many_runs_are_verified_and_the_lost_ones_are_named(
    project: Project, evidence: StoredEvidence
) -> None:
    verify(project, evidence, 20)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thousand_runs_are_verified_in_a_minute(
    project: Project, evidence: StoredEvidence
) -> None:
    took = verify(project, evidence, 1_000)
    assert took < 60, f"{took:.1f} s"
