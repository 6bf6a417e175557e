"""Trees that git knows: the commit, every change since, files beside it, and submodules."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.git import GitState, git_line, read_git, run_git
from runlore.client.redact import redact_text
from runlore.client.sources.facts import PLAIN, digest_of_tree, is_foreign, is_source, read_facts
from runlore.client.sources.keeping import Keeper, listed
from runlore.client.sources.packs import Packed, blobs_of, packed, secret_files, write_pack

SUBMODULE = "160000"
MAX_SUBMODULES = 100

Entries = dict[str, tuple[str, str]]
"""Mode and blob id by path."""


class Submodule(msgspec.Struct, frozen=True):
    """Another repository inside a tree.

    Attributes:
        at: its folder below the root of the outermost tree.
        state: None where it was not checked out.
    """

    at: str
    state: GitState | None


class GitTree:
    """Describes one working tree and keeps what a rebuild needs."""

    def __init__(self, state: GitState, keeper: Keeper) -> None:
        self._state = state
        self._root = Path(state.root)
        self._keeper = keeper
        self._algorithm = "sha256" if len(state.commit) == 64 else "sha1"
        self._committed = read_commit(self._root, state.commit)
        self._files: dict[str, Any] = {}

    def knows(self, path: str) -> bool:
        """Whether a file of the tree was captured, by the commit or by itself."""
        if path in self._committed or path in self._state.changed:
            return True
        return bool(self._files.get(path, {}).get("artifact"))

    def describe(self) -> dict[str, Any]:
        """The tree's section; what it names was kept when this returns."""
        state = self._state
        now, changed = self._changed()
        pack, withheld = self._keep_commit()
        section: dict[str, Any] = {
            "kind": "git",
            "root": state.root,
            "commit": state.commit,
            "branch": state.branch,
            "remote": state.remote,
            "remotes": _remotes(self._root),
            "dirty": state.dirty,
            "pushed": _is_pushed(self._root),
            "changed": changed,
            "withheld": withheld,
            "patch": self._keeper.keep_bytes(state.diff, "diff.patch") if state.diff else "",
            "pack": pack,
        }
        beside = self._beside()
        for path in (*state.withheld, *withheld):
            self._keep_masked(path)
        sources = {path: entry for path, entry in beside.items() if is_source(path)}
        kept = {path: beside[path] for path in beside if self._files[path]["artifact"]}
        section["source"] = digest_of_tree(now | sources)
        section["tree"] = digest_of_tree(now | kept)
        if state.note:
            self._keeper.lack("diff.patch", state.note)
        return section | listed(self._files, self._keeper.missing)

    def submodules(self) -> Iterator[Submodule]:
        """The repositories inside, those inside them included."""
        yield from _submodules(self._root, "", self._committed)

    def _changed(self) -> tuple[Entries, dict[str, str]]:
        """The tracked files as they are now, and those that are not as in the commit."""
        now = {p: entry for p, entry in self._committed.items() if entry[0] != SUBMODULE}
        changed: dict[str, str] = {}
        for path in self._state.changed:
            if self._committed.get(path, (PLAIN,))[0] == SUBMODULE:
                continue
            facts = read_facts(self._root / path, self._algorithm)
            changed[path] = "deleted" if facts is None else facts.sha256
            if facts is None:
                now.pop(path, None)
            else:
                now[path] = (facts.mode, facts.blob)
        return now, changed

    def _keep_commit(self) -> tuple[str, dict[str, str]]:
        """Keep the commit; gives the artifact's path, empty without, and the files left out."""
        if not self._keeper.options.commit:
            self._keeper.lack("commit.pack", "switched off")
            return "", {}
        made = packed.get((self._state.root, self._state.commit))
        if made is None:
            made = self._packed()
            packed.put((self._state.root, self._state.commit), made)
        if made.trouble:
            self._keeper.lack("commit.pack", made.trouble)
            return "", {}
        return self._keeper.keep_bytes(made.content, "commit.pack"), made.withheld

    def _packed(self) -> Packed:
        withheld = secret_files(self._root, self._state.commit, self._committed)
        if withheld is None:
            return Packed(b"", {}, "it could not be looked through for secrets in time")
        files = {p: entry for p, entry in self._committed.items() if entry[0] != SUBMODULE}
        with tempfile.TemporaryFile() as pack:
            trouble = write_pack(self._root, self._state.commit, blobs_of(files, withheld), pack)
            pack.seek(0)
            return Packed(b"" if trouble else pack.read(), withheld, trouble)

    def _beside(self) -> Entries:
        """Keep the files that git does not know; gives those that were read."""
        found: Entries = {}
        for path in sorted(self._state.untracked, key=lambda path: (not is_source(path), path)):
            if path.endswith("/") or is_foreign(path):
                continue
            if self._keeper.options.is_apart(self._root / path):
                continue
            told, facts = self._keeper.keep_source(self._root, path, "untracked/", self._algorithm)
            self._files[path] = told
            if facts is not None:
                found[path] = (facts.mode, facts.blob)
        if self._state.untracked_count > len(self._state.untracked):
            self._keeper.lack("untracked/", f"{self._state.untracked_count:,} files: too many")
        return found

    def _keep_masked(self, path: str) -> None:
        """A tracked file that may not leave as it is is kept as it may."""
        if path not in self._files and (self._root / path).exists():
            self._files[path], _ = self._keeper.keep_source(self._root, path, "untracked/")


def read_commit(root: Path, commit: str) -> Entries:
    """Every file of a commit."""
    found: Entries = {}
    lines = run_git(root, "ls-tree", "-r", "-z", "--full-tree", commit) or b""
    for line in os.fsdecode(lines).split("\0"):
        told, _, path = line.partition("\t")
        if path:
            mode, _, blob = told.split(" ")
            found[path] = (mode, blob)
    return found


def _submodules(root: Path, above: str, committed: Entries) -> Iterator[Submodule]:
    for path, (mode, _) in committed.items():
        if mode != SUBMODULE:
            continue
        state = read_git(root / path)
        is_there = state is not None and Path(state.root) == (root / path).resolve()
        if state is None or not is_there or not state.commit:
            yield Submodule(above + path, None)
            continue
        yield Submodule(above + path, state)
        yield from _submodules(root / path, f"{above}{path}/", read_commit(root / path, "HEAD"))


def _remotes(root: Path) -> dict[str, str]:
    lines = (run_git(root, "remote", "-v") or b"").decode(errors="replace").splitlines()
    told = (line.split() for line in lines if line.endswith("(fetch)"))
    return {words[0]: redact_text(words[1]) for words in told if len(words) > 1}


def _is_pushed(root: Path) -> bool:
    """Whether a remote had the commit when we last heard from it."""
    return git_line(root, "rev-list", "--count", "HEAD", "--not", "--remotes") == "0"
