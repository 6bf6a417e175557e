"""A database of MLflow's: opened to read, asked by plain SELECTs.

Tables and columns are taken as they are found: databases of old versions lack some.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from runlore.entities.errors import InvalidInputError, NotFoundError, UnavailableError

_ROWS_AT_ONCE = 10_000
_NEEDED = ("experiments", "runs", "metrics", "params", "tags")
_WANTED = (
    *("experiment_tags", "inputs", "input_tags", "datasets"),
    *("logged_models", "logged_model_metrics", "logged_model_params", "logged_model_tags"),
    *("registered_models", "registered_model_tags", "registered_model_aliases"),
    *("model_versions", "model_version_tags"),
)


class Database:
    """Tables of MLflow's, found in a database.

    Attributes:
        uri: how it is called, without its password.
        folder: where an SQLite file lies; None for a server.
        tables: those that are there, by name.
    """

    def __init__(self, uri: str) -> None:
        """Open it.

        Args:
            uri: such as ``sqlite:///mlflow.db`` or ``postgresql://user@host/mlflow``.

        Raises:
            InvalidInputError: it is no database of MLflow's, or its driver is not installed.
            NotFoundError: there is no such file.
            UnavailableError: it cannot be read.
        """
        url = _url_of(uri)
        self.uri = url.render_as_string(hide_password=True)
        self.folder = Path(str(url.database)).resolve().parent if _is_file(url) else None
        self._engine = _engine_of(url)
        self.tables = self._reflect()

    def rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        """What a query finds.

        Raises:
            UnavailableError: the database cannot be read.
        """
        with self._reading(), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def tags_of(
        self, table: str, owner: str, owners: Sequence[str] | None = None
    ) -> dict[Any, dict[str, str]]:
        """Keys and values of a table by their owner: all, or those of some owners."""
        found = self.tables.get(table)
        if found is None:
            return {}
        query = sa.select(found.c[owner], found.c.key, found.c.value)
        if owners is not None:
            query = query.where(found.c[owner].in_(owners))
        tags: dict[Any, dict[str, str]] = {}
        for row in self.rows(query.order_by(found.c.key)):
            tags.setdefault(row[owner], {})[row["key"]] = row["value"] or ""
        return tags

    def stream(self, query: sa.Select[Any]) -> Iterator[sa.RowMapping]:
        """What a query finds, in bounded memory.

        Raises:
            UnavailableError: the database cannot be read.
        """
        with self._reading(), self._engine.connect() as connection:
            found = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
            yield from found.mappings()

    def count(self, table: str) -> int:
        """How many rows a table has; 0 when there is no such table."""
        with self._reading():
            if not sa.inspect(self._engine).has_table(table):
                return 0
        counted = sa.select(sa.func.count().label("n")).select_from(sa.table(table))
        return int(self.rows(counted)[0]["n"])

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def _reflect(self) -> dict[str, sa.Table]:
        with self._reading():
            there = set(sa.inspect(self._engine).get_table_names())
            missing = [name for name in _NEEDED if name not in there]
            if missing:
                raise InvalidInputError(
                    f"{self.uri} is no database of MLflow's: it has no table {missing[0]!r}."
                )
            metadata = sa.MetaData()
            names = [name for name in (*_NEEDED, *_WANTED) if name in there]
            metadata.reflect(self._engine, only=names, resolve_fks=False)
        return {name: metadata.tables[name] for name in names}

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise UnavailableError(f"{self.uri} cannot be read: {error.orig}.") from error
        except SQLAlchemyError as error:
            raise UnavailableError(f"{self.uri} cannot be read: {error}.") from error


def having(table: sa.Table, column: str, values: Sequence[Any]) -> sa.Select[Any]:
    """The rows of a table whose column has one of the values."""
    return sa.select(table).where(table.c[column].in_(values))


def _url_of(uri: str) -> URL:
    try:
        url = make_url(uri)
    except ArgumentError:
        raise InvalidInputError(
            f"{uri!r} is no address of a database, such as sqlite:///mlflow.db."
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise InvalidInputError(f"{uri!r} names no file. Write sqlite:///path/to/mlflow.db.")
        if not Path(url.database).is_file():
            raise NotFoundError("database", url.database)
    return url


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _engine_of(url: URL) -> sa.Engine:
    if _is_file(url):
        file = Path(str(url.database)).resolve()
        url = url.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"})
    try:
        return sa.create_engine(url)
    except NoSuchModuleError:
        raise InvalidInputError(
            f"{url.drivername!r} is no kind of database that is known here."
        ) from None
    except ModuleNotFoundError as error:
        extra = ' pip install "runlore[postgres]"' if "psycopg" in str(error) else ""
        raise InvalidInputError(
            f"The driver {error.name!r} for {url.drivername} is not installed.{extra}"
        ) from None
