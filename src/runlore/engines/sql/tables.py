"""The schema: every table of the SQL engine but those of the three other ``…_tables`` modules.

A run is a ``runs`` row: scalars in columns, the rest (params, tags, summary …) in ``details`` and
the statistics of its metrics in ``metrics``, two msgpack documents that a listing decodes. Beside
it stands the search index, which nothing but search reads: one ``run_values`` row for each param,
tag and summary key, one ``run_metrics`` row for each metric. ``key_counts`` says how many live runs
of an experiment carry a key.

Everything about a run refers to it by number (``run_pk``): ``run_numbers`` gives a run id its
number once and for ever, so a number that was read may be remembered.

NULL in a number column of ``run_metrics`` is NaN (databases cannot keep NaN); a metric that a run
does not have has no row.

``engines/sql/compile_query.py`` turns a query into ``compile_page(query)``, which selects
``runs.c.run_pk`` in the order of the page, and ``compile_count(query)``, which selects one number.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from runlore.query.ast import FieldKind

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in a column that is exactly INTEGER PRIMARY KEY.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
NAME = String(500)

KIND_NUMBERS = {
    FieldKind.PARAM: 1,
    FieldKind.METRIC: 2,
    FieldKind.TAG: 3,
    FieldKind.SUMMARY: 4,
    FieldKind.FINGERPRINT: 5,
}
"""How ``keys.kind`` spells the kinds that have keys."""

# Alembic's own table: a single row, the name of the newest migration that was run.
alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

projects = Table(
    "projects",
    metadata,
    Column("project_pk", NUMBER, primary_key=True),
    Column("name", NAME, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("notes", Text, nullable=False),
    Column("main_metric", NAME),
    Column("goal", String(3)),
    sqlite_autoincrement=True,
)

experiments = Table(
    "experiments",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_pk", ForeignKey("projects.project_pk"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("tags", LargeBinary, nullable=False),
    Column("notes", Text, nullable=False),
    UniqueConstraint("project_pk", "name"),
    sqlite_autoincrement=True,
)

run_numbers = Table(
    "run_numbers",
    metadata,
    Column("run_pk", NUMBER, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    sqlite_autoincrement=True,
)

runs = Table(
    "runs",
    metadata,
    Column("run_pk", ForeignKey("run_numbers.run_pk"), primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("experiment_id", ForeignKey("experiments.id"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("status", String(16), nullable=False),  # RunStatus.value
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("heartbeat_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("user", NAME, nullable=False),
    Column("host", NAME, nullable=False),
    Column("parent", String(64)),
    Column("rows", BigInteger, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),  # counters["revision"] at its last change
    Column("notes", Text, nullable=False),
    Column("details", LargeBinary, nullable=False),  # documents.Details
    Column("metrics", LargeBinary, nullable=False),  # {metric: MetricSummary}
)
# Listing an experiment by time with its ties, and all counts of projects and experiments, from the
# index alone. Without the id every listing sorted them all: 10,000 runs 30 ms and not 0.2 ms.
Index(
    "ix_runs_experiment",
    runs.c.experiment_id,
    runs.c.deleted_at,
    runs.c.started_at,
    runs.c.id,
    runs.c.status,
)
# The order of a listing that asks for none, and the tie of every other, without reading rows of
# ``runs``, which are fat: 20,000 of an experiment 10 ms instead of 35 ms.
Index("ix_runs_newest", runs.c.experiment_id, runs.c.deleted_at, runs.c.id)
# Running runs are few: the watch over their heartbeats finds them without a walk over all.
Index("ix_runs_status", runs.c.status)
Index("ix_runs_revision", runs.c.revision)
# The newest moments of a whole store, for its feed, without a walk over all runs.
Index("ix_runs_started", runs.c.started_at)
Index("ix_runs_ended", runs.c.ended_at, sqlite_where=runs.c.ended_at.is_not(None))
Index("ix_runs_trashed", runs.c.deleted_at, sqlite_where=runs.c.deleted_at.is_not(None))
Index("ix_runs_parent", runs.c.parent, sqlite_where=runs.c.parent.is_not(None))

counters = Table(
    "counters",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("key_id", NUMBER, primary_key=True),
    Column("kind", SmallInteger, nullable=False),
    Column("name", NAME, nullable=False),
    Column("folded", Text, nullable=False),  # name.casefold(), for search by part
    UniqueConstraint("kind", "name"),
    sqlite_autoincrement=True,
)

key_counts = Table(
    "key_counts",
    metadata,
    Column("experiment_id", ForeignKey("experiments.id"), primary_key=True),
    Column("key_id", ForeignKey("keys.key_id"), primary_key=True),
    Column("runs", BigInteger, nullable=False),  # live ones
    sqlite_with_rowid=False,
)

# Both tables are clustered by key, then experiment, then run: what a search asks of one key lies in
# one short range, whichever number is asked, and needs no index beside it. Measured with 100,000
# runs of 35 attributes, 20,000 of them in the experiment: filter on a metric and a param, order by
# a metric 10 ms; clustered by run with an index on (key, number) 40 to 130 ms, and a fifth more
# bytes. Watched by benchmarks/bench_runs_table.py.
run_values = Table(
    "run_values",
    metadata,
    Column("key_id", BigInteger, primary_key=True, autoincrement=False),
    Column("experiment_id", BigInteger, primary_key=True, autoincrement=False),
    Column("run_pk", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Double),
    Column("text", Text),
    sqlite_with_rowid=False,
)

run_metrics = Table(
    "run_metrics",
    metadata,
    Column("key_id", BigInteger, primary_key=True, autoincrement=False),
    Column("experiment_id", BigInteger, primary_key=True, autoincrement=False),
    Column("run_pk", BigInteger, primary_key=True, autoincrement=False),
    Column("last", Double),
    Column("min", Double),
    Column("max", Double),
    Column("mean", Double),
    Column("first", Double),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

writers = Table(
    "writers",
    metadata,
    Column("run_pk", ForeignKey("run_numbers.run_pk"), primary_key=True),
    Column("writer", String(64), primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("label", NAME, nullable=False),
    Column("shapes", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

recent_calls = Table(
    "recent_calls",
    metadata,
    Column("run_pk", ForeignKey("run_numbers.run_pk"), primary_key=True, autoincrement=False),
    Column("digests", LargeBinary, nullable=False),  # of the last calls, one behind the other
)

console = Table(
    "console",
    metadata,
    Column("run_pk", ForeignKey("run_numbers.run_pk"), primary_key=True),
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    Column("stream", String(8), nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("lines", LargeBinary, nullable=False),
)

captures = Table(
    "captures",
    metadata,
    Column("run_pk", ForeignKey("run_numbers.run_pk"), primary_key=True),
    Column("section", NAME, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("artifact_pk", NUMBER, primary_key=True),  # grows: the newest of a path has the largest
    Column("run_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("path", String(1000), nullable=False),
    Column("step", BigInteger, nullable=False),  # NO_STEP for none
    Column("sha256", String(64), nullable=False),
    Column("md5", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("kind", String(50), nullable=False),
    Column("logged_at", BigInteger, nullable=False),
    Column("origin", String(20), nullable=False),
    UniqueConstraint("run_pk", "path", "step"),
    sqlite_autoincrement=True,
)
Index("ix_artifacts_sha256", artifacts.c.sha256)

series_heads = Table(
    "series_heads",
    metadata,
    Column("run_pk", ForeignKey("run_numbers.run_pk"), primary_key=True, autoincrement=False),
    Column("next_row", BigInteger, nullable=False),
    Column("folded", BigInteger, nullable=False),
    Column("sealed", BigInteger, nullable=False),
    Column("next_chunk", BigInteger, nullable=False),
    Column("newest", BigInteger, nullable=False),  # largest batch id of the run
)
# What waits to be folded is found without a walk over all runs; it is asked four times a second.
Index(
    "ix_series_heads_unfolded",
    series_heads.c.run_pk,
    sqlite_where=series_heads.c.newest > series_heads.c.folded,
)

Index("ix_series_heads_sealed", series_heads.c.sealed)

batches = Table(
    "batches",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("run_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("first_row", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_batches_run", batches.c.run_pk, batches.c.id, batches.c.rows)

columns = Table(
    "columns",
    metadata,
    Column("column_pk", NUMBER, primary_key=True),
    Column("run_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("key_id", ForeignKey("keys.key_id"), nullable=False),
    Column("chunk", BigInteger, nullable=False),
    Column("first_row", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("min_step", BigInteger, nullable=False),
    Column("max_step", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("run_pk", "key_id", "chunk"),
)
# What a project's series take is summed up from these two without touching the payloads: 1 GB of
# 900,000 of them in 0.4 s instead of 4 s, and cold in a fraction of the reads.
Index("ix_columns_bytes", columns.c.run_pk, func.length(columns.c.payload))

tiles = Table(
    "tiles",
    metadata,
    Column("tile_pk", NUMBER, primary_key=True),
    Column("run_pk", ForeignKey("run_numbers.run_pk"), nullable=False),
    Column("key_id", ForeignKey("keys.key_id"), nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("index", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("run_pk", "key_id", "level", "index"),
)
Index("ix_tiles_bytes", tiles.c.run_pk, func.length(tiles.c.payload))
