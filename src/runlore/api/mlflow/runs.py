"""Runs: made, ended, described, deleted, and what is logged to them call by call."""

from collections.abc import Sequence

from runlore.api.kit.call import Call, Nothing
from runlore.api.mlflow.filters import run_filter, run_order, trash_of
from runlore.api.mlflow.keys import check_key
from runlore.api.mlflow.lineage import show_linked
from runlore.api.mlflow.rows import MetricGiven, points_of_models, rows_of
from runlore.api.mlflow.shapes import (
    DONE,
    Answer,
    Asked,
    RunAnswer,
    RunPage,
    Tag,
)
from runlore.api.mlflow.shapes import Run as RunShape
from runlore.api.mlflow.shapes import RunInfo as RunInfoShape
from runlore.api.mlflow.translate import (
    micros,
    parse_status,
    records_of_tags,
    show_info,
    show_run,
)
from runlore.entities.errors import ConflictError, InvalidValueError
from runlore.entities.experiment import Experiment
from runlore.entities.ids import Micros, RunId, new_run_id, parse_experiment_id, parse_run_id
from runlore.entities.limits import MAX_FOUND
from runlore.entities.params import JSONValue
from runlore.entities.records import (
    ParamsSet,
    Record,
    RunDescribed,
    RunEnded,
    RunStarted,
)
from runlore.entities.run import Run, RunStatus
from runlore.entities.run_names import readable_name
from runlore.query.ast import RunQuery
from runlore.wire.mlflow import ARTIFACT_LOCATION, ARTIFACT_URI, NOTE, PARENT, RUN_NAME, USER

MAX_METRICS, MAX_PARAMS, MAX_TAGS, MAX_ITEMS = 1000, 100, 100, 1000


class Create(Asked, frozen=True):
    """A new run."""

    experiment_id: str = "0"
    user_id: str = ""
    start_time: int = 0
    run_name: str = ""
    tags: list[Tag] = []


class ById(Asked, frozen=True):
    """Which run; the second name is the older one."""

    run_id: str = ""
    run_uuid: str = ""


class Update(ById, frozen=True, kw_only=True):
    """What to change; what is absent stays."""

    status: str | int | None = None
    end_time: int | None = None
    run_name: str = ""


class RunInfoAnswer(Answer, frozen=True):
    """What the run is after a change."""

    run_info: RunInfoShape


class Search(Asked, frozen=True):
    """Which runs."""

    experiment_ids: list[str] = []
    filter: str = ""
    run_view_type: str | int = "ACTIVE_ONLY"
    max_results: int = 1000
    order_by: list[str] = []
    page_token: str = ""


class LogMetric(ById, frozen=True, kw_only=True):
    """One point."""

    key: str
    value: float | str
    timestamp: int
    step: int = 0
    model_id: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""


class LogParam(ById, frozen=True, kw_only=True):
    """One param; one without a value is empty."""

    key: str
    value: str = ""


class SetTag(ById, frozen=True, kw_only=True):
    """One tag."""

    key: str
    value: str = ""


class DeleteTag(ById, frozen=True, kw_only=True):
    """Which tag."""

    key: str


class Param(Asked, frozen=True):
    """A param of a batch."""

    key: str
    value: str = ""


class LogBatch(ById, frozen=True, kw_only=True):
    """Many of all."""

    metrics: list[MetricGiven] = []
    params: list[Param] = []
    tags: list[Tag] = []


def create(call: Call[Nothing, Create]) -> RunAnswer:
    """Make a run in a live experiment."""
    given = call.body
    tags = {tag.key: tag.value for tag in given.tags}
    run = new_run_id()
    name = _name(given.run_name, tags.pop(RUN_NAME, ""), run)
    user = tags.pop(USER, "") or given.user_id
    started = RunStarted("", "", name, micros(given.start_time), user)

    def said(experiment: Experiment) -> tuple[RunStarted, list[Record]]:
        place = experiment.tags.get(ARTIFACT_LOCATION)
        placed = {} if place is None else {ARTIFACT_URI: f"{place}/{run}/artifacts"}
        return started, records_of_tags({**tags, **placed})

    number = parse_experiment_id(given.experiment_id)
    return RunAnswer(show_run(call.services.ingest.start(call.actor, number, run, said)))


def get(call: Call[ById, None]) -> RunAnswer:
    """Give a run, in the trash or not."""
    run = call.services.runs.get(call.actor, _run_of(call.query))
    return RunAnswer(_linked(call, [run])[0])


def update(call: Call[Nothing, Update]) -> RunInfoAnswer:
    """Change a run's status, end or name."""
    given = call.body
    run = _run_of(given)
    current = call.services.runs.get(call.actor, run)
    records: list[Record] = []
    if given.run_name:
        records.append(RunDescribed(given.run_name))
    if given.status is not None:
        end = None if given.end_time is None else micros(given.end_time)
        records.append(_moved(current, parse_status(given.status), end))
    elif given.end_time is not None:
        records.append(_ended_at(current, micros(given.end_time)))
    call.services.ingest.record(call.actor, run, records)
    return RunInfoAnswer(show_info(call.services.runs.get(call.actor, run)))


def delete(call: Call[Nothing, ById]) -> Answer:
    """Put a run in the trash."""
    call.services.runs.delete(call.actor, [_run_of(call.body)])
    return DONE


def restore(call: Call[Nothing, ById]) -> Answer:
    """Take a run out of the trash."""
    call.services.runs.restore(call.actor, [_run_of(call.body)])
    return DONE


def search(call: Call[Nothing, Search]) -> RunPage:
    """Search runs of some experiments."""
    asked = call.body
    if not 1 <= asked.max_results <= MAX_FOUND:
        raise InvalidValueError(
            f"Invalid value {asked.max_results} for parameter 'max_results' supplied: "
            f"it must be 1 to {MAX_FOUND}."
        )
    where, behind = run_filter(asked.filter)
    query = RunQuery(
        experiments=tuple(parse_experiment_id(text) for text in asked.experiment_ids),
        where=where,
        order=run_order(asked.order_by, behind),
        limit=asked.max_results,
        deleted=trash_of(asked.run_view_type),
    )
    runs, cursor = call.services.runs.find(call.actor, query, asked.page_token or None)
    return RunPage(_linked(call, runs), cursor or "")


def log_metric(call: Call[Nothing, LogMetric]) -> Answer:
    """Keep one point."""
    given = call.body
    point = MetricGiven(
        given.key,
        given.value,
        given.timestamp,
        given.step,
        given.model_id,
        given.dataset_name,
        given.dataset_digest,
    )
    run = _run_of(given)
    call.services.ingest.record(call.actor, run, rows_of([point]))
    _measure(call, run, [point])
    return DONE


def log_param(call: Call[Nothing, LogParam]) -> Answer:
    """Keep one param; one that is there with another value is refused."""
    given = call.body
    record = ParamsSet({check_key("Param", given.key): given.value})
    call.services.ingest.record(call.actor, _run_of(given), [record])
    return DONE


def set_tag(call: Call[Nothing, SetTag]) -> Answer:
    """Set one tag."""
    records = records_of_tags({check_key("Tag", call.body.key): call.body.value})
    call.services.ingest.record(call.actor, _run_of(call.body), records)
    return DONE


def delete_tag(call: Call[Nothing, DeleteTag]) -> Answer:
    """Remove a tag that is there."""
    run, key = _run_of(call.body), call.body.key
    if key == NOTE:
        call.services.ingest.record(call.actor, run, [RunDescribed(notes="")])
        return DONE
    if key in (RUN_NAME, PARENT):
        raise InvalidValueError(f"The tag {key!r} cannot be removed; set it to another value.")
    call.services.runs.remove_tag(call.actor, run, key)
    return DONE


def log_batch(call: Call[Nothing, LogBatch]) -> Answer:
    """Keep points, params and tags: all of them, or none and a reason."""
    given = call.body
    _check_size(given)
    records: list[Record] = []
    if given.params:
        records.append(ParamsSet(_distinct(given.params)))
    records += rows_of(given.metrics)
    if given.tags:
        tags = {check_key("Tag", tag.key): tag.value for tag in given.tags}
        records += records_of_tags(tags)
    run = _run_of(given)
    call.services.ingest.record(call.actor, run, records)
    _measure(call, run, given.metrics)
    return DONE


def _measure(
    call: Call[Nothing, LogMetric] | Call[Nothing, LogBatch],
    run: RunId,
    metrics: Sequence[MetricGiven],
) -> None:
    """Points that name a logged model are of the model too."""
    for model, points in points_of_models(metrics, run).items():
        call.services.logged_models.log_metrics(call.actor, model, points)


def _linked(call: Call[ById, None] | Call[Nothing, Search], runs: Sequence[Run]) -> list[RunShape]:
    links = call.services.lineage.for_runs(call.actor, [run.id for run in runs])
    return [show_linked(run, links[run.id]) for run in runs]


def _run_of(given: ById) -> RunId:
    text = given.run_id or given.run_uuid
    if not text:
        raise InvalidValueError("Missing value for required parameter 'run_id'")
    return parse_run_id(text)


def _name(given: str, tagged: str, run: RunId) -> str:
    if given and tagged and given != tagged:
        raise InvalidValueError(
            f"Both 'run_name' ({given[:80]!r}) and the tag {RUN_NAME!r} ({tagged[:80]!r}) are "
            "given, and differ. Give one of them."
        )
    return given or tagged or readable_name(run)


def _moved(run: Run, status: RunStatus, end: Micros | None) -> Record:
    if status is RunStatus.RUNNING:
        return RunStarted("", "", run.name, run.started_at, resumed=True)
    if status is RunStatus.SCHEDULED:
        return RunDescribed(status=status)
    return RunEnded(status, end or run.ended_at or run.started_at)


def _ended_at(run: Run, end: Micros) -> Record:
    if run.ended_at is None:
        raise ConflictError(f"Run {run.id} has not ended: give 'status' together with 'end_time'.")
    return RunEnded(run.status, end, run.failure)


def _check_size(given: LogBatch) -> None:
    parts = (
        ("metrics", len(given.metrics), MAX_METRICS),
        ("params", len(given.params), MAX_PARAMS),
        ("tags", len(given.tags), MAX_TAGS),
    )
    for what, size, limit in parts:
        if size > limit:
            raise InvalidValueError(
                f"A batch logging request can contain at most {limit} {what}. Got {size} {what}. "
                f"Please split up {what} across multiple requests and try again."
            )
    total = sum(size for _, size, _ in parts)
    if total > MAX_ITEMS:
        raise InvalidValueError(
            f"A batch logging request can contain at most {MAX_ITEMS} metrics, params, and tags in "
            f"total. Got {total}. Please split them across multiple requests and try again."
        )


def _distinct(params: Sequence[Param]) -> dict[str, JSONValue]:
    values: dict[str, JSONValue] = {check_key("Param", param.key): param.value for param in params}
    if len(values) < len(params):
        raise InvalidValueError("Duplicate parameter keys have been submitted in one batch.")
    return values
