"""A thousand runs are looked at in one go: which can still be rebuilt, and why the others not."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server_process import ServerProcess
from tests.unit.api.uploads import T0, Log
from tests.unit.launch.projects import Project

from runlore.entities.ids import Micros, new_run_id
from runlore.entities.records import ArtifactLogged, CaptureSet, RunEnded, RunStarted
from runlore.entities.run import RunStatus
from runlore.launch.evidence import StoredEvidence
from runlore.launch.verify import Verifier

MANY = "a thousand"

SCRIPT = """
import runlore

with runlore.init(project="many") as run:
    text = open({table!r}).read()
    run.log({{"loss": float(text)}}, step=0)
"""


def copies(server: ServerProcess, evidence: StoredEvidence, count: int, lost: int) -> set[str]:
    """So many runs that captured the same; every ``lost``-th read data that is not to be had.

    They are sent as a client sends its log: a thousand clients would take half a minute to start.
    """
    files = [
        ArtifactLogged(
            one.path, one.sha256, one.md5, one.size, one.media_type, one.kind, one.step,
            one.logged_at, one.origin,
        )
        for one in evidence.artifacts.values()
    ]  # fmt: skip
    damaged = set()
    for number in range(count):
        captures = dict(evidence.captures)
        log = Log(new_run_id())
        if number % lost == 0:
            ((label, told),) = captures["data"]["files"].items()
            captures["data"] = {"files": {label: told | {"sha256": f"{number:064x}"}}}
            damaged.add(log.run)
        started = RunStarted(MANY, "verified", f"copy {number}", Micros(T0))
        sections = [CaptureSet(section, value) for section, value in captures.items()]
        ended = RunEnded(RunStatus.FINISHED, Micros(T0 + 1))
        body = b"".join(log.record(one) for one in (started, *sections, *files, ended))
        status, answer = server.request("POST", log.path, body, log.headers(0))
        assert status == 200, answer
    return damaged


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server for this test alone: the others need not look through its thousand runs."""
    started = ServerProcess(tmp_path / "store").start()
    yield started
    started.stop()


@pytest.fixture
def evidence(project: Project, tmp_path: Path) -> StoredEvidence:
    """A real run, with code in a commit and data outside of it."""
    table = tmp_path / "table.csv"
    table.write_text("0.5")
    project.write(train=SCRIPT.format(table=str(table)))
    project.commit()
    return project.run("train.py")


def test_a_thousand_runs_are_verified_in_a_minute_and_the_lost_ones_are_named(
    project: Project, server: ServerProcess, evidence: StoredEvidence
) -> None:
    damaged = copies(server, evidence, 1_000, lost=10)
    verifier = Verifier(project.elsewhere, deep=False)
    begun = time.monotonic()
    found = [verifier.check(one) for one in project.library.all() if one.run.project == MANY]
    took = time.monotonic() - begun
    verifier.close()
    lost = {one.run: one.problems for one in found if one.problems}
    assert len(found) == 1_000
    assert lost.keys() == damaged
    assert all(why.startswith("data: ") and why.endswith(" is lost") for (why,) in lost.values())
    assert took < 60, f"{took:.1f} s"
