"""Whether a rebuilt folder holds what was captured."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runlore.client.git import git_line, read_git
from runlore.client.sources.facts import read_facts


def differing_files(root: Path, tree: Mapping[str, Any]) -> list[str]:
    """The files of a rebuilt folder that are not as they were when the tree was captured.

    Args:
        root: the rebuilt folder.
        tree: the tree's entry in the section ``code``.

    Returns:
        Their paths, sorted; empty when the folder is equal. Files that the tree does not tell, such
        as data that was put there, do not count. When another commit is checked out, or none, the
        answer is ``commit``.
    """
    expected: dict[str, str] = dict(tree.get("changed", {}))
    for path, told in tree.get("files", {}).items():
        if told.get("artifact"):
            expected[path] = told["sha256"]
    found = {path for path, sha256 in expected.items() if _state_of(root / path) != sha256}
    if tree.get("kind") == "git":
        if git_line(root, "rev-parse", "HEAD") != tree.get("commit"):
            return ["commit"]
        found |= set(_changed_in(root)) - expected.keys()
    return sorted(found)


def _state_of(file: Path) -> str:
    facts = read_facts(file)
    return "deleted" if facts is None else facts.sha256


def _changed_in(root: Path) -> list[str]:
    """Tracked files that are not as in the commit; a folder is a submodule, told by itself."""
    state = read_git(root)
    changed = [] if state is None else state.changed
    return [path for path in changed if not (root / path).is_dir()]
