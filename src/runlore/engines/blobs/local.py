"""Blobs as files of one folder.

``ab/cdef…`` holds the bytes of the blob whose SHA-256 is ``abcdef…``; ``ab/cdef….md5`` beside it
its second digest. The latter can always be computed again from the former, so it is written without
ceremony, and a missing or torn one is healed when it is asked for. ``incoming/`` holds what is
being written: a blob gets its name by a rename, once all of it is on the disk. A folder in it is an
upload in parts: each part by its SHA-256, and, when they were joined, the name of the blob.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from runlore.entities.errors import (
    InvalidInputError,
    NotFoundError,
    StorageFullError,
    UnavailableError,
)
from runlore.entities.ids import Digest, parse_digest
from runlore.stores.blobs import BlobStat

PIECE_BYTES = 1024 * 1024
"""What a reader gets at a time."""

FORGOTTEN_SECONDS = 24 * 3600
"""An upload that has not grown for a day belongs to a process that is gone."""

_WORTH_A_THREAD = 256 * 1024
"""Bytes whose MD5 takes longer (0.4 ms) than handing them to another thread."""

_INCOMING = "incoming"
_MD5 = ".md5"
_JOINED = "joined"
_UPLOAD = re.compile(r"[0-9a-f]{32}")
_FOLDER_NAME = re.compile(r"[0-9a-f]{2}")
_FILE_NAME = re.compile(r"[0-9a-f]{62}")
_MD5_TEXT = re.compile(rb"[0-9a-f]{32}")
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700
# A link planted in the store is never followed, neither as a folder nor as a file. Windows has
# neither flag; there, links need rights that a writer of the store does not have.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | _NO_LINK | getattr(os, "O_BINARY", 0)
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class LocalBlobs:
    """Blobs as files of one folder; a ``stores.blobs.BlobStore``.

    Safe for any number of threads and processes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / _INCOMING
        self._incoming.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        self._sweep()

    def put(self, chunks: Iterable[bytes], expected: Digest | None = None) -> BlobStat:
        """Keep the bytes, durably, in bounded memory."""
        part = self._incoming / secrets.token_hex(16)
        try:
            stat = _write(part, chunks)
            if expected is not None and stat.sha256 != expected:
                raise InvalidInputError(
                    f"The {stat.size:,} bytes received have the SHA-256 {stat.sha256}, not "
                    f"{expected}. Send the file again; nothing was kept."
                )
            with _trouble_told():
                self._adopt(part, stat)
        finally:
            part.unlink(missing_ok=True)
        return stat

    def stage(self, upload: str, chunks: Iterable[bytes]) -> Digest:
        """Keep a part of an upload, durably; gives its SHA-256."""
        folder = self._upload(upload)
        part = self._incoming / secrets.token_hex(16)
        sha256 = hashlib.sha256()
        try:
            _write_through(part, chunks, sha256.update)
            with _trouble_told():
                if not folder.exists():
                    self._sweep()
                    folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
                part.replace(folder / sha256.hexdigest())
                _sync_folder(folder)
        finally:
            part.unlink(missing_ok=True)
        return Digest(sha256.hexdigest())

    def join(self, upload: str, parts: Sequence[Digest]) -> BlobStat:
        """Make one blob of staged parts, in their order, and forget the parts."""
        folder = self._upload(upload)
        done = self._joined(folder)
        if done is not None:
            return done
        files = [folder / parse_digest(part) for part in parts]
        for file in files:
            if not file.is_file():
                raise NotFoundError("part", file.name)
        stat = self.put(piece for file in files for piece in self._read(file, 0, None))
        with suppress(OSError):  # forgotten, it would only have to be sent again
            _write_through(folder / _JOINED, [stat.sha256.encode()])
            for file in set(files):
                file.unlink()
        return stat

    def unstage(self, upload: str) -> None:
        """Forget all that is staged under an upload."""
        shutil.rmtree(self._upload(upload), ignore_errors=True)

    def open(self, digest: Digest, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` to before ``end``, in pieces of at most 1 MiB."""
        if self._size(digest) is None:
            raise NotFoundError("blob", digest)
        return self._pieces(digest, start, end)

    def stat(self, digest: Digest) -> BlobStat | None:
        """What is known of the blob, or None when there is none."""
        size = self._size(digest)
        if size is None:
            return None
        try:
            return BlobStat(digest, self._md5(digest), size)
        except NotFoundError:  # deleted meanwhile
            return None

    def list(self) -> Iterator[BlobStat]:
        """All blobs, in no order; those that come or go meanwhile may or may not be among them."""
        for folder in self._folder.iterdir():
            if _FOLDER_NAME.fullmatch(folder.name) and not folder.is_symlink():
                for file in folder.iterdir():
                    if _FILE_NAME.fullmatch(file.name):
                        found = self.stat(Digest(folder.name + file.name))
                        if found is not None:
                            yield found

    def delete(self, digest: Digest) -> None:
        """Forget a blob; nothing happens when there is none."""
        path = self._path(digest)
        path.unlink(missing_ok=True)
        path.with_name(path.name + _MD5).unlink(missing_ok=True)

    def presign(self, digest: Digest, seconds: int) -> str | None:  # noqa: ARG002  (the Protocol's)
        """None: files are served by us."""
        return None

    def _upload(self, upload: str) -> Path:
        if not _UPLOAD.fullmatch(upload):
            raise InvalidInputError(f"{upload[:80]!r} is no upload.")
        return self._incoming / upload

    def _joined(self, folder: Path) -> BlobStat | None:
        with suppress(FileNotFoundError):
            return self.stat(parse_digest((folder / _JOINED).read_text()))
        return None

    def _path(self, digest: Digest) -> Path:
        checked = parse_digest(digest)
        return self._folder / checked[:2] / checked[2:]

    def _open(self, path: Path) -> int:
        """Open a file of the store for reading, following no link on the way from its folder."""
        if os.open not in os.supports_dir_fd:
            return os.open(path, _READ)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK)
        try:
            return os.open(path.name, _READ, dir_fd=folder)
        finally:
            os.close(folder)

    def _size(self, digest: Digest) -> int | None:
        try:
            descriptor = self._open(self._path(digest))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR):
                return None
            raise
        try:
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def _pieces(self, digest: Digest, start: int, end: int | None) -> Iterator[bytes]:
        try:
            yield from self._read(self._path(digest), start, end)
        except FileNotFoundError:
            raise NotFoundError("blob", digest) from None

    def _read(self, path: Path, start: int, end: int | None) -> Iterator[bytes]:
        descriptor = self._open(path)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            file.seek(start)
            left = PIECE_BYTES if end is None else end - start
            while left > 0:
                piece = file.read(min(PIECE_BYTES, left))
                if not piece:
                    return
                left -= len(piece) if end is not None else 0
                yield piece

    def _md5(self, digest: Digest) -> str:
        beside = self._path(digest)
        beside = beside.with_name(beside.name + _MD5)
        with suppress(OSError), os.fdopen(self._open(beside), "rb") as file:
            text = file.read(64)
            if _MD5_TEXT.fullmatch(text):
                return text.decode()
        md5 = hashlib.md5(usedforsecurity=False)
        for piece in self._pieces(digest, 0, None):
            md5.update(piece)
        with suppress(OSError):  # a full or read-only disk: it is computed again next time
            self._note_md5(beside, md5.hexdigest())
        return md5.hexdigest()

    def _note_md5(self, beside: Path, md5: str) -> None:
        part = self._incoming / secrets.token_hex(16)
        try:
            with os.fdopen(os.open(part, _WRITE_NEW, _PRIVATE), "wb") as file:
                file.write(md5.encode())
            part.replace(beside)
        finally:
            part.unlink(missing_ok=True)

    def _adopt(self, part: Path, stat: BlobStat) -> None:
        """Give a complete file its name; one of another size there is damaged, and replaced."""
        target = self._path(stat.sha256)
        if self._size(stat.sha256) == stat.size:
            return
        if not target.parent.exists():
            target.parent.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            _sync_folder(self._folder)
        self._note_md5(target.with_name(target.name + _MD5), stat.md5)
        part.replace(target)
        _sync_folder(target.parent)

    def _sweep(self) -> None:
        """Remove what killed processes left half-written."""
        oldest = time.time() - FORGOTTEN_SECONDS
        for part in self._incoming.iterdir():
            with suppress(OSError):
                if part.lstat().st_mtime >= oldest:
                    continue
                if part.is_dir() and not part.is_symlink():
                    shutil.rmtree(part, ignore_errors=True)
                else:
                    part.unlink()


def _write(path: Path, chunks: Iterable[bytes]) -> BlobStat:
    """Write a new blob through to the disk."""
    sha256 = hashlib.sha256()
    with _SecondDigest() as md5:

        def digest(piece: bytes) -> None:
            md5.update(piece)
            sha256.update(piece)

        size = _write_through(path, chunks, digest)
        return BlobStat(Digest(sha256.hexdigest()), md5.hexdigest(), size)


def _write_through(
    path: Path, chunks: Iterable[bytes], see: Callable[[bytes], object] = lambda _: None
) -> int:
    """Write a new file through to the disk, showing each piece; gives the size."""
    size = 0
    with _trouble_told():
        descriptor = os.open(path, _WRITE_NEW, _PRIVATE)
    try:
        for chunk in chunks:
            see(chunk)
            with _trouble_told():
                _write_all(descriptor, chunk)
            size += len(chunk)
        with _trouble_told():
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size


class _SecondDigest:
    """The MD5 of pieces; that of large ones is computed beside, while they are written.

    It takes more than twice what SHA-256 takes where the processor has instructions for the latter.
    Watched by ``bench_mlflow``.
    """

    def __init__(self) -> None:
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._thread: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None

    def __enter__(self) -> "_SecondDigest":
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._thread.shutdown()

    def update(self, piece: bytes) -> None:
        """Take a piece in; waits for the one before, so that two are held at most."""
        self._settle()
        if len(piece) < _WORTH_A_THREAD:
            self._md5.update(piece)
            return
        self._thread = self._thread or ThreadPoolExecutor(1, "runlore-md5")
        self._pending = self._thread.submit(self._md5.update, piece)

    def hexdigest(self) -> str:
        """Of all pieces."""
        self._settle()
        return self._md5.hexdigest()

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None


def _write_all(descriptor: int, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable; Windows cannot and need not."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _trouble_told() -> Iterator[None]:
    """Our errors for those of the disk; around our own calls only, not the sender's."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError(
                "There is no space left for files. Nothing was kept; free some space and send the "
                "file again."
            ) from error
        raise UnavailableError(
            f"The file could not be written ({error.strerror}). Look at the store's disk and "
            "rights, then try again."
        ) from error
