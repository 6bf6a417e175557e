"""Sealing: batches become chunks and tiles, piece by piece, without holding up who writes.

A piece is worked out from a snapshot and written in one short transaction, which first checks that
nobody else sealed meanwhile. Killed before it, nothing has changed; after it, the piece is done.

A run that logs slowly is sealed in small pieces. So that it does not end in thousands of tiny
chunks, a piece takes the chunks before it along and replaces them, while each is at most as large
as what has been gathered: like the digits of a binary counter, sizes fall from the oldest to the
newest chunk, and a row is written again only when its chunk doubles.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from runlore.engines.chunks.batches import PAGE_ROWS, Block, blocks_of, paged, points_of
from runlore.engines.chunks.columns import SHARED, decode_chunk, encode_chunk
from runlore.engines.chunks.notes import RunNote, note_tile, read_run_note
from runlore.engines.chunks.pyramid import Pyramid
from runlore.engines.chunks.reading import read_sealed
from runlore.entities.ids import RunId
from runlore.series.points import Points, Window
from runlore.stores.catalog import Transaction
from runlore.stores.shelf import Batch, ChunkShelf, Column, SeriesHead, Tile

CHUNK_ROWS = 65_536
"""Rows of a full chunk: pcodec gains no more by longer ones, and a column decodes in 0.2 ms."""

CHUNK_VALUES = 4_000_000
"""Values of a chunk of wide rows: 32 MB to hold while it is made."""

MIN_CHUNK_ROWS = 1_024
"""But no chunk is cut shorter than this: rows of 4,096 metrics fill it with the values above."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What sealing some batches changes.

    Attributes:
        before: the head that it was worked out from.
        sealed: id of the last batch that it seals.
        next_chunk: number of the next chunk when it is done.
        rows: how many rows it seals.
        columns: of the new chunks.
        tiles: of the pyramids.
        from_chunk: chunks with this number and larger are replaced.
    """

    before: SeriesHead
    sealed: int
    next_chunk: int
    rows: int
    columns: list[Column]
    tiles: list[Tile]
    from_chunk: int


def next_piece(shelf: ChunkShelf, run: RunId) -> Piece | None:
    """Work out the next piece, or None when all that was folded is sealed."""
    head, sealed_rows = shelf.head(run), read_run_note(shelf, run).sealed_rows
    batches = _gather(shelf, run, head, sealed_rows)
    if not batches:
        return None
    fresh = blocks_of(batches)
    end = batches[-1].first_row + batches[-1].rows
    absorbed, from_chunk = _absorb(shelf, run, head.next_chunk, (sealed_rows, end))
    columns = _encode([*absorbed, *fresh], from_chunk, end)
    chunks = sum(column.key == SHARED for column in columns)
    keys = {key: None for block in fresh for key in block.keys}

    def sealed(key: str, window: Window) -> Points:
        return read_sealed(shelf, run, key, window)

    tiles = Pyramid(shelf, run, sealed).add({key: points_of(fresh, key) for key in keys})
    tiles.append(note_tile(SHARED, RunNote(end)))
    return Piece(
        before=head,
        sealed=batches[-1].id,
        next_chunk=from_chunk + chunks,
        rows=end - sealed_rows,
        columns=columns,
        tiles=tiles,
        from_chunk=from_chunk,
    )


def write_piece(tx: Transaction, run: RunId, piece: Piece) -> bool:
    """Write a piece; gives False, and changes nothing, when it is out of date."""
    head = tx.shelf.head(run)
    if (head.sealed, head.next_chunk) != (piece.before.sealed, piece.before.next_chunk):
        return False
    if head.folded < piece.sealed:  # the run was deleted meanwhile
        return False
    tx.shelf.drop_columns(run, piece.from_chunk)
    tx.shelf.put_columns(run, piece.columns)
    tx.shelf.put_tiles(run, piece.tiles)
    tx.shelf.drop_batches(run, piece.sealed)
    tx.shelf.put_head(
        run, msgspec.structs.replace(head, sealed=piece.sealed, next_chunk=piece.next_chunk)
    )
    return True


def _gather(shelf: ChunkShelf, run: RunId, head: SeriesHead, sealed_rows: int) -> list[Batch]:
    """The next folded batches that together fill about one chunk."""
    gathered: list[Batch] = []
    size = 0
    full = min(sealed_rows + CHUNK_ROWS - PAGE_ROWS, head.next_row)
    for page in paged(shelf, run, head.sealed, (sealed_rows, full)):
        folded = [batch for batch in page if batch.id <= head.folded]
        gathered += folded
        size += sum(len(batch.payload) for batch in folded)
        if len(folded) < len(page) or size >= 8 * CHUNK_VALUES:
            break
    return gathered


def _absorb(
    shelf: ChunkShelf, run: RunId, next_chunk: int, fresh: tuple[int, int]
) -> tuple[list[Block], int]:
    """Blocks of the small chunks before the rows ``fresh`` (first, end), and the first's number."""
    first, end = fresh
    from_chunk = next_chunk
    recent = shelf.columns(run, [SHARED], rows=(first - CHUNK_ROWS, first - 1))
    for column in reversed(recent):
        if column.rows > end - first or end - column.first_row > CHUNK_ROWS:
            break
        from_chunk, first = column.chunk, column.first_row
    if from_chunk == next_chunk:
        return [], next_chunk
    chunks: dict[int, list[Column]] = {}
    for column in shelf.columns(run, None, rows=(first, fresh[0] - 1)):
        chunks.setdefault(column.chunk, []).append(column)
    blocks = [block for columns in chunks.values() for block in decode_chunk(run, columns)]
    return blocks, from_chunk


def _encode(blocks: Sequence[Block], chunk: int, end: int) -> list[Column]:
    """Chunks of all these rows, none too large, of about one size."""
    joined = _joined(blocks)
    first = min(int(block.row[0]) for block in joined)
    values = sum(part.size for block in joined for part in block.parts)
    limit = min(max(CHUNK_VALUES * (end - first) // values, MIN_CHUNK_ROWS), CHUNK_ROWS)
    size = math.ceil((end - first) / math.ceil((end - first) / limit))
    columns: list[Column] = []
    for number, start in enumerate(range(first, end, size), start=chunk):
        inside = [block.between(start, start + size) for block in joined]
        columns += encode_chunk(number, [block for block in inside if len(block.row)])
    return columns


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """The same rows in one block for each set of keys."""
    found: dict[tuple[str, ...], list[Block]] = {}
    for block in blocks:
        found.setdefault(tuple(sorted(block.keys)), []).append(block)
    return [
        Block(
            keys,
            np.concatenate([block.row for block in same]),
            tuple(part for block in same for part in block.arranged(keys)),
        )
        for keys, same in found.items()
    ]
