"""Series as batches, sealed column chunks and pyramids, in any database that keeps blobs."""

from runlore.engines.chunks.store import ChunkSeries

__all__ = ["ChunkSeries"]
