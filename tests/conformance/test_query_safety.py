"""Whatever a search text says, the database does nothing but read the tables of the search."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from runlore.engines.sql.compile_query import compile_count, compile_page
from runlore.engines.sql.tables import metadata
from runlore.entities.errors import LimitExceededError
from runlore.query.ast import Compare, Expr, Field, FieldKind, Op, Order, RunQuery
from runlore.query.parse import parse_query
from runlore.testing.query_samples import orders, trees
from runlore.testing.samples import SHARED

TABLES = {"runs", "run_values", "run_metrics", "run_inputs", "keys", "experiments", "projects"}
# Columns that only a listing of what was found may read: a filter that could ask them would tell
# what it must not, and would be slow.
DOCUMENTS = {"details", "metrics", "revision"}
FUNCTIONS = {"count", "glob", "lower"}

ATTACKS = st.sampled_from(
    ["' OR 1=1 --", "x'); DROP TABLE runs; --", '" UNION SELECT * FROM writers --', "?", ":p", "%s",
     "{0}", "$1", "`", "]", "\\'", "/*", "pragma_table_info", "\n"]
)  # fmt: skip
ATTACKS |= st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


class Guarded:
    """A fresh schema, and what SQLite was asked to do with it beyond the search's own tables."""

    def __init__(self, connection: Connection) -> None:
        self.refused: list[tuple[object, ...]] = []
        self.connection = connection
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_authorizer(self._decide)

    def _decide(self, action: int, first: str | None, second: str | None, *_: object) -> int:
        allowed = action == sqlite3.SQLITE_SELECT
        if action == sqlite3.SQLITE_READ:
            allowed = first in TABLES and second not in DOCUMENTS
        if action == sqlite3.SQLITE_FUNCTION:
            allowed = second in FUNCTIONS
        if not allowed:
            self.refused.append((action, first, second))
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.connect() as connection:
        yield Guarded(connection)
    engine.dispose()


@given(where=trees(), order=orders())
@settings(SHARED)
def test_a_search_only_selects_from_the_tables_of_the_search(
    guarded: Guarded, where: Expr, order: tuple[Order, ...]
) -> None:
    query = RunQuery(experiments=(1, 2), where=where, order=order, offset=1)
    guarded.connection.execute(compile_page(query)).all()
    assert guarded.connection.execute(compile_count(query)).scalar_one() == 0
    assert guarded.refused == []


@given(key=ATTACKS, value=ATTACKS, op=st.sampled_from([Op.EQ, Op.NE, Op.LT, Op.LIKE, Op.ILIKE]))
@settings(SHARED)
def test_keys_and_values_are_never_part_of_the_statement(
    guarded: Guarded, key: str, value: str, op: Op
) -> None:
    field = Field(FieldKind.PARAM, key)
    query = RunQuery(where=Compare(field, op, value), order=(Order(field),))
    plain = RunQuery(
        where=Compare(Field(FieldKind.PARAM, "lr"), op, "x"),
        order=(Order(Field(FieldKind.PARAM, "lr")),),
    )
    guarded.connection.execute(compile_page(query)).all()
    # A text that looks like a number compares in a second way too; no other difference is allowed.
    if not any(letter.isdigit() for letter in value) and value.lower() not in ("true", "false"):
        assert str(compile_page(query)) == str(compile_page(plain))
    assert guarded.refused == []


@given(key=ATTACKS, value=ATTACKS)
@settings(SHARED)
def test_an_attack_in_quotes_is_only_a_name_and_a_value(
    guarded: Guarded, key: str, value: str
) -> None:
    doubled, quoted = key.replace("`", "``"), value.replace("'", "''")
    where, order = parse_query(f"param.`{doubled}` = '{quoted}' ORDER BY metric.`{doubled}`.min")
    assert where == Compare(Field(FieldKind.PARAM, key), Op.EQ, value)
    guarded.connection.execute(compile_page(RunQuery(where=where, order=order))).all()
    assert guarded.refused == []


def test_the_guard_sees_what_is_not_allowed(guarded: Guarded) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="prohibited"):
        guarded.connection.connection.execute("SELECT details FROM runs")  # type: ignore[attr-defined]
    assert guarded.refused != []


def test_more_experiments_than_a_statement_can_name_are_refused() -> None:
    with pytest.raises(LimitExceededError, match="experiments"):
        compile_page(RunQuery(experiments=tuple(range(40_000))))
