"""The value that a field names on a run."""

from collections.abc import Callable, Mapping

from runlore.entities.dataset import DatasetUse
from runlore.entities.metric import MetricSummary
from runlore.entities.params import JSONValue
from runlore.entities.run import Run
from runlore.query.ast import Aspect, Field, FieldKind
from runlore.query.fields import resolved_aspect
from runlore.query.flatten import IndexValue, flatten_params, index_value, searched_text


def value_of(run: Run, field: Field) -> IndexValue | None:
    """The (number, text) of a field on a run; None when the run has no such value.

    The number of a metric may be NaN. A param that was logged as null is no value. Of its datasets
    a run may have many values, which ``dataset_values`` gives; alone none stands for them.
    """
    match field.kind:
        case FieldKind.METRIC:
            summary = run.metrics.get(field.key)
            return None if summary is None else (_ASPECTS[resolved_aspect(field)](summary), None)
        case FieldKind.ATTRIBUTE:
            return _ATTRIBUTES[field.key](run)
        case FieldKind.TAG | FieldKind.FINGERPRINT:
            texts = run.tags if field.kind is FieldKind.TAG else run.fingerprint
            return _present(texts.get(field.key))
        case FieldKind.PARAM | FieldKind.SUMMARY:
            values = run.params if field.kind is FieldKind.PARAM else run.summary
            return _present(_nested(values, field.key))
        case FieldKind.DATASET:
            return None


def dataset_values(run: Run, field: Field) -> list[IndexValue]:
    """What a field of datasets is on each of the run's that has it."""
    texts = (_DATASET_FIELDS[field.key](use) for use in run.inputs)
    return [(None, searched_text(text)) for text in texts if text is not None]


def _present(value: JSONValue) -> IndexValue | None:
    return None if value is None else index_value(value)


def _nested(values: Mapping[str, JSONValue], key: str) -> JSONValue:
    """The value of a plain or a dotted key; most are plain, and then nothing is flattened."""
    plain = values.get(key)
    if plain is not None and not isinstance(plain, dict):
        return plain
    return flatten_params(values).get(key)


def _text(text: str) -> IndexValue:
    return None, text  # attributes are searched whole: notes are long


def _moment(moment: int | None) -> IndexValue | None:
    return None if moment is None else (moment, None)


def _duration(run: Run) -> IndexValue | None:
    return None if run.ended_at is None else ((run.ended_at - run.started_at) / 1_000_000, None)


_ASPECTS: dict[Aspect, Callable[[MetricSummary], float]] = {
    Aspect.LAST: lambda summary: summary.last,
    Aspect.MIN: lambda summary: summary.min,
    Aspect.MAX: lambda summary: summary.max,
    Aspect.MEAN: lambda summary: summary.mean,
    Aspect.FIRST: lambda summary: summary.first,
    Aspect.COUNT: lambda summary: summary.count,
}
_DATASET_FIELDS: dict[str, Callable[[DatasetUse], str | None]] = {
    "name": lambda use: use.name,
    "digest": lambda use: use.digest,
    "context": lambda use: use.context,
}
_ATTRIBUTES: dict[str, Callable[[Run], IndexValue | None]] = {
    "id": lambda run: _text(run.id),
    "name": lambda run: _text(run.name),
    "status": lambda run: _text(run.status.value),
    "project": lambda run: _text(run.project),
    "experiment": lambda run: _text(run.experiment),
    "user": lambda run: _text(run.user),
    "host": lambda run: _text(run.host),
    "notes": lambda run: _text(run.notes),
    "parent": lambda run: None if run.parent is None else _text(run.parent),
    "started": lambda run: _moment(run.started_at),
    "ended": lambda run: _moment(run.ended_at),
    "duration": _duration,
}
