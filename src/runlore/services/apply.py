"""What each record does to a run's document. Pure: a run in, a run out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from runlore.entities.dataset import Dataset, DatasetUse, RunInput, check_input
from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.entities.ids import Micros, parse_run_id
from runlore.entities.limits import MAX_INPUTS, MAX_PARAM_BYTES, MAX_PARAMS, MAX_TAGS
from runlore.entities.names import check_name
from runlore.entities.params import same_value
from runlore.entities.records import (
    DataUsed,
    ParamsSet,
    Record,
    RecordsLost,
    RunDescribed,
    RunEnded,
    RunStarted,
    SummarySet,
    TagsSet,
)
from runlore.entities.run import Run, RunStatus

V = TypeVar("V")

GAP = "gap"
"""The reason under which numbers that never came are counted until the client explains them."""


def apply_record(run: Run, record: Record) -> Run:
    """The run after the record; records that do not touch the document leave it as it is.

    Raises:
        InvalidInputError: a name, value or size that cannot be kept.
    """
    change = _CHANGES.get(type(record))
    return run if change is None else change(run, record)


def count_lost(run: Run, reason: str, count: int) -> Run:
    """The run with so many more records counted as lost."""
    if count == 0:
        return run
    lost = dict(run.lost)
    lost[reason] = lost.get(reason, 0) + count
    return msgspec.structs.replace(run, lost={k: n for k, n in lost.items() if n > 0})


def add_input(run: Run, given: RunInput) -> Run:
    """The run with a dataset more among those that it used; one that it has changes nothing.

    Raises:
        InvalidInputError: what is said of the dataset cannot be kept, or it is one too many.
    """
    check_input(given)
    name, digest = given.dataset.name, given.dataset.digest
    if any((use.name, use.digest) == (name, digest) for use in run.inputs):
        return run
    if len(run.inputs) >= MAX_INPUTS:
        raise LimitExceededError(
            "The number of datasets of a run",
            len(run.inputs) + 1,
            MAX_INPUTS,
            "Log them together as one dataset.",
        )
    return msgspec.structs.replace(run, inputs=[*run.inputs, DatasetUse(name, digest, given.tags)])


def _started(run: Run, record: RunStarted) -> Run:
    if not record.resumed:
        return run
    return msgspec.structs.replace(
        run,
        status=RunStatus.RUNNING,
        ended_at=None,
        failure=None,
        notes=record.notes or run.notes,
    )


def _params(run: Run, record: ParamsSet) -> Run:
    """User values win over automatic ones; otherwise the first value stays."""
    params, auto = dict(run.params), set(run.auto_params)
    changed = 0
    for key, value in record.values.items():
        check_name("Param", key)
        _check_size(f"Param {key!r}", value)
        if key not in params or (key in auto and record.origin == "user"):
            params[key] = value
            auto.discard(key)
            if record.origin != "user":
                auto.add(key)
        elif not same_value(params[key], value) and record.origin == "user":
            changed += 1
    if len(params) > MAX_PARAMS:
        raise LimitExceededError(
            "The number of params", len(params), MAX_PARAMS, "Log a dict as one param."
        )
    run = msgspec.structs.replace(run, params=params, auto_params=sorted(auto))
    return count_lost(run, "param changed", changed)


def _tags(run: Run, record: TagsSet) -> Run:
    tags = _merged("Tag", run.tags, record.values)
    if len(tags) > MAX_TAGS:
        raise LimitExceededError(
            "The number of tags", len(tags), MAX_TAGS, "Log them as a table or a dict artifact."
        )
    return msgspec.structs.replace(run, tags=tags)


def _summary(run: Run, record: SummarySet) -> Run:
    return msgspec.structs.replace(run, summary=_merged("Summary key", run.summary, record.values))


def _merged(what: str, kept: Mapping[str, V], given: Mapping[str, V | None]) -> dict[str, V]:
    """What was kept with what is given on top; None removes a key."""
    merged = dict(kept)
    for key, value in given.items():
        check_name(what, key)
        _check_size(f"{what} {key!r}", value)
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def _check_size(what: str, value: object) -> None:
    try:
        size = len(msgspec.msgpack.encode(value))
    except UnicodeEncodeError:
        raise InvalidValueError(
            f"{what} is not valid Unicode: it holds half a character."
        ) from None
    if size > MAX_PARAM_BYTES:
        raise LimitExceededError(
            f"The size of {what}", size, MAX_PARAM_BYTES, "Log it as an artifact (log_text)."
        )


def _described(run: Run, record: RunDescribed) -> Run:
    if record.name is not None:
        run = msgspec.structs.replace(run, name=check_name("Run", record.name))
    if record.notes is not None:
        run = msgspec.structs.replace(run, notes=record.notes)
    if record.parent is not None:
        run = msgspec.structs.replace(run, parent=parse_run_id(record.parent))
    if record.status is not None:
        if record.status is not RunStatus.SCHEDULED:
            raise InvalidValueError(
                f"A run is not {record.status.value} because somebody says so: start or end it."
            )
        run = msgspec.structs.replace(run, status=record.status, ended_at=None, failure=None)
    return run


def _lost(run: Run, record: RecordsLost) -> Run:
    if record.count < 0:
        raise InvalidValueError(f"A count of lost records cannot be {record.count}.")
    explained = min(record.count, run.lost.get(GAP, 0)) if record.first_seq else 0
    return count_lost(count_lost(run, GAP, -explained), record.reason[:200], record.count)


def _ended(run: Run, record: RunEnded) -> Run:
    return msgspec.structs.replace(
        run,
        status=record.status,
        ended_at=Micros(max(record.ended_at, run.started_at)),
        failure=record.failure,
    )


def input_of(record: DataUsed) -> RunInput:
    """The dataset and its use that a record tells."""
    dataset = Dataset(
        record.name,
        record.digest,
        record.source_type,
        record.source,
        record.schema,
        record.profile,
    )
    return RunInput(dataset, record.tags)


def _data_used(run: Run, record: DataUsed) -> Run:
    return add_input(run, input_of(record))


_CHANGES: dict[type, Callable[[Run, Any], Run]] = {
    RunStarted: _started,
    ParamsSet: _params,
    TagsSet: _tags,
    SummarySet: _summary,
    RunDescribed: _described,
    RecordsLost: _lost,
    RunEnded: _ended,
    DataUsed: _data_used,
}


def apply_all(run: Run, records: Iterable[Record]) -> Run:
    """The run after all the records, in order."""
    for record in records:
        run = apply_record(run, record)
    return run
