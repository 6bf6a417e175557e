"""Blobs in a dictionary: what the other blob stores are compared with."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.entities.ids import Digest
from runlore.stores.blobs import BlobStat

PIECE_BYTES = 1024 * 1024
"""What a reader gets at a time."""


class MemoryBlobs:
    """Blobs in a dictionary; a ``stores.blobs.BlobStore``."""

    def __init__(self) -> None:
        self._blobs: dict[Digest, bytes] = {}
        self._parts: dict[str, dict[Digest, bytes]] = {}
        self._joined: dict[str, BlobStat] = {}

    def put(self, chunks: Iterable[bytes], expected: Digest | None = None) -> BlobStat:
        """Keep the bytes."""
        content = b"".join(chunks)
        stat = _stat_of(content)
        if expected is not None and stat.sha256 != expected:
            raise InvalidInputError(f"The bytes have the SHA-256 {stat.sha256}, not {expected}.")
        self._blobs[stat.sha256] = content
        return stat

    def stage(self, upload: str, chunks: Iterable[bytes]) -> Digest:
        """Keep a part of an upload."""
        content = b"".join(chunks)
        digest = _stat_of(content).sha256
        self._parts.setdefault(upload, {})[digest] = content
        return digest

    def join(self, upload: str, parts: Sequence[Digest]) -> BlobStat:
        """Make one blob of staged parts."""
        if upload not in self._joined:
            staged = self._parts.get(upload, {})
            for part in parts:
                if part not in staged:
                    raise NotFoundError("part", part)
            self._joined[upload] = self.put(staged[part] for part in parts)
            self._parts.pop(upload, None)
        return self._joined[upload]

    def unstage(self, upload: str) -> None:
        """Forget all that is staged under an upload."""
        self._parts.pop(upload, None)
        self._joined.pop(upload, None)

    def open(self, digest: Digest, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` to before ``end``, in pieces of at most 1 MiB."""
        if digest not in self._blobs:
            raise NotFoundError("blob", digest)
        wanted = self._blobs[digest][start:end]
        return (wanted[at : at + PIECE_BYTES] for at in range(0, len(wanted), PIECE_BYTES))

    def stat(self, digest: Digest) -> BlobStat | None:
        """What is known of the blob, or None when there is none."""
        content = self._blobs.get(digest)
        return None if content is None else _stat_of(content)

    def list(self) -> Iterator[BlobStat]:
        """All blobs."""
        return iter([_stat_of(content) for content in self._blobs.values()])

    def delete(self, digest: Digest) -> None:
        """Forget a blob; nothing happens when there is none."""
        self._blobs.pop(digest, None)

    def presign(self, digest: Digest, seconds: int) -> str | None:  # noqa: ARG002  (the Protocol's)
        """None: there is nothing to fetch from."""
        return None


def _stat_of(content: bytes) -> BlobStat:
    return BlobStat(
        Digest(hashlib.sha256(content).hexdigest()),
        hashlib.md5(content, usedforsecurity=False).hexdigest(),
        len(content),
    )
