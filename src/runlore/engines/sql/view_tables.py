"""Tables of saved views; part of the schema of ``tables.py``."""

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text, UniqueConstraint

from runlore.engines.sql.tables import NAME, metadata

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("project", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("state", Text, nullable=False),
    Column("default", Boolean, nullable=False),
    Column("owner", NAME, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    UniqueConstraint("project", "name"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("state", Text, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
)
