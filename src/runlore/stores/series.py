"""Where metric points live."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from runlore.entities.ids import RunId
from runlore.entities.metric import MetricSummary
from runlore.entities.records import RowsLogged
from runlore.series.points import Buckets, Charts, Points, Rows, Window
from runlore.stores.catalog import Catalog, Transaction


class SeriesStore(Protocol):
    """Where metric points live.

    A log call is a row with an index in its run, from 0 without gaps in the order of acceptance.
    ``append`` is part of the transaction it is given: with it, it is atomic. Everything appended in
    a committed transaction is seen by every later read, sealed or not.
    """

    def append(self, tx: Transaction, run: RunId, rows: Sequence[RowsLogged]) -> int:
        """Keep rows; gives the index of the first."""
        ...

    def fold(
        self, tx: Transaction, run: RunId, known: Mapping[str, MetricSummary]
    ) -> tuple[dict[str, MetricSummary], int, int]:
        """Fold what came since the last fold into ``known``, and remember it as folded.

        Gives the changed summaries, and how many rows and points were folded.
        """
        ...

    def seal(self, catalog: Catalog, run: RunId) -> int:
        """Turn the run's batches into sealed chunks and pyramid tiles; gives the rows sealed.

        Reads before, during and after give the same answers. Killed half-way, nothing is lost.
        """
        ...

    def read(
        self, tx: Transaction, series: Sequence[tuple[RunId, str]], window: Window
    ) -> list[Points]:
        """Points of each (run, key) in the order of their rows, exact."""
        ...

    def rows(
        self, tx: Transaction, run: RunId, keys: Sequence[str] | None, first: int, limit: int
    ) -> Rows:
        """Whole log calls in order, from row index ``first``; all keys when ``keys`` is None."""
        ...

    def buckets(
        self,
        tx: Transaction,
        runs: Sequence[tuple[RunId, str]],
        level: int,
        first: int,
        last: int,
    ) -> list[Buckets]:
        """M4 statistics of each (run, key) in the buckets ``first`` … ``last``, both included.

        A bucket is 2**level steps wide; only those that hold points are given, final values are
        left out.
        """
        ...

    def charts(
        self,
        tx: Transaction,
        series: Sequence[tuple[RunId, str]],
        level: int,
        first: int,
        last: int,
    ) -> Charts:
        """What is drawn of each (run, key), all different, in the buckets ``first`` … ``last``.

        Where there is at most one point a bucket on the whole these are the points themselves,
        else, and where there is none, the buckets as ``buckets`` gives them.
        """
        ...

    def recent(
        self, tx: Transaction, after: int, limit: int = 1000
    ) -> tuple[list[tuple[RunId, int, list[RowsLogged]]], int]:
        """What was appended after the cursor: [(run, first row, rows)], and the new cursor.

        An entry without rows says that the run was sealed meanwhile: points may have been missed
        here, read them by ``read`` or ``buckets``.
        """
        ...

    def delete(self, tx: Transaction, run: RunId) -> None:
        """Forget all points of a run."""
        ...
