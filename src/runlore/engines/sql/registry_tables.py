"""The schema of the model registry and of its audit, beside ``tables.py``.

``registered_models.last_version`` is the highest number ever given, so that a deleted version's is
not given again. Aliases lie in the row of their model: they are few, and read with it.

``audit`` is append-only: the database itself refuses to change or delete a row
(``Dialect.make_append_only``), so that no code of ours can by mistake. ``audit_head`` is one row
that says which entry is the newest: without it a chain whose end was cut off would look whole.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from runlore.engines.sql.tables import NAME, NUMBER, metadata

registered_models = Table(
    "registered_models",
    metadata,
    Column("model_pk", NUMBER, primary_key=True),
    Column("name", NAME, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("tags", LargeBinary, nullable=False),
    Column("aliases", LargeBinary, nullable=False),  # {alias: version}
    Column("last_version", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

model_versions = Table(
    "model_versions",
    metadata,
    Column("model_pk", ForeignKey("registered_models.model_pk"), primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("tags", LargeBinary, nullable=False),
    Column("stage", String(16), nullable=False),  # Stage.value
    Column("source", Text, nullable=False),
    Column("storage", Text, nullable=False),
    Column("run", String(64)),
    Column("logged_model", String(64)),
    Column("run_link", Text, nullable=False),
    Column("user", NAME, nullable=False),
    Column("status", String(16), nullable=False),
)
# The newest of each stage, and who is in one, from the index alone.
Index(
    "ix_model_versions_stage",
    model_versions.c.model_pk,
    model_versions.c.stage,
    model_versions.c.version,
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("action", String(16), nullable=False),  # AuditAction.value
    Column("model_pk", BigInteger, nullable=False),  # no reference: it outlives the model
    Column("model", NAME, nullable=False),
    Column("version", BigInteger),
    Column("key", NAME, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
Index("ix_audit_model_pk", audit.c.model_pk, audit.c.number)
Index("ix_audit_model", audit.c.model, audit.c.number)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),  # always 1
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
