"""Trees without git: the sources and texts of a folder, as they stand."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runlore.client.labels import home_folder
from runlore.client.secrecy import holds_keys
from runlore.client.sources.facts import digest_of_tree, is_foreign, is_source
from runlore.client.sources.keeping import Keeper, listed

MAX_WALKED = 10_000
"""Entries of a folder that are looked at; a folder with more is no project."""

MAX_DEPTH = 8


def describe_snapshot(root: Path, keeper: Keeper) -> dict[str, Any]:
    """The section of a tree that git does not know; what it names was kept when this returns."""
    files: dict[str, Any] = {}
    source, whole = {}, {}
    for path in walk_texts(root, keeper):
        told, facts = keeper.keep_source(root, path, "files/")
        if not told["artifact"] and not is_source(path) and not holds_keys(path):
            continue  # what is no text is data, and none of the code's business
        files[path] = told
        if facts is None:
            continue
        if is_source(path):
            source[path] = (facts.mode, facts.blob)
        if told["artifact"]:
            whole[path] = (facts.mode, facts.blob)
    section = {"kind": "snapshot", "root": str(root), "source": digest_of_tree(source)}
    return section | {"tree": digest_of_tree(whole)} | listed(files, keeper.missing)


def walk_texts(root: Path, keeper: Keeper) -> Iterator[str]:
    """Files below a folder that may be code, sorted, as paths below it."""
    walked = 0
    for folder, folders, names in os.walk(root):
        below = Path(folder).relative_to(root)
        folders[:] = sorted(f for f in folders if _is_of_project(Path(folder, f), keeper))
        if len(below.parts) >= MAX_DEPTH:
            folders.clear()
        for name in sorted(names):
            walked += 1
            if walked > MAX_WALKED:
                keeper.lack("files/", f"the folder holds over {MAX_WALKED:,} files")
                return
            yield (below / name).as_posix()


def is_project(folder: Path) -> bool:
    """Whether a folder can be one of a project: not a home folder, nor one of everybody."""
    around = {Path(folder.anchor), home_folder(), Path("/tmp"), Path("/usr/bin")}  # noqa: S108
    return folder not in around


def _is_of_project(folder: Path, keeper: Keeper) -> bool:
    name = folder.name
    if name.startswith(".") or is_foreign(f"{name}/") or name.endswith((".egg-info", ".runlore")):
        return False
    if keeper.options.is_apart(folder) or folder.is_symlink():
        return False
    return not (folder / "pyvenv.cfg").exists()
