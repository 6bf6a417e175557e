"""All points of some series as CSV, in pieces of bounded size."""

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from runlore.entities.access import Actor
from runlore.entities.errors import LimitExceededError
from runlore.entities.limits import MAX_CSV_SERIES, NO_STEP
from runlore.services.metrics import Metrics, SeriesRef

_PORTION = 20_000
"""Log calls that are in memory at once."""

_HEAD = ("run", "metric", "step", "time_us", "value")


def point_csv(metrics: Metrics, actor: Actor, series: Sequence[SeriesRef]) -> Iterator[bytes]:
    """A head, then a row for each point in the order it was logged, series after series.

    Values are written so that reading them gives the same bits; a final value has no step. Series
    that do not exist are left out.

    Raises:
        LimitExceededError: too many series.
    """
    if len(series) > MAX_CSV_SERIES:
        raise LimitExceededError(
            "The number of series", len(series), MAX_CSV_SERIES, "Export them in parts."
        )
    known = [SeriesRef(one.run, one.key) for one in metrics.extents(actor, series)]
    return _pieces(metrics, actor, known)


def _pieces(metrics: Metrics, actor: Actor, series: Sequence[SeriesRef]) -> Iterator[bytes]:
    yield _text([_HEAD])
    for one in series:
        first = 0
        while True:
            rows = metrics.rows(actor, one.run, [one.key], first, _PORTION)
            if not len(rows.row):
                break
            first = int(rows.row[-1]) + 1
            if one.key not in rows.values:
                continue
            at = np.flatnonzero(rows.present[one.key])
            steps, times = rows.step[at].tolist(), rows.time[at].tolist()
            values = rows.values[one.key][at].tolist()
            yield _text(
                (one.run, _safe(one.key), "" if step == NO_STEP else step, time, repr(value))
                for step, time, value in zip(steps, times, values, strict=True)
            )


def _text(rows: "Iterator[Sequence[object]] | Sequence[Sequence[object]]") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _safe(name: str) -> str:
    """A name that a spreadsheet would take for a formula is text, as it was logged."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
