"""Uploads in parts: a large file comes in pieces, some of them again, and is one file at the end.

Nothing is kept of an upload but its parts, which are blobs. What it is for stands in its token,
which only this server can make; a part is named by its digest. Parts that no file ever names are
the collector's.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import Artifact, ArtifactOwner, check_artifact_path
from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.entities.ids import Digest, parse_digest
from runlore.services.access import Access
from runlore.services.artifacts import Artifacts
from runlore.stores.blobs import BlobStore

MAX_PARTS = 10_000
"""As S3 has it: 100 GB in parts of 10 MB."""

_SIGNATURE_CHARS = 32


class Upload(msgspec.Struct, frozen=True, array_like=True):
    """What an upload is for."""

    owner: ArtifactOwner
    path: str
    media_type: str


class Uploads:
    """Begins, takes in, completes."""

    def __init__(
        self, artifacts: Artifacts, blobs: BlobStore, access: Access, secret: bytes
    ) -> None:
        """Args: secret: at least 16 random bytes; uploads outlive a restart only if it does."""
        self._artifacts = artifacts
        self._blobs = blobs
        self._access = access
        self._secret = secret

    def begin(self, actor: Actor, upload: Upload) -> str:
        """The token of a new upload: whoever has it may send parts.

        Raises:
            NotFoundError: no such run or model.
            InvalidPathError: the path is not a plain relative one.
        """
        self._access.require(actor, Permission.WRITE)
        check_artifact_path(upload.path)
        self._artifacts.list(actor, upload.owner)
        body = msgspec.msgpack.encode(upload).hex()
        return f"{self._sign(body)}{body}"

    def put_part(self, token: str, chunks: Iterable[bytes]) -> Digest:
        """Keep a part; gives its digest. The token is the right to do so.

        Raises:
            InvalidInputError: the token was not made here.
            StorageFullError: no space; nothing is kept.
        """
        self._open(token)
        return self._blobs.put(chunks).sha256

    def complete(self, actor: Actor, token: str, parts: Sequence[str]) -> Artifact:
        """Make one file of the parts of these digests, in their order, and name it.

        Raises:
            InvalidInputError: the token was not made here, or a digest is none.
            NotFoundError: a part is not here.
        """
        self._access.require(actor, Permission.WRITE)
        upload = self._open(token)
        if not 1 <= len(parts) <= MAX_PARTS:
            raise InvalidInputError(
                f"An upload has {len(parts)} parts; it must have 1 to {MAX_PARTS:,}."
            )
        digests = [parse_digest(part) for part in parts]
        for digest in digests:
            if self._blobs.stat(digest) is None:
                raise NotFoundError("part", digest)
        return self._artifacts.put(
            actor, upload.owner, upload.path, self._joined(digests), upload.media_type
        )

    def check(self, actor: Actor, token: str) -> None:
        """Look whether a token is one of ours.

        Raises:
            InvalidInputError: it was not made here.
        """
        self._access.require(actor, Permission.WRITE)
        self._open(token)

    def _joined(self, digests: Sequence[Digest]) -> Iterator[bytes]:
        for digest in digests:
            yield from self._blobs.open(digest)

    def _open(self, token: str) -> Upload:
        signature, body = token[:_SIGNATURE_CHARS], token[_SIGNATURE_CHARS:]
        if not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            raise InvalidInputError(
                "The upload was not begun by this server, or before its last start. Begin it again."
            )
        return msgspec.msgpack.decode(bytes.fromhex(body), type=Upload)

    def _sign(self, body: str) -> str:
        made = hmac.new(self._secret, body.encode(errors="surrogatepass"), hashlib.sha256)
        return made.hexdigest()[:_SIGNATURE_CHARS]
