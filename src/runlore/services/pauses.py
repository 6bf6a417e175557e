"""Pauses: when nothing of a run was running, because it ended and was resumed later.

A run that is resumed is one run with a hole in it. Its clock goes on through the hole, its process
time does not. The hole is known only at the moment of the resumption, so it is kept then.
"""

from collections.abc import Iterable, Sequence

import msgspec

from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import MAX_PAUSES
from runlore.entities.records import Record, RunEnded, RunStarted
from runlore.entities.run import Pause, Run, RunStatus
from runlore.services.folding import folded
from runlore.stores.catalog import Transaction
from runlore.stores.series import SeriesStore


def resumed_at(records: Sequence[Record]) -> Micros | None:
    """When records say that the run was resumed; None when they do not."""
    moments = [r.started_at for r in records if isinstance(r, RunStarted) and r.resumed]
    return min(moments, default=None)


def keep_pause(tx: Transaction, series: SeriesStore, run: RunId, until: Micros | None) -> None:
    """Keep the pause that ends now, if there was one; called before a resumption is applied.

    It begins where the run ended. Where nothing said that it ended (a process that was killed a
    moment ago, or offline), it begins where the run was heard last: its newest point or its beat.

    Args:
        tx: the transaction of the resumption.
        series: where its points are.
        run: the run.
        until: when it was resumed; None when it was not.
    """
    current = None if until is None else tx.runs.get(run)
    if until is None or current is None or len(current.pauses) >= MAX_PAUSES:
        return
    if current.ended_at is None:
        current = folded(tx, series, current)
    since = _heard_last(current, until) if current.ended_at is None else current.ended_at
    after = max([since, *(pause.until for pause in current.pauses)])
    pauses = current.pauses
    # Without a hole a further process joined a running run, or a clock was set back.
    if after < until:
        pauses = [*pauses, Pause(Micros(after), until)]
    tx.runs.put(msgspec.structs.replace(current, pauses=pauses))


def alive_again(run: Run, records: Iterable[Record]) -> Run:
    """A run that was taken for crashed and speaks is running: it was out of reach, and no pause."""
    if run.status is not RunStatus.CRASHED or any(isinstance(r, RunEnded) for r in records):
        return run
    return msgspec.structs.replace(run, status=RunStatus.RUNNING, ended_at=None, failure=None)


def _heard_last(run: Run, until: Micros) -> Micros:
    """The newest sign of life; a beat that came after the resumption says nothing of before."""
    points = [known.last_time for known in run.metrics.values()]
    beats = [run.heartbeat_at] if run.heartbeat_at <= until else []
    return Micros(max([run.started_at, *points, *beats]))
