"""What a run told of its code, typed: trees of files, and where their parts are stored."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from runlore.entities.errors import DamagedError
from runlore.launch.evidence import Evidence

MAIN = ""
"""The name of the tree in which the program lies."""


class FileSource(msgspec.Struct, frozen=True):
    """One file beside a commit.

    Attributes:
        sha256: of its content; empty when it was not read.
        size: bytes.
        executable: whether it may be started.
        artifact: path of the stored content; empty when it was not kept.
        note: why it was not kept, or that it was masked.
    """

    sha256: str = ""
    size: int = 0
    executable: bool = False
    artifact: str = ""
    note: str = ""


class TreeSource(msgspec.Struct, frozen=True):
    """One tree of code, as ``docs/reference/recipe.md`` describes it.

    Attributes:
        kind: ``git``, or ``snapshot`` where there was no git.
        root: where it lay.
        at: of a submodule: its folder below the main root.
        folder: of an editable install: its project below the root.
        commit: of a git tree.
        remote: address it can be fetched from, masked.
        dirty: whether tracked files differed from the commit.
        patch: path of the stored patch, or empty.
        pack: path of the stored commit, or empty.
        withheld: files of the commit that were not stored, and why.
        changed: tracked files that differed: digest of the content or ``deleted``.
        files: files beside the commit.
        tree: digest of what a rebuild puts back; empty when it is not known.
    """

    kind: Literal["git", "snapshot"] = "snapshot"
    root: str = ""
    at: str = ""
    folder: str = "."
    commit: str = ""
    remote: str = ""
    dirty: bool = False
    patch: str = ""
    pack: str = ""
    withheld: dict[str, str] = {}
    changed: dict[str, str] = {}
    files: dict[str, FileSource] = {}
    tree: str = ""


class ModuleSource(msgspec.Struct, frozen=True):
    """An imported module from outside of every tree.

    Attributes:
        path: where it lay.
        sha256: of its content.
        artifact: path of the stored content, or empty.
    """

    path: str = ""
    sha256: str = ""
    artifact: str = ""


class CodeSource(msgspec.Struct, frozen=True):
    """All code of a run.

    Attributes:
        trees: by name; the main one is called ``""``.
        modules: imported modules from elsewhere, by name.
        script: the started file below the main root; empty when there is none.
    """

    trees: dict[str, TreeSource]
    modules: dict[str, ModuleSource] = {}
    script: str = ""

    @property
    def main(self) -> TreeSource:
        """The tree in which the program lies."""
        return self.trees.get(MAIN, TreeSource())

    def below(self, kind: str) -> Iterator[tuple[str, TreeSource]]:
        """The trees of one kind, such as ``submodules``, by the rest of their names."""
        for name, tree in self.trees.items():
            if name.startswith(f"{kind}/"):
                yield name.partition("/")[2], tree


class _Script(msgspec.Struct, frozen=True):
    tree: str = ""
    path: str = ""


class _Section(msgspec.Struct, frozen=True):
    trees: dict[str, TreeSource] = {}
    modules: dict[str, ModuleSource] = {}
    script: _Script = _Script()


def code_of(evidence: Evidence) -> CodeSource:
    """What a run told of its code, as well as it told it.

    A run whose client described no trees (an imported one, or of an older client) has what its git
    section, its script or the tags of another tracker say.

    Raises:
        DamagedError: the section has another shape than was agreed.
    """
    captured = evidence.captures.get("code")
    if isinstance(captured, dict) and captured.get("trees"):
        section = _section(captured)
        return CodeSource(section.trees, section.modules, section.script.path)
    return _older(evidence)


def _section(captured: Mapping[str, Any]) -> _Section:
    try:
        return msgspec.convert(captured, _Section)
    except msgspec.ValidationError as error:
        raise DamagedError(f"The section 'code' of the run is not understood: {error}") from error


def _older(evidence: Evidence) -> CodeSource:
    git = evidence.captures.get("git")
    told = git if isinstance(git, dict) else {}
    tags = evidence.run.tags
    commit = str(told.get("commit") or tags.get("mlflow.source.git.commit", ""))
    remote = str(told.get("remote") or tags.get("mlflow.source.git.repoURL", ""))
    script = _script_of(evidence)
    if not commit:
        files = {}
        if stored := _stored_script(evidence, script):
            digest = str(evidence.artifacts[stored].sha256)
            files[script] = FileSource(sha256=digest, artifact=stored)
        return CodeSource({MAIN: TreeSource(kind="snapshot", files=files)}, script=script)
    patch = "code/diff.patch" if "code/diff.patch" in evidence.artifacts else ""
    tree = TreeSource(
        kind="git",
        root=str(told.get("root", "")),
        commit=commit,
        remote=remote,
        dirty=bool(told.get("dirty")),
        patch=patch,
    )
    return CodeSource({MAIN: tree}, script=script)


def _script_of(evidence: Evidence) -> str:
    """The started file below the root of its repository, else its name alone."""
    command, git = evidence.captures.get("command"), evidence.captures.get("git")
    told = str(command.get("script", "")) if isinstance(command, dict) else ""
    root = str(git.get("root", "")) if isinstance(git, dict) else ""
    if root and told.startswith(f"{root}/"):
        return told[len(root) + 1 :]
    name = told or evidence.run.tags.get("mlflow.source.name", "")
    return name.replace("\\", "/").rpartition("/")[2]


def _stored_script(evidence: Evidence, script: str) -> str:
    path = f"code/{script}"
    return path if script and path in evidence.artifacts else ""
