"""Uploads in parts: a large file comes in pieces, some of them again, and is one file at the end.

Nothing is kept of an upload but its parts, staged beside the blobs. What it is for stands in its
token, which only this server can make; a part is named by its digest. Parts that nobody joins are
forgotten after a day.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import Artifact, ArtifactOwner, check_artifact_path
from runlore.entities.errors import InvalidInputError
from runlore.entities.ids import Digest, parse_digest
from runlore.services.access import Access
from runlore.services.artifacts import Artifacts
from runlore.stores.blobs import BlobStore

MAX_PARTS = 10_000
"""As S3 has it: 100 GB in parts of 10 MB."""

_SIGNATURE_CHARS = 32


class Upload(msgspec.Struct, frozen=True, array_like=True):
    """What an upload is for; the nonce tells it from others of the same file."""

    owner: ArtifactOwner
    path: str
    media_type: str
    nonce: str = ""


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
        fresh = msgspec.structs.replace(upload, nonce=secrets.token_hex(8))
        body = msgspec.msgpack.encode(fresh).hex()
        return f"{self._sign(body)}{body}"

    def put_part(self, token: str, chunks: Iterable[bytes]) -> Digest:
        """Keep a part; gives its digest. The token is the right to do so.

        Raises:
            InvalidInputError: the token was not made here.
            StorageFullError: no space; nothing is kept.
        """
        self._open(token)
        return self._blobs.stage(token[:_SIGNATURE_CHARS], chunks)

    def complete(self, actor: Actor, token: str, parts: Sequence[str]) -> Artifact:
        """Make one file of the parts of these digests, in their order, and name it.

        To complete again is safe: whose answer was lost gets the same.

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
        stat = self._blobs.join(token[:_SIGNATURE_CHARS], digests)
        return self._artifacts.name(actor, upload.owner, upload.path, stat, upload.media_type)

    def abort(self, actor: Actor, token: str) -> None:
        """Give an upload up, and forget its parts; once more changes nothing.

        Raises:
            InvalidInputError: the token was not made here.
        """
        self._access.require(actor, Permission.WRITE)
        self._open(token)
        self._blobs.unstage(token[:_SIGNATURE_CHARS])

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
