# ruff: noqa: PLR0915  (written by tools/new_migration.py)
"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "keys",
        sa.Column("key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_keys")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_keys_kind_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "projects",
        sa.Column(
            "project_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("project_pk", name=op.f("pk_projects")),
        sa.UniqueConstraint("name", name=op.f("uq_projects_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_metrics",
        sa.Column("key_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_pk", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Double(), nullable=True),
        sa.Column("min", sa.Double(), nullable=True),
        sa.Column("max", sa.Double(), nullable=True),
        sa.Column("mean", sa.Double(), nullable=True),
        sa.Column("first", sa.Double(), nullable=True),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "experiment_id", "run_pk", name=op.f("pk_run_metrics")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run_numbers",
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("run_pk", name=op.f("pk_run_numbers")),
        sa.UniqueConstraint("id", name=op.f("uq_run_numbers_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_values",
        sa.Column("key_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_pk", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key_id", "experiment_id", "run_pk", name=op.f("pk_run_values")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "artifacts",
        sa.Column(
            "artifact_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("md5", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("logged_at", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_artifacts_run_pk")
        ),
        sa.PrimaryKeyConstraint("artifact_pk", name=op.f("pk_artifacts")),
        sa.UniqueConstraint("run_pk", "path", "step", name=op.f("uq_artifacts_run_pk_path_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("artifacts", schema=None) as batch_op:
        batch_op.create_index("ix_artifacts_sha256", ["sha256"], unique=False)

    op.create_table(
        "batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_row", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_batches_run_pk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.create_index("ix_batches_run", ["run_pk", "id", "rows"], unique=False)

    op.create_table(
        "captures",
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.String(length=500), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_captures_run_pk")
        ),
        sa.PrimaryKeyConstraint("run_pk", "section", name=op.f("pk_captures")),
    )
    op.create_table(
        "columns",
        sa.Column(
            "column_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chunk", sa.BigInteger(), nullable=False),
        sa.Column("first_row", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("min_step", sa.BigInteger(), nullable=False),
        sa.Column("max_step", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["keys.key_id"], name=op.f("fk_columns_key_id")),
        sa.ForeignKeyConstraint(["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_columns_run_pk")),
        sa.PrimaryKeyConstraint("column_pk", name=op.f("pk_columns")),
        sa.UniqueConstraint(
            "run_pk", "key_id", "chunk", name=op.f("uq_columns_run_pk_key_id_chunk")
        ),
    )
    op.create_table(
        "console",
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("stream", sa.String(length=8), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_console_run_pk")),
        sa.PrimaryKeyConstraint("run_pk", "first", name=op.f("pk_console")),
    )
    op.create_table(
        "experiments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_pk"], ["projects.project_pk"], name=op.f("fk_experiments_project_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
        sa.UniqueConstraint("project_pk", "name", name=op.f("uq_experiments_project_pk_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "series_heads",
        sa.Column(
            "run_pk",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("next_row", sa.BigInteger(), nullable=False),
        sa.Column("folded", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.BigInteger(), nullable=False),
        sa.Column("next_chunk", sa.BigInteger(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_series_heads_run_pk")
        ),
        sa.PrimaryKeyConstraint("run_pk", name=op.f("pk_series_heads")),
    )
    with op.batch_alter_table("series_heads", schema=None) as batch_op:
        batch_op.create_index("ix_series_heads_sealed", ["sealed"], unique=False)
        batch_op.create_index(
            "ix_series_heads_unfolded",
            ["run_pk"],
            unique=False,
            sqlite_where=sa.text("newest > folded"),
        )

    op.create_table(
        "tiles",
        sa.Column("tile_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["keys.key_id"], name=op.f("fk_tiles_key_id")),
        sa.ForeignKeyConstraint(["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_tiles_run_pk")),
        sa.PrimaryKeyConstraint("tile_pk", name=op.f("pk_tiles")),
        sa.UniqueConstraint(
            "run_pk", "key_id", "level", "index", name=op.f("uq_tiles_run_pk_key_id_level_index")
        ),
    )
    op.create_table(
        "writers",
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("writer", sa.String(length=64), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("shapes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_writers_run_pk")),
        sa.PrimaryKeyConstraint("run_pk", "writer", name=op.f("pk_writers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recent_calls",
        sa.Column(
            "run_pk",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_recent_calls_run_pk")
        ),
        sa.PrimaryKeyConstraint("run_pk", name=op.f("pk_recent_calls")),
    )
    op.create_table(
        "key_counts",
        sa.Column(
            "experiment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_key_counts_experiment_id")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["keys.key_id"], name=op.f("fk_key_counts_key_id")),
        sa.PrimaryKeyConstraint("experiment_id", "key_id", name=op.f("pk_key_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column(
            "run_pk",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column(
            "experiment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("heartbeat_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("user", sa.String(length=500), nullable=False),
        sa.Column("host", sa.String(length=500), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("metrics", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_runs_experiment_id")
        ),
        sa.ForeignKeyConstraint(["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_runs_run_pk")),
        sa.PrimaryKeyConstraint("run_pk", name=op.f("pk_runs")),
        sa.UniqueConstraint("id", name=op.f("uq_runs_id")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_runs_experiment",
            ["experiment_id", "deleted_at", "started_at", "status"],
            unique=False,
        )
        batch_op.create_index("ix_runs_newest", ["experiment_id", "deleted_at", "id"], unique=False)
        batch_op.create_index(
            "ix_runs_parent", ["parent"], unique=False, sqlite_where=sa.text("parent IS NOT NULL")
        )
        batch_op.create_index("ix_runs_revision", ["revision"], unique=False)
        batch_op.create_index("ix_runs_status", ["status"], unique=False)

    op.execute("INSERT INTO counters (name, value) VALUES ('revision', 0)")
