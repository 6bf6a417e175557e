"""SQLite: one file in WAL mode, every commit on the disk before it is answered."""

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from runlore.entities.errors import (
    DamagedError,
    RunloreError,
    StorageFullError,
    UnavailableError,
)

BUSY_SECONDS = 30.0
"""How long to wait for another process that writes before the caller is told so (R24)."""

CHECKPOINT_PAGES = 4_000
"""Pages (16 MB) in the log before they are copied home: a busy store does so every few seconds."""

MAX_LOG_BYTES = 64 * 1024 * 1024
"""To this the log file is cut back after a long reader let it grow."""

_RETRY_SECONDS = 0.02


class SqliteDialect:
    """One SQLite file; a ``dialects.Dialect``."""

    def __init__(self, file: Path) -> None:
        self.file = file
        # Building a statement costs ten times what running it does.
        self._statements: dict[tuple[str, tuple[str, ...], object], Insert] = {}

    def engine(self, *, writes: bool) -> Engine:
        """An engine whose connections are made for writing, or refuse it."""
        engine = create_engine(
            URL.create("sqlite", database=str(self.file)),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            # One connection serves one thread at a time, but not always the same one.
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_writer if writes else _prepare_reader)
        return engine

    def begin_read(self, connection: Connection) -> None:
        """Start a snapshot; it is that of the first read inside."""
        connection.exec_driver_sql("BEGIN")

    def begin_write(self, connection: Connection) -> None:
        """Take the only write lock, waiting for other processes."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def in_transaction(self, connection: Connection) -> bool:
        """Whether a transaction is open."""
        return _driver(connection).in_transaction

    def upsert(self, table: Table, keys: tuple[str, ...], replaced: tuple[str, ...] = ()) -> Insert:
        """INSERT that replaces the other columns, or some, where a row has the same keys."""
        known = self._statements.get((table.name, keys, replaced))
        if known is not None:
            return known
        statement = insert(table).inline()
        others = [c.name for c in table.c if c.name not in keys and not c.primary_key]
        made = statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: statement.excluded[name] for name in replaced or others},
        )
        return self._statements.setdefault((table.name, keys, replaced), made)

    def count_up(self, table: Table, keys: tuple[str, ...], counter: str) -> Insert:
        """INSERT that adds its value to the counter where a row has the same keys."""
        known = self._statements.get((table.name, keys, counter))
        if known is not None:
            return known
        statement = insert(table).inline()
        total = table.c[counter] + statement.excluded[counter]
        made = statement.on_conflict_do_update(index_elements=keys, set_={counter: total})
        return self._statements.setdefault((table.name, keys, counter), made)

    def newest_number(self, connection: Connection, table: Table) -> int:
        """The largest number that the table ever gave to a row, 0 when none."""
        found: int | None = connection.exec_driver_sql(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
        ).scalar()
        return found or 0

    def make_append_only(self, connection: Connection, table: Table) -> None:
        """Triggers that refuse; a migration that makes a table append-only writes the same."""
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, 'the {table.name} is append-only'); END"
            )

    def changes(self, connection: Connection) -> int:
        """SQLite's own counter of what other connections committed; a look into shared memory."""
        return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def check(self, connection: Connection) -> list[str]:
        """What ``integrity_check`` and ``foreign_key_check`` find."""
        try:
            pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        except DBAPIError as error:
            return [f"The database cannot be read through: {error.orig}."]
        found = [f"SQLite reports: {line}." for line in pages if line != "ok"]
        found += [f"A row of {row[0]} names a row of {row[2]} that is gone." for row in orphans]
        return found

    def backup(self, connection: Connection, target: Path) -> None:
        """Write a compact, consistent copy; a half-written one never has the name."""
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as copy:
            os.fsync(copy.fileno())
        part.replace(target)

    def translate(self, error: DBAPIError) -> RunloreError | None:
        """Our error for one of SQLite's, by its text: its number is not told before Python 3.11."""
        text = str(error.orig)
        if "disk is full" in text:
            return StorageFullError(
                f"There is no space left for {self.file.name}. Nothing was changed; free some "
                "space and send again."
            )
        if "is locked" in text or "busy" in text:
            return UnavailableError(
                f"{self.file.name} has been locked by another process for {BUSY_SECONDS:.0f} s. "
                "Try again."
            )
        if "disk I/O error" in text or "unable to open" in text or "readonly" in text:
            return UnavailableError(
                f"{self.file.name} cannot be read or written ({text}). Look at the disk and the "
                "rights on its folder, then try again."
            )
        if "malformed" in text or "not a database" in text:
            return DamagedError(
                f"{self.file.name} is damaged ({text}). Restore a backup, or run `runlore verify`."
            )
        return None


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: object = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("A connection of another driver came to the SQLite dialect.")
    return driver


def _prepare_writer(driver: sqlite3.Connection, _record: object) -> None:
    _switch_to_wal(driver)
    for setting in (
        # FULL: the log is on the disk before a commit returns. NORMAL would lose acknowledged
        # records in a power cut.
        "synchronous = FULL",
        "foreign_keys = ON",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        f"journal_size_limit = {MAX_LOG_BYTES}",
        "temp_store = MEMORY",
    ):
        driver.execute(f"PRAGMA {setting}")


def _prepare_reader(driver: sqlite3.Connection, _record: object) -> None:
    for setting in ("query_only = ON", "temp_store = MEMORY"):
        driver.execute(f"PRAGMA {setting}")


def _switch_to_wal(driver: sqlite3.Connection) -> None:
    """The switch needs the file alone and does not wait by itself; it happens once in a file."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            mode = driver.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
        else:
            if mode == "wal":
                return
            raise sqlite3.OperationalError(f"unable to open in WAL mode, only in {mode!r} mode")
        time.sleep(_RETRY_SECONDS)
