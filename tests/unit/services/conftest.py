"""The services on the reference engines, with a clock that stands still."""

import pytest

from runlore.engines.memory.blobs import MemoryBlobs
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.memory.series import MemorySeries
from runlore.server.assembly import join_services
from runlore.services import Services
from runlore.testing.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def services(clock: ManualClock) -> Services:
    return join_services(MemoryCatalog(), MemorySeries(), MemoryBlobs(), clock)
