"""Paths that a run tells, as places below a folder of ours; nothing leads out of it."""

from pathlib import Path, PurePosixPath

from runlore.entities.errors import InvalidPathError

ROOT = "{root}"
"""How a captured argument names the root of the code."""


def inside(root: Path, path: str) -> Path:
    """The place of a told relative path below a folder.

    Every folder on the way that exists must be a real one: a link that a patch or a commit put
    there could lead elsewhere.

    Raises:
        InvalidPathError: it is absolute, has ``..`` in it, or leads through a link.
    """
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts or "\\" in path:
        raise InvalidPathError(path, "leads out of its folder")
    if any(ord(c) < 32 for c in path) or ".git" in (part.lower() for part in parts):
        raise InvalidPathError(path, "holds a control character or lies in git's own folder")
    place = root
    for part in parts[:-1]:
        place = place / part
        if place.is_symlink():
            raise InvalidPathError(path, "leads through a link")
    return place / parts[-1]


def write_inside(root: Path, path: str, content: bytes, *, executable: bool = False) -> Path:
    """Write a file at a told relative path below a folder.

    A link that stands there is replaced, never followed.

    Raises:
        InvalidPathError: the path leads out of the folder.
    """
    place = inside(root, path)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        place.unlink()
    place.write_bytes(content)
    if executable:
        place.chmod(place.stat().st_mode | 0o111)
    return place
