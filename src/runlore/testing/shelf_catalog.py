"""A catalog of nothing but a shelf in memory: enough to try a series engine by itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from runlore.engines.memory.shelf import MemoryShelf
from runlore.stores.catalog import Transaction
from runlore.stores.experiments import ExperimentStore
from runlore.stores.runs import RunStore
from runlore.stores.trails import TrailStore
from runlore.stores.writers import WriterStore

T = TypeVar("T")


class ShelfTransaction:
    """A transaction whose only store is the shelf; asking for another is a mistake of the test."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    @property
    def shelf(self) -> MemoryShelf:
        """The shelf."""
        return self._shelf

    @property
    def experiments(self) -> ExperimentStore:
        """Not here."""
        raise LookupError("ShelfCatalog has no experiments.")

    @property
    def runs(self) -> RunStore:
        """Not here."""
        raise LookupError("ShelfCatalog has no runs.")

    @property
    def writers(self) -> WriterStore:
        """Not here."""
        raise LookupError("ShelfCatalog has no writers.")

    @property
    def trails(self) -> TrailStore:
        """Not here."""
        raise LookupError("ShelfCatalog has no trails.")


class ShelfCatalog:
    """A ``Catalog`` that keeps its shelf in memory: works are atomic, reads are snapshots."""

    def __init__(self) -> None:
        self._shelf = MemoryShelf()
        self._lock = threading.Lock()
        self._commits = 0

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do ``work`` on a copy, which takes the shelf's place when it did not raise."""
        with self._lock:
            shelf = self._shelf.copy()
            result = work(ShelfTransaction(shelf))
            self._shelf = shelf
            self._commits += 1
            return result

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot: a shelf is never changed once it is in place."""
        yield ShelfTransaction(self._shelf)

    def changes(self) -> int:
        """How many works were committed."""
        return self._commits

    def close(self) -> None:
        """Nothing to let go of."""
