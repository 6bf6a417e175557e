"""Artifacts: blobs in, listings and bytes out."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import Artifact, ArtifactEntry, check_artifact_path
from runlore.entities.errors import NotFoundError, OutOfRangeError
from runlore.entities.ids import Digest, RunId
from runlore.services.access import Access
from runlore.stores.blobs import BlobStat, BlobStore
from runlore.stores.catalog import Catalog


class OpenedArtifact(NamedTuple):
    """A file and its bytes.

    Attributes:
        artifact: what it is.
        start: offset of the first byte given.
        end: offset behind the last.
        chunks: the bytes, in pieces.
    """

    artifact: Artifact
    start: int
    end: int
    chunks: Iterator[bytes]


class Artifacts:
    """Files of runs. The server opens blobs by digest only; a path is a name in the catalog."""

    def __init__(self, catalog: Catalog, blobs: BlobStore, access: Access) -> None:
        self._catalog = catalog
        self._blobs = blobs
        self._access = access

    def put_blob(
        self, actor: Actor, digest: Digest, chunks: Iterable[bytes]
    ) -> tuple[BlobStat, bool]:
        """Keep bytes under their digest; tells too whether they are new.

        Raises:
            InvalidInputError: the bytes do not have that digest; nothing is kept.
        """
        self._access.require(actor, Permission.WRITE)
        known = self._blobs.stat(digest)
        if known is not None:
            return known, False
        return self._blobs.put(chunks, digest), True

    def has_blob(self, actor: Actor, digest: Digest) -> bool:
        """Whether a blob is here. For writers: a reader learns nothing by guessing."""
        self._access.require(actor, Permission.WRITE)
        return self._blobs.stat(digest) is not None

    def list(
        self, actor: Actor, run: RunId, folder: str = "", *, deep: bool = False
    ) -> list[ArtifactEntry]:
        """What lies in a folder of a run: sub-folders first, then files; or all files below it.

        Raises:
            NotFoundError: when there is no such run.
            InvalidPathError: the folder is not a plain relative path.
        """
        self._access.require(actor, Permission.READ)
        folder = folder.strip("/")
        if folder:
            check_artifact_path(folder)
        with self._catalog.read() as tx:
            if tx.runs.get(run) is None:
                raise NotFoundError("run", run)
            files = tx.trails.artifacts(run, folder)
        if deep:
            return [_file(one) for one in files]
        return _one_level(files, f"{folder}/" if folder else "")

    def open(
        self,
        actor: Actor,
        run: RunId,
        path: str,
        *,
        step: int | None = None,
        span: tuple[int | None, int | None] | None = None,
    ) -> OpenedArtifact:
        """A file's bytes, whole or from ``span`` (first, behind last; (None, n) the last n).

        Raises:
            NotFoundError: no such run or file.
            InvalidPathError: the path is not a plain relative one.
            OutOfRangeError: the span lies outside the file.
        """
        self._access.require(actor, Permission.READ)
        check_artifact_path(path)
        with self._catalog.read() as tx:
            found = tx.trails.artifact(run, path, step)
        if found is None:
            raise NotFoundError("artifact", f"{path} of run {run}")
        start, end = _span(found.size, span)
        return OpenedArtifact(found, start, end, self._blobs.open(found.sha256, start, end))


def _span(size: int, span: tuple[int | None, int | None] | None) -> tuple[int, int]:
    if span is None:
        return 0, size
    first, behind = span
    if first is None:
        return max(size - (behind or 0), 0), size
    if first >= size and size > 0:
        raise OutOfRangeError(first, size)
    return first, size if behind is None else min(behind, size)


def _file(artifact: Artifact) -> ArtifactEntry:
    return ArtifactEntry(artifact.path, is_folder=False, size=artifact.size, artifact=artifact)


def _one_level(files: Iterable[Artifact], prefix: str) -> list[ArtifactEntry]:
    folders: dict[str, int] = {}
    here: list[ArtifactEntry] = []
    for one in files:
        name, slash, _ = one.path.removeprefix(prefix).partition("/")
        if slash:
            folders[prefix + name] = folders.get(prefix + name, 0) + one.size
        else:
            here.append(_file(one))
    below = [ArtifactEntry(path, is_folder=True, size=size) for path, size in folders.items()]
    return below + here
