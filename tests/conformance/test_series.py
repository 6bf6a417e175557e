"""Every series engine keeps the promises of stores/series.py."""

import pytest

from runlore.engines.chunks import ChunkSeries
from runlore.engines.memory.series import MemorySeries
from runlore.testing.series_conformance import OpenedStore, SeriesConformance
from runlore.testing.shelf_catalog import ShelfCatalog


class TestChunksInMemory(SeriesConformance):
    @pytest.fixture
    def opened(self):
        return OpenedStore(ShelfCatalog(), ChunkSeries())


class TestReference(SeriesConformance):
    @pytest.fixture
    def opened(self):
        return OpenedStore(ShelfCatalog(), MemorySeries())
