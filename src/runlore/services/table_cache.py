"""Tables that were read, kept by the digest of their file: bounded by their weight in memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from runlore.tables.columns import I64, DataTable

CACHE_BYTES = 256 * 1024 * 1024
"""Fifty tables of 100,000 rows by six columns, or one of the largest that are read."""


class TableCache:
    """Tables and orders of rows; the least recently used go first. For many threads.

    A file's bytes never change under its digest, so nothing in here grows stale. One table is read
    at a time: what reading needs at most is then needed once.
    """

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._held: OrderedDict[object, tuple[DataTable | I64, int]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()
        self._reading = threading.Lock()

    @property
    def weight(self) -> int:
        """Bytes held, about."""
        return self._weight

    def table(self, key: object, read: Callable[[], DataTable]) -> DataTable:
        """The table of that key, read if it is not here."""
        found = self._get(key)
        if not isinstance(found, DataTable):
            with self._reading:
                found = self._get(key)  # another thread may have read it meanwhile
                if not isinstance(found, DataTable):
                    found = read()
                    self._put(key, found, found.weight)
        return found

    def rows(self, key: object, make: Callable[[], I64]) -> I64:
        """The rows of that key, found and ordered if they are not here."""
        found = self._get(key)
        if not isinstance(found, np.ndarray):
            found = make()
            self._put(key, found, found.nbytes)
        return found

    def _get(self, key: object) -> DataTable | I64 | None:
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
            return held[0]

    def _put(self, key: object, value: DataTable | I64, weight: int) -> None:
        with self._lock:
            known = self._held.pop(key, None)
            self._weight += weight - (0 if known is None else known[1])
            self._held[key] = (value, weight)
            while self._weight > self._limit:
                _, (_, gone) = self._held.popitem(last=False)
                self._weight -= gone
