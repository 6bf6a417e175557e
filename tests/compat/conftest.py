"""The stores that seeds' scripts write to, and one campaign of real clients for a session.

Servers and outcomes of the campaign are shared by all of its tests.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compat.campaign import Campaign
from tests.server_process import ServerProcess


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    running = Campaign(tmp_path_factory.mktemp("compat"))
    yield running
    running.stop()


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
