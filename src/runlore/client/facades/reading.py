"""Module-level reading: runs, searches and series of the store that is chosen now."""

import os
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from runlore.client.facades.active import flush, get_tracking_uri
from runlore.client.reader import MetricSeries, Reader, frame_of
from runlore.client.run import Run
from runlore.client.transport.http import open_transport
from runlore.entities.run import Run as StoredRun

FLUSH_SECONDS = 10.0
"""How long a reading waits for what this process logged itself and has not yet sent."""


def search_runs(
    filter_string: str = "",
    experiment_names: Sequence[str] | None = None,
    order_by: Sequence[str] | None = None,
    max_results: int = 1_000,
    project: str | None = None,
) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas, which we do not require
    """Find runs, such as ``search_runs("metrics.loss < 0.3 and params.lr = 1e-3")``.

    Args:
        filter_string: the query; empty finds all.
        experiment_names: only runs of these; None of all.
        order_by: such as ``["metrics.loss.min ASC", "started DESC"]``; None is newest first.
        max_results: runs at most.
        project: only its runs; None of all.

    Returns:
        A pandas DataFrame, or without pandas a light table of the same columns that iterates rows
        as dicts: ``run_id``, ``project``, ``experiment``, ``name``, ``status``, ``start_time``,
        ``end_time``, ``params.…``, ``metrics.…`` (last values), ``tags.…``.

    Raises:
        QuerySyntaxError: the query does not parse; says where and why.
    """
    found = _reader().search(
        filter_string,
        experiments=experiment_names,
        order_by=order_by,
        project=project,
        limit=max_results,
    )
    return frame_of(list(found))


def runs(project: str | None = None, query: str = "") -> Iterator[StoredRun]:
    """All runs, the newest first, one page in memory at a time.

    Args:
        project: only its runs; None of all.
        query: as ``filter_string`` of ``search_runs``.
    """
    return _reader().search(query, project=project)


def get_run(run: str | Run) -> StoredRun:
    """One run as it is stored: params, tags, summary, statistics of each metric.

    Raises:
        NotFoundError: there is no such run.
    """
    return _reader().run(_id_of(run))


def get_metric(run: str | Run | StoredRun, key: str) -> MetricSeries:
    """Every point of a metric as NumPy arrays ``step``, ``time`` (seconds) and ``value``.

    Raises:
        NotFoundError: there is no such run, or it has no such metric.
    """
    return _reader().series(_id_of(run), key)


def _id_of(run: str | Run | StoredRun) -> str:
    return run if isinstance(run, str) else run.id


class _Readers(threading.local):
    """The readers of one thread, by process and store: a transport serves one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Reader] = {}

    def of(self, uri: str) -> Reader:
        place = (os.getpid(), uri)
        if place not in self._known:
            self._known[place] = Reader(open_transport(uri))
        return self._known[place]


_readers = _Readers()


def _reader() -> Reader:
    flush(FLUSH_SECONDS)
    return _readers.of(get_tracking_uri())
