"""One transaction of the SQL engine: a connection, its numbers, and the stores on top."""

from sqlalchemy import Connection, bindparam, select, update

from runlore.engines.sql.dialects import Dialect
from runlore.engines.sql.numbers import NumberMemory, Numbers
from runlore.engines.sql.tables import counters

REVISION = "revision"
"""Name of the counter that grows with every change of a run."""

_READ = select(counters.c.value).where(counters.c.name == REVISION)
_WRITE = update(counters).where(counters.c.name == REVISION).values(value=bindparam("reached"))


class Session:
    """What the stores of one transaction share.

    Attributes:
        connection: where statements go.
        dialect: of the database.
        numbers: of runs and keys.
    """

    def __init__(self, connection: Connection, dialect: Dialect, memory: NumberMemory) -> None:
        self.connection = connection
        self.dialect = dialect
        self.numbers = Numbers(connection, memory)
        self._revision: int | None = None

    def read_revision(self) -> int:
        """The store's newest revision."""
        return int(self.connection.execute(_READ).scalar_one())

    def next_revision(self) -> int:
        """A new revision, for a run that changes now."""
        if self._revision is None:
            self._revision = self.read_revision()
        self._revision += 1
        return self._revision

    def flush(self) -> None:
        """Write what was kept back until the work ended. Call before its commit."""
        if self._revision is not None:
            self.connection.execute(_WRITE, {"reached": self._revision})
