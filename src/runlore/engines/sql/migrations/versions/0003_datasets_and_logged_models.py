"""Datasets and logged models."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "run_inputs",
        sa.Column("experiment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=36), nullable=False),
        sa.Column("run_pk", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("context", sa.String(length=500), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "experiment_id", "name", "digest", "run_pk", name=op.f("pk_run_inputs")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("run_inputs", schema=None) as batch_op:
        batch_op.create_index("ix_run_inputs_run_pk", ["run_pk"], unique=False)

    op.create_table(
        "model_points",
        sa.Column("point_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("model_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("same", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.String(length=64), nullable=True),
        sa.Column("dataset", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_pk"], ["run_numbers.run_pk"], name=op.f("fk_model_points_model_pk")
        ),
        sa.PrimaryKeyConstraint("point_pk", name=op.f("pk_model_points")),
        sa.UniqueConstraint("model_pk", "same", name=op.f("uq_model_points_model_pk_same")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "model_uses",
        sa.Column("use_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("model_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["model_pk"], ["run_numbers.run_pk"], name=op.f("fk_model_uses_model_pk")
        ),
        sa.ForeignKeyConstraint(
            ["run_pk"], ["run_numbers.run_pk"], name=op.f("fk_model_uses_run_pk")
        ),
        sa.PrimaryKeyConstraint("use_pk", name=op.f("pk_model_uses")),
        sa.UniqueConstraint(
            "run_pk", "role", "model_pk", name=op.f("uq_model_uses_run_pk_role_model_pk")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("model_uses", schema=None) as batch_op:
        batch_op.create_index("ix_model_uses_model_pk", ["model_pk"], unique=False)

    op.create_table(
        "datasets",
        sa.Column(
            "dataset_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "experiment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=36), nullable=False),
        sa.Column("source_type", sa.String(length=500), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("schema", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_datasets_experiment_id")
        ),
        sa.PrimaryKeyConstraint("dataset_pk", name=op.f("pk_datasets")),
        sa.UniqueConstraint(
            "experiment_id", "name", "digest", name=op.f("uq_datasets_experiment_id_name_digest")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "logged_models",
        sa.Column(
            "model_pk",
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
        sa.Column("run", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_logged_models_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_pk"], ["run_numbers.run_pk"], name=op.f("fk_logged_models_model_pk")
        ),
        sa.PrimaryKeyConstraint("model_pk", name=op.f("pk_logged_models")),
        sa.UniqueConstraint("id", name=op.f("uq_logged_models_id")),
    )
    with op.batch_alter_table("logged_models", schema=None) as batch_op:
        batch_op.create_index("ix_logged_models_name", ["experiment_id", "name"], unique=False)
        batch_op.create_index(
            "ix_logged_models_newest", ["experiment_id", "deleted_at", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_logged_models_run", ["run"], unique=False, sqlite_where=sa.text("run IS NOT NULL")
        )
