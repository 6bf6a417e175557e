"""The files that a run read: told apart, digested in the background, listed at the end."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.files import FileLog
from runlore.client.inputs.digests import (
    DigestMemory,
    cache_file,
    digest_of_digests,
    digest_of_file,
)
from runlore.client.inputs.places import Places
from runlore.client.labels import label_of
from runlore.client.opened import Began, Opened, open_watch
from runlore.client.secrecy import mask
from runlore.entities.errors import InvalidPathError

MAX_LISTED = 2_000
"""Files in the section; folders of many files are one entry each."""

MANY = 100
"""Files of one folder that are told together."""

TOO_LARGE = "too large: not digested"
CHANGED = "changed after it was read"
NO_TIME = "the run ended before it was digested"


class Digested(msgspec.Struct):
    """A file that was read.

    Attributes:
        opened: how it stood at first.
        sha256: of its content, empty when that is not known.
        note: why not.
    """

    opened: Opened
    sha256: str = ""
    note: str = ""


class FilesRead:
    """Follows what the program opens.

    Args:
        began: when ``open_watch`` was started for it.
        apart: folders whose files are nobody's input.
        max_bytes: a larger file is not digested.
        environ: to find the user's cache.
    """

    def __init__(
        self, began: Began, apart: tuple[Path, ...], max_bytes: int, environ: Mapping[str, str]
    ) -> None:
        self._began = began
        self._before = began.before
        self._places = Places(apart)
        self._memory = DigestMemory(cache_file(environ))
        self._max_bytes = max_bytes
        self._known: dict[str, Digested] = {}
        self._configs: dict[str, Digested] = {}
        self._keys: set[str] = set()
        self._pending: list[Digested] = []
        self._looked = -1

    def follow(self, go_on: Callable[[], bool]) -> None:
        """Digest what was opened since the last time.

        Args:
            go_on: asked again and again; when it says no, the rest is left for the next time.
        """
        for opened in self._before:
            self._sort(opened, self._began.since)
        self._before = ()
        count = open_watch.count()
        if count != self._looked:
            self._looked = count
            for opened in open_watch.read_since(self._began.place):
                self._sort(opened, self._began.at)
        while self._pending and go_on():
            self._digest(self._pending[-1], go_on)
            if self._pending[-1].sha256 or self._pending[-1].note:
                self._pending.pop()
        self._memory.save()

    def data(self, root: Path) -> dict[str, Any]:
        """The part of the section ``data`` that tells the files."""
        told = {label_of(path, root): read for path, read in self._known.items()}
        listed = _grouped(told)
        missing = [
            {"what": label_of(path, root), "why": "holds keys: never copied"} for path in self._keys
        ]
        missing += [
            {"what": name, "why": entry["note"]}
            for name, entry in listed.items()
            if "note" in entry
        ]
        beyond = len(listed) - MAX_LISTED + open_watch.overflow + self._began.missed
        if beyond > 0:
            missing.append({"what": "files", "why": f"{beyond:,} more were opened: not listed"})
        few = dict(sorted(listed.items())[:MAX_LISTED])
        return {"files": few, "seen": len(self._known), "missing": missing[:MAX_LISTED]}

    def configs(
        self, root: Path, files: FileLog, is_captured: Callable[[Path], bool]
    ) -> dict[str, Any]:
        """Configuration files by label; those of no tree are kept, masked."""
        found: dict[str, Any] = {}
        for path, read in sorted(self._configs.items())[:MAX_LISTED]:
            label = label_of(path, root)
            entry = _entry(read)
            if not is_captured(Path(path)):
                entry["artifact"] = _kept(Path(path), label, files)
            found[label] = entry
        return found

    def _sort(self, opened: Opened, since: int) -> None:
        if opened.path in self._known or opened.path in self._configs:
            return
        kind = self._places.kind_of(opened, since)
        if kind == "keys":
            self._keys.add(opened.path)
        elif kind != "none" and not open_watch.was_written(opened.path):
            into = self._configs if kind == "config" else self._known
            into[opened.path] = Digested(opened)
            self._pending.append(into[opened.path])

    def _digest(self, read: Digested, go_on: Callable[[], bool]) -> None:
        if read.opened.size > self._max_bytes:
            read.note = TOO_LARGE
            return
        try:
            with open_watch.own_work():
                read.sha256 = digest_of_file(read.opened, self._memory, go_on)
        except OSError as error:
            read.note = f"not digested: {error.strerror or error}"
            return
        if not read.sha256 and go_on():
            read.note = CHANGED


def _entry(read: Digested) -> dict[str, Any]:
    note = read.note or ("" if read.sha256 else NO_TIME)
    told: dict[str, Any] = {
        "path": read.opened.path,
        "size": read.opened.size,
        "modified": read.opened.modified // 1_000,
        "sha256": read.sha256,
    }
    return told | ({"note": note} if note else {})


def _grouped(told: Mapping[str, Digested]) -> dict[str, dict[str, Any]]:
    """Entries by label; of a folder with many files there is one, with a digest over all."""
    folders: dict[str, dict[str, Digested]] = {}
    for label, read in told.items():
        folder, _, name = label.rpartition("/")
        folders.setdefault(folder, {})[name] = read
    listed: dict[str, dict[str, Any]] = {}
    for folder, reads in folders.items():
        under = f"{folder}/" if folder else ""
        if len(reads) <= MANY:
            listed |= {under + name: _entry(read) for name, read in reads.items()}
        else:
            listed[under or "./"] = _folder_entry(reads)
    return listed


def _folder_entry(reads: Mapping[str, Digested]) -> dict[str, Any]:
    some = next(iter(reads.values()))
    unknown = sum(1 for read in reads.values() if not read.sha256)
    digests = {name: read.sha256 for name, read in reads.items()}
    entry: dict[str, Any] = {
        "path": str(Path(some.opened.path).parent),
        "count": len(reads),
        "size": sum(read.opened.size for read in reads.values()),
        "modified": max(read.opened.modified for read in reads.values()) // 1_000,
        "sha256": "" if unknown else digest_of_digests(digests),
    }
    return entry | ({"note": f"{unknown:,} of its files have no digest"} if unknown else {})


def _kept(file: Path, label: str, files: FileLog) -> str:
    """Keep a configuration file, masked; gives the artifact's path, empty when it may not be."""
    artifact = "config/" + label.replace("~/", "home/").lstrip("/").replace(":", "")
    try:
        with open_watch.own_work():
            masked = mask(file.read_bytes())
        if masked.content is None:
            return ""
        files.log_bytes(masked.content, artifact, "config", origin="auto")
    except (OSError, InvalidPathError):
        return ""
    return artifact
