"""The SQL catalog: snapshots from a pool of readers, writes in groups on one connection."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from runlore.engines.sql.dialects import Dialect
from runlore.engines.sql.group_commit import GroupCommit
from runlore.engines.sql.index_check import check_index
from runlore.engines.sql.numbers import NumberMemory
from runlore.engines.sql.session import Session
from runlore.engines.sql.transaction import SqlTransaction
from runlore.engines.sql.writing import GroupWriter
from runlore.entities.errors import UnavailableError
from runlore.stores.catalog import Transaction

T = TypeVar("T")

IDLE_READERS = 8
"""Read connections kept open; more are opened for as long as they are needed."""


class SqlCatalog:
    """A catalog in a SQL database whose schema is up to date; a ``stores.catalog.Catalog``.

    Safe to use from any thread. Not across a fork: SQLite forbids it, so a child is refused.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._memory = NumberMemory()
        self._owner = os.getpid()
        self._writer = GroupWriter(dialect, self._memory)
        self._commits = GroupCommit(self._writer.run_group)
        self._engine = dialect.engine(writes=False)
        self._readers: deque[Connection] = deque()
        self._watcher: Connection | None = None
        self._watching = threading.Lock()
        self._closed = False

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do ``work`` atomically and return what it returned, once that is durable."""
        self._check_usable()
        return self._commits.run(work)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot: all reads inside see one instant."""
        self._check_usable()
        with self._translated(), self._reader() as connection:
            self._dialect.begin_read(connection)
            session = Session(connection, self._dialect, self._memory)
            yield SqlTransaction(session)
            session.numbers.committed()

    def changes(self) -> int:
        """A number that differs from an earlier one if any process committed since."""
        self._check_usable()
        # The watcher never writes, so even our own commits are those of another to it.
        with self._watching, self._translated():
            if self._watcher is None:
                self._watcher = self._engine.connect()
            return self._dialect.changes(self._watcher)

    def backup(self, target: Path) -> None:
        """Write a copy of everything in the catalog, as it was at one instant, to a new file."""
        self._check_usable()
        with self._translated(), self._dialect.engine(writes=True).connect() as connection:
            self._dialect.backup(connection, target)

    def check(self) -> list[str]:
        """Let the database check itself; one sentence for each damage found."""
        self._check_usable()
        with self._translated(), self._reader() as connection:
            self._dialect.begin_read(connection)
            return self._dialect.check(connection) or check_index(connection)

    def close(self) -> None:
        """Let go of files and connections; the last process to do so tidies the log away."""
        self._closed = True
        if self._owner != os.getpid():
            return
        while self._readers:
            self._readers.pop().close()
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self._writer.close()

    def _check_usable(self) -> None:
        if self._closed:
            raise UnavailableError("This store was closed. Open it again.")
        if self._owner != os.getpid():
            raise UnavailableError(
                "This store was opened before the process forked, and a database cannot be shared "
                "across a fork. Open it in a process started by spawn, or talk to a server."
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            ours = self._dialect.translate(error)
            if ours is None:
                raise
            raise ours from error

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        """A connection from the pool; it is closed instead of given back when something failed."""
        try:
            connection = self._readers.pop()
        except IndexError:
            connection = self._engine.connect()
        keep = False
        try:
            yield connection
            connection.exec_driver_sql("ROLLBACK")
            keep = not self._closed and len(self._readers) < IDLE_READERS
        finally:
            if keep:
                self._readers.append(connection)
            else:
                connection.close()
