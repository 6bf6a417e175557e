"""The index of runs by time holds their ids, so that a listing need not sort."""

from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = ["experiment_id", "deleted_at", "started_at", "id", "status"]


def upgrade() -> None:
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("ix_runs_experiment")
        batch_op.create_index("ix_runs_experiment", _COLUMNS, unique=False)
