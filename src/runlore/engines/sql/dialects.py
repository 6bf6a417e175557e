"""What differs between databases, in one seam: connecting, locking, upserts, errors, copies.

Everything else in this engine is portable SQLAlchemy Core. A database is added by a class that
keeps ``Dialect``'s promises.
"""

from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, Insert, Table
from sqlalchemy.exc import DBAPIError

from runlore.entities.errors import RunloreError


class Dialect(Protocol):
    """One kind of database."""

    def engine(self, *, writes: bool) -> Engine:
        """An engine that neither pools nor begins by itself; without ``writes`` it cannot write."""
        ...

    def begin_read(self, connection: Connection) -> None:
        """Start a snapshot that neither blocks nor is blocked by writers."""
        ...

    def begin_write(self, connection: Connection) -> None:
        """Start a transaction once no other writer has one."""
        ...

    def in_transaction(self, connection: Connection) -> bool:
        """Whether a transaction is open; some errors make the database undo it by itself."""
        ...

    def upsert(self, table: Table, keys: tuple[str, ...], replaced: tuple[str, ...] = ()) -> Insert:
        """INSERT that replaces the other columns, or some, where a row has the same keys."""
        ...

    def count_up(self, table: Table, keys: tuple[str, ...], counter: str) -> Insert:
        """INSERT that adds its value to the counter where a row has the same keys."""
        ...

    def newest_number(self, connection: Connection, table: Table) -> int:
        """The largest number that the table ever gave to a row, 0 when none."""
        ...

    def make_append_only(self, connection: Connection, table: Table) -> None:
        """Have the database refuse to change or delete a row of the table from now on."""
        ...

    def changes(self, connection: Connection) -> int:
        """A number that changes with every commit of any other connection."""
        ...

    def check(self, connection: Connection) -> list[str]:
        """What the database finds wrong with itself, one sentence each."""
        ...

    def backup(self, connection: Connection, target: Path) -> None:
        """Write a consistent copy to a new file."""
        ...

    def translate(self, error: DBAPIError) -> RunloreError | None:
        """Our error for one of the database's; None when it means a mistake of our own."""
        ...
