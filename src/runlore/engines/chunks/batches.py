"""Batches: rows as they were received, and how they are taken apart.

The payload is a msgpack list of ``RowsLogged`` behind its checksum. Nothing is done per point when
rows are accepted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from runlore.engines.chunks.checked import checked, protect
from runlore.entities.errors import InvalidInputError
from runlore.entities.ids import RunId
from runlore.entities.records import RowsLogged
from runlore.series.points import F64, I64, Points, join
from runlore.stores.shelf import Batch, ChunkShelf

PAGE_ROWS = 8_192
"""Rows of one page of a backlog: 8 pages make a chunk."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[RowsLogged])


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    """``RowsLogged`` with its bytes left where they are: a chart of live runs reads one column."""

    keys: tuple[str, ...]
    count: int
    packed: memoryview


_STORED_DECODER = msgspec.msgpack.Decoder(list[_Stored])


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that carry the same keys, in order; other rows may stand between them.

    Attributes:
        keys: of the columns.
        row: index of each row in its run.
        parts: the rows as they came, int64[some, 2 + keys]: step, time, the bits of each value.
    """

    keys: tuple[str, ...]
    row: I64
    parts: tuple[I64, ...]

    @property
    def step(self) -> I64:
        """int64[n]."""
        return self._column(0)

    @property
    def time(self) -> I64:
        """int64[n], µs."""
        return self._column(1)

    @property
    def values(self) -> F64:
        """float64[keys, n]."""
        values = np.empty((len(self.keys), len(self.row)), np.int64)
        at = 0
        for part in self.parts:
            values[:, at : at + len(part)] = part[:, 2:].T
            at += len(part)
        return values.view(np.float64)

    def points(self, key: str) -> Points:
        """The points of one of its keys."""
        return Points(self.row, self.step, self.time, self.value(key))

    def value(self, key: str) -> F64:
        """The values of one of its keys, float64[n]."""
        return self._column(2 + self.keys.index(key)).view(np.float64)

    def arranged(self, keys: Sequence[str]) -> tuple[I64, ...]:
        """``parts`` with the same keys in another order."""
        if tuple(keys) == self.keys:
            return self.parts
        place = {key: at for at, key in enumerate(self.keys, start=2)}
        order = [0, 1, *(place[key] for key in keys)]
        return tuple(part[:, order] for part in self.parts)

    def between(self, first: int, end: int) -> "Block":
        """Those rows whose index is in ``first`` … before ``end``."""
        low, high = np.searchsorted(self.row, [first, end]).tolist()
        inside: list[I64] = []
        at = 0
        for part in self.parts:
            inside.append(part[max(low - at, 0) : max(high - at, 0)])
            at += len(part)
        return Block(self.keys, self.row[low:high], tuple(part for part in inside if len(part)))

    def _column(self, at: int) -> I64:
        # Always a copy: parts are views into received bytes at any address; pcodec wants aligned.
        return np.concatenate([part[:, at] for part in self.parts] or [np.empty(0, np.int64)])


def encode_rows(rows: Sequence[RowsLogged]) -> tuple[bytes, int]:
    """Payload of a batch, and how many rows it holds.

    Raises:
        InvalidInputError: when packed bytes do not fit their count and keys, or a key comes twice.
    """
    total = 0
    for one in rows:
        if len(one.packed) != one.count * (16 + 8 * len(one.keys)):
            raise InvalidInputError(
                f"{one.count} rows of {len(one.keys)} metrics cannot have {len(one.packed)} bytes."
            )
        if len(set(one.keys)) != len(one.keys):
            raise InvalidInputError("A row names one metric twice. Log each name once a call.")
        total += one.count
    return protect(_ENCODER.encode(rows)), total


def decode_rows(batch: Batch) -> list[RowsLogged]:
    """What a batch holds.

    Raises:
        DamagedError: when its bytes fail their check.
    """
    return _DECODER.decode(_checked(batch))


def paged(
    shelf: ChunkShelf, run: RunId, after: int, rows: tuple[int, int]
) -> Iterator[list[Batch]]:
    """The run's batches with a larger id, some ``PAGE_ROWS`` at a time: a backlog may be long.

    Args:
        shelf: where they are.
        run: whose.
        after: id of the last batch that is not wanted.
        rows: the range of rows (first, end) in which they are looked for.
    """
    at, end = rows
    while at < end:
        at += PAGE_ROWS
        page = shelf.batches(run, after, before_row=at)
        if page:
            yield page
            after, at = page[-1].id, max(at, page[-1].first_row + page[-1].rows)


def blocks_of(batches: Iterable[Batch]) -> list[Block]:
    """The rows of batches, put together by their keys."""
    found: dict[tuple[str, ...], tuple[list[I64], list[I64]]] = {}
    for batch in batches:
        at = batch.first_row
        for one in _STORED_DECODER.decode(_checked(batch)):
            rows, parts = found.setdefault(one.keys, ([], []))
            rows.append(np.arange(at, at + one.count, dtype=np.int64))
            numbers = np.frombuffer(one.packed, dtype="<i8").astype(np.int64, copy=False)
            parts.append(numbers.reshape(-1, 2 + len(one.keys)))
            at += one.count
    return [
        Block(keys, np.concatenate(rows), tuple(parts)) for keys, (rows, parts) in found.items()
    ]


def _checked(batch: Batch) -> memoryview:
    return checked(batch.payload, f"Batch {batch.id} of run {batch.run}")


def read_tails(shelf: ChunkShelf, runs: Iterable[RunId]) -> dict[RunId, list[Block]]:
    """What is not sealed yet of each run."""
    batches: dict[RunId, list[Batch]] = {run: [] for run in sorted(set(runs))}
    for batch in shelf.batches_of(list(batches)):
        batches[batch.run].append(batch)
    return {run: blocks_of(waiting) for run, waiting in batches.items()}


def points_of(blocks: Iterable[Block], key: str) -> Points:
    """The points of one key in several blocks, in the order of their rows."""
    parts = [block.points(key) for block in blocks if key in block.keys]
    points = join(parts)
    return points if len(parts) <= 1 else points.take(np.argsort(points.row, kind="stable"))
