"""Puts the code of a run back into a folder, and checks that it is what it was."""

import hashlib
from pathlib import Path

import msgspec

from runlore.client.sources.verify import differing_files
from runlore.entities.errors import RunloreError
from runlore.launch.commands import ProgramError, git
from runlore.launch.evidence import Evidence
from runlore.launch.places import inside, write_inside
from runlore.launch.sources import CodeSource, ModuleSource, TreeSource


class CannotRebuildError(RunloreError):
    """An input of the run cannot be put back; says which, and what would help."""

    code = "cannot_rebuild"


class RebuiltCode(msgspec.Struct, frozen=True):
    """Code that was put back.

    Attributes:
        root: the main tree.
        modules: folder of modules from elsewhere, to be found on the path of imports; or None.
        editables: folder of each editable install, by distribution.
        notes: what is not as it was, in words; empty when everything is.
    """

    root: Path
    modules: Path | None
    editables: dict[str, Path]
    notes: list[str]


def rebuild_code(evidence: Evidence, code: CodeSource, folder: Path) -> RebuiltCode:
    """Put all trees and modules back.

    Args:
        evidence: the run.
        code: what it told of its code.
        folder: new and empty; the main tree goes into ``tree`` in it.

    Raises:
        CannotRebuildError: something is not there any more, or came out other than it was.
    """
    notes: list[str] = []
    root = folder / "tree"
    rebuild_tree(evidence, code.main, root, notes)
    for name, tree in code.below("submodules"):
        place = inside(root, tree.at or name)
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
        rebuild_tree(evidence, tree, place, notes)
    editables = {}
    for name, tree in code.below("editables"):
        editables[name] = inside(folder, f"editables/{name}")
        rebuild_tree(evidence, tree, editables[name], notes)
    modules = _rebuild_modules(evidence, code.modules, folder / "modules", notes)
    return RebuiltCode(root, modules, editables, notes)


def rebuild_tree(evidence: Evidence, tree: TreeSource, root: Path, notes: list[str]) -> None:
    """Put one tree back: the commit, the patch, the files beside them.

    Raises:
        CannotRebuildError: it is not there any more, or came out other than it was.
    """
    root.mkdir(parents=True)
    if tree.commit:
        _check_out(evidence, tree, root, notes)
        if tree.patch:
            _apply(evidence, tree, root)
    for path, file in tree.files.items():
        if file.artifact:
            content = evidence.content(file.artifact)
            write_inside(root, path, content, executable=file.executable)
        elif file.note:
            notes.append(f"{path} was not kept: {file.note}")
    _verify(tree, root, notes)


def _check_out(evidence: Evidence, tree: TreeSource, root: Path, notes: list[str]) -> None:
    if len(tree.commit) not in (40, 64) or set(tree.commit) - set("0123456789abcdef"):
        raise CannotRebuildError(f"{tree.commit[:80]!r} is no commit: the run tells nothing else.")
    kind = "sha256" if len(tree.commit) == 64 else "sha1"
    git(root, "init", "-q", f"--object-format={kind}", ".")
    if tree.pack and tree.pack in evidence.artifacts:
        git(root, "index-pack", "--stdin", content=evidence.content(tree.pack))
        (root / ".git/shallow").write_text(f"{tree.commit}\n")  # the pack holds no parents
    else:
        _fetch(tree, root)
    if tree.remote:
        git(root, "config", "remote.origin.url", tree.remote)
    if not tree.withheld:
        git(root, "checkout", "-q", "--force", "--detach", tree.commit)
        return
    notes += [f"{path} is not there: {why}" for path, why in tree.withheld.items()]
    _check_out_without(tree, root)


def _check_out_without(tree: TreeSource, root: Path) -> None:
    """Check out a commit of which some contents were withheld: those files stay absent."""
    git(root, "update-ref", "--no-deref", "HEAD", tree.commit)
    git(root, "read-tree", tree.commit)
    listed = git(root, "ls-files", "-z").decode(errors="surrogateescape").split("\0")
    there = [path for path in listed if path and path not in tree.withheld]
    names = "\0".join(there).encode(errors="surrogateescape")
    git(root, "checkout-index", "-f", "-z", "--stdin", content=names)


def _fetch(tree: TreeSource, root: Path) -> None:
    """Get the commit from where it may be: the old folder, then the remote."""
    tried = []
    for source in filter(None, (_old_folder(tree), tree.remote)):
        if "***" in source or source.startswith("-"):
            tried.append(f"{source}: its address was masked")
            continue
        try:
            git(root, "fetch", "-q", "--depth=1", "--no-tags", "--", source, tree.commit)
        except ProgramError as error:
            tried.append(f"{source}: {error.message}")
        else:
            return
    told = "; ".join(tried) or "the run names no remote, and its old folder is not here"
    raise CannotRebuildError(
        f"The commit {tree.commit[:12]} cannot be had: it was not stored with the run, and {told}."
    )


def _old_folder(tree: TreeSource) -> str:
    return tree.root if tree.root and Path(tree.root, ".git").exists() else ""


def _apply(evidence: Evidence, tree: TreeSource, root: Path) -> None:
    try:
        git(
            root,
            "apply", "--binary", "--whitespace=nowarn", "-",
            content=evidence.content(tree.patch),
        )  # fmt: skip
    except ProgramError as error:
        raise CannotRebuildError(
            f"The changes since the commit ({tree.patch}) do not apply: {error.message}"
        ) from error


def _verify(tree: TreeSource, root: Path, notes: list[str]) -> None:
    """Compare with what was captured; what was masked or withheld then may differ.

    Raises:
        CannotRebuildError: other files differ; names them.
    """
    if not tree.tree:
        notes.append("whether the code is whole cannot be told: the run has no digest of it")
        return
    explained = {
        *tree.withheld,
        *(path for path, file in tree.files.items() if "masked" in file.note or not file.artifact),
    }
    wrong = [
        path for path in differing_files(root, msgspec.to_builtins(tree)) if path not in explained
    ]
    masked = [path for path, file in tree.files.items() if "masked" in file.note]
    notes += [f"{path} held secrets, which were masked when it was stored" for path in masked]
    if wrong:
        raise CannotRebuildError(
            f"{len(wrong):,} files came out other than they were: {', '.join(wrong[:5])}."
        )


def _rebuild_modules(
    evidence: Evidence, modules: dict[str, ModuleSource], folder: Path, notes: list[str]
) -> Path | None:
    for name, module in modules.items():
        if not module.artifact:
            notes.append(f"the module {name} from {module.path} was not kept")
            continue
        is_package = module.path.replace("\\", "/").endswith("/__init__.py")
        below = "/__init__.py" if is_package else Path(module.path).suffix
        content = evidence.content(module.artifact)
        if module.sha256 and hashlib.sha256(content).hexdigest() != module.sha256:
            # Half of it is a mask: an installed one of the same name is better than that.
            notes.append(f"the module {name} held secrets, which were masked when it was stored")
            continue
        write_inside(folder, name.replace(".", "/") + below, content)
    return folder if folder.is_dir() else None
