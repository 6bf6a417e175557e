"""The shelf: rows and blobs of the chunk engine, kept by whatever database is at hand.

``engines/chunks`` knows what the bytes mean; who implements this only keeps them. Everything is
part of the surrounding transaction.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from runlore.entities.ids import RunId


class SeriesHead(msgspec.Struct, frozen=True):
    """Where a run's series stand.

    Attributes:
        next_row: index that the next row gets.
        folded: id of the last batch that is in the run's summary.
        sealed: id of the last batch that is in sealed chunks (such batches are dropped).
        next_chunk: number of the next chunk.
    """

    next_row: int = 0
    folded: int = 0
    sealed: int = 0
    next_chunk: int = 0


class Batch(msgspec.Struct, frozen=True):
    """Rows as they were received: the acknowledgement.

    Attributes:
        id: grows over the whole store in the order of commits as one reader sees them; the cursor
            of live reading.
        run: whose.
        first_row: index of its first row.
        rows: how many.
        payload: the engine's bytes.
    """

    id: int
    run: RunId
    first_row: int
    rows: int
    payload: bytes


class Column(msgspec.Struct, frozen=True):
    """One column of one sealed chunk.

    Attributes:
        key: the metric; ``""`` for the columns that all share (row, step, time).
        chunk: number of the chunk in its run.
        first_row: smallest row index in it.
        rows: rows in it.
        min_step: smallest step, ``NO_STEP`` rows left out; larger than max_step when there is none.
        max_step: largest.
        payload: the engine's bytes.
    """

    key: str
    chunk: int
    first_row: int
    rows: int
    min_step: int
    max_step: int
    payload: bytes


class Tile(msgspec.Struct, frozen=True):
    """256 buckets of one level of one key's pyramid, by (key, level, index).

    Level is -1 … 62; at level -1 stands, with index 0, what the engine notes about the key, and
    under the key ``""`` what it notes about the run.
    """

    key: str
    level: int
    index: int
    payload: bytes


class ChunkShelf(Protocol):
    """Rows and blobs of series, in the transaction that it belongs to."""

    def head(self, run: RunId) -> SeriesHead:
        """Zeros for a run that has none yet."""
        ...

    def put_head(self, run: RunId, head: SeriesHead) -> None:
        """Replace the head of a run."""
        ...

    def add_batch(self, run: RunId, first_row: int, rows: int, payload: bytes) -> int:
        """Keep a batch; gives its id."""
        ...

    def batches(self, run: RunId, after: int = 0, *, before_row: int | None = None) -> list[Batch]:
        """The run's batches with a larger id, in order.

        With ``before_row`` only those whose first row is before it: so a long backlog is read piece
        by piece, in bounded memory.
        """
        ...

    def batches_of(self, runs: Sequence[RunId]) -> list[Batch]:
        """All batches of many runs, in order of ids. One query for a chart of many lines."""
        ...

    def recent(self, after: int, limit: int = 1000) -> list[Batch]:
        """Batches of all runs with a larger id, in order."""
        ...

    def newest(self) -> int:
        """The largest batch id ever given, 0 when none was."""
        ...

    def unfolded(self, limit: int = 1000) -> list[RunId]:
        """Runs with a batch beyond their head's ``folded``."""
        ...

    def unsealed(self, limit: int = 1000) -> list[tuple[RunId, int, int]]:
        """(run, rows, newest batch id) of runs that have batches, the most rows first."""
        ...

    def sealed_since(self, batch: int) -> list[RunId]:
        """Runs whose head's ``sealed`` is larger.

        Batches that a live reader at that cursor has not seen left the queue and are in chunks.
        Asked several times a second: give it an index.
        """
        ...

    def drop_batches(self, run: RunId, up_to: int) -> None:
        """Forget the run's batches up to that id, it included."""
        ...

    def put_columns(self, run: RunId, columns: Sequence[Column]) -> None:
        """Keep columns, replacing what stood at the same (key, chunk)."""
        ...

    def columns(
        self,
        run: RunId,
        keys: Sequence[str] | None,
        *,
        rows: tuple[int, int] | None = None,
    ) -> list[Column]:
        """Columns of those keys (None: all) that touch the rows (ends included), by chunk."""
        ...

    def columns_of(
        self,
        runs: Sequence[RunId],
        keys: Sequence[str],
        *,
        steps: tuple[int, int] | None = None,
    ) -> list[tuple[RunId, Column]]:
        """Columns of those keys of many runs that touch the steps (ends included), by chunk."""
        ...

    def drop_columns(self, run: RunId, from_chunk: int) -> None:
        """Forget all columns of the chunks with that number and larger: they are written anew."""
        ...

    def put_tiles(self, run: RunId, tiles: Sequence[Tile]) -> None:
        """Keep tiles, replacing what stood at the same (key, level, index)."""
        ...

    def tiles_of(
        self, series: Sequence[tuple[RunId, str]], level: int, first: int, last: int
    ) -> list[tuple[RunId, Tile]]:
        """Tiles at one level with index first … last (both included), by run, key, index.

        Many (run, key) in few queries: this is what a chart of many lines asks.
        """
        ...

    def delete(self, run: RunId) -> None:
        """Forget all of a run."""
        ...
