"""The code as it lies before the user now, copied: a trial never writes into their own tree."""

import shutil
from pathlib import Path

from runlore.launch.commands import ProgramError, git
from runlore.launch.places import inside

_LEFT_OUT = shutil.ignore_patterns(
    ".runlore", ".venv", "venv", "node_modules", "__pycache__", ".git", "*.pyc"
)


def present_root(here: Path) -> Path:
    """The root of the code in which the user stands: of its repository, else the folder itself."""
    try:
        return Path(git(here, "rev-parse", "--show-toplevel").decode().strip())
    except ProgramError:
        return here


def copy_present(here: Path, root: Path) -> None:
    """Copy the present code to a new folder: the commit, and every file as it lies now.

    What git ignores stays where it is. Without git, all files are copied but environments and
    stores.

    Raises:
        ProgramError: git fails.
        OSError: a file cannot be read or written.
    """
    source = present_root(here)
    if not (source / ".git").exists():
        shutil.copytree(source, root, ignore=_LEFT_OUT, symlinks=True)
        return
    root.mkdir(parents=True)
    git(root, "init", "-q", ".")
    commit = git(source, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
    git(root, "fetch", "-q", "--depth=1", "--no-tags", "--", str(source), commit)
    git(root, "checkout", "-q", "--force", "--detach", commit)
    known = _listed(root, "ls-files", "-z")
    there = _listed(source, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for path in sorted(known | there):
        _copy(source / path, inside(root, path))


def _listed(folder: Path, *words: str) -> set[str]:
    told = git(folder, *words).decode(errors="surrogateescape")
    return {path for path in told.split("\0") if path}


def _copy(source: Path, target: Path) -> None:
    if not source.is_file() and not source.is_symlink():
        if target.is_file() or target.is_symlink():
            target.unlink()  # deleted since the commit
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)
