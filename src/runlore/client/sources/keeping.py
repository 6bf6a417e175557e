"""Keeps copies of source files with the run: under limits, masked, and never files of keys."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.files import FileLog
from runlore.client.secrecy import holds_keys, mask
from runlore.client.sources.facts import (
    EXECUTABLE,
    LINK,
    MAX_KEPT_BYTES,
    FileFacts,
    is_source,
    read_facts,
)
from runlore.entities.errors import InvalidPathError

MAX_TREE_BYTES = 20_000_000
"""Contents that are kept of one tree beside its commit."""

MAX_LISTED = 2_000
"""Files of one tree that are listed; the rest is counted."""

MAX_KEPT_FILES = 1_000
"""Files that are kept of one tree beside its commit: each is an upload."""

MAX_READ_BYTES = 200_000_000
"""Files beside the commit that are read for their digests, together: the rest is data."""

HOLDS_KEYS = "holds keys: never copied"


class Options(msgspec.Struct, frozen=True):
    """Which parts of the code are captured.

    Attributes:
        code: whether anything is.
        untracked: whether the content of files beside the commit is kept.
        commit: whether the commit itself is.
        apart: folders that hold no code: the store and the journals.
    """

    code: bool = True
    untracked: bool = True
    commit: bool = True
    apart: tuple[Path, ...] = ()

    def is_apart(self, file: Path) -> bool:
        """Whether a file lies in a folder that holds no code."""
        return any(file.is_relative_to(folder) for folder in self.apart)


class Keeper:
    """Keeps files of one tree.

    Attributes:
        prefix: where the tree's files go among the artifacts, such as ``code/``.
        options: what may be kept.
        missing: what could not be kept, each with ``what`` and ``why``.
    """

    def __init__(self, files: FileLog, prefix: str, options: Options) -> None:
        self._files = files
        self.prefix = prefix
        self.options = options
        self.missing: list[dict[str, str]] = []
        self._left = MAX_TREE_BYTES
        self._files_left = MAX_KEPT_FILES
        self._to_read = MAX_READ_BYTES

    def lack(self, what: str, why: str) -> None:
        """Say that something is missing."""
        self.missing.append({"what": f"{self.prefix}{what}", "why": why})

    def keep_bytes(self, content: bytes, name: str) -> str:
        """Keep something that was made here; gives the artifact's path."""
        self._files.log_bytes(content, self.prefix + name, "code", origin="auto")
        return self.prefix + name

    def keep_source(
        self, root: Path, path: str, folder: str, algorithm: str = "sha1"
    ) -> tuple[dict[str, Any], FileFacts | None]:
        """Keep one file below ``folder``, if it may be; gives what is listed of it, and its facts.

        What is missing of it is said.
        """
        if holds_keys(path):
            self.lack(f"{folder}{path}", HOLDS_KEYS)
            return {"artifact": "", "note": HOLDS_KEYS}, None
        facts = read_facts(root / path, algorithm) if self._to_read > 0 else None
        if facts is None:
            return {"artifact": "", "note": "not read: too large, or no plain file"}, None
        self._to_read -= facts.size
        note = self._refusal(facts)
        artifact, note = ("", note) if note else self._keep(facts, folder + path)
        if note and is_source(path):
            self.lack(f"{folder}{path}", note)
        listed = {
            "sha256": facts.sha256,
            "size": facts.size,
            "executable": facts.mode == EXECUTABLE,
            "artifact": artifact,
        }
        return listed | ({"note": note} if note else {}), facts

    def _refusal(self, facts: FileFacts) -> str:
        """Why a content is not kept; empty when it is."""
        if not self.options.untracked:
            return "contents are switched off"
        if facts.mode == LINK:
            return "a link"
        if facts.content is None:
            return f"over {MAX_KEPT_BYTES:,} bytes"
        if facts.size > self._left or self._files_left <= 0:
            return f"over {MAX_KEPT_FILES:,} files or {MAX_TREE_BYTES:,} bytes in this tree"
        return ""

    def _keep(self, facts: FileFacts, name: str) -> tuple[str, str]:
        """The artifact's path, empty when it is not kept, and what is to be said of it."""
        masked = mask(facts.content or b"")
        if masked.content is None:
            return "", masked.note
        try:
            artifact = self.keep_bytes(masked.content, name)
        except InvalidPathError:
            return "", "its name cannot be that of an artifact"
        self._left -= facts.size
        self._files_left -= 1
        return artifact, masked.note


def listed(files: dict[str, Any], missing: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The part of a tree's section that lists its files, cut to what a section may hold."""
    few = dict(sorted(files.items())[:MAX_LISTED])
    return {"files": few, "files_count": len(files), "missing": list(missing[:MAX_LISTED])}
