"""Every series engine keeps the promises of stores/series.py."""

import pytest

from runlore.engines.chunks import ChunkSeries
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.memory.series import MemorySeries
from runlore.engines.sql.schema import open_sqlite
from runlore.testing.series_conformance import OpenedStore, SeriesConformance


class TestChunksInMemory(SeriesConformance):
    @pytest.fixture
    def opened(self):
        return OpenedStore(MemoryCatalog(), ChunkSeries())


class TestChunksInSqlite(SeriesConformance):
    @pytest.fixture
    def opened(self, tmp_path):
        catalog = open_sqlite(tmp_path / "runlore.db")
        yield OpenedStore(catalog, ChunkSeries())
        catalog.close()


class TestReference(SeriesConformance):
    @pytest.fixture
    def opened(self):
        return OpenedStore(MemoryCatalog(), MemorySeries())
