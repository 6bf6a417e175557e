"""Whatever happens to a series in whatever order, the engine answers as the reference does."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from runlore.engines.chunks import ChunkSeries
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.sql.schema import open_sqlite
from runlore.testing.series_conformance import OpenedStore
from runlore.testing.series_machine import SeriesMachine


class ChunksInMemory(SeriesMachine):
    def open(self) -> OpenedStore:
        kept = self.tried.catalog if hasattr(self, "tried") else MemoryCatalog()
        return OpenedStore(kept, ChunkSeries())


class ChunksInSqlite(SeriesMachine):
    def open(self) -> OpenedStore:
        if hasattr(self, "tried"):
            self.tried.catalog.close()
        else:
            self.folder = tempfile.TemporaryDirectory()
        return OpenedStore(open_sqlite(Path(self.folder.name) / "runlore.db"), ChunkSeries())

    def teardown(self) -> None:
        super().teardown()
        self.tried.catalog.close()
        self.folder.cleanup()


# The plain reference takes its time, and on a loaded machine three times as long.
TestChunksInMemory = pytest.mark.timeout(400)(ChunksInMemory.TestCase)
TestChunksInMemory.settings = settings(max_examples=10, stateful_step_count=20)
TestChunksInSqlite = pytest.mark.timeout(400)(ChunksInSqlite.TestCase)
TestChunksInSqlite.settings = settings(max_examples=5, stateful_step_count=15)
