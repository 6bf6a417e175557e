"""What git knows of the code that runs: commit, branch, and every change since."""

import contextlib
import os
import subprocess
from pathlib import Path

import msgspec

from runlore.client.redact import redact_text

GIT_SECONDS = 20.0
"""A repository on a slow network disk may take this long; the run does not wait for it."""

MAX_DIFF_BYTES = 50 * 1024 * 1024
"""A larger patch is data that was added to the index, not code."""

MAX_UNTRACKED = 5_000
"""Names of untracked files that are listed."""

# The user's own settings must not run programs or open prompts in the background.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.pager=cat", "--no-optional-locks")


class GitState(msgspec.Struct, frozen=True):
    """The working tree at one moment.

    Attributes:
        root: of the repository.
        commit: 40 digits, empty before the first commit.
        branch: empty when no branch is checked out.
        remote: address of ``origin`` (else the first remote), masked.
        describe: nearest tag and distance, empty without tags.
        dirty: whether tracked files differ from the commit.
        untracked: files that git neither tracks nor ignores.
        untracked_count: how many there are; more than listed when there are thousands.
        diff: ``git diff --binary HEAD``, staged and unstaged in one patch, masked.
        note: why something is missing, empty when nothing is.
    """

    root: str
    commit: str = ""
    branch: str = ""
    remote: str = ""
    describe: str = ""
    dirty: bool = False
    untracked: list[str] = []
    untracked_count: int = 0
    diff: bytes = b""
    note: str = ""

    def described(self) -> dict[str, object]:
        """All but the patch itself, for the run's capture."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "diff"}
        return fields | {"diff_bytes": len(self.diff)}


def read_git(folder: Path) -> GitState | None:
    """The state of the repository around the folder, or None where there is none.

    Never raises: a program that is missing, slow or failing leaves fields empty and a note.
    """
    root = _line(folder, "rev-parse", "--show-toplevel")
    if not root:
        return None
    commit = _line(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    status = _git(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    entries = (status or b"").decode(errors="replace").split("\0")
    untracked = [entry[3:] for entry in entries if entry.startswith("?? ")]
    dirty = any(entry and not entry.startswith("?? ") for entry in entries)
    diff, note = _diff(folder, commit) if dirty else (b"", "")
    return GitState(
        root=root,
        commit=commit,
        branch=_line(folder, "symbolic-ref", "--quiet", "--short", "HEAD"),
        remote=redact_text(_remote(folder)),
        describe=_line(folder, "describe", "--tags", "--always", "--dirty") if commit else "",
        dirty=dirty,
        untracked=untracked[:MAX_UNTRACKED],
        untracked_count=len(untracked),
        diff=diff,
        note=note if status is not None else "git status failed or took too long",
    )


def head_commit(folder: Path) -> str:
    """The commit that is checked out around the folder; empty where there is none.

    Read from git's own files: no program is started, so it may be asked for while a run begins.
    """
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return _commit_in(place / ".git")
    return ""


def _commit_in(git: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        if git.is_file():  # a worktree or a submodule names its folder there
            git = Path(git.parent, git.read_text().removeprefix("gitdir:").strip())
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name, shared = head.removeprefix("ref: "), git
        if (git / "commondir").is_file():
            shared = git / (git / "commondir").read_text().strip()
        for place in (git / name, shared / name):
            if place.is_file():
                return place.read_text().strip()
        lines = (shared / "packed-refs").read_text().splitlines()
        return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")
    return ""


def _diff(folder: Path, commit: str) -> tuple[bytes, str]:
    """The whole patch, masked, and what to say when it is not whole."""
    against = ("HEAD",) if commit else ("--cached",)
    raw = _git(folder, "diff", "--binary", "--no-ext-diff", "--no-textconv", *against)
    if raw is None:
        return b"", "git diff failed or took too long"
    if len(raw) > MAX_DIFF_BYTES:
        return b"", f"the patch of {len(raw):,} bytes was left out; it is over {MAX_DIFF_BYTES:,}"
    text = raw.decode(errors="surrogateescape")
    masked = redact_text(text)
    note = "" if masked == text else "secrets in the patch were masked"
    return masked.encode(errors="surrogateescape"), note


def _remote(folder: Path) -> str:
    names = (_git(folder, "remote") or b"").decode(errors="replace").split()
    if not names:
        return ""
    return _line(folder, "remote", "get-url", "origin" if "origin" in names else names[0])


def _line(folder: Path, *arguments: str) -> str:
    return (_git(folder, *arguments) or b"").decode(errors="replace").strip()


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints, or None when it fails."""
    try:
        done = subprocess.run(
            ["git", *_QUIET, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=GIT_SECONDS,
            check=False,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
