"""MLflow's nouns to records. Pure. The same translation as the server's MLflow dialect has.

What cannot be kept as it is, is told to the report and left out; nothing is cut.
"""

import math
from collections.abc import Iterator, Mapping

import msgspec

from runlore.entities.errors import InvalidNameError
from runlore.entities.ids import Micros, RunId, parse_run_id
from runlore.entities.limits import MAX_PARAM_BYTES, MAX_PARAMS, MAX_TAGS
from runlore.entities.names import check_name
from runlore.entities.records import (
    DataUsed,
    ParamsSet,
    Record,
    RunDescribed,
    RunEnded,
    RunStarted,
    TagsSet,
)
from runlore.entities.run import RunStatus
from runlore.entities.run_names import readable_name
from runlore.imports.mlflow.source import SourceExperiment, SourceInput, SourceRun
from runlore.imports.report import Report
from runlore.wire.mlflow import (
    ARTIFACT_URI,
    CONTEXT,
    NOTE,
    RUN_NAME,
    STATUS_OF_WORD,
    USER,
    split_name,
    take_parent,
)

_LARGEST = 1.7976931348623157e308
"""How MLflow's databases keep an infinity."""

_LAST_MILLIS = 2**63 // 1000 - 1
_RECORD_BYTES = 4 * 1024 * 1024
"""Params and tags are said in records of about this size: half of what one frame may hold."""


class Told(msgspec.Struct, frozen=True):
    """A run, translated.

    Attributes:
        id: of the run.
        opening: the record that starts it.
        params: that can be kept.
        tags: that can be kept, without those that are fields of ours.
        data: datasets that it used.
        ending: how it stands at the end; None while it runs.
    """

    id: RunId
    opening: RunStarted
    params: dict[str, str]
    tags: dict[str, str]
    data: list[DataUsed]
    ending: Record | None


def value_of(stored: float, *, is_nan: bool) -> float:
    """The value that was logged, from how MLflow's databases keep it."""
    if is_nan:
        return math.nan
    return math.copysign(math.inf, stored) if abs(stored) >= _LARGEST else stored


def tell_run(
    run: SourceRun, experiment: SourceExperiment, report: Report, *, files_at: str = ""
) -> Told:
    """Translate a run.

    Args:
        run: which.
        experiment: of the run.
        report: told what cannot be kept.
        files_at: where its files stay; empty when they are brought.

    Raises:
        InvalidInputError: its id or times are such that it cannot be kept at all.
    """
    key = parse_run_id(run.id)
    project, name = split_name(experiment.name)
    tags = dict(run.tags)
    title = run.name or tags.get(RUN_NAME, "")
    tags.pop(RUN_NAME, None)
    user = tags.pop(USER, "") or run.user
    notes = tags.pop(NOTE, "")
    parent = take_parent(tags)
    if files_at:
        tags[ARTIFACT_URI] = files_at
    opening = RunStarted(
        project, name, title or readable_name(key), micros(run.started), user, "", parent, notes
    )
    return Told(
        key,
        opening,
        _kept("param", key, run.params, MAX_PARAMS, report),
        _kept("tag", key, tags, MAX_TAGS, report),
        [_data(one) for one in run.inputs],
        _ending(run, report),
    )


def records_before_points(told: Told) -> Iterator[Record]:
    """All that is said before the rows."""
    yield told.opening
    for params in _parts(told.params):
        yield ParamsSet(dict(params))
    for tags in _parts(told.tags):
        yield TagsSet(dict(tags))
    yield from told.data


def kept_tags(experiment: SourceExperiment, report: Report) -> dict[str, str]:
    """The tags of an experiment that can be kept, without its notes."""
    tags = {key: value for key, value in experiment.tags.items() if key != NOTE}
    return _kept("tag", experiment.name, tags, MAX_TAGS, report)


def micros(moment: int) -> Micros:
    """A moment that is kept; one before 1970 or beyond our days is at the end of the range."""
    return Micros(min(max(moment, 0), _LAST_MILLIS) * 1000)


def _kept(
    what: str, owner: str, values: Mapping[str, str], most: int, report: Report
) -> dict[str, str]:
    kept: dict[str, str] = {}
    for key, value in values.items():
        why = _objection(what, key, value)
        if not why and len(kept) >= most:
            why = f"it is one of more than {most:,}"
        if why:
            report.refuse(what, f"{owner} {key}", why)
        else:
            kept[key] = value
    return kept


def _objection(what: str, key: str, value: str) -> str:
    try:
        check_name(what.capitalize(), key)
        size = len(msgspec.msgpack.encode(value))
    except InvalidNameError as error:
        return error.message
    except UnicodeEncodeError:
        return "its value is no valid Unicode"
    if size > MAX_PARAM_BYTES:
        return f"its value of {size:,} bytes is over {MAX_PARAM_BYTES:,}"
    return ""


def _data(used: SourceInput) -> DataUsed:
    tags = {"context" if key == CONTEXT else key: value for key, value in used.tags.items()}
    return DataUsed(
        used.name, used.digest, used.source_type, used.source, used.schema, used.profile, tags
    )


def _ending(run: SourceRun, report: Report) -> Record | None:
    status = STATUS_OF_WORD.get(run.status)
    if status is RunStatus.RUNNING:
        return None
    if status is RunStatus.SCHEDULED:
        return RunDescribed(status=status)
    if status is None:
        report.refuse("status", run.id, f"{run.status[:40]!r} is unknown; the run counts as failed")
        status = RunStatus.FAILED
    if run.ended is None:
        report.refuse("end", run.id, "it ended at no known time; its start is taken")
    elif run.ended < run.started:
        report.refuse("end", run.id, "it ended before it started; its start is taken")
    ended = run.started if run.ended is None else max(run.ended, run.started)
    return RunEnded(status, micros(ended))


def _parts(values: Mapping[str, str]) -> Iterator[list[tuple[str, str]]]:
    """The values in parts that each fit a record."""
    part: list[tuple[str, str]] = []
    size = 0
    for key, value in values.items():
        part.append((key, value))
        size += 4 * (len(key) + len(value))
        if size > _RECORD_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
