"""How entities look in JSON where that is not simply their fields."""

from typing import Any

import msgspec

from runlore.api.kit.numbers import JsonNumber, json_number, json_value
from runlore.entities.ids import RunId
from runlore.entities.limits import NO_STEP
from runlore.entities.logged_model import LoggedModel
from runlore.entities.metric import MetricSummary
from runlore.entities.run import Run


class MetricView(msgspec.Struct, frozen=True):
    """Statistics of one metric; steps are null for final values."""

    last: JsonNumber
    last_step: int | None
    last_time: int
    min: JsonNumber
    min_step: int | None
    max: JsonNumber
    max_step: int | None
    mean: JsonNumber
    first: JsonNumber
    first_step: int | None
    count: int


class RunView(Run, frozen=True):
    """A run; its statistics are objects, and NaN and infinities are text."""

    # Only shown, never handed inwards: there it would not be a Run.
    metrics: dict[str, MetricView] = msgspec.field(default_factory=dict)  # type: ignore[assignment]


RunView.__doc__ = f"{RunView.__doc__}\n\n{(Run.__doc__ or '').partition(chr(10) * 2)[2]}"
"""What the fields mean is told once, at the entity, and shown in the reference of the API."""


def view_run(run: Run) -> RunView:
    """The run as JSON shows it."""
    fields: dict[str, Any] = msgspec.structs.asdict(run)
    fields["params"] = json_value(run.params)
    fields["summary"] = json_value(run.summary)
    fields["metrics"] = {key: _view_metric(one) for key, one in run.metrics.items()}
    return RunView(**fields)


class ModelMetricView(msgspec.Struct, frozen=True):
    """One point that was measured on a model; the step is null for a final value."""

    key: str
    value: JsonNumber
    step: int | None
    time: int
    run: RunId | None
    dataset: str
    digest: str


class LoggedModelView(LoggedModel, frozen=True):
    """A logged model; of its metrics NaN and infinities are text."""

    # Only shown, as the statistics of a run are.
    metrics: list[ModelMetricView] = msgspec.field(default_factory=list)  # type: ignore[assignment]


LoggedModelView.__doc__ = (
    f"{LoggedModelView.__doc__}\n\n{(LoggedModel.__doc__ or '').partition(chr(10) * 2)[2]}"
)


def view_model(model: LoggedModel) -> LoggedModelView:
    """The model as JSON shows it."""
    fields: dict[str, Any] = msgspec.structs.asdict(model)
    fields["metrics"] = [
        ModelMetricView(
            point.key,
            json_number(point.value),
            view_step(point.step),
            point.time,
            point.run,
            point.dataset,
            point.digest,
        )
        for point in model.metrics
    ]
    return LoggedModelView(**fields)


def view_step(step: int) -> int | None:
    """The step, or None for a final value."""
    return None if step == NO_STEP else step


def _view_metric(one: MetricSummary) -> MetricView:
    return MetricView(
        last=json_number(one.last),
        last_step=view_step(one.last_step),
        last_time=one.last_time,
        min=json_number(one.min),
        min_step=view_step(one.min_step),
        max=json_number(one.max),
        max_step=view_step(one.max_step),
        mean=json_number(one.mean),
        first=json_number(one.first),
        first_step=view_step(one.first_step),
        count=one.count,
    )
