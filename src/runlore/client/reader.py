"""Reading runs back: searches, runs and exact series, over the same doors as everybody else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import numpy as np
from numpy.typing import NDArray

from runlore.client.asking import Asker
from runlore.client.tables import table_of
from runlore.client.transport.http import Transport
from runlore.entities.errors import NotFoundError
from runlore.entities.ids import parse_run_id
from runlore.entities.limits import MAX_PAGE, NO_STEP
from runlore.entities.metric import MetricSummary
from runlore.entities.run import Run
from runlore.wire.columns import POINTS_TYPE, decode_points


class MetricSeries(msgspec.Struct, frozen=True, eq=False):
    """All points of one metric of one run, exact, in the order in which they were logged.

    Attributes:
        run: the run's id.
        key: the metric.
        step: int64; ``NO_STEP`` (−2⁶³) marks final values, which were logged without one.
        time: seconds since 1970, float64.
        value: float64, NaN and infinities as they were logged.
    """

    run: str
    key: str
    step: NDArray[np.int64]
    time: NDArray[np.float64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.value)


class Reader:
    """Asks the store behind a transport."""

    def __init__(self, transport: Transport) -> None:
        self._asker = Asker(transport)

    def search(
        self,
        query: str = "",
        *,
        experiments: Sequence[str] | None = None,
        order_by: Sequence[str] | None = None,
        project: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Run]:
        """Runs that match, in order, page by page as they are asked for.

        Raises:
            QuerySyntaxError: the query does not parse.
        """
        asked: dict[str, object] = {"query": query}
        if project is not None:
            asked["project"] = project
        if experiments is not None:
            asked["experiments"] = list(experiments)
        if order_by is not None:
            asked["order_by"] = list(order_by)
        left = limit
        while left is None or left > 0:
            asked["limit"] = MAX_PAGE if left is None else min(left, MAX_PAGE)
            page = self._asker.ask("POST", "/api/v1/runs/search", asked)
            yield from map(run_of, page["runs"])
            left = None if left is None else left - len(page["runs"])
            asked["cursor"] = page["cursor"]
            if asked["cursor"] is None:
                return

    def run(self, run_id: str) -> Run:
        """One run.

        Raises:
            NotFoundError: there is no such run.
        """
        return run_of(self._asker.ask("GET", f"/api/v1/runs/{parse_run_id(run_id)}"))

    def series(self, run_id: str, key: str) -> MetricSeries:
        """Every point of a metric.

        Raises:
            NotFoundError: there is no such run, or it has no such metric.
        """
        query = urlencode({"key": key, "format": "columns"}, quote_via=quote)
        path = f"/api/v1/runs/{parse_run_id(run_id)}/series?{query}"
        columns = decode_points(self._asker.answer("GET", path, POINTS_TYPE).body)
        if not columns.value:
            self._require_metric(run_id, key)
        return MetricSeries(
            run=run_id,
            key=key,
            step=np.frombuffer(columns.step, "<i8").astype(np.int64),
            time=np.frombuffer(columns.time, "<i8") / 1e6,
            value=np.frombuffer(columns.value, "<f8").astype(np.float64),
        )

    def _require_metric(self, run_id: str, key: str) -> None:
        if key not in self.run(run_id).metrics:
            raise NotFoundError(f"metric of run {run_id}", key)


def frame_of(runs: Sequence[Run]) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas
    """A DataFrame of runs, or a light table when pandas is not installed.

    Columns: ``run_id``, ``project``, ``experiment``, ``name``, ``status``, ``start_time``,
    ``end_time`` (UTC), then ``params.…``, ``metrics.…`` (the last value) and ``tags.…``.
    """
    return table_of([_row_of(run) for run in runs], _FIXED, ("params.", "metrics.", "tags."))


_FIXED = ("run_id", "project", "experiment", "name", "status", "start_time", "end_time")


def _row_of(run: Run) -> dict[str, object]:
    return {
        "run_id": run.id,
        "project": run.project,
        "experiment": run.experiment,
        "name": run.name,
        "status": run.status.value,
        "start_time": _moment(run.started_at),
        "end_time": None if run.ended_at is None else _moment(run.ended_at),
        **{f"params.{key}": value for key, value in run.params.items()},
        **{f"metrics.{key}": stats.last for key, stats in run.metrics.items()},
        **{f"tags.{key}": value for key, value in run.tags.items()},
    }


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, tz=timezone.utc)


def run_of(told: dict[str, Any]) -> Run:
    """The entity of a run's JSON, in which statistics are objects and NaN is text."""
    metrics = {key: _summary_of(stats) for key, stats in told.pop("metrics", {}).items()}
    return msgspec.structs.replace(msgspec.convert(told, Run), metrics=metrics)


def _summary_of(stats: Mapping[str, Any]) -> MetricSummary:
    def step(name: str) -> int:
        return NO_STEP if stats[name] is None else int(stats[name])

    return MetricSummary(
        last=float(stats["last"]),
        last_step=step("last_step"),
        last_time=stats["last_time"],
        min=float(stats["min"]),
        min_step=step("min_step"),
        max=float(stats["max"]),
        max_step=step("max_step"),
        mean=float(stats["mean"]),
        first=float(stats["first"]),
        first_step=step("first_step"),
        count=stats["count"],
        finite=stats.get("finite", stats["count"]),
    )
