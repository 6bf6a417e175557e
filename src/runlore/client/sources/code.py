"""All code of a run: the tree of its script, submodules, editable installs, other modules."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runlore.client.files import FileLog
from runlore.client.git import GitState, read_git
from runlore.client.sources.git_trees import MAX_SUBMODULES, GitTree
from runlore.client.sources.keeping import Keeper, Options
from runlore.client.sources.modules import describe_modules, installed_folders
from runlore.client.sources.snapshots import describe_snapshot, is_project

MAX_EDITABLES = 20


class CodeCapture:
    """Describes the code at the start, and the modules when it ends.

    Attributes:
        root: of the main tree: what paths of the run are told below.
        state: of the main tree, when git knows it.
    """

    def __init__(self, files: FileLog, options: Options, script: Path | None, cwd: Path) -> None:
        self._files = files
        self._options = options
        self._script = None if script is None else resolved(script)
        self._cwd = resolved(cwd)
        self._section: dict[str, Any] = {}
        self._known: dict[str, tuple[Path, GitTree | set[str]]] = {}
        self.state = self._read_state()
        self.root = Path(self.state.root) if self.state is not None else self._folder()

    @property
    def script(self) -> Path | None:
        """The file that was started, without links."""
        return self._script

    def described_state(self) -> dict[str, object]:
        """The section ``git``; empty where there is none."""
        return {} if self.state is None else self.state.described()

    def has(self, file: Path) -> bool:
        """Whether the content of a file was captured with its tree."""
        place = self._place_of(file)
        return place is not None and not place[1]

    def begin(self, editables: Mapping[str, Path]) -> dict[str, Any]:
        """The section ``code``; what it names was kept when this returns.

        Args:
            editables: folders of distributions that are installed as links to their sources.
        """
        trees: dict[str, Any] = {}
        missing: list[dict[str, str]] = []
        if self._is_git(self.state):
            self._add_git(trees, "", self.state, missing)
        elif is_project(self.root):
            trees[""] = self._snapshot("", self.root)
            if self.state is not None and self.state.diff:  # a repository before its first commit
                self._keeper("").keep_bytes(self.state.diff, "diff.patch")
        for name, folder in list(editables.items())[:MAX_EDITABLES]:
            self._add_editable(trees, f"editables/{name}", folder)
        for tree in trees.values():
            missing += tree.pop("missing", [])
        self._section = {"trees": trees, "script": self._script_place(), "missing": missing}
        return self._section

    def finish(self) -> dict[str, Any]:
        """The section with the modules that were imported up to now."""
        keeper = Keeper(self._files, "code/", self._options)
        modules = describe_modules(keeper, self._place_of)
        missing = [*self._section.get("missing", []), *keeper.missing]
        return self._section | {"modules": modules, "missing": missing}

    def _read_state(self) -> GitState | None:
        return read_git(self._folder()) or read_git(self._cwd)

    def _folder(self) -> Path:
        """Where the code lies: around the script, unless that is a part of a package."""
        script = self._script
        if script is None or str(script).startswith(installed_folders()):
            return self._cwd
        is_below = script.is_relative_to(self._cwd) and is_project(self._cwd)
        return self._cwd if is_below else script.parent

    def _is_git(self, state: GitState | None) -> bool:
        return state is not None and bool(state.commit)

    def _add_git(
        self,
        trees: dict[str, Any],
        name: str,
        state: GitState | None,
        missing: list[dict[str, str]],
    ) -> None:
        """Describe a tree and the submodules in it."""
        if state is None:
            return
        tree = self._git_tree(trees, name, state)
        inside = list(tree.submodules())[:MAX_SUBMODULES]
        for submodule in inside:
            under = f"{name}/" if name else ""
            key = f"{under}submodules/{submodule.at}"
            if submodule.state is None:
                missing.append({"what": key, "why": "the submodule was not checked out"})
                continue
            self._git_tree(trees, key, submodule.state)
            trees[key]["at"] = submodule.at

    def _git_tree(self, trees: dict[str, Any], name: str, state: GitState) -> GitTree:
        tree = GitTree(state, self._keeper(name))
        trees[name] = tree.describe()
        self._known[name] = (Path(state.root), tree)
        return tree

    def _snapshot(self, name: str, root: Path) -> dict[str, Any]:
        section = describe_snapshot(root, self._keeper(name))
        kept = {path for path, told in section["files"].items() if told["artifact"]}
        self._known[name] = (root, kept)
        return section

    def _add_editable(self, trees: dict[str, Any], name: str, folder: Path) -> None:
        """Describe an editable install, unless its folder is in a tree that is described."""
        if any(folder.is_relative_to(root) for root, _ in self._known.values()):
            return
        state = read_git(folder)
        if self._is_git(state):
            self._add_git(trees, name, state, [])
            root = Path(trees[name]["root"])
            trees[name]["folder"] = folder.relative_to(root).as_posix()
        elif folder.is_dir():
            trees[name] = self._snapshot(name, folder) | {"folder": "."}

    def _keeper(self, name: str) -> Keeper:
        return Keeper(self._files, f"code/{name}/" if name else "code/", self._options)

    def _script_place(self) -> dict[str, str]:
        if self._script is None:
            return {}
        for name, (root, _) in self._known.items():
            if self._script.is_relative_to(root):
                return {"tree": name, "path": self._script.relative_to(root).as_posix()}
        return {"path": self._script.name}

    def _place_of(self, module: Path) -> tuple[str, str] | None:
        """The innermost tree around a file, and the path in it, empty when it was captured."""
        file = resolved(module)
        around = [(n, *known) for n, known in self._known.items() if file.is_relative_to(known[0])]
        if not around:
            return None
        name, root, known = max(around, key=lambda entry: len(entry[1].parts))
        path = file.relative_to(root).as_posix()
        is_known = path in known if isinstance(known, set) else known.knows(path)
        return name, "" if is_known else path


def resolved(path: str | os.PathLike[str]) -> Path:
    """A path without links, as git tells roots."""
    return Path(os.path.realpath(path))
