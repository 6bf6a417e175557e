"""Histories of metrics, whole or sampled."""

from collections.abc import Iterator

from runlore.api.kit.call import Call
from runlore.api.kit.numbers import json_number
from runlore.api.mlflow.shapes import Asked, Metric, MetricPage
from runlore.api.mlflow.translate import show_step
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import parse_run_id
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.series.points import Points, Window

MAX_RUNS = 100
MAX_BULK = 25_000
MAX_SAMPLED = 2500


class History(Asked, frozen=True):
    """Which points; without ``max_results`` all of them."""

    metric_key: str
    run_id: str = ""
    run_uuid: str = ""
    max_results: int | None = None
    page_token: str = ""


class Bulk(Asked, frozen=True):
    """Points of one metric of several runs."""

    metric_key: str
    run_id: list[str] = []
    max_results: int = MAX_BULK


class Interval(Asked, frozen=True):
    """Sampled points of one metric of several runs, of all steps or of some."""

    metric_key: str
    run_ids: list[str] = []
    start_step: int | None = None
    end_step: int | None = None
    max_results: int = MAX_SAMPLED


def get_history(call: Call[History, None]) -> MetricPage:
    """Give all points of a metric, page by page, by moment, step and value."""
    asked = call.query
    if asked.max_results is not None and asked.max_results < 1:
        raise InvalidValueError(
            f"Invalid value {asked.max_results} for parameter 'max_results' supplied: "
            "it must be 1 or more."
        )
    run = parse_run_id(asked.run_id or asked.run_uuid)
    points, cursor = call.services.metrics.history(
        call.actor, run, asked.metric_key, asked.max_results, asked.page_token or None
    )
    return MetricPage(list(_shown(asked.metric_key, points)), cursor or "")


def get_bulk(call: Call[Bulk, None]) -> MetricPage:
    """Give points of one metric of several runs."""
    asked = call.query
    runs = _runs(asked.run_id, "run_id")
    left = min(max(asked.max_results, 1), MAX_BULK)
    found: list[Metric] = []
    for run in runs:
        points, _ = call.services.metrics.history(
            call.actor, parse_run_id(run), asked.metric_key, left
        )
        found += _shown(asked.metric_key, points, run)
        left -= len(points)
        if left <= 0:
            break
    return MetricPage(found)


def get_interval(call: Call[Interval, None]) -> MetricPage:
    """Give points of one metric of several runs at evenly spread steps."""
    asked = call.query
    runs = _runs(asked.run_ids, "run_ids")
    if not 1 <= asked.max_results <= MAX_SAMPLED:
        raise InvalidValueError(
            f"Invalid value {asked.max_results} for parameter 'max_results' supplied: "
            f"it must be 1 to {MAX_SAMPLED}."
        )
    window = _window(asked.start_step, asked.end_step)
    found: list[Metric] = []
    for run in runs:
        points = call.services.metrics.sample(
            call.actor, parse_run_id(run), asked.metric_key, window, asked.max_results
        )
        found += _shown(asked.metric_key, points, run)
    return MetricPage(found)


def _window(start: int | None, end: int | None) -> Window:
    if (start is None) != (end is None):
        raise InvalidValueError("Give both 'start_step' and 'end_step', or neither.")
    if start is None or end is None:
        return Window()
    if start > end:
        raise InvalidValueError(f"'end_step' ({end}) is before 'start_step' ({start}).")
    return Window(max(start, MIN_STEP), min(end, MAX_STEP), finals=start <= 0 <= end)


def _runs(runs: list[str], name: str) -> list[str]:
    if not runs:
        raise InvalidValueError(f"Missing value for required parameter '{name}'")
    if len(runs) > MAX_RUNS:
        raise InvalidValueError(
            f"'{name}' holds {len(runs)} runs; ask for at most {MAX_RUNS} at once."
        )
    return runs


def _shown(key: str, points: Points, run: str = "") -> Iterator[Metric]:
    columns = zip(points.step.tolist(), points.time.tolist(), points.value.tolist(), strict=True)
    for step, time, value in columns:
        yield Metric(key, json_number(value), time // 1000, show_step(step), run)
