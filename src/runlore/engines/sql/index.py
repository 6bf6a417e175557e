"""The search index of runs: one row a key, kept in step with the documents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Executable, and_, bindparam, delete, func, insert, select

from runlore.engines.sql.model_tables import run_inputs
from runlore.engines.sql.numbers import Key
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import KIND_NUMBERS, key_counts, run_metrics, run_values, runs
from runlore.entities.dataset import DatasetUse
from runlore.entities.metric import MetricSummary
from runlore.entities.params import JSONValue
from runlore.query.ast import FieldKind
from runlore.query.flatten import flatten_params, index_value, searched_text

_PARAM = KIND_NUMBERS[FieldKind.PARAM]
_TAG = KIND_NUMBERS[FieldKind.TAG]
_SUMMARY = KIND_NUMBERS[FieldKind.SUMMARY]
_FINGERPRINT = KIND_NUMBERS[FieldKind.FINGERPRINT]
_METRIC = KIND_NUMBERS[FieldKind.METRIC]

_DROP_VALUES = delete(run_values).where(
    and_(
        run_values.c.key_id == bindparam("of_key"),
        run_values.c.experiment_id == bindparam("of_experiment"),
        run_values.c.run_pk == bindparam("of_run"),
    )
)
_DROP_METRICS = delete(run_metrics).where(
    and_(
        run_metrics.c.key_id == bindparam("of_key"),
        run_metrics.c.experiment_id == bindparam("of_experiment"),
        run_metrics.c.run_pk == bindparam("of_run"),
    )
)

_DROP_INPUTS = delete(run_inputs).where(run_inputs.c.run_pk == bindparam("of_run"))

_PLACE = ("key_id", "experiment_id", "run_pk")

_STATISTICS = ("last", "min", "max", "mean", "first", "count")
_statistics_of = attrgetter(*_STATISTICS)

V = TypeVar("V")
_Place = dict[str, int | None]
_Statistics = tuple[float, ...]
IndexedValue = tuple[float | None, str | None]


class IndexState(NamedTuple):
    """What the index says of a run.

    Attributes:
        experiment: where it is; None for a run that is not there.
        live: whether it counts, that is, is not in the trash.
        values: its params, tags, summary and fingerprint.
        metrics: its statistics.
        inputs: the datasets that it used.
    """

    experiment: int | None
    live: bool
    values: Mapping[Key, IndexedValue]
    metrics: Mapping[str, MetricSummary]
    inputs: Sequence[DatasetUse] = ()


NOWHERE = IndexState(None, live=False, values={}, metrics={})
"""Of a run that is not there: before it is created, after it is deleted."""


def input_columns(use: DatasetUse) -> dict[str, Any]:
    """The index entry of a dataset that a run used, but whose it is."""
    return {
        "name": use.name,
        "digest": use.digest,
        "context": None if use.context is None else searched_text(use.context),
        "tags": msgspec.msgpack.encode(use.tags),
    }


def values_of(
    params: Mapping[str, JSONValue],
    tags: Mapping[str, str],
    summary: Mapping[str, JSONValue],
    fingerprint: Mapping[str, str],
) -> dict[Key, IndexedValue]:
    """The index entries of a run's params, tags, summary and fingerprint."""
    entries = {(_PARAM, k): index_value(v) for k, v in flatten_params(dict(params)).items()}
    entries.update({(_TAG, k): index_value(v) for k, v in tags.items()})
    entries.update(
        {(_SUMMARY, k): index_value(v) for k, v in flatten_params(dict(summary)).items()}
    )
    entries.update({(_FINGERPRINT, k): index_value(v) for k, v in fingerprint.items()})
    return entries


def metric_entries(metrics: Mapping[str, MetricSummary]) -> dict[Key, _Statistics]:
    """The index entries of a run's metrics."""
    return {(_METRIC, key): _statistics_of(summary) for key, summary in metrics.items()}


class SearchIndex:
    """Writes the difference between two states of a run."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection
        self._numbers = session.numbers
        dialect = session.dialect
        self._put_values = dialect.upsert(run_values, _PLACE)
        self._put_metrics = dialect.upsert(run_metrics, _PLACE)
        self._count = dialect.count_up(key_counts, ("experiment_id", "key_id"), "runs")

    def move(self, run_pk: int, before: IndexState, after: IndexState) -> None:
        """Bring the index of one run from one state to another."""
        put = {"run_pk": run_pk, "experiment_id": after.experiment}
        drop = {"of_run": run_pk, "of_experiment": before.experiment}
        moved = before.experiment != after.experiment
        self._move_values(put, drop, *_difference(before.values, after.values, moved=moved))
        self._move_metrics(
            put,
            drop,
            *_difference(
                metric_entries(before.metrics), metric_entries(after.metrics), moved=moved
            ),
        )
        self._move_inputs(run_pk, before, after)
        self._move_counts(_count_changes(before, after))

    def count_again(self, experiment: int) -> None:
        """Count the keys of an experiment's live runs anew, after many of them changed at once."""
        self._connection.execute(delete(key_counts).where(key_counts.c.experiment_id == experiment))
        for index in (run_values, run_metrics):
            counted = (
                select(index.c.experiment_id, index.c.key_id, func.count())
                .join(runs, runs.c.run_pk == index.c.run_pk)
                .where(index.c.experiment_id == experiment, runs.c.deleted_at.is_(None))
                .group_by(index.c.experiment_id, index.c.key_id)
            )
            self._connection.execute(
                insert(key_counts).from_select(["experiment_id", "key_id", "runs"], counted)
            )

    def _move_values(
        self, put: _Place, drop: _Place, changed: Mapping[Key, IndexedValue], gone: Sequence[Key]
    ) -> None:
        numbers = self._numbers.ensure_keys([*changed, *gone])
        self._each(_DROP_VALUES, [{**drop, "of_key": numbers[key]} for key in gone])
        self._each(
            self._put_values,
            [
                {**put, "key_id": numbers[key], "number": number, "text": text}
                for key, (number, text) in changed.items()
            ],
        )

    def _move_metrics(
        self, put: _Place, drop: _Place, changed: Mapping[Key, _Statistics], gone: Sequence[Key]
    ) -> None:
        numbers = self._numbers.ensure_keys([*changed, *gone])
        self._each(_DROP_METRICS, [{**drop, "of_key": numbers[key]} for key in gone])
        self._each(
            self._put_metrics,
            [
                {**put, "key_id": numbers[key], **dict(zip(_STATISTICS, values, strict=True))}
                for key, values in changed.items()
            ],
        )

    def _move_inputs(self, run_pk: int, before: IndexState, after: IndexState) -> None:
        """A run's datasets are few and rarely change: all rows are made anew when they do."""
        moved = before.experiment != after.experiment
        if before.inputs and (moved or before.inputs != after.inputs):
            self._connection.execute(_DROP_INPUTS, {"of_run": run_pk})
        if after.inputs and (moved or before.inputs != after.inputs):
            place = {"run_pk": run_pk, "experiment_id": after.experiment}
            rows = [
                {**place, "number": number, **input_columns(use)}
                for number, use in enumerate(after.inputs)
            ]
            self._connection.execute(insert(run_inputs), rows)

    def _move_counts(self, changes: Mapping[tuple[int, Key], int]) -> None:
        numbers = self._numbers.ensure_keys(key for _, key in changes)
        self._each(
            self._count,
            [
                {"experiment_id": experiment, "key_id": numbers[key], "runs": change}
                for (experiment, key), change in changes.items()
            ],
        )

    def _each(self, statement: Executable, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(statement, rows)


def _difference(
    before: Mapping[Key, V], after: Mapping[Key, V], *, moved: bool
) -> tuple[dict[Key, V], list[Key]]:
    """What to put and what to drop; NaN, which equals nothing, counts as changed.

    Rows lie by experiment, so all of them go and come when a run moves to another.
    """
    changed = {key: value for key, value in after.items() if moved or before.get(key) != value}
    return changed, [key for key in before if moved or key not in after]


def _count_changes(before: IndexState, after: IndexState) -> dict[tuple[int, Key], int]:
    """By how much the count of live runs of each (experiment, key) changes."""
    if _counted(before) == _counted(after):
        return {}
    changes: Counter[tuple[int, Key]] = Counter()
    for state, change in ((before, -1), (after, 1)):
        if state.live and state.experiment is not None:
            for key in state.values:
                changes[state.experiment, key] += change
            for metric in state.metrics:
                changes[state.experiment, (_METRIC, metric)] += change
    return {key: change for key, change in changes.items() if change}


def _counted(state: IndexState) -> tuple[object, ...]:
    return (state.experiment, state.live, state.values.keys(), state.metrics.keys())
