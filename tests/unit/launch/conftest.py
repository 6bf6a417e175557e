"""A project in a folder of its own, which logs to a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server_process import ServerProcess
from tests.unit.launch.projects import Project


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server for all: a run is found by its id, whatever others are there."""
    started = ServerProcess(tmp_path_factory.mktemp("launch") / "store").start()
    yield started
    started.stop()


@pytest.fixture
def project(
    tmp_path: Path, server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """An empty project; nothing of ours is set around it, and its cache is its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("RUNLORE_MONITOR", "0")
    for name in ("RUNLORE_URI", "RUNLORE_RUN_ID", "RUNLORE_PROJECT", "RUNLORE_EXPERIMENT"):
        monkeypatch.delenv(name, raising=False)
    made = Project(tmp_path, server.url)
    yield made
    made.close()
