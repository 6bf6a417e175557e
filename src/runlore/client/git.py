"""What git knows of the code that runs: commit, branch, and every change since."""

import contextlib
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import msgspec

from runlore.client.redact import redact_text
from runlore.client.secrecy import holds_keys

GIT_SECONDS = 20.0
"""A repository on a slow network disk may take this long; the run does not wait for it."""

MAX_DIFF_BYTES = 50 * 1024 * 1024
"""A larger patch is data that was added to the index, not code."""

MAX_UNTRACKED = 5_000
"""Names of untracked files that are listed."""

_DIFF = ("--ignore-submodules=all", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/")
"""Whatever the user's settings say of patches; a submodule has a patch of its own."""

# The user's own settings must not run programs or open prompts in the background.
_QUIET = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "core.pager=cat",
    "--no-optional-locks",
)


class GitState(msgspec.Struct, frozen=True):
    """The working tree at one moment.

    Attributes:
        root: of the repository.
        commit: 40 digits, empty before the first commit.
        branch: empty when no branch is checked out.
        remote: address of ``origin`` (else the first remote), masked.
        describe: nearest tag and distance, empty without tags.
        dirty: whether tracked files differ from the commit.
        changed: tracked files that differ from the commit.
        untracked: files that git neither tracks nor ignores.
        untracked_count: how many there are; more than listed when there are thousands.
        diff: ``git diff --binary HEAD``, staged and unstaged in one patch.
        withheld: changed files that are not in the patch, because they hold secrets.
        note: why something is missing, empty when nothing is.
    """

    root: str
    commit: str = ""
    branch: str = ""
    remote: str = ""
    describe: str = ""
    dirty: bool = False
    changed: list[str] = []
    untracked: list[str] = []
    untracked_count: int = 0
    diff: bytes = b""
    withheld: list[str] = []
    note: str = ""

    def described(self) -> dict[str, object]:
        """All but the patch itself, for the run's capture."""
        apart = ("diff", "changed", "withheld")
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name not in apart}
        return fields | {"diff_bytes": len(self.diff)}


class Patch(NamedTuple):
    """Every change since the commit; a masked line would make a patch that applies nowhere.

    Attributes:
        content: of the patch.
        withheld: files that are not in it, because they hold secrets.
        note: why something is missing, empty when nothing is.
    """

    content: bytes
    withheld: list[str]
    note: str


def read_git(folder: Path) -> GitState | None:
    """The state of the repository around the folder, or None where there is none.

    Never raises: a program that is missing, slow or failing leaves fields empty and a note.
    """
    root = git_line(folder, "rev-parse", "--show-toplevel")
    if not root:
        return None
    commit = git_line(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    status = run_git(
        folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"
    )
    entries = (status or b"").decode(errors="replace").split("\0")
    untracked = [entry[3:] for entry in entries if entry.startswith("?? ")]
    dirty = any(entry and not entry.startswith("?? ") for entry in entries)
    patch = _diff(folder, commit) if dirty else Patch(b"", [], "")
    return GitState(
        root=root,
        commit=commit,
        branch=git_line(folder, "symbolic-ref", "--quiet", "--short", "HEAD"),
        remote=redact_text(_remote(folder)),
        describe=git_line(folder, "describe", "--tags", "--always", "--dirty") if commit else "",
        dirty=dirty,
        changed=[entry[3:] for entry in entries if entry and not entry.startswith("?? ")],
        untracked=untracked[:MAX_UNTRACKED],
        untracked_count=len(untracked),
        diff=patch.content,
        withheld=patch.withheld,
        note=patch.note if status is not None else "git status failed or took too long",
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


def _diff(folder: Path, commit: str) -> Patch:
    """The whole patch, but for files with secrets."""
    against = ("HEAD",) if commit else ("--cached",)
    raw = run_git(folder, "diff", "--binary", "--no-ext-diff", "--no-textconv", *_DIFF, *against)
    if raw is None:
        return Patch(b"", [], "git diff failed or took too long")
    if len(raw) > MAX_DIFF_BYTES:
        told = f"the patch of {len(raw):,} bytes was left out; it is over {MAX_DIFF_BYTES:,}"
        return Patch(b"", [], told)
    kept, withheld = [], []
    for section in re.split(rb"(?m)^(?=diff --git )", raw):
        path = _path_of(section)
        if holds_keys(path) or _has_secrets(section):
            withheld.append(path)
        else:
            kept.append(section)
    names = ", ".join(withheld[:5])
    note = f"not in the patch, for their secrets are masked: {names}" if withheld else ""
    return Patch(b"".join(kept), withheld, note)


def _path_of(section: bytes) -> str:
    """The file that a section of a patch changes; names of both sides are equal."""
    header, _, _ = section.partition(b"\n")
    both = header.removeprefix(b"diff --git a/")
    return os.fsdecode(both[: (len(both) - 3) // 2])


def _has_secrets(section: bytes) -> bool:
    text = section.decode(errors="surrogateescape")
    return "\nGIT binary patch\n" not in text and redact_text(text) != text


def _remote(folder: Path) -> str:
    names = (run_git(folder, "remote") or b"").decode(errors="replace").split()
    if not names:
        return ""
    return git_line(folder, "remote", "get-url", "origin" if "origin" in names else names[0])


def git_environ() -> dict[str, str]:
    """No question is asked, nothing is fetched, and messages are in one language."""
    return {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


def git_command(*arguments: str) -> list[str]:
    """The command line of a git that runs no program of the user's settings."""
    return ["git", *_QUIET, *arguments]


def git_line(folder: Path, *arguments: str) -> str:
    """The one line that git prints; empty when it fails."""
    return (run_git(folder, *arguments) or b"").decode(errors="replace").strip()


def run_git(folder: Path, *arguments: str, fine: tuple[int, ...] = (0,)) -> bytes | None:
    """What git prints, or None when it fails or takes too long.

    Args:
        folder: where it runs.
        arguments: of git; none of them comes from a repository but as a whole argument.
        fine: exit statuses that are no failure.
    """
    try:
        done = subprocess.run(
            git_command(*arguments),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=GIT_SECONDS,
            check=False,
            env=git_environ(),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode in fine else None
