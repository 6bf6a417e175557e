"""Blobs: bytes by their SHA-256."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from runlore.entities.ids import Digest


class BlobStat(msgspec.Struct, frozen=True):
    """What is known of a blob.

    Attributes:
        sha256: its name.
        md5: base16, kept beside it because both foreign dialects check it.
        size: bytes.
    """

    sha256: Digest
    md5: str
    size: int


class BlobStore(Protocol):
    """Where bytes are kept by the digest of their content. Fits a folder, S3, GCS and Azure.

    A blob appears whole or not at all. Putting one that exists changes nothing.

    A large file may come in parts, several at a time: they are staged under the upload that they
    belong to, and joined. Parts that nobody joined are forgotten after a day.
    """

    def put(self, chunks: Iterable[bytes], expected: Digest | None = None) -> BlobStat:
        """Keep the bytes, durably, in bounded memory.

        Raises:
            InvalidInputError: when they do not have the expected digest; nothing is kept.
            StorageFullError: no space; nothing is kept.
        """
        ...

    def stage(self, upload: str, chunks: Iterable[bytes]) -> Digest:
        """Keep a part of an upload (32 digits in base16), durably; gives its SHA-256.

        Raises:
            StorageFullError: no space; nothing is kept.
        """
        ...

    def join(self, upload: str, parts: Sequence[Digest]) -> BlobStat:
        """Make one blob of staged parts, in their order, and forget the parts.

        The same again gives the same blob, as long as the upload is remembered: a day.

        Raises:
            NotFoundError: when a part is not staged under this upload; nothing changes.
            StorageFullError: no space; the parts stay.
        """
        ...

    def unstage(self, upload: str) -> None:
        """Forget all that is staged under an upload."""
        ...

    def open(self, digest: Digest, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` to before ``end``, in pieces of at most 1 MiB.

        Raises:
            NotFoundError: when there is no such blob.
        """
        ...

    def stat(self, digest: Digest) -> BlobStat | None:
        """What is known of the blob, or None when there is none."""
        ...

    def list(self) -> Iterator[BlobStat]:
        """All blobs, in no order."""
        ...

    def delete(self, digest: Digest) -> None:
        """Forget a blob; nothing happens when there is none."""
        ...

    def presign(self, digest: Digest, seconds: int) -> str | None:
        """A URL from which a client may fetch the bytes by itself, or None when it must ask us."""
        ...
