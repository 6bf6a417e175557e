"""Opening a database: make its schema, bring it up to date, or refuse it.

The usual case, a schema that is up to date, costs one SELECT. A new database gets all tables from
``tables.py`` at once, which a test holds equal to what the migrations make. Alembic, which takes as
long to load as the rest of the server, is loaded only to migrate.
"""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from runlore.engines.sql.catalog import SqlCatalog
from runlore.engines.sql.dialects import Dialect
from runlore.engines.sql.registry_tables import audit
from runlore.engines.sql.session import REVISION
from runlore.engines.sql.sqlite import SqliteDialect
from runlore.engines.sql.tables import alembic_version, counters, metadata
from runlore.entities.errors import ConflictError

HEAD = "0007"
"""The newest migration; a test holds it equal to the newest file of ``migrations/versions``."""

MIGRATIONS = Path(__file__).parent / "migrations"


def open_sqlite(file: Path) -> SqlCatalog:
    """Open the catalog in a SQLite file; it and its folder are made when they are new.

    Raises:
        ConflictError: a newer Runlore wrote it, or it is some other program's database.
        DamagedError: the file is no database.
        UnavailableError: it cannot be opened, or is locked for too long.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    dialect = SqliteDialect(file)
    prepare(dialect)
    return SqlCatalog(dialect)


def prepare(dialect: SqliteDialect, head: str = HEAD, migrations: Path = MIGRATIONS) -> None:
    """Make sure that the database has the schema ``head``."""
    try:
        with dialect.engine(writes=True).connect() as connection:
            version = _version(connection)
            if version == head:
                return
            if version is None:
                version = _create(connection, dialect)
            if version != head:
                _upgrade(connection, dialect, head, migrations)
    except DBAPIError as error:
        ours = dialect.translate(error)
        if ours is None:
            raise
        raise ours from error


def initialise(connection: Connection) -> None:
    """Rows that every store has from its first moment on."""
    connection.execute(insert(counters), {"name": REVISION, "value": 0})


def _version(connection: Connection) -> str | None:
    """The schema's version; None for a database without tables."""
    try:
        return connection.execute(select(alembic_version.c.version_num)).scalar()
    except DBAPIError:
        names = inspect(connection).get_table_names()
        if names:
            raise ConflictError(
                f"{connection.engine.url.database} is a database of another program: it has a "
                f"table {names[0]!r} and no version of ours. Choose another file."
            ) from None
        return None


def _create(connection: Connection, dialect: Dialect) -> str | None:
    """Make all tables, unless another process does so meanwhile; gives the version then."""
    dialect.begin_write(connection)
    version = _version(connection)
    if version is None:
        metadata.create_all(connection, checkfirst=False)
        initialise(connection)
        dialect.make_append_only(connection, audit)
        connection.execute(insert(alembic_version), {"version_num": HEAD})
        version = HEAD
    connection.exec_driver_sql("COMMIT")
    return version


def _upgrade(connection: Connection, dialect: SqliteDialect, head: str, migrations: Path) -> None:
    """Run the migrations that are missing, all or none, with a copy of the file kept beside it."""
    alembic = import_module("runlore.engines.sql.migrating")
    version = _version(connection)
    if not alembic.knows(migrations, version):
        raise ConflictError(
            f"{dialect.file.name} was written by a newer Runlore (its schema is {version}, this "
            f"version knows up to {head}). Upgrade Runlore, or open another store."
        )
    copy = dialect.file.with_name(f"{dialect.file.name}.before-{head}")
    copy.unlink(missing_ok=True)
    dialect.backup(connection, copy)
    dialect.begin_write(connection)
    alembic.upgrade(connection, migrations, head)
    connection.exec_driver_sql("COMMIT")
