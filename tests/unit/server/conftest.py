"""A real server process, one for all tests of a module."""

from collections.abc import Iterator

import pytest
from tests.server_process import ServerProcess


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path_factory.mktemp("server") / "store").start()
    yield process
    assert process.stop() == 0
