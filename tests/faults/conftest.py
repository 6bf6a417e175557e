"""A real server in a process of its own for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server_process import ServerProcess


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path / "store").start()
    yield process
    process.stop()
