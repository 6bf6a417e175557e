"""Whether the search index says what the documents say.

Both are read through once and summed up by key, so a store of any size is checked in the memory
that its key names take.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, literal, select

from runlore.engines.sql.documents import run_of, select_runs
from runlore.engines.sql.index import input_columns, metric_entries, values_of
from runlore.engines.sql.model_tables import run_inputs
from runlore.engines.sql.numbers import Key
from runlore.engines.sql.tables import key_counts, keys, run_metrics, run_values, runs
from runlore.entities.run import Run

_ROWS_AT_A_TIME = 1_000
_MASK = 2**64 - 1
_INPUTS: Key = (0, "datasets")
"""What stands for a run's datasets among the keys: no key has this kind."""

_ENTRIES = (
    select(
        keys.c.kind,
        keys.c.name,
        run_values.c.run_pk,
        run_values.c.experiment_id,
        run_values.c.number,
        run_values.c.text,
    ).join_from(run_values, keys, run_values.c.key_id == keys.c.key_id),
    select(
        keys.c.kind,
        keys.c.name,
        run_metrics.c.run_pk,
        run_metrics.c.experiment_id,
        run_metrics.c.last,
        run_metrics.c.min,
        run_metrics.c.max,
        run_metrics.c.mean,
        run_metrics.c.first,
        run_metrics.c["count"],
    ).join_from(run_metrics, keys, run_metrics.c.key_id == keys.c.key_id),
    select(
        literal(_INPUTS[0]),
        literal(_INPUTS[1]),
        run_inputs.c.run_pk,
        run_inputs.c.experiment_id,
        run_inputs.c.number,
        run_inputs.c.name,
        run_inputs.c.digest,
        run_inputs.c.context,
        run_inputs.c.tags,
    ),
)
_COUNTS = (
    select(key_counts.c.experiment_id, keys.c.kind, keys.c.name, key_counts.c.runs)
    .join_from(key_counts, keys, key_counts.c.key_id == keys.c.key_id)
    .where(key_counts.c.runs != 0)
)


def check_index(connection: Connection) -> list[str]:
    """One sentence for each key whose entries or count are not those of the runs."""
    wanted: dict[Key, int] = {}
    counts: dict[tuple[int, Key], int] = {}
    for run_pk, run in _runs(connection):
        for values in _inputs_of(run):
            _add(wanted, _INPUTS, (run_pk, run.experiment_id, *values))
        for key, values in _entries_of(run):
            _add(wanted, key, (run_pk, run.experiment_id, *values))
            if run.deleted_at is None:
                place = (run.experiment_id, key)
                counts[place] = counts.get(place, 0) + 1
    found: dict[Key, int] = {}
    for statement in _ENTRIES:
        for kind, name, *values in connection.execute(statement).yield_per(_ROWS_AT_A_TIME):
            _add(found, (kind, name), values)
    odd = {key[1] for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)}
    kept = {(place, (kind, name)): n for place, kind, name, n in connection.execute(_COUNTS)}
    miscounted = {at[1][1] for at in counts.keys() | kept.keys() if counts.get(at) != kept.get(at)}
    return [
        *(f"The search index of {name!r} is not what its runs say." for name in sorted(odd)),
        *(f"The number of runs with {name!r} is wrong." for name in sorted(miscounted)),
    ]


def _runs(connection: Connection) -> Iterator[tuple[int, Run]]:
    every = select_runs(runs.c.run_pk)
    for row in connection.execute(every).yield_per(_ROWS_AT_A_TIME):
        yield row[0], run_of(row[1:])


def _entries_of(run: Run) -> Iterator[tuple[Key, Sequence[Any]]]:
    yield from values_of(run.params, run.tags, run.summary, run.fingerprint).items()
    yield from metric_entries(run.metrics).items()


def _inputs_of(run: Run) -> Iterator[Sequence[Any]]:
    for number, use in enumerate(run.inputs):
        yield (number, *input_columns(use).values())


def _add(sums: dict[Key, int], key: Key, values: Sequence[Any]) -> None:
    """Add a row to the sum of its key; sums do not depend on the order of rows.

    ``hash`` is of one process, and both sums are made in it. NaN is NULL in the index.
    """
    plain = tuple(None if isinstance(v, float) and math.isnan(v) else v for v in values)
    sums[key] = (sums.get(key, 0) + hash(plain)) & _MASK
