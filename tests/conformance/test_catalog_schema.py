"""How a database comes to its schema: made at once, or by migrations, or refused."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from runlore.engines.sql import migrating
from runlore.engines.sql.schema import HEAD, MIGRATIONS, open_sqlite, prepare
from runlore.engines.sql.sqlite import SqliteDialect
from runlore.entities.errors import ConflictError, DamagedError, UnavailableError
from runlore.query.ast import RunQuery
from runlore.testing.samples import an_experiment, stored

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("runs", sa.Column("mood", sa.Text()))
    op.execute("UPDATE runs SET mood = 'calm'")
    op.execute("{last}")
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "runlore.db"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Our migrations and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    _write_next(folder, "SELECT 1")
    return folder


def _write_next(folder: Path, last: str) -> None:
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(head=HEAD, last=last))


def test_a_new_database_is_what_the_migrations_make(tmp_path: Path) -> None:
    at_once, step_by_step = tmp_path / "a.db", tmp_path / "b.db"
    open_sqlite(at_once).close()
    with SqliteDialect(step_by_step).engine(writes=True).connect() as connection:
        migrating.upgrade(connection, MIGRATIONS, HEAD)
    assert _schema(step_by_step) == _schema(at_once)
    catalog = open_sqlite(step_by_step)
    run = stored(catalog, an_experiment(catalog), params={"lr": 1})
    with catalog.read() as tx:
        assert tx.runs.search(RunQuery()) == [run]
    catalog.close()


def test_the_head_is_the_newest_migration() -> None:
    assert migrating.newest(MIGRATIONS) == HEAD


def test_opening_an_up_to_date_store_loads_no_alembic(file: Path) -> None:
    open_sqlite(file).close()
    look = (
        "import sys; from pathlib import Path;"
        "from runlore.engines.sql.schema import open_sqlite;"
        "open_sqlite(Path(sys.argv[1])).close();"
        "sys.exit('alembic' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", look, str(file)], check=False).returncode == 0


def test_an_older_store_is_migrated_and_copied_before(file: Path, migrations: Path) -> None:
    catalog = open_sqlite(file)
    run = stored(catalog, an_experiment(catalog))
    catalog.close()
    prepare(SqliteDialect(file), "9999", migrations)
    prepare(SqliteDialect(file), "9999", migrations)
    with sqlite3.connect(file) as after:
        assert after.execute("SELECT id, mood FROM runs").fetchall() == [(run.id, "calm")]
        assert after.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    after.close()
    copy = open_sqlite(file.with_name("runlore.db.before-9999"))
    with copy.read() as tx:
        assert tx.runs.get(run.id) == run
    copy.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(file: Path, migrations: Path) -> None:
    catalog = open_sqlite(file)
    run = stored(catalog, an_experiment(catalog))
    catalog.close()
    before = _schema(file)
    _write_next(migrations, "SELECT nonsense FROM nowhere")
    with pytest.raises(OperationalError, match="nowhere"):
        prepare(SqliteDialect(file), "9999", migrations)
    assert _schema(file) == before
    catalog = open_sqlite(file)
    with catalog.read() as tx:
        assert tx.runs.get(run.id) == run
    catalog.close()


def test_a_store_of_a_newer_version_is_refused_untouched(file: Path, migrations: Path) -> None:
    open_sqlite(file).close()
    prepare(SqliteDialect(file), "9999", migrations)
    before = _schema(file)
    with pytest.raises(ConflictError, match=r"newer Runlore .*9999.*Upgrade"):
        open_sqlite(file)
    assert _schema(file) == before


def test_a_database_of_another_program_is_refused_untouched(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE experiments (experiment_id INTEGER)")
    other.close()
    with pytest.raises(ConflictError, match="another program"):
        open_sqlite(file)
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("experiments",)]
    other.close()


def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DamagedError, match="not a database"):
        open_sqlite(file)


def test_a_folder_in_the_place_of_the_file_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(UnavailableError, match="unable to open"):
        open_sqlite(file)


def _schema(file: Path) -> dict[str, object]:
    """What a database is made of: every column, key, reference and index, and the version."""
    with sqlite3.connect(file) as db:

        def ask(statement: str) -> list[tuple[object, ...]]:
            return sorted(db.execute(statement).fetchall(), key=repr)

        tables = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        indexes = ask("SELECT name FROM sqlite_master WHERE type = 'index'")
        found: dict[str, object] = {
            "tables": ask("PRAGMA table_list"),
            "indexes": ask("SELECT name, sql FROM sqlite_master WHERE type = 'index'"),
            "triggers": ask("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"),
            "version": ask("SELECT version_num FROM alembic_version"),
            "counters": ask("SELECT * FROM counters"),
        }
        for table in tables:
            found[f"{table} columns"] = ask(f"PRAGMA table_xinfo('{table}')")
            references = ask(f"PRAGMA foreign_key_list('{table}')")
            found[f"{table} references"] = sorted((row[2:] for row in references), key=repr)
            made_by = ask(f"PRAGMA index_list('{table}')")
            found[f"{table} indexes"] = sorted((row[1:] for row in made_by), key=repr)
            sql = str(ask(f"SELECT sql FROM sqlite_master WHERE name = '{table}'"))
            found[f"{table} counts by itself"] = "AUTOINCREMENT" in sql
        for (index,) in indexes:
            found[f"{index} columns"] = ask(f"PRAGMA index_xinfo('{index}')")
    db.close()
    return found
