"""Folding: what batches of rows mean for a run's summary and for search.

The acknowledgement of rows is one INSERT. Their statistics are folded into the run's document and
the search index soon after, many batches at once, and always before an answer that shows them.
"""

import msgspec

from runlore.entities.ids import RunId
from runlore.entities.run import Run
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.series import SeriesStore


class Folding:
    """Brings summaries up to date with the rows that were accepted."""

    def __init__(self, catalog: Catalog, series: SeriesStore) -> None:
        self._catalog = catalog
        self._series = series

    def catch_up(self, run: RunId | None = None) -> int:
        """Fold what is not folded, of one run or of all; gives how many runs were."""
        with self._catalog.read() as tx:
            behind = tx.shelf.unfolded()
        todo = [r for r in behind if run is None or r == run]
        for one in todo:
            self._fold(one)
        return len(todo)

    def _fold(self, run: RunId) -> None:
        def work(tx: Transaction) -> None:
            current = tx.runs.get(run)
            if current is None:
                return
            tx.runs.put(folded(tx, self._series, current))

        self._catalog.write(work)


def folded(tx: Transaction, series: SeriesStore, run: Run) -> Run:
    """The run with the rows that were not folded yet, which count as folded now: keep it."""
    changed, rows, points = series.fold(tx, run.id, run.metrics)
    return msgspec.structs.replace(
        run,
        metrics={**run.metrics, **changed},
        rows=run.rows + rows,
        points=run.points + points,
    )
