"""The table of comments; part of the schema of ``tables.py``.

A deleted comment keeps its row, without its text: its revision tells those who watch.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from runlore.engines.sql.tables import NAME, NUMBER, metadata

comments = Table(
    "comments",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("run_pk", ForeignKey("run_numbers.run_pk")),
    Column("model_pk", BigInteger),  # no reference: it outlives the model
    Column("version", BigInteger),
    Column("author", NAME, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("key", NAME, nullable=False),
    Column("step", BigInteger),
    Column("edited_at", BigInteger),
    Column("deleted_at", BigInteger),
    Column("revision", BigInteger, nullable=False),  # counters["revision"] at its last change
    sqlite_autoincrement=True,
)
Index("ix_comments_run_pk", comments.c.run_pk)
Index("ix_comments_model_pk", comments.c.model_pk, comments.c.version)
Index("ix_comments_at", comments.c.at)
Index("ix_comments_revision", comments.c.revision)
