"""The search suite on each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.sql.schema import open_sqlite
from runlore.stores.catalog import Catalog
from runlore.testing.query_conformance import QueryConformance


class TestMemory(QueryConformance):
    @pytest.fixture
    def catalog(self) -> Iterator[Catalog]:
        catalog = MemoryCatalog()
        yield catalog
        catalog.close()


class TestSqlite(QueryConformance):
    @pytest.fixture
    def catalog(self, tmp_path: Path) -> Iterator[Catalog]:
        catalog = open_sqlite(tmp_path / "runlore.db")
        yield catalog
        catalog.close()
