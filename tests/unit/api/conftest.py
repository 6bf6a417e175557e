"""A real store in a folder behind the native API."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.api.uploads import Api


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    api = Api(tmp_path / "store")
    yield api
    api.transport.close()
