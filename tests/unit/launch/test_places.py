"""What a run tells of paths leads nowhere but into the rebuilt folder, whoever wrote it."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.launch.projects import NOISE, SEEDED, Project

from runlore.entities.errors import InvalidPathError, RunloreError
from runlore.launch.commands import ProgramError, git
from runlore.launch.places import inside, write_inside
from runlore.launch.sources import FileSource, TreeSource
from runlore.launch.tree import rebuild_tree

HOSTILE = [
    "../evil", "a/../../evil", "/etc/evil", "", ".", "..", "a\\..\\evil", "a/\0b", "a\nb",
    ".git/hooks/post-checkout", "sub/.GIT/config", "a//../b/../../c",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(InvalidPathError):
        write_inside(root, path, b"x")
    assert list(tmp_path.rglob("*")) == [root]


@given(st.text(max_size=20))
def test_no_text_leads_out(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    root = Path("/r")
    try:
        place = inside(root, path)
    except InvalidPathError:
        return
    assert Path(os.path.normpath(place)).is_relative_to(root)
    assert Path(os.path.normpath(place)) != root


def test_a_link_in_the_tree_is_never_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "folder").symlink_to(outside)
    with pytest.raises(InvalidPathError):
        write_inside(root, "folder/file", b"x")
    (outside / "file").write_text("mine")
    (root / "file").symlink_to(outside / "file")
    write_inside(root, "file", b"theirs", executable=True)
    assert (outside / "file").read_text() == "mine"
    assert (root / "file").stat().st_mode & stat.S_IXUSR


class Told:
    """A run that tells a tree of its own making; its files are what it says they are."""

    def __init__(self, content: dict[str, bytes]) -> None:
        self._content = content
        self.artifacts: dict[str, Any] = dict.fromkeys(content)

    def content(self, path: str) -> bytes:
        return self._content[path]


@pytest.mark.parametrize("path", ["../evil.py", "/tmp/evil.py", ".git/config"])
def test_a_tree_with_files_outside_of_it_is_not_rebuilt(tmp_path: Path, path: str) -> None:
    tree = TreeSource(files={path: FileSource(artifact="code/files/x")})
    with pytest.raises(InvalidPathError):
        rebuild_tree(Told({"code/files/x": b"evil"}), tree, tmp_path / "work/tree", [])  # type: ignore[arg-type]
    assert not list(tmp_path.rglob("evil*"))


ONE_LINE = "--- /dev/null\n+++ b/{0}\n@@ -0,0 +1 @@\n+{1}\n"
NEW = "diff --git a/{0} b/{0}\nnew file mode {2}\n" + ONE_LINE
DOTS = NEW.format("../../evil", "x", "100644")
LINK = NEW.format("l", "/tmp", "120000") + "\\ No newline at end of file\n"
THROUGH = LINK + NEW.format("l/evil", "x", "100644")


@pytest.mark.parametrize("patch", [DOTS, THROUGH], ids=["dots", "through a link"])
def test_a_patch_that_leads_out_does_not_apply(
    project: Project, tmp_path: Path, patch: str
) -> None:
    project.write(train=SEEDED, noise=NOISE)
    project.commit()
    tree = TreeSource(
        kind="git",
        root=str(project.folder),
        commit=project.git("rev-parse", "HEAD"),
        patch="code/diff.patch",
    )
    with pytest.raises(RunloreError):
        rebuild_tree(Told({"code/diff.patch": patch.encode()}), tree, tmp_path / "w/tree", [])  # type: ignore[arg-type]
    assert not list(tmp_path.rglob("evil*"))
    assert not Path("/tmp/evil").exists()


@pytest.mark.parametrize("remote", ["ext::sh -c 'touch evil'", "--upload-pack=touch evil", "-evil"])
def test_a_remote_that_is_a_command_is_never_run(tmp_path: Path, remote: str) -> None:
    tree = TreeSource(kind="git", commit="0" * 40, remote=remote)
    with pytest.raises(RunloreError) as refused:
        rebuild_tree(Told({}), tree, tmp_path / "work/tree", [])  # type: ignore[arg-type]
    assert "cannot be had" in refused.value.message
    assert not list(tmp_path.rglob("evil*"))


def test_hooks_of_a_repository_are_not_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "repo")
    repo = tmp_path / "repo"
    hook = repo / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/evil\n")
    hook.chmod(0o755)
    (repo / "a").write_text("x")
    git(repo, "add", "a")
    git(repo, "-c", "user.name=u", "-c", "user.email=u@h", "commit", "-q", "-m", "m")
    git(repo, "checkout", "-q", "--detach", "HEAD")
    assert not (tmp_path / "evil").exists()
    with pytest.raises(ProgramError, match="git"):
        git(repo, "checkout", "-q", "no-such-commit")


def test_secrets_are_listed_by_name_and_never_restored(project: Project) -> None:
    """Planted in variables, on the command line and in a remote's address."""
    secret = "ghp_" + "a1B2" * 9
    train = SEEDED.replace("parser.parse_args()", "parser.parse_known_args()[0]")
    project.write(train=train, noise=NOISE)
    project.commit()
    project.git("remote", "add", "origin", f"https://user:{secret}@example.invalid/x.git")
    first = project.run("train.py", "--token", secret, HF_TOKEN=secret, MY_API_KEY=secret)
    report = project.repeat(first)
    assert report.new is None
    assert (report.exit_code, "held a secret" in report.why) == (3, True)
    plain = project.run("train.py", HF_TOKEN=secret, MY_API_KEY=secret)
    again = project.repeat(plain)
    assert again.secrets == ["HF_TOKEN", "MY_API_KEY"]  # and not PWD, which no secret is in
    assert secret not in repr(again) + repr(report)
    for run in (first, plain):
        stored = project.library.run(run.run.id)
        assert secret not in repr(stored.captures) + repr(stored.document())
        assert not [p for p in stored.artifacts if secret.encode() in stored.content(p)]
