"""Finds the data that a run read, by digest, and puts it where the program looks for it."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.inputs.datasets import hash_path
from runlore.entities.errors import InvalidPathError, RunloreError
from runlore.launch.evidence import Evidence
from runlore.launch.places import inside
from runlore.launch.sources import code_of

PIECE_BYTES = 8 * 1024 * 1024

MAX_COPIED_BYTES = 1 << 30
"""A larger file of data is linked to, not copied: a copy would fill the disk."""


class DataFile(msgspec.Struct, frozen=True):
    """One file that the run read.

    Attributes:
        label: below the root of the code, else below the home folder as ``~/…``, else absolute.
        path: where it lay, absolute.
        size: bytes; −1 when it is not known.
        sha256: digest of its content; empty when it was too large to be read.
        note: why there is no digest, or that it changed while it was read.
    """

    label: str
    path: str = ""
    size: int = -1
    sha256: str = ""
    note: str = ""

    @property
    def is_below_root(self) -> bool:
        """Whether it lay in the tree of the code, so that it must lie in the new one."""
        return not self.label.startswith(("~", "/", "\\")) and self.label[1:2] != ":"


class Placement(msgspec.Struct, frozen=True):
    """Where a file was found.

    Attributes:
        label: of the file.
        source: ``tree``, ``here``, ``store`` or ``dvc``; empty when it was not found.
        place: the file that has its content; empty in the store.
        artifact: of the run, when the store has it.
        problem: what is wrong, in words; empty when all is well.
    """

    label: str
    source: str
    place: str = ""
    artifact: str = ""
    problem: str = ""


def files_of(evidence: Evidence) -> list[DataFile]:
    """The files that the run was seen to read, and local data that it named itself."""
    captured = evidence.captures.get("data")
    listed = captured.get("files") if isinstance(captured, dict) else None
    files = listed if isinstance(listed, dict) else {}
    seen = [_file(label, told) for label, told in sorted(files.items())]
    known = {file.path for file in seen}
    named = [one for one in _named(evidence) if one.path not in known]
    # Of a folder that was named as a whole, the single files need not be looked at as well.
    return named + [
        file for file in seen if not any(file.path.startswith(f"{one.path}/") for one in named)
    ]


def _named(evidence: Evidence) -> Iterator[DataFile]:
    """Files and folders that ``runlore.log_data`` was given, with their digests."""
    root = code_of(evidence).main.root
    for used in evidence.inputs:
        dataset = used.dataset
        try:
            profile = msgspec.json.decode(dataset.profile or "{}")
        except msgspec.DecodeError:
            continue
        sha256 = profile.get("sha256") if isinstance(profile, dict) else None
        if dataset.source_type != "local" or not isinstance(sha256, str) or not dataset.source:
            continue
        path = dataset.source
        label = path[len(root) + 1 :] if root and path.startswith(f"{root}/") else path
        yield DataFile(label=label, path=path, sha256=sha256)


def _file(label: str, told: object) -> DataFile:
    known: Mapping[str, Any] = told if isinstance(told, dict) else {}
    size = known.get("size")
    return DataFile(
        label=label,
        path=str(known.get("path") or ""),
        size=size if isinstance(size, int) else -1,
        sha256=str(known.get("sha256") or ""),
        note=str(known.get("note") or ""),
    )


def find(file: DataFile, evidence: Evidence, root: Path, here: Path) -> Placement:
    """Look for a file: in the rebuilt tree, where it lay, in the store, in DVC's cache.

    Args:
        file: which.
        evidence: the run, whose files are looked at.
        root: the rebuilt tree.
        here: the folder in which the user stands.
    """
    for source, place in _places(file, root, here):
        if _is_it(file, place):
            return Placement(file.label, source, str(place))
    for path, artifact in evidence.artifacts.items():
        if file.sha256 and artifact.sha256 == file.sha256:
            return Placement(file.label, "store", artifact=path)
    for cached in _dvc_places(file, root, here):
        if _is_it(file, cached):
            return Placement(file.label, "dvc", str(cached))
    return Placement(file.label, "", problem=_why_missing(file))


def _places(file: DataFile, root: Path, here: Path) -> Iterator[tuple[str, Path]]:
    if file.is_below_root:
        try:
            yield "tree", inside(root, file.label)
            yield "here", inside(here, file.label)
        except InvalidPathError:
            return
    if file.path:
        yield "here", Path(file.path)
    if file.label.startswith("~/"):
        yield "here", Path.home() / file.label[2:]


def _is_it(file: DataFile, place: Path) -> bool:
    """Whether a file has the content; without a digest the size must do."""
    if place.is_dir():
        return bool(file.sha256) and hash_path(place) == file.sha256
    if not place.is_file() or (file.size >= 0 and place.stat().st_size != file.size):
        return False
    return not file.sha256 or digest_of(place) == file.sha256


def digest_of(place: Path) -> str:
    """SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with place.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _dvc_places(file: DataFile, root: Path, here: Path) -> Iterator[Path]:
    """Where DVC keeps the content that a ``.dvc`` file of the tree names."""
    if not file.is_below_root:
        return
    try:
        pointer = inside(root, f"{file.label}.dvc")
        text = pointer.read_text()
    except (OSError, InvalidPathError, UnicodeDecodeError):
        return
    for line in text.splitlines():
        key, _, value = line.strip().lstrip("- ").partition(":")
        md5 = value.strip()
        if key == "md5" and len(md5) == 32 and not set(md5) - set("0123456789abcdef"):
            old = Path(file.path).parents[len(Path(file.label).parts) - 1] if file.path else here
            for folder in (old, here):
                yield folder / ".dvc/cache/files/md5" / md5[:2] / md5[2:]
                yield folder / ".dvc/cache" / md5[:2] / md5[2:]


def _why_missing(file: DataFile) -> str:
    digest = f"sha256 {file.sha256}" if file.sha256 else "no digest was taken"
    return (
        f"{file.label} is not to be found as it was ({digest}): not where it lay ({file.path}), "
        "not among the files of the run, not in DVC's cache"
    )


def place(found: Placement, file: DataFile, evidence: Evidence, root: Path) -> None:
    """Put a file that was found into the rebuilt tree, if it belongs there.

    Raises:
        RunloreError: its place leads out of the tree.
        OSError: it cannot be written.
    """
    if not file.is_below_root or found.source in ("", "tree"):
        return
    target = inside(root, file.label)
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear(target)
    if Path(found.place or ".").is_dir() and not found.artifact:
        shutil.copytree(found.place, target)
    elif found.artifact:
        evidence.save(found.artifact, target)
    elif file.size > MAX_COPIED_BYTES:
        target.symlink_to(Path(found.place).resolve())
    else:
        shutil.copyfile(found.place, target)


def _clear(target: Path) -> None:
    """Make room; a link is removed, never followed."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    elif target.is_symlink() or target.exists():
        target.unlink()


def place_other(file: DataFile, root: Path, here: Path) -> str:
    """Put what lies at the file's place now into the tree, whatever its content; tells what it did.

    For those who allow the data to be another. Empty when there is nothing at its place.
    """
    for _, other in _places(file, root, here):
        if not other.exists():
            continue
        target = inside(root, file.label) if file.is_below_root else other
        if other != target:
            target.parent.mkdir(parents=True, exist_ok=True)
            _clear(target)
            (shutil.copytree if other.is_dir() else shutil.copyfile)(other, target)
        now = hash_path(other) if other.is_dir() else digest_of(other)
        return f"{file.label} is another now (sha256 {now[:12]}…)"
    return ""


class MissingDataError(RunloreError):
    """Data of the run is not to be had; names each digest."""

    code = "missing_data"
