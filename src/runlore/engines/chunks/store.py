"""The chunk engine: a ``SeriesStore`` on any ``ChunkShelf``."""

import dataclasses
from collections.abc import Mapping, Sequence

import msgspec

from runlore.engines.chunks.batches import (
    blocks_of,
    decode_rows,
    encode_rows,
    paged,
    points_of,
    read_tails,
)
from runlore.engines.chunks.charting import Chart
from runlore.engines.chunks.notes import KeyNote, read_notes, read_run_note
from runlore.engines.chunks.reading import read_many_sealed, read_rows
from runlore.engines.chunks.sealing import Piece, next_piece, write_piece
from runlore.engines.chunks.statistics import summaries_of
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import RunId
from runlore.entities.metric import MetricSummary
from runlore.entities.records import RowsLogged
from runlore.series.buckets import buckets_of
from runlore.series.points import Buckets, Charts, Points, Rows, Window, join
from runlore.series.summary import merge_summaries
from runlore.stores.catalog import Catalog, Transaction

MAX_LEVEL = 62
"""Two buckets of 2**62 steps a side hold all steps there are."""


class ChunkSeries:
    """Keeps series as batches, sealed chunks and pyramids; holds no state of its own."""

    def append(self, tx: Transaction, run: RunId, rows: Sequence[RowsLogged]) -> int:
        """Keep rows; gives the index of the first.

        Raises:
            InvalidInputError: when packed rows do not fit their keys.
        """
        head = tx.shelf.head(run)
        payload, count = encode_rows(rows)
        if count:
            tx.shelf.add_batch(run, head.next_row, count, payload)
            grown = msgspec.structs.replace(head, next_row=head.next_row + count)
            tx.shelf.put_head(run, grown)
        return head.next_row

    def fold(
        self, tx: Transaction, run: RunId, known: Mapping[str, MetricSummary]
    ) -> tuple[dict[str, MetricSummary], int, int]:
        """Fold what came since the last fold into ``known``: (changed summaries, rows, points)."""
        head = tx.shelf.head(run)
        changed: dict[str, MetricSummary] = {}
        folded, rows, points = head.folded, 0, 0
        since = read_run_note(tx.shelf, run).sealed_rows
        for batches in paged(tx.shelf, run, folded, (since, head.next_row)):
            blocks = blocks_of(batches)
            for key, fresh in summaries_of(blocks).items():
                before = changed.get(key) or known.get(key)
                changed[key] = merge_summaries(before, fresh) if before else fresh
            folded = batches[-1].id
            rows += sum(len(block.row) for block in blocks)
            points += sum(len(block.row) * len(block.keys) for block in blocks)
        if folded != head.folded:
            tx.shelf.put_head(run, msgspec.structs.replace(head, folded=folded))
        return changed, rows, points

    def seal(self, catalog: Catalog, run: RunId) -> int:
        """Turn the run's folded batches into sealed chunks and tiles; gives the rows sealed.

        Batches that are not folded stay as they are.
        """
        rows = 0
        while piece := _next_piece(catalog, run):
            if not _write(catalog, run, piece):
                break
            rows += piece.rows
        return rows

    def read(
        self, tx: Transaction, series: Sequence[tuple[RunId, str]], window: Window
    ) -> list[Points]:
        """Points of each (run, key) in the order of their rows, exact.

        Raises:
            DamagedError: when stored bytes fail their check.
        """
        notes = read_notes(tx.shelf, series) if window.finals else {}
        ending = {one for one in series if notes.get(one, KeyNote()).finals}
        stepped = [one for one in series if one not in ending]
        sealed = read_many_sealed(tx.shelf, ending, window)
        # Without final values only the chunks of these steps are read.
        sealed |= read_many_sealed(tx.shelf, stepped, dataclasses.replace(window, finals=False))
        tails = read_tails(tx.shelf, {run for run, _ in series})
        return [
            join([sealed[one], points_of(tails[one[0]], one[1]).within(window)]) for one in series
        ]

    def rows(
        self, tx: Transaction, run: RunId, keys: Sequence[str] | None, first: int, limit: int
    ) -> Rows:
        """Whole log calls in order, from row index ``first``.

        With ``keys`` only these values are given, but still every row, whatever it carries.

        Raises:
            DamagedError: when stored bytes fail their check.
        """
        first = max(first, 0)
        end = min(first + limit, tx.shelf.head(run).next_row)
        tail = blocks_of(tx.shelf.batches(run, before_row=end))
        return read_rows(tx.shelf, run, keys, (first, end), tail)

    def buckets(
        self,
        tx: Transaction,
        runs: Sequence[tuple[RunId, str]],
        level: int,
        first: int,
        last: int,
    ) -> list[Buckets]:
        """M4 statistics of each (run, key) in the buckets ``first`` … ``last``, both included.

        Raises:
            InvalidValueError: when the level is not 0 … 62.
            DamagedError: when stored bytes fail their check.
        """
        _check_level(level)
        asked = list(dict.fromkeys(runs))
        charts = Chart(tx.shelf, level, first, last, asked).draw(most=0)
        found = {
            asked[number]: buckets
            for part in charts.parts
            for number, buckets in zip(part.series, buckets_of(part), strict=True)
        }
        return [found[one] for one in runs]

    def charts(
        self,
        tx: Transaction,
        series: Sequence[tuple[RunId, str]],
        level: int,
        first: int,
        last: int,
    ) -> Charts:
        """What is drawn of each (run, key), all different, in the buckets ``first`` … ``last``.

        Raises:
            InvalidValueError: when the level is not 0 … 62.
            DamagedError: when stored bytes fail their check.
        """
        _check_level(level)
        return Chart(tx.shelf, level, first, last, series).draw(most=last - first + 1)

    def recent(
        self, tx: Transaction, after: int, limit: int = 1000
    ) -> tuple[list[tuple[RunId, int, list[RowsLogged]]], int]:
        """What was appended after the cursor: [(run, first row, rows)], and the new cursor.

        Runs that were sealed beyond the cursor come with no rows: their points may be missing here.
        """
        batches = tx.shelf.recent(after, limit)
        fresh = [(batch.run, batch.first_row, decode_rows(batch)) for batch in batches]
        sealed = tx.shelf.sealed_since(after)
        missed = [(run, tx.shelf.head(run).next_row, list[RowsLogged]()) for run in sealed]
        cursor = batches[-1].id if len(batches) == limit else tx.shelf.newest()
        return [*missed, *fresh], max(cursor, after)

    def delete(self, tx: Transaction, run: RunId) -> None:
        """Forget all points of a run."""
        tx.shelf.delete(run)


def _check_level(level: int) -> None:
    if not 0 <= level <= MAX_LEVEL:
        raise InvalidValueError(f"Level {level} does not exist: levels are 0 to {MAX_LEVEL}.")


def _next_piece(catalog: Catalog, run: RunId) -> Piece | None:
    with catalog.read() as tx:
        return next_piece(tx.shelf, run)


def _write(catalog: Catalog, run: RunId, piece: Piece) -> bool:
    def work(tx: Transaction) -> bool:
        return write_piece(tx, run, piece)

    return catalog.write(work)
