"""Batches: rows as they were received, and how they are taken apart.

The payload is msgpack: a list of ``RowsLogged``. Nothing is done per point when rows are accepted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from runlore.entities.errors import DamagedError, InvalidInputError
from runlore.entities.ids import RunId
from runlore.entities.records import RowsLogged
from runlore.series.points import F64, I64, Points, join
from runlore.stores.shelf import Batch, ChunkShelf

PAGE_ROWS = 8_192
"""Rows of one page of a backlog: 8 pages make a chunk."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[RowsLogged])


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that carry the same keys, in order; other rows may stand between them.

    Attributes:
        keys: of the columns.
        row: index of each row in its run.
        packed: int64[n, 2 + keys]: step, time, then the bits of each value.
    """

    keys: tuple[str, ...]
    row: I64
    packed: I64

    @property
    def step(self) -> I64:
        """int64[n]."""
        return np.ascontiguousarray(self.packed[:, 0])

    @property
    def time(self) -> I64:
        """int64[n], µs."""
        return np.ascontiguousarray(self.packed[:, 1])

    @property
    def values(self) -> F64:
        """float64[keys, n]."""
        return np.ascontiguousarray(self.packed[:, 2:].T).view(np.float64)

    def points(self, key: str) -> Points:
        """The points of one of its keys."""
        at = 2 + self.keys.index(key)
        value = np.ascontiguousarray(self.packed[:, at]).view(np.float64)
        return Points(self.row, self.step, self.time, value)

    def arranged(self, keys: Sequence[str]) -> I64:
        """``packed`` with the same keys in another order."""
        if tuple(keys) == self.keys:
            return self.packed
        place = {key: at for at, key in enumerate(self.keys, start=2)}
        return self.packed[:, [0, 1, *(place[key] for key in keys)]]

    def between(self, first: int, end: int) -> "Block":
        """Those rows whose index is in ``first`` … before ``end``."""
        low, high = np.searchsorted(self.row, [first, end])
        return Block(self.keys, self.row[low:high], self.packed[low:high])


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
    return _ENCODER.encode(rows), total


def decode_rows(batch: Batch) -> list[RowsLogged]:
    """What a batch holds.

    Raises:
        DamagedError: when its payload does not decode.
    """
    try:
        return _DECODER.decode(batch.payload)
    except msgspec.MsgspecError as error:
        raise DamagedError(f"Batch {batch.id} of run {batch.run} does not decode.") from error


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
    found: dict[tuple[str, ...], tuple[list[bytes], list[I64]]] = {}
    for batch in batches:
        at = batch.first_row
        for one in decode_rows(batch):
            packed, rows = found.setdefault(one.keys, ([], []))
            packed.append(one.packed)
            rows.append(np.arange(at, at + one.count, dtype=np.int64))
            at += one.count
    return [_block(keys, packed, rows) for keys, (packed, rows) in found.items()]


def _block(keys: tuple[str, ...], packed: list[bytes], rows: list[I64]) -> Block:
    whole = packed[0] if len(packed) == 1 else b"".join(packed)
    numbers = np.frombuffer(whole, dtype="<i8").astype(np.int64, copy=False)
    return Block(keys, np.concatenate(rows), numbers.reshape(-1, 2 + len(keys)))


def points_of(blocks: Iterable[Block], key: str) -> Points:
    """The points of one key in several blocks, in the order of their rows."""
    parts = [block.points(key) for block in blocks if key in block.keys]
    points = join(parts)
    return points if len(parts) <= 1 else points.take(np.argsort(points.row, kind="stable"))
