"""Write the migration that brings the newest one's schema to that of ``tables.py``.

    python tools/new_migration.py 0002 "Keep datasets"

Read the file that it writes, add what must happen to the rows that are there, and set ``HEAD`` in
``engines/sql/schema.py``. ``tests/conformance/test_catalog_schema.py`` says whether all is well.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from runlore.engines.sql import migrating
from runlore.engines.sql.schema import MIGRATIONS
from runlore.engines.sql.sqlite import SqliteDialect


def main(number: str, message: str) -> None:
    """Make an empty database of the newest version, compare, and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        dialect = SqliteDialect(Path(folder) / "schema.db")
        with dialect.engine(writes=True).connect() as connection:
            newest = migrating.newest(MIGRATIONS)
            if newest is not None:
                migrating.upgrade(connection, MIGRATIONS, newest)
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            config.attributes["connection"] = connection
            command.revision(config, message, rev_id=number, autogenerate=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
