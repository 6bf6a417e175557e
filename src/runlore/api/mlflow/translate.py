"""Between MLflow's nouns and ours. Pure: no service, no clock. The words are in ``wire.mlflow``."""

from collections.abc import Iterable, Mapping

from runlore.api.kit.numbers import json_number
from runlore.api.mlflow.shapes import Experiment as ExperimentShape
from runlore.api.mlflow.shapes import KeyValue, Metric, RunData, RunInfo
from runlore.api.mlflow.shapes import Run as RunShape
from runlore.entities.errors import InvalidValueError
from runlore.entities.experiment import Experiment
from runlore.entities.ids import Micros
from runlore.entities.limits import NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.entities.params import text_of_param
from runlore.entities.records import Record, RunDescribed, TagsSet
from runlore.entities.run import Run, RunStatus
from runlore.query.flatten import flatten_params
from runlore.wire.mlflow import (
    ARTIFACT_LOCATION,
    ARTIFACT_URI,
    NOTE,
    PARENT,
    RUN_NAME,
    STATUS_OF_WORD,
    STATUS_WORDS,
    STATUSES,
    USER,
    join_name,
    take_parent,
)

ARTIFACT_ROOT = "mlflow-artifacts:/"


def artifact_location(experiment: Experiment) -> str:
    """The root below which an experiment's files lie, as a URI."""
    return experiment.tags.get(ARTIFACT_LOCATION) or f"{ARTIFACT_ROOT}{experiment.id}"


def show_experiment(experiment: Experiment) -> ExperimentShape:
    """An experiment as MLflow shows it."""
    tags = {k: v for k, v in experiment.tags.items() if k != ARTIFACT_LOCATION}
    if experiment.notes:
        tags.setdefault(NOTE, experiment.notes)
    return ExperimentShape(
        experiment_id=str(experiment.id),
        name=join_name(experiment.project, experiment.name),
        artifact_location=artifact_location(experiment),
        lifecycle_stage=_stage(experiment.deleted_at),
        creation_time=millis(experiment.created_at),
        last_update_time=millis(experiment.updated_at),
        tags=[KeyValue(key, value) for key, value in tags.items()],
    )


def show_run(run: Run) -> RunShape:
    """A run as MLflow shows it."""
    return RunShape(show_info(run), show_data(run))


def show_info(run: Run) -> RunInfo:
    """What a run is."""
    return RunInfo(
        run_id=run.id,
        run_uuid=run.id,
        run_name=run.name,
        experiment_id=str(run.experiment_id),
        user_id=run.tags.get(USER, run.user),
        status=STATUSES[run.status],
        start_time=millis(run.started_at),
        artifact_uri=artifact_uri(run),
        lifecycle_stage=_stage(run.deleted_at),
        end_time=None if run.ended_at is None else millis(run.ended_at),
    )


def show_data(run: Run) -> RunData:
    """What a run logged. Nested params are shown by their dotted keys, as search knows them."""
    params = flatten_params(run.params)
    return RunData(
        [latest(key, summary) for key, summary in run.metrics.items()],
        [KeyValue(key, text_of_param(value)) for key, value in params.items()],
        [KeyValue(key, value) for key, value in show_tags(run).items()],
    )


def show_tags(run: Run) -> dict[str, str]:
    """A run's tags, with those by which MLflow knows what we keep in fields."""
    tags = {RUN_NAME: run.name}
    if run.user:
        tags[USER] = run.user
    if run.notes:
        tags[NOTE] = run.notes
    if run.parent is not None:
        tags[PARENT] = run.parent
    tags.update(run.tags)
    tags.pop(ARTIFACT_URI, None)
    return tags


def artifact_uri(run: Run) -> str:
    """Where a run's files lie."""
    known = run.tags.get(ARTIFACT_URI)
    return known or f"{ARTIFACT_ROOT}{run.experiment_id}/{run.id}/artifacts"


def latest(key: str, summary: MetricSummary) -> Metric:
    """The latest point of a metric."""
    return Metric(
        key, json_number(summary.last), millis(summary.last_time), show_step(summary.last_step)
    )


def show_step(step: int) -> int:
    """A step; a final value, which has none, is at MLflow's own default."""
    return 0 if step == NO_STEP else step


def records_of_tags(tags: Mapping[str, str]) -> list[Record]:
    """What setting tags means: some of MLflow's are fields of ours."""
    kept = dict(tags)
    name, notes = kept.pop(RUN_NAME, None), kept.pop(NOTE, None)
    parent = take_parent(kept)
    records: list[Record] = []
    if name is not None or notes is not None or parent is not None:
        records.append(RunDescribed(name, notes, parent))
    if kept:
        records.append(TagsSet(dict(kept)))
    return records


def parse_status(given: str | int) -> RunStatus:
    """A status by its word or number.

    Raises:
        InvalidValueError: there is no such.
    """
    word = STATUS_WORDS.get(given, "") if isinstance(given, int) else given
    status = STATUS_OF_WORD.get(word)
    if status is None:
        raise InvalidValueError(
            f"Invalid value {str(given)[:40]!r} for parameter 'status' supplied: it must be one of "
            f"{', '.join(STATUS_OF_WORD)}."
        )
    return status


def millis(moment: Micros) -> int:
    """Whole milliseconds of a moment."""
    return moment // 1000


def micros(milliseconds: int) -> Micros:
    """The moment of so many milliseconds since 1970.

    Raises:
        InvalidValueError: it is before 1970 or beyond what is stored.
    """
    if not 0 <= milliseconds < 2**63 // 1000:
        raise InvalidValueError(
            f"Invalid value {milliseconds} for a time supplied: it must be milliseconds since 1970."
        )
    return Micros(milliseconds * 1000)


def as_dict(tags: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Tags by key; of one that is given twice the last counts."""
    return dict(tags)


def _stage(deleted_at: Micros | None) -> str:
    return "active" if deleted_at is None else "deleted"
