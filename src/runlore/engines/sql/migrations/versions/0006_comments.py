"""Comments, main metrics of projects, and indexes for feeds and sizes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("run_pk", _NUMBER, nullable=True),
        sa.Column("model_pk", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("author", sa.String(length=500), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=True),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_comments_run_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index("ix_comments_at", ["at"], unique=False)
        batch_op.create_index("ix_comments_model_pk", ["model_pk", "version"], unique=False)
        batch_op.create_index("ix_comments_revision", ["revision"], unique=False)
        batch_op.create_index("ix_comments_run_pk", ["run_pk"], unique=False)
    op.add_column("projects", sa.Column("main_metric", sa.String(length=500), nullable=True))
    op.add_column("projects", sa.Column("goal", sa.String(length=3), nullable=True))
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("ix_runs_started", ["started_at"], unique=False)
        batch_op.create_index(
            "ix_runs_ended",
            ["ended_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_runs_trashed",
            ["deleted_at"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
        )
    for table in ("columns", "tiles"):
        op.create_index(f"ix_{table}_bytes", table, ["run_pk", sa.text("length(payload)")])
