"""Artifacts: blobs in, listings and bytes out.

A file is of a run or of a logged model. A model that a run logged through its journal has no files
of its own: they are the run's, below the model's ``path``. All others own theirs, and the run that
made such a model shows them below the model's name.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import (
    Artifact,
    ArtifactEntry,
    ArtifactOwner,
    check_artifact_path,
    is_model,
)
from runlore.entities.errors import NotFoundError, OutOfRangeError
from runlore.entities.ids import Digest, LoggedModelId, RunId
from runlore.entities.ranges import check_step
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.model_changes import check_live
from runlore.services.scope import existing_run
from runlore.stores.blobs import BlobStat, BlobStore
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.logged_models import ModelScope

MAX_MEDIA_TYPE_CHARS = 200
"""What is longer is no media type, and the file one of an unknown kind."""


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


class _Place(NamedTuple):
    """Where the files of an owner really lie.

    Attributes:
        owner: whose they are in the store.
        prefix: what stands before each path there.
    """

    owner: ArtifactOwner
    prefix: str = ""


class Artifacts:
    """Files of runs and of models.

    The server opens blobs by digest only; a path is a name in the catalog.
    """

    def __init__(self, catalog: Catalog, blobs: BlobStore, access: Access, clock: Clock) -> None:
        self._catalog = catalog
        self._blobs = blobs
        self._access = access
        self._clock = clock

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

    def put(
        self,
        actor: Actor,
        owner: ArtifactOwner,
        path: str,
        chunks: Iterable[bytes],
        media_type: str = "",
    ) -> Artifact:
        """Keep a file of any size, in bounded memory, in the place of one that is there.

        Raises:
            NotFoundError: no such run or model.
            ConflictError: the model is in the trash.
            InvalidPathError: the path is not a plain relative one.
            StorageFullError: no space; nothing is kept.
        """
        self._access.require(actor, Permission.WRITE)
        check_artifact_path(path)
        with self._catalog.read() as tx:  # before all the bytes come
            check_artifact_path(_place(tx, owner, writing=True).prefix + path)
        return self.name(actor, owner, path, self._blobs.put(chunks), media_type)

    def name(
        self,
        actor: Actor,
        owner: ArtifactOwner,
        path: str,
        stat: BlobStat,
        media_type: str = "",
    ) -> Artifact:
        """Give a blob that is here the name of a file, in the place of one that is there.

        Raises:
            NotFoundError: no such run or model.
            ConflictError: the model is in the trash.
            InvalidPathError: the path is not a plain relative one.
        """
        self._access.require(actor, Permission.WRITE)
        check_artifact_path(path)
        artifact = Artifact(
            path=path,
            sha256=stat.sha256,
            md5=stat.md5,
            size=stat.size,
            media_type=media_type if len(media_type) <= MAX_MEDIA_TYPE_CHARS else "",
            kind="model" if is_model(owner) else "file",
            step=None,
            logged_at=self._clock.now(),
        )

        def work(tx: Transaction) -> None:
            place = _place(tx, owner, writing=True)
            tx.trails.put_artifact(place.owner, _renamed(artifact, place.prefix + path))

        self._catalog.write(work)
        return artifact

    def delete(self, actor: Actor, owner: ArtifactOwner, path: str) -> int:
        """Forget a file, or all files below a folder; gives how many.

        None when there is nothing of that name: to delete again is safe. Of a run only its own
        files are meant, not those of models that it shows.

        Raises:
            NotFoundError: no such run or model.
            ConflictError: the model is in the trash.
            InvalidPathError: the path is not a plain relative one.
        """
        self._access.require(actor, Permission.WRITE)
        check_artifact_path(path)

        def work(tx: Transaction) -> int:
            place = _place(tx, owner, writing=True)
            return tx.trails.delete_artifacts(place.owner, place.prefix + path)

        return self._catalog.write(work)

    def list(
        self,
        actor: Actor,
        owner: ArtifactOwner,
        folder: str = "",
        *,
        deep: bool = False,
        models: bool = True,
    ) -> list[ArtifactEntry]:
        """What lies in a folder: sub-folders first, then files; or all files below it.

        A run shows the files of the models that it made below the name of each, of several of one
        name the newest; where it has a file of its own, that one is shown. Without ``models`` only
        its own files are.

        Raises:
            NotFoundError: when there is no such run or model.
            InvalidPathError: the folder is not a plain relative path.
        """
        self._access.require(actor, Permission.READ)
        folder = folder.strip("/")
        if folder:
            check_artifact_path(folder)
        with self._catalog.read() as tx:
            files = _files(tx, owner, folder, models=models)
        if deep:
            return [_file(one) for one in files]
        return _one_level(files, f"{folder}/" if folder else "")

    def open(
        self,
        actor: Actor,
        owner: ArtifactOwner,
        path: str,
        *,
        step: int | None = None,
        span: tuple[int | None, int | None] | None = None,
    ) -> OpenedArtifact:
        """A file's bytes, whole or from ``span`` (first, behind last; (None, n) the last n).

        Raises:
            NotFoundError: no such run, model or file.
            InvalidPathError: the path is not a plain relative one.
            OutOfRangeError: the span lies outside the file.
        """
        self._access.require(actor, Permission.READ)
        check_artifact_path(path)
        if step is not None:
            check_step(step)
        with self._catalog.read() as tx:
            found = _find(tx, owner, path, step)
        if found is None:
            whose = "logged model" if is_model(owner) else "run"
            raise NotFoundError("artifact", f"{path} of {whose} {owner}")
        start, end = _span(found.size, span)
        return OpenedArtifact(found, start, end, self._blobs.open(found.sha256, start, end))


def _place(tx: Transaction, owner: ArtifactOwner, *, writing: bool = False) -> _Place:
    if not is_model(owner):
        existing_run(tx, RunId(owner))
        return _Place(owner)
    model = tx.logged_models.get(owner)
    if model is None:
        raise NotFoundError("logged model", owner)
    if writing:
        check_live(model)
    if model.path and model.run is not None:
        return _Place(model.run, f"{model.path}/")
    return _Place(owner)


def _files(
    tx: Transaction, owner: ArtifactOwner, folder: str, *, models: bool
) -> Sequence[Artifact]:
    """All files below the folder, by path."""
    place = _place(tx, owner)
    own = tx.trails.artifacts(place.owner, (place.prefix + folder).strip("/"))
    if is_model(owner):
        return [_renamed(one, one.path.removeprefix(place.prefix)) for one in own]
    shown = _files_of_models(tx, RunId(owner), folder) if models else ()
    if not shown:
        return own
    taken = {one.path for one in own}
    return sorted([*own, *(one for one in shown if one.path not in taken)], key=lambda a: a.path)


def _files_of_models(tx: Transaction, run: RunId, folder: str) -> Sequence[Artifact]:
    """The files below the folder that models of the run own, under the models' names."""
    found: list[Artifact] = []
    for name, model in _models_of(tx, run).items():
        inside = f"{folder}/".startswith(f"{name}/")
        if inside or not folder or name.startswith(f"{folder}/"):
            below = folder[len(name) + 1 :] if inside else ""
            files = tx.trails.artifacts(model, below)
            found += [_renamed(one, f"{name}/{one.path}") for one in files]
    return found


def _models_of(tx: Transaction, run: RunId) -> dict[str, LoggedModelId]:
    """The models that a run made and that own their files; of one name the newest."""
    models = tx.logged_models.find(ModelScope(run=run))
    return {model.name: model.id for model in reversed(models) if not model.path}


def _find(tx: Transaction, owner: ArtifactOwner, path: str, step: int | None) -> Artifact | None:
    if is_model(owner):
        place = _place(tx, owner)
        found = tx.trails.artifact(place.owner, place.prefix + path, step)
        return None if found is None else _renamed(found, path)
    found = tx.trails.artifact(owner, path, step)
    if found is not None:
        return found
    _place(tx, owner)  # tells when there is no such run; its document is not read for every file
    for name, model in _models_of(tx, RunId(owner)).items():
        if path.startswith(f"{name}/"):
            below = tx.trails.artifact(model, path[len(name) + 1 :], step)
            if below is not None:
                return _renamed(below, path)
    return None


def _renamed(artifact: Artifact, path: str) -> Artifact:
    return artifact if artifact.path == path else msgspec.structs.replace(artifact, path=path)


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
