"""Whatever happens to a series in whatever order, the chunk engine answers as the reference does."""

from hypothesis import settings

from runlore.engines.chunks import ChunkSeries
from runlore.testing.series_conformance import OpenedStore
from runlore.testing.series_machine import SeriesMachine
from runlore.testing.shelf_catalog import ShelfCatalog


class ChunksInMemory(SeriesMachine):
    def open(self) -> OpenedStore:
        kept = self.tried.catalog if hasattr(self, "tried") else ShelfCatalog()
        return OpenedStore(kept, ChunkSeries())


TestChunksInMemory = ChunksInMemory.TestCase
TestChunksInMemory.settings = settings(stateful_step_count=20)
