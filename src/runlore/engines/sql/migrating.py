"""Running migrations by alembic; imported only when there is one to run."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection


def knows(migrations: Path, version: str | None) -> bool:
    """Whether a version of the schema is one of ours; None, before the first migration, is."""
    if version is None:
        return True
    try:
        return ScriptDirectory(str(migrations)).get_revision(version) is not None
    except CommandError:
        return False


def newest(migrations: Path) -> str | None:
    """The newest version that the folder's files make."""
    return ScriptDirectory(str(migrations)).get_current_head()


def upgrade(connection: Connection, migrations: Path, head: str) -> None:
    """Bring the schema to the version, inside the transaction that is open on the connection."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
