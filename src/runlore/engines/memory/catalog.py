"""The catalog in dictionaries: a write works on a copy, which replaces the state when it is done.

Copying costs time in proportion to what is stored. That is the price of a reference whose
atomicity and snapshots are plain to see.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from runlore.engines.memory.audit import MemoryAudit
from runlore.engines.memory.comments import MemoryComments
from runlore.engines.memory.datasets import MemoryDatasets
from runlore.engines.memory.experiments import MemoryExperiments
from runlore.engines.memory.logged_models import MemoryLoggedModels
from runlore.engines.memory.overview import MemoryOverview
from runlore.engines.memory.registry import MemoryRegistry
from runlore.engines.memory.runs import MemoryRuns
from runlore.engines.memory.shelf import MemoryShelf
from runlore.engines.memory.state import RunTables
from runlore.engines.memory.trails import MemoryTrails
from runlore.engines.memory.views import MemoryViews
from runlore.engines.memory.writers import MemoryWriters
from runlore.entities.errors import InvalidInputError, UnavailableError
from runlore.stores.catalog import Transaction

T = TypeVar("T")


class MemoryTransaction:
    """All stores at one instant; a ``stores.catalog.Transaction``."""

    def __init__(self, tables: RunTables) -> None:
        self._tables = tables
        self.experiments = MemoryExperiments(tables)
        self.runs = MemoryRuns(tables)
        self.registry = MemoryRegistry()
        self.audit = MemoryAudit()
        self.datasets = MemoryDatasets(tables)
        self.writers = MemoryWriters()
        self.trails = MemoryTrails()
        self.shelf = MemoryShelf()
        self.logged_models = MemoryLoggedModels()
        self.views = MemoryViews()
        self.comments = MemoryComments(tables)

    @property
    def overview(self) -> MemoryOverview:
        """Sums and moments over many runs."""
        return MemoryOverview(
            self._tables,
            self.trails,
            self.shelf,
            (self.logged_models, self.registry),
            self.audit,
        )

    def copy(self) -> "MemoryTransaction":
        """The same content, independent of what happens to this one later."""
        twin = MemoryTransaction(self._tables.copy())
        twin.writers = self.writers.copy()
        twin.trails = self.trails.copy()
        twin.shelf = self.shelf.copy()
        twin.registry = self.registry.copy()
        twin.audit = self.audit.copy()
        twin.logged_models = self.logged_models.copy()
        twin.comments = self.comments.copy(twin._tables)
        twin.views = self.views.copy()
        return twin


class MemoryCatalog:
    """A catalog that is gone with the process; a ``stores.catalog.Catalog``."""

    def __init__(self) -> None:
        self._state = MemoryTransaction(RunTables())
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._commits = 0
        self._closed = False

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do ``work`` atomically and return what it returned."""
        if self._writer == threading.get_ident():
            raise RuntimeError("A write was asked for inside a write: it would wait for itself.")
        with self._writing:
            self._check_open()
            state = self._state.copy()
            self._writer = threading.get_ident()
            try:
                result = work(state)
            finally:
                self._writer = None
            self._state = state
            self._commits += 1
            return result

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot: a state is never changed once it is the catalog's."""
        self._check_open()
        yield self._state

    def changes(self) -> int:
        """How many writes were done."""
        self._check_open()
        return self._commits

    def backup(self, target: Path) -> None:
        """There is no file to copy.

        Raises:
            InvalidInputError: always.
        """
        raise InvalidInputError(
            f"A store in memory cannot be copied to {target.name}. Keep it in a folder instead."
        )

    def check(self) -> list[str]:
        """Nothing: what is in memory has no damage that could be told from a bug."""
        return []

    def close(self) -> None:
        """Forget everything."""
        self._closed = True

    def _check_open(self) -> None:
        if self._closed:
            raise UnavailableError("This store was closed. Open it again.")
