"""Upkeep: what the store does by itself: fold, seal, notice crashed runs."""

import msgspec

from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import CRASHED_AFTER_SECONDS
from runlore.entities.run import RunFailure, RunStatus
from runlore.services.clock import Clock
from runlore.services.folding import Folding
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.series import SeriesStore

SEAL_ROWS = 16_384
"""Rows that wait before a busy run is sealed: a chart of 100 live runs reads what waits whole."""

SEAL_IDLE_SECONDS = 5.0
"""A run with no new rows for so long is sealed as it is."""

SEAL_AGE_SECONDS = 60.0
"""Rows never wait longer than this, however slowly they come."""


class Upkeep:
    """Work that nobody asks for; the server's job thread calls ``tick`` a few times a second.

    Several processes may tick on one store: each step is a transaction that does nothing when it is
    done already.

    Args:
        catalog: of the runs.
        series: of their points.
        folding: brings documents up to date.
        clock: says when a run was silent for too long.
        crashed_after: how long that is, in seconds.
    """

    def __init__(
        self,
        catalog: Catalog,
        series: SeriesStore,
        folding: Folding,
        clock: Clock,
        *,
        crashed_after: float = CRASHED_AFTER_SECONDS,
    ) -> None:
        self._catalog = catalog
        self._series = series
        self._folding = folding
        self._clock = clock
        self._crashed_after = crashed_after
        self._waiting: dict[RunId, tuple[int, Micros, Micros]] = {}

    def tick(self) -> None:
        """Fold what is new, seal what has waited long enough, mark runs that fell silent."""
        self._folding.catch_up()
        self._seal_due()
        self.mark_crashed()

    def mark_crashed(self) -> list[RunId]:
        """Mark running runs crashed that were silent for too long; gives them."""
        limit = Micros(self._clock.now() - int(self._crashed_after * 1e6))
        with self._catalog.read() as tx:
            silent = tx.runs.silent_since(limit)
        for run in silent:
            self._catalog.write(lambda tx, run=run: self._mark(tx, run, limit))  # type: ignore[misc]
        return silent

    def _seal_due(self) -> None:
        now = self._clock.now()
        with self._catalog.read() as tx:
            waiting = tx.shelf.unsealed()
        seen = self._waiting
        self._waiting = {}
        for run, rows, newest in waiting:
            known, since, first = seen.get(run, (newest, now, now))
            if known != newest:
                since = now
            if (
                rows >= SEAL_ROWS
                or _older(since, now, SEAL_IDLE_SECONDS)
                or _older(first, now, SEAL_AGE_SECONDS)
            ):
                self._series.seal(self._catalog, run)
            else:
                self._waiting[run] = (newest, since, first)

    def _mark(self, tx: Transaction, run: RunId, limit: Micros) -> None:
        current = tx.runs.get(run)
        if (
            current is None
            or current.status is not RunStatus.RUNNING
            or current.heartbeat_at > limit
        ):
            return
        silent = self._crashed_after
        tx.runs.put(
            msgspec.structs.replace(
                current,
                status=RunStatus.CRASHED,
                ended_at=current.heartbeat_at,
                failure=RunFailure(f"The process fell silent: nothing was heard for {silent:g} s."),
            )
        )


def _older(since: Micros, now: Micros, seconds: float) -> bool:
    return now - since >= seconds * 1e6
