"""The shelf in dictionaries: what the SQL shelf is compared with."""

from collections.abc import Sequence

from runlore.entities.ids import RunId
from runlore.stores.shelf import Batch, Column, SeriesHead, Tile


class MemoryShelf:
    """Rows and blobs of series in dictionaries; a ``stores.shelf.ChunkShelf``.

    Everything kept is immutable, so ``copy`` is shallow: a snapshot or the state to roll back to.
    """

    def __init__(self) -> None:
        self._heads: dict[RunId, SeriesHead] = {}
        self._batches: dict[RunId, list[Batch]] = {}
        self._columns: dict[RunId, dict[tuple[str, int], Column]] = {}
        self._tiles: dict[RunId, dict[tuple[str, int, int], Tile]] = {}
        self._newest = 0

    def copy(self) -> "MemoryShelf":
        """The same content, independent of what happens to this one later."""
        twin = MemoryShelf()
        twin._heads = dict(self._heads)
        twin._batches = {run: list(batches) for run, batches in self._batches.items()}
        twin._columns = {run: dict(columns) for run, columns in self._columns.items()}
        twin._tiles = {run: dict(tiles) for run, tiles in self._tiles.items()}
        twin._newest = self._newest
        return twin

    def head(self, run: RunId) -> SeriesHead:
        """Zeros for a run that has none yet."""
        return self._heads.get(run, SeriesHead())

    def put_head(self, run: RunId, head: SeriesHead) -> None:
        """Replace the head of a run."""
        self._heads[run] = head

    def add_batch(self, run: RunId, first_row: int, rows: int, payload: bytes) -> int:
        """Keep a batch; gives its id."""
        self._newest += 1
        batch = Batch(self._newest, run, first_row, rows, payload)
        self._batches.setdefault(run, []).append(batch)
        return batch.id

    def batches(self, run: RunId, after: int = 0, *, before_row: int | None = None) -> list[Batch]:
        """The run's batches with a larger id, in order."""
        return [
            batch
            for batch in self._batches.get(run, ())
            if batch.id > after and (before_row is None or batch.first_row < before_row)
        ]

    def batches_of(self, runs: Sequence[RunId]) -> list[Batch]:
        """All batches of many runs, in order of ids."""
        found = [batch for run in set(runs) for batch in self._batches.get(run, ())]
        return sorted(found, key=lambda batch: batch.id)

    def recent(self, after: int, limit: int = 1000) -> list[Batch]:
        """Batches of all runs with a larger id, in order."""
        found = [batch for batch in self.batches_of(list(self._batches)) if batch.id > after]
        return found[:limit]

    def newest(self) -> int:
        """The largest batch id ever given, 0 when none was."""
        return self._newest

    def unfolded(self, limit: int = 1000) -> list[RunId]:
        """Runs with a batch beyond their head's ``folded``."""
        behind = [
            run
            for run, batches in self._batches.items()
            if batches and batches[-1].id > self.head(run).folded
        ]
        return behind[:limit]

    def unsealed(self, limit: int = 1000) -> list[tuple[RunId, int, int]]:
        """(run, rows, newest batch id) of runs that have batches, the most rows first."""
        waiting = [
            (run, sum(batch.rows for batch in batches), batches[-1].id)
            for run, batches in self._batches.items()
            if batches
        ]
        return sorted(waiting, key=lambda entry: -entry[1])[:limit]

    def sealed_since(self, batch: int) -> list[RunId]:
        """Runs whose head's ``sealed`` is larger."""
        return [run for run, head in self._heads.items() if head.sealed > batch]

    def drop_batches(self, run: RunId, up_to: int) -> None:
        """Forget the run's batches up to that id, it included."""
        self._batches[run] = [b for b in self._batches.get(run, ()) if b.id > up_to]

    def put_columns(self, run: RunId, columns: Sequence[Column]) -> None:
        """Keep columns, replacing what stood at the same (key, chunk)."""
        kept = self._columns.setdefault(run, {})
        kept.update({(column.key, column.chunk): column for column in columns})

    def columns(
        self,
        run: RunId,
        keys: Sequence[str] | None,
        *,
        rows: tuple[int, int] | None = None,
    ) -> list[Column]:
        """Columns of those keys (None: all) that touch the rows (ends included), by chunk."""
        wanted = None if keys is None else set(keys)
        found = [
            column
            for column in self._columns.get(run, {}).values()
            if (wanted is None or column.key in wanted)
            and (
                rows is None or _touches(column.first_row, column.first_row + column.rows - 1, rows)
            )
        ]
        return sorted(found, key=lambda column: (column.chunk, column.key))

    def columns_of(
        self,
        runs: Sequence[RunId],
        keys: Sequence[str],
        *,
        steps: tuple[int, int] | None = None,
    ) -> list[tuple[RunId, Column]]:
        """Columns of those keys of many runs that touch the steps (ends included), by chunk."""
        found = [
            (run, one)
            for run in set(runs)
            for one in self.columns(run, keys)
            if steps is None or _touches(one.min_step, one.max_step, steps)
        ]
        return sorted(found, key=lambda entry: (entry[0], entry[1].chunk, entry[1].key))

    def drop_columns(self, run: RunId, from_chunk: int) -> None:
        """Forget all columns of the chunks with that number and larger."""
        kept = self._columns.get(run, {})
        self._columns[run] = {at: column for at, column in kept.items() if at[1] < from_chunk}

    def put_tiles(self, run: RunId, tiles: Sequence[Tile]) -> None:
        """Keep tiles, replacing what stood at the same (key, level, index)."""
        kept = self._tiles.setdefault(run, {})
        kept.update({(tile.key, tile.level, tile.index): tile for tile in tiles})

    def tiles_of(
        self, series: Sequence[tuple[RunId, str]], level: int, first: int, last: int
    ) -> list[tuple[RunId, Tile]]:
        """Tiles at one level with index first … last (both included), by run, key, index."""
        wanted = set(series)
        found = [
            (run, tile)
            for run in {run for run, _ in wanted}
            for tile in self._tiles.get(run, {}).values()
            if tile.level == level and first <= tile.index <= last and (run, tile.key) in wanted
        ]
        return sorted(found, key=lambda entry: (entry[0], entry[1].key, entry[1].index))

    def payload_bytes(self, run: RunId) -> int:
        """Bytes of all that is kept of a run."""
        columns, tiles = self._columns.get(run, {}), self._tiles.get(run, {})
        kept = [*self._batches.get(run, ()), *columns.values(), *tiles.values()]
        return sum(len(entry.payload) for entry in kept)

    def delete(self, run: RunId) -> None:
        """Forget all of a run."""
        self._heads.pop(run, None)
        self._batches.pop(run, None)
        self._columns.pop(run, None)
        self._tiles.pop(run, None)


def _touches(low: int, high: int, span: tuple[int, int]) -> bool:
    return low <= span[1] and high >= span[0]
