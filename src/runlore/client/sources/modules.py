"""Modules that a program imported and that are neither installed nor part of a captured tree."""

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from runlore.client.sources.keeping import MAX_LISTED, Keeper

_CODE = (".py", ".so", ".pyd")
_OURS = str(Path(__file__).resolve().parents[2]) + os.sep


def imported_files() -> Iterator[tuple[str, Path]]:
    """Name and file of each imported module that is no part of Python or of a package.

    Nothing is imported and no attribute is asked for: lazy modules stay as they are.
    """
    installed = installed_folders()
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__dict__", {}).get("__file__")
        if not isinstance(file, str) or not file.endswith(_CODE):
            continue
        place = os.path.abspath(file)
        if not place.startswith((*installed, _OURS)) and "site-packages" not in place:
            yield name, Path(place)


def installed_folders() -> tuple[str, ...]:
    """Where Python and its packages lie, each with a separator behind it."""
    names = ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
    told = {sysconfig.get_paths().get(name, "") for name in names}
    return tuple(os.path.join(os.path.abspath(folder), "") for folder in told if folder)


def describe_modules(
    keeper: Keeper, captured: Callable[[Path], tuple[str, str] | None]
) -> dict[str, Any]:
    """What is listed of the modules; their files were kept when this returns.

    Args:
        keeper: keeps the files.
        captured: the tree and path below it of a file, with an empty path when it was captured
            there; None for a file of no tree.
    """
    found: dict[str, Any] = {}
    for name, file in imported_files():
        place = captured(file)
        if place is not None and not place[1]:
            continue
        folder = _import_folder(file)
        path = place[1] if place is not None else file.relative_to(folder).as_posix()
        told, facts = keeper.keep_source(file.parent, file.name, f"modules/{_above(path)}")
        told |= {"path": path} if place is None else {"path": path, "tree": place[0]}
        if facts is not None and len(found) < MAX_LISTED:
            found[name] = told
    return found


def _above(path: str) -> str:
    folder, _, _ = path.rpartition("/")
    return f"{folder}/" if folder else ""


def _import_folder(file: Path) -> Path:
    """The nearest folder of ``sys.path`` above a file: what a rebuild puts on the path instead."""
    above = [Path(os.path.abspath(entry or ".")) for entry in sys.path]
    around = [folder for folder in above if file.is_relative_to(folder)]
    return max(around, key=lambda folder: len(folder.parts), default=file.parent)
