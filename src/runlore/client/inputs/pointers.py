"""DVC pointers: the small file beside data that says which version of it lies there."""

import contextlib
import re
from pathlib import Path
from typing import Any

from runlore.client.git import git_line

_MAX_BYTES = 64 * 1024
_MD5 = re.compile(r"^[ \t-]*md5:[ \t]*([0-9a-f]{32}(?:\.dir)?)[ \t]*$", re.M)
_PATH = re.compile(r"^[ \t-]*path:[ \t]*(\S.*?)[ \t]*$", re.M)
_MAX_FOLDERS_UP = 10


def read_pointer(path: Path) -> dict[str, Any]:
    """What a ``.dvc`` file says of this path, or of a folder around it; empty without one.

    ``md5`` is DVC's digest of what it governs, ``path`` what that is, and ``rev`` the last commit
    that changed the pointer: what ``dvc get --rev`` takes.
    """
    for place in (path, *list(path.parents)[:_MAX_FOLDERS_UP]):
        pointer = place.with_name(f"{place.name}.dvc") if place.name else None
        if pointer is None or not pointer.is_file():
            continue
        with contextlib.suppress(OSError):
            text = pointer.read_bytes()[:_MAX_BYTES].decode(errors="replace")
            md5, named = _MD5.findall(text), _PATH.findall(text)
            if md5:
                rev = git_line(pointer.parent, "log", "-1", "--format=%H", "--", pointer.name)
                told = {"md5": md5[-1], "path": named[-1] if named else place.name, "rev": rev}
                return {"dvc": told}
    return {}
