"""The one connection that writes: groups of works, each in its savepoint, one commit for all."""

import threading
from collections.abc import Sequence
from types import TracebackType

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from runlore.engines.sql.dialects import Dialect
from runlore.engines.sql.group_commit import Job
from runlore.engines.sql.numbers import NumberMemory
from runlore.engines.sql.session import Session
from runlore.engines.sql.transaction import SqlTransaction


class GroupWriter:
    """Runs groups of works, one group at a time.

    The connection stays open from group to group and is made anew after any trouble with it, so
    that a disk that was full or away is used again as soon as it is back.
    """

    def __init__(self, dialect: Dialect, memory: NumberMemory) -> None:
        self._dialect = dialect
        self._memory = memory
        self._engine: Engine = dialect.engine(writes=True)
        self._connection: Connection | None = None
        self._lock = threading.Lock()

    def run_group(self, jobs: Sequence[Job]) -> None:
        """Run the works in one transaction, and note in each job what became of it."""
        waiting = list(jobs)
        with self._lock:
            while waiting:
                waiting = self._try_group(waiting)

    def close(self) -> None:
        """Let go of the connection, after the group that is under way."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        """Close the connection; an open transaction is undone."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _try_group(self, jobs: Sequence[Job]) -> list[Job]:
        """As ``_attempt``; when the transaction itself fails, all its jobs have failed."""
        try:
            return self._attempt(jobs)
        except DBAPIError as error:
            self._drop()
            for job in jobs:
                job.error = self._dialect.translate(error) or error
            return []
        except BaseException:
            self._drop()
            raise

    def _attempt(self, jobs: Sequence[Job]) -> list[Job]:
        """Try all works in one transaction; gives those that must run again in another.

        A full disk makes SQLite undo the whole transaction because of one work: that one fails, and
        the others, which are undone with it, have another try.
        """
        if self._connection is None:
            self._connection = self._engine.connect()
        connection = self._connection
        self._dialect.begin_write(connection)
        done: list[tuple[Job, Session]] = []
        for job in jobs:
            session = Session(connection, self._dialect, self._memory)
            with _Savepoint(connection, self._dialect) as savepoint:
                job.result = job.work(SqlTransaction(session))
                session.flush()
            job.error = savepoint.error
            if job.error is None:
                done.append((job, session))
            elif not self._dialect.in_transaction(connection):
                return [other for other in jobs if other is not job]
        connection.exec_driver_sql("COMMIT")
        for _, session in done:
            session.numbers.committed()
        return []


class _Savepoint:
    """Undoes what a work did when it raises, and keeps the error for its caller.

    Attributes:
        error: what the work raised, in our words if it came from the database.
    """

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect
        self.error: Exception | None = None

    def __enter__(self) -> "_Savepoint":
        self._connection.exec_driver_sql("SAVEPOINT work")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            self._connection.exec_driver_sql("RELEASE SAVEPOINT work")
            return True
        if not isinstance(error, Exception):
            return False  # Ctrl-C belongs to this thread, not to whose work it met
        self.error = error
        if isinstance(error, DBAPIError):
            self.error = self._dialect.translate(error) or error
        if self._dialect.in_transaction(self._connection):
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
            self._connection.exec_driver_sql("RELEASE SAVEPOINT work")
        return True
