"""One campaign for a session: servers and outcomes are shared by all of its tests."""

from collections.abc import Iterator

import pytest
from tests.compat.campaign import Campaign


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    running = Campaign(tmp_path_factory.mktemp("compat"))
    yield running
    running.stop()
