"""Paths as they are told: the same for everybody who has the code, wherever it lies."""

import os
from pathlib import Path


def label_of(path: str | os.PathLike[str], root: Path | None) -> str:
    """A path below the root of the code, else below the home folder as ``~/…``, else absolute."""
    plain = Path(os.path.abspath(path))
    for folder, before in ((root, ""), (home_folder(), "~/")):
        if folder is not None and plain.is_relative_to(folder):
            return before + plain.relative_to(folder).as_posix()
    return plain.as_posix()


def argument_label(argument: str, root: Path | None) -> str:
    """An argument of a command line, with the places of the code and the home folder taken out.

    ``--data=/home/me/code/d.csv`` becomes ``--data={root}/d.csv``.
    """
    for folder, name in ((root, "{root}"), (home_folder(), "~")):
        if folder is not None and len(folder.parts) > 1 and str(folder) in argument:
            argument = _replaced(argument, str(folder), name)
    return argument


def _replaced(text: str, folder: str, name: str) -> str:
    """Replace a folder's name, but not the beginning of a longer one: ``/a/b`` in ``/a/bc``."""
    before, found, after = text.partition(folder)
    if not found:
        return text
    put = name if not after or after[0] in "/\\:,;'\" " else folder
    return before + put + _replaced(after, folder, name)


def home_folder() -> Path | None:
    """The user's home folder; None for a user without one."""
    try:
        return Path.home()
    except RuntimeError:  # a user without an entry
        return None
