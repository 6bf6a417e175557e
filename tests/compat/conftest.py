"""The stores that seeds' scripts write to: a folder beside them, or a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_process import ServerProcess


@pytest.fixture(params=["local", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store: in this folder, or of a server process."""
    if request.param == "local":
        yield str(tmp_path / "work" / "runs")
        return
    server = ServerProcess(tmp_path / "store").start()
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Where a script runs."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder
