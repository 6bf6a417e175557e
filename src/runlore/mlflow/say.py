"""What MLflow's verbs say of a run, said to a run of ours."""

import time
from collections.abc import Mapping

from runlore.client.config import Config
from runlore.client.redact import redact_text
from runlore.client.run import Run
from runlore.client.values import typed
from runlore.entities.errors import ConflictError, InvalidValueError, LimitExceededError
from runlore.entities.ids import Micros
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue
from runlore.entities.records import DataUsed, RunDescribed, RunEnded, TagsSet
from runlore.entities.run import RunStatus
from runlore.wire.mlflow import NOTE, RUN_NAME, STATUS_OF_WORD, STATUSES

_ENDINGS = (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED)


def set_params(run: Run, params: Mapping[str, object]) -> None:
    """Set params; they stay typed, and what is no JSON is kept as its text, as MLflow does.

    The same text again changes nothing, as MLflow has it: ``1`` and ``"1"`` are equal.

    Raises:
        ConflictError: a param that has another value already.
    """
    values = {check_name("Param", key): _typed(key, value) for key, value in params.items()}
    new = {key: value for key, value in values.items() if not _is_set(run, key, value)}
    if new:
        run.log_params(new)


def set_metrics(
    run: Run,
    metrics: Mapping[str, object],
    step: int | None = None,
    timestamp: int | None = None,
) -> None:
    """Keep one row of metrics; without a step its values are final ones.

    Args:
        run: the run.
        metrics: names with numbers.
        step: a whole number, or None.
        timestamp: milliseconds since 1970; None is now.

    Raises:
        InvalidValueError: a value that is no number, a bad step or time.
    """
    at = None if timestamp is None else micros(timestamp)
    if step is not None and at is None:
        run.log(metrics, step)
        return
    require_open(run)
    if step is None:
        run.recorder.log_final(metrics, at)
    else:
        run.recorder.log_at(metrics, step, at)


def set_tags(run: Run, tags: Mapping[str, object]) -> None:
    """Set tags, as text; those in which MLflow keeps a run's name and notes change these."""
    words = {check_name("Tag", key): str(value) for key, value in tags.items()}
    if RUN_NAME in words:
        run.name = words.pop(RUN_NAME)
    note = words.pop(NOTE, None)
    if note is not None:
        require_open(run)
        run.recorder.append(RunDescribed(notes=redact_text(note)))
    if words:
        run.set_tags(words)


def remove_tag(run: Run, key: str) -> None:
    """Remove a tag."""
    require_open(run)
    run.recorder.append(TagsSet({check_name("Tag", key): None}))


def use_data(run: Run, used: DataUsed) -> None:
    """Say that the run reads a dataset."""
    require_open(run)
    run.recorder.append(used)


def end(run: Run, status: str, end_time: int | None = None) -> None:
    """Say that a run has ended which this process only joined.

    Raises:
        InvalidValueError: a status in which no run ends, or a bad time.
    """
    now = Micros(time.time_ns() // 1_000)
    at = now if end_time is None else Micros(micros(end_time))
    run.recorder.append(RunEnded(ending(status), at))


def ending(status: str) -> RunStatus:
    """A status of MLflow's in which a run ends, as ours.

    Raises:
        InvalidValueError: another one.
    """
    found = STATUS_OF_WORD.get(str(status).upper())
    if found not in _ENDINGS:
        known = ", ".join(STATUSES[one] for one in _ENDINGS)
        raise InvalidValueError(f"A run cannot end as {status!r}: it is one of {known}.")
    return found


def require_open(run: Run) -> None:
    """Refuse to speak of a run that this process has ended.

    Raises:
        ConflictError: it has.
    """
    if run.status is not RunStatus.RUNNING:
        raise ConflictError(
            f"Run {run.name!r} is {run.status.value}. Go on with it: start_run(run_id={run.id!r})."
        )


def _typed(key: str, value: object) -> JSONValue:
    try:
        return typed("Param", key, value)
    except LimitExceededError:
        raise
    except InvalidValueError:
        return typed("Param", key, str(value))


def _is_set(run: Run, key: str, value: JSONValue) -> bool:
    if key not in run.config:
        return False
    known = run.config[key]
    return str(known.as_dict() if isinstance(known, Config) else known) == str(value)


def micros(milliseconds: object) -> int:
    """A moment of MLflow's as ours.

    Raises:
        InvalidValueError: it is no whole number of milliseconds since 1970.
    """
    is_number = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
    if is_number and 0 <= milliseconds < 2**53:  # type: ignore[operator]  # a number, just checked
        return int(milliseconds * 1_000)  # type: ignore[operator]
    raise InvalidValueError(
        f"The time {milliseconds!r} must be milliseconds since 1970, such as 1750000000000."
    )
