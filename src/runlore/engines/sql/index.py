"""The search index of runs: one row a key, kept in step with the documents."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete

from runlore.engines.sql.numbers import Key
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import KIND_NUMBERS, key_counts, run_metrics, run_values
from runlore.entities.metric import MetricSummary
from runlore.entities.params import JSONValue
from runlore.query.ast import FieldKind
from runlore.query.flatten import flatten_params, index_value

_PARAM = KIND_NUMBERS[FieldKind.PARAM]
_TAG = KIND_NUMBERS[FieldKind.TAG]
_SUMMARY = KIND_NUMBERS[FieldKind.SUMMARY]
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

_PLACE = ("key_id", "experiment_id", "run_pk")

IndexedValue = tuple[float | None, str | None]


class IndexState(NamedTuple):
    """What the index says of a run.

    Attributes:
        experiment: where it is; None for a run that is not there.
        live: whether it counts, that is, is not in the trash.
        values: its params, tags and summary.
        metrics: its statistics.
    """

    experiment: int | None
    live: bool
    values: Mapping[Key, IndexedValue]
    metrics: Mapping[str, MetricSummary]


NOWHERE = IndexState(None, live=False, values={}, metrics={})
"""Of a run that is not there: before it is created, after it is deleted."""


def values_of(
    params: Mapping[str, JSONValue], tags: Mapping[str, str], summary: Mapping[str, JSONValue]
) -> dict[Key, IndexedValue]:
    """The index entries of a run's params, tags and summary."""
    entries = {(_PARAM, k): index_value(v) for k, v in flatten_params(dict(params)).items()}
    entries.update({(_TAG, k): index_value(v) for k, v in tags.items()})
    entries.update(
        {(_SUMMARY, k): index_value(v) for k, v in flatten_params(dict(summary)).items()}
    )
    return entries


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
        moved = before.experiment != after.experiment
        put_values = {k: v for k, v in after.values.items() if moved or before.values.get(k) != v}
        put_metrics = {
            k: m for k, m in after.metrics.items() if moved or not _same(before.metrics.get(k), m)
        }
        gone_values = [key for key in before.values if moved or key not in after.values]
        gone_metrics = [
            (_METRIC, key) for key in before.metrics if moved or key not in after.metrics
        ]
        counts = _count_changes(before, after)
        wanted = {*put_values, *gone_values, *gone_metrics, *(key for _, key in counts)}
        wanted.update((_METRIC, key) for key in put_metrics)
        if not wanted:
            return
        numbers = self._numbers.ensure_keys(wanted)
        place = {"run_pk": run_pk, "experiment_id": after.experiment}
        self._each(
            self._put_values,
            [
                {**place, "key_id": numbers[key], "number": number, "text": text}
                for key, (number, text) in put_values.items()
            ],
        )
        self._each(
            self._put_metrics,
            [
                {**place, "key_id": numbers[_METRIC, key], **_columns_of(summary)}
                for key, summary in put_metrics.items()
            ],
        )
        left = {"of_run": run_pk, "of_experiment": before.experiment}
        self._each(_DROP_VALUES, [{**left, "of_key": numbers[key]} for key in gone_values])
        self._each(_DROP_METRICS, [{**left, "of_key": numbers[key]} for key in gone_metrics])
        self._each(
            self._count,
            [
                {"experiment_id": experiment, "key_id": numbers[key], "runs": change}
                for (experiment, key), change in counts.items()
            ],
        )

    def _each(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(statement, rows)


def _same(before: MetricSummary | None, after: MetricSummary) -> bool:
    """Whether the index holds the same of both; NaN, which equals nothing, counts as changed."""
    return before is not None and _columns_of(before) == _columns_of(after)


def _columns_of(summary: MetricSummary) -> dict[str, Any]:
    return {
        "last": summary.last,
        "min": summary.min,
        "max": summary.max,
        "mean": summary.mean,
        "first": summary.first,
        "count": summary.count,
    }


def _count_changes(before: IndexState, after: IndexState) -> dict[tuple[int, Key], int]:
    """By how much the count of live runs of each (experiment, key) changes."""
    if (before.experiment, before.live) == (after.experiment, after.live):
        if before.values.keys() == after.values.keys() and (
            before.metrics.keys() == after.metrics.keys()
        ):
            return {}
    changes: Counter[tuple[int, Key]] = Counter()
    for state, change in ((before, -1), (after, 1)):
        if state.live and state.experiment is not None:
            for key in state.values:
                changes[state.experiment, key] += change
            for metric in state.metrics:
                changes[state.experiment, (_METRIC, metric)] += change
    return {key: change for key, change in changes.items() if change}
