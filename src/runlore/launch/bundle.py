"""One file that holds everything a repetition needs of a run, for where there is no server.

A bundle is a ZIP archive: ``bundle.json`` (version and lists), ``points/<n>`` (the curves, exact)
and ``files/<sha256>``. It is never unpacked: what is read of it is read by these names, under
limits, and checked against its digest.
"""

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.reader import run_of
from runlore.entities.artifact import Artifact, check_artifact_path
from runlore.entities.dataset import RunInput
from runlore.entities.errors import DamagedError, NotFoundError
from runlore.entities.ids import parse_digest
from runlore.entities.run import Run
from runlore.launch.evidence import StoredEvidence, check_digest

VERSION = 1
"""Of the layout; a reader refuses a later one."""

_INDEX = "bundle.json"
_PIECE_BYTES = 1024 * 1024

MAX_INDEX_BYTES = 256 * 1024 * 1024
"""An index over this is no index: the captures of a run are a few hundred kilobytes."""

MAX_POINTS_BYTES = 4 << 30

_INPUTS = ("code/", "environment/", "config/", "data/")
"""Files that a repetition needs. Of the others the digests do: they are what is compared."""


class _Index(msgspec.Struct):
    """What ``bundle.json`` says."""

    version: int
    run: dict[str, Any]
    captures: dict[str, Any]
    artifacts: list[Artifact]
    inputs: list[RunInput]
    points: list[str]
    files: list[str]


def write_bundle(evidence: StoredEvidence, target: Path) -> int:
    """Write a run to a new file; gives its bytes.

    Raises:
        FileExistsError: there is one already.
        DamagedError: a file of the run does not have its digest.
    """
    stored = [path for path in evidence.artifacts if path.startswith(_INPUTS)]
    digests = {str(evidence.artifacts[path].sha256): path for path in stored}
    keys = sorted(evidence.run.metrics)
    index = _Index(
        version=VERSION,
        run=evidence.document(),
        captures=dict(evidence.captures),
        artifacts=list(evidence.artifacts.values()),
        inputs=list(evidence.inputs),
        points=keys,
        files=sorted(digests),
    )
    if target.exists():
        raise FileExistsError(17, "is there already", str(target))
    # Written beside and then renamed: a bundle that was cut short is never taken for a whole one.
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_INDEX, msgspec.json.encode(index))
            for number, key in enumerate(keys):
                archive.writestr(f"points/{number}", evidence.points(key))
            for digest, path in digests.items():
                _add_file(archive, evidence, path, f"files/{digest}")
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return target.stat().st_size


def _add_file(archive: zipfile.ZipFile, evidence: StoredEvidence, path: str, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="runlore-") as folder:
        file = Path(folder, "file")
        evidence.save(path, file)
        archive.write(file, name)


def is_bundle(file: Path) -> bool:
    """Whether there is a file, and it is a ZIP archive."""
    return file.is_file() and zipfile.is_zipfile(file)


class BundleEvidence:
    """A run in a bundle."""

    def __init__(self, file: Path) -> None:
        """Open it.

        Raises:
            DamagedError: it is no bundle, or not whole.
        """
        self._file = file
        try:
            self._archive = zipfile.ZipFile(file)
            index = msgspec.json.decode(self._read(_INDEX, MAX_INDEX_BYTES), type=_Index)
            if index.version > VERSION:
                raise DamagedError(f"{file} was written by a later Runlore. Use that one.")
            self._run = run_of(dict(index.run))
        except (OSError, zipfile.BadZipFile, msgspec.MsgspecError, KeyError) as error:
            raise DamagedError(f"{file} is no whole bundle of Runlore: {error}") from error
        self._index = index
        self._artifacts = {check_artifact_path(one.path): one for one in index.artifacts}

    @property
    def run(self) -> Run:
        """The run itself: params, tags, statistics, status."""
        return self._run

    @property
    def captures(self) -> Mapping[str, Any]:
        """What was captured, by section; JSON."""
        return self._index.captures

    @property
    def artifacts(self) -> Mapping[str, Artifact]:
        """Its files by path, the newest version of each."""
        return self._artifacts

    @property
    def inputs(self) -> Sequence[RunInput]:
        """The datasets that it used."""
        return self._index.inputs

    def content(self, path: str) -> bytes:
        """The bytes of one of its files."""
        return b"".join(self._pieces(path))

    def save(self, path: str, target: Path) -> None:
        """Write the bytes of one of its files to a new file."""
        with target.open("xb") as file:
            for piece in self._pieces(path):
                file.write(piece)

    def points(self, key: str) -> bytes:
        """The points of a metric, as binary columns."""
        if key not in self._index.points:
            raise NotFoundError(f"metric of run {self._run.id}", key)
        return self._read(f"points/{self._index.points.index(key)}", MAX_POINTS_BYTES)

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def _pieces(self, path: str) -> Iterator[bytes]:
        artifact = self._artifacts.get(path)
        if artifact is None or str(artifact.sha256) not in self._index.files:
            raise NotFoundError(f"file of run {self._run.id} in {self._file}", path)
        name, digest, left = (
            f"files/{parse_digest(artifact.sha256)}",
            hashlib.sha256(),
            artifact.size,
        )
        with self._opened(name) as member:
            # Never more than was stored: an archive may claim to be small and unpack to anything.
            while left > 0 and (piece := member.read(min(left, _PIECE_BYTES))):
                digest.update(piece)
                left -= len(piece)
                yield piece
        check_digest(path, artifact.sha256, digest.hexdigest())

    @contextlib.contextmanager
    def _opened(self, name: str) -> Iterator[Any]:
        try:
            with self._archive.open(name) as member:
                yield member
        except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise DamagedError(f"{self._file} is damaged at {name}: {error}") from error

    def _read(self, name: str, limit: int) -> bytes:
        if self._archive.getinfo(name).file_size > limit:
            raise DamagedError(f"{name} in {self._file} is over {limit:,} bytes.")
        with self._opened(name) as member:
            content: bytes = member.read(limit + 1)
        if len(content) > limit:
            raise DamagedError(f"{name} in {self._file} is over {limit:,} bytes.")
        return content
