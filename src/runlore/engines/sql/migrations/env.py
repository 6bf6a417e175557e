"""How alembic runs our migrations: on the connection it is given, in the caller's transaction."""

from alembic import context

from runlore.engines.sql import registry_tables  # noqa: F401 - puts its tables into metadata
from runlore.engines.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
