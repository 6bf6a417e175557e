"""A commit as one file: its folders and files as a git pack, without its history.

A rebuild then needs neither a remote nor the disk that trained. History stays at home: a rebuild
needs none, and an old commit may hold a key that was taken out since.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from runlore.client.artifacts import CHUNK_BYTES
from runlore.client.git import GIT_SECONDS, git_command, git_environ, run_git
from runlore.client.redact import redact_text
from runlore.client.secrecy import holds_keys

MAX_PACK_BYTES = 200 * 1024 * 1024
"""A larger commit holds data, and is told as missing."""

MAX_REMEMBERED, MAX_REMEMBERED_BYTES = 8, 4 * 1024 * 1024
"""Packs that are remembered in a process, and the size of the largest."""

MAX_SUSPECTS = 200
"""Files with words of secrets that are looked at closely; of more, all are taken for secret."""

# What a file must hold to be looked at closely: git searches a commit in a fraction of the time.
_SUSPICIOUS = (
    r"AKIA[0-9A-Z]{12}",
    r"gh[pousr]_[A-Za-z0-9]{20}",
    r"github_pat_",
    r"gl[a-z]+-[A-Za-z0-9_-]{20}",
    r"hf_[A-Za-z0-9]{24}",
    r"sk[-_][A-Za-z0-9_-]{20}",
    r"xox[a-z]-",
    r"AIza[A-Za-z0-9_-]{30}",
    r"BEGIN [A-Z ]*PRIVATE KEY",
    r"://[^/ @:]+:[^/ @]+@",
    r"eyJ[A-Za-z0-9_-]{8}.*\.",
    r"([Pp]ass|PASS)[A-Za-z_]*[\"']? *[=:] *[\"'][^\"']",
    r"([Ss]ecret|SECRET|[Tt]oken|TOKEN|[Kk]ey|KEY)[A-Za-z_]*[\"']? *[=:] *[\"'][^\"' ]{8}",
)


def secret_files(root: Path, commit: str, paths: Iterable[str]) -> dict[str, str] | None:
    """The files of a commit whose content must not leave, with the reason.

    None when that cannot be told in time: then none may leave.

    Args:
        root: of the repository.
        commit: that was checked out.
        paths: of all its files.
    """
    found = {path: "holds keys: never copied" for path in paths if holds_keys(path)}
    looks = [part for look in _SUSPICIOUS for part in ("-e", look)]
    hits = run_git(root, "grep", "-lzIE", *looks, commit, "--", fine=(0, 1))  # 1: there is none
    if hits is None:
        return None
    suspects = [os.fsdecode(hit).partition(":")[2] for hit in hits.split(b"\0") if hit]
    for path in suspects:
        if path not in found and (len(suspects) > MAX_SUSPECTS or _is_secret(root, commit, path)):
            found[path] = "holds what looks like a secret"
    return found


def write_pack(root: Path, commit: str, blobs: Iterable[str], out: IO[bytes]) -> str:
    """Write the commit, all its folders, and these of its files to a pack.

    Returns:
        Why it could not be written whole; empty when all is well.
    """
    folders = run_git(root, "rev-list", "--objects", "--no-object-names", "--filter=blob:none",
                      f"{commit}^{{tree}}")  # fmt: skip
    if folders is None:
        return "git rev-list failed or took too long"
    wanted = "\n".join([commit, folders.decode().strip(), *sorted(set(blobs))])
    command = git_command("-c", "pack.threads=1", "pack-objects", "--stdout", "-q", "--window=0")
    with tempfile.TemporaryFile() as given:
        given.write(wanted.encode() + b"\n")
        given.seek(0)
        with subprocess.Popen(
            command, cwd=root, stdin=given, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=git_environ(),
        ) as packing:  # fmt: skip
            return _copy(packing, out)


def _copy(packing: "subprocess.Popen[bytes]", out: IO[bytes]) -> str:
    size, deadline = 0, time.monotonic() + GIT_SECONDS
    assert packing.stdout is not None  # noqa: S101 - it is a pipe
    while chunk := packing.stdout.read(CHUNK_BYTES):
        size += len(chunk)
        if size > MAX_PACK_BYTES or time.monotonic() > deadline:
            packing.kill()
            return f"the commit is over {MAX_PACK_BYTES:,} bytes, or takes too long to pack"
        out.write(chunk)
    return "" if packing.wait() == 0 else "git pack-objects failed"


class Packed(NamedTuple):
    """A commit that was packed.

    Attributes:
        content: of the pack; empty when it could not be made.
        withheld: files that are not in it, with the reason.
        trouble: why it could not be made; empty when all is well.
    """

    content: bytes
    withheld: dict[str, str]
    trouble: str


class PackMemory:
    """The packs of the last commits, for the many runs of a sweep in one process."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Packed] = {}

    def get(self, place: tuple[str, str]) -> Packed | None:
        """What was made of a repository's commit before, or None."""
        return self._made.get(place)

    def put(self, place: tuple[str, str], made: Packed) -> None:
        """Remember it, unless it would fill the memory of a program that trains."""
        if len(made.content) <= MAX_REMEMBERED_BYTES:
            for old in list(self._made)[: max(len(self._made) - MAX_REMEMBERED + 1, 0)]:
                del self._made[old]
            self._made[place] = made


packed = PackMemory()


def blobs_of(files: Mapping[str, tuple[str, str]], withheld: Iterable[str]) -> list[str]:
    """The ids of the files that may leave. One content is one blob: a secret one goes nowhere."""
    secret = {files[path][1] for path in withheld if path in files}
    return [blob for _, blob in files.values() if blob not in secret]


def _is_secret(root: Path, commit: str, path: str) -> bool:
    content = run_git(root, "cat-file", "blob", f"{commit}:{path}")
    if content is None:
        return True
    text = content.decode(errors="surrogateescape")
    return redact_text(text) != text
