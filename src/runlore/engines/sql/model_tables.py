"""Tables of datasets and logged models; part of the schema of ``tables.py``.

``run_inputs`` is derived: it holds what ``Run.inputs`` says, one row for each, for search and for
reading many runs' inputs without their documents. A logged model has its number from
``run_numbers``, as a run has, so that files may be of either.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from runlore.engines.sql.tables import NAME, NUMBER, metadata
from runlore.entities.limits import MAX_DIGEST_CHARS

DIGEST = String(MAX_DIGEST_CHARS)

datasets = Table(
    "datasets",
    metadata,
    Column("dataset_pk", NUMBER, primary_key=True),
    Column("experiment_id", ForeignKey("experiments.id"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("source_type", NAME, nullable=False),
    Column("source", Text, nullable=False),
    Column("schema", Text, nullable=False),
    Column("profile", Text, nullable=False),
    UniqueConstraint("experiment_id", "name", "digest"),
    sqlite_autoincrement=True,
)

# Clustered as a search asks: a dataset's runs lie in one short range of an experiment.
run_inputs = Table(
    "run_inputs",
    metadata,
    Column("experiment_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", NAME, primary_key=True),
    Column("digest", DIGEST, primary_key=True),
    Column("run_pk", BigInteger, primary_key=True, autoincrement=False),
    Column("context", NAME),
    Column("number", Integer, nullable=False),  # place in the run's list
    Column("tags", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_run_inputs_run_pk", run_inputs.c.run_pk)

logged_models = Table(
    "logged_models",
    metadata,
    Column("model_pk", ForeignKey("run_numbers.run_pk"), primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("experiment_id", ForeignKey("experiments.id"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("status", String(16), nullable=False),  # LoggedModelStatus.value
    Column("run", String(64)),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("details", LargeBinary, nullable=False),  # logged_models.Details
)
Index(
    "ix_logged_models_newest",
    logged_models.c.experiment_id,
    logged_models.c.deleted_at,
    logged_models.c.created_at,
)
# Whoever downloads ``runs:/<run>/<name>`` asks for the models of that name first.
Index("ix_logged_models_name", logged_models.c.experiment_id, logged_models.c.name)
Index("ix_logged_models_run", logged_models.c.run, sqlite_where=logged_models.c.run.is_not(None))

model_points = Table(
    "model_points",
    metadata,
    Column("point_pk", NUMBER, primary_key=True),
    Column("model_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("same", LargeBinary(16), nullable=False),  # digest of all that follows
    Column("key", NAME, nullable=False),
    Column("value", Double),  # NULL is NaN
    Column("step", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("run", String(64)),
    Column("dataset", NAME, nullable=False),
    Column("digest", DIGEST, nullable=False),
    UniqueConstraint("model_pk", "same"),
    sqlite_autoincrement=True,
)

ROLE_INPUT, ROLE_OUTPUT = 1, 2

ROLE_READ = 3
"""That the run read files of another run, or of a model: ``engines/sql/reads.py``."""

model_uses = Table(
    "model_uses",
    metadata,
    Column("use_pk", NUMBER, primary_key=True),
    Column("run_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("role", SmallInteger, nullable=False),
    Column("model_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("step", BigInteger),
    UniqueConstraint("run_pk", "role", "model_pk"),
    sqlite_autoincrement=True,
)
Index("ix_model_uses_model_pk", model_uses.c.model_pk)
