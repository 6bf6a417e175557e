"""Files on their way: hashed where they lie, uploaded by their digest, then named on their run.

The writer's id is made of the run's id and the list of its files. So a list that was brought whole
is not read again, and one that was interrupted goes on behind the last file that was named.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from runlore.client.artifacts import CHUNK_BYTES, media_type_of
from runlore.entities.errors import RunloreError
from runlore.entities.ids import Micros, RunId, WriterId
from runlore.entities.records import ArtifactLogged, RunStarted
from runlore.imports.mlflow.source import SourceFile
from runlore.wire.codec import encode_record
from runlore.wire.framing import Frame, encode_frame, salt_of
from runlore.wire.parcel import Packer, Parcel

PARCEL_FILES = 64
PARCEL_BYTES = 256 * 1024 * 1024
"""After so many files or bytes they are named on the run: what was named is not sent again."""


class Place(Protocol):
    """Where files lie."""

    def fetch(self, file: SourceFile, folder: Path) -> Path:
        """A file on this machine: where it lies, or a copy below ``folder``."""


class FilesOutbox:
    """The files of one run on their way; a ``client.transport.outbox.Outbox``.

    Attributes:
        acked: number up to which the store holds it; the first record opens the log, then each
            file is one.
        refused: why records were refused for good.
        bytes: of the files that were read.
    """

    def __init__(
        self, opening: RunStarted, run: RunId, place: Place, files: Sequence[SourceFile]
    ) -> None:
        self.run = run
        self.writer = _writer(run, files)
        self.salt = salt_of(run, self.writer)
        self.acked = 0
        self.refused: list[str] = []
        self.bytes = 0
        self._opening = opening
        self._place = place
        self._files = files
        self._next = 1
        self._waiting: dict[str, Path] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="runlore-import-")

    @property
    def last_seq(self) -> int:
        """Number of the last record."""
        return len(self._files) + 1

    def finish(self) -> bool:
        """Whether all was acknowledged or refused."""
        return self.acked >= self.last_seq

    def take(self, size: int) -> Parcel | None:
        """The next files, read and hashed.

        Raises:
            RunloreError: one cannot be read.
        """
        packer = Packer({})
        first, read = self._next, 0
        while self._next <= self.last_seq and packer.size < size:
            if self._next - first > PARCEL_FILES or read > PARCEL_BYTES:
                break
            record, its_bytes = self._record(self._next)
            kind, payload = encode_record(record)
            whole = encode_frame(self._next, kind, payload, self.salt)
            packer.add(Frame(self._next, kind, memoryview(payload), 0), whole)
            read += its_bytes
            self._next += 1
        return packer.close()

    def rewind(self, seq: int) -> None:
        """Begin again behind number ``seq``."""
        self.acked = seq
        self._next = seq + 1

    def acknowledge(self, seq: int) -> None:
        """The store holds everything up to ``seq``."""
        self.acked = max(self.acked, seq)

    def refuse(self, parcel: Parcel, why: str) -> None:
        """The store will never take these: pass them over."""
        self.refused.append(why)
        self.acked = max(self.acked, parcel.last_seq)

    def blob(self, digest: str) -> Path:
        """Where the file of this digest lies."""
        return self._waiting.get(digest, Path(self._folder.name, digest))

    def release_blob(self, digest: str) -> None:
        """The store has the file: a copy of ours may go."""
        path = self._waiting.pop(digest, None)
        if path is not None and path.is_relative_to(self._folder.name):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove copies that were made."""
        self._folder.cleanup()

    def _record(self, seq: int) -> tuple[RunStarted | ArtifactLogged, int]:
        if seq == 1:
            return self._opening, 0
        file = self._files[seq - 2]
        try:
            path = self._place.fetch(file, Path(self._folder.name))
            digest, size = digest_of(path)
        except OSError as error:
            raise RunloreError(f"its file {file.path!r} cannot be read: {error}") from error
        self._waiting[digest] = path
        self.bytes += size
        logged_at = Micros(file.changed or self._opening.started_at)
        media_type = media_type_of(file.path)
        # The second digest is the store's own to make: it reads the bytes anyway.
        record = ArtifactLogged(file.path, digest, "", size, media_type, "file", None, logged_at)
        return record, size


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _writer(run: RunId, files: Sequence[SourceFile]) -> WriterId:
    listed = msgspec.msgpack.encode((run, "files", [tuple(file) for file in files]))
    return WriterId(hashlib.sha256(listed).hexdigest()[:32])
