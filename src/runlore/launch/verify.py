"""Can a run still be rebuilt today? Looks, installs nothing and executes nothing.

Many runs share a commit, an environment and data: what was found out for one is known for all.
"""

import functools
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from runlore.entities.errors import NotFoundError, RunloreError
from runlore.launch import data
from runlore.launch.command import command_of
from runlore.launch.commands import ProgramError, git, run_program
from runlore.launch.environment import cached, find_uv, requirements
from runlore.launch.environment import digest_of as digest_of_environment
from runlore.launch.evidence import StoredEvidence
from runlore.launch.interpreters import EnvironmentSource, environment_of, equal_interpreter
from runlore.launch.sources import CodeSource, TreeSource, code_of
from runlore.launch.tree import rebuild_code

REMOTE_SECONDS = 20.0
"""A remote that does not answer in this time is away."""


class Verified(msgspec.Struct, frozen=True):
    """Whether a run can be rebuilt.

    Attributes:
        run: its id.
        name: as it is shown.
        problems: why it cannot be; empty when it can.
        doubts: what would not be as it was, or could not be looked at.
    """

    run: str
    name: str
    problems: list[str]
    doubts: list[str] = []


class Verifier:
    """Looks at the runs of one store, one after the other."""

    def __init__(self, here: Path, *, deep: bool) -> None:
        """Make one.

        Args:
            here: the folder in which the user stands.
            deep: put the code of each run together and compare it file by file, not only look
                whether its parts are there.
        """
        self._here = here
        self._deep = deep
        self._environments: dict[str, list[str]] = {}
        self._remotes: dict[str, str] = {}
        self._trees: dict[str, str | None] = {}
        self._scratch = tempfile.TemporaryDirectory(prefix="runlore-")
        self._digest_of = functools.lru_cache(maxsize=100_000)(_digest_by_state)

    def close(self) -> None:
        """Remove what was put together."""
        self._scratch.cleanup()

    def check(self, evidence: StoredEvidence) -> Verified:
        """Look at one run."""
        problems: list[str] = []
        doubts: list[str] = []
        try:
            code = code_of(evidence)
            self._check_code(evidence, code, problems, doubts)
            self._check_data(evidence, code, problems, doubts)
            self._check_environment(environment_of(evidence), problems, doubts)
            command = command_of(evidence)
            if not command.form or command.form == "shell":
                problems.append("command: the run does not tell which program it was")
        except RunloreError as error:
            problems.append(error.message)
        return Verified(evidence.run.id, evidence.run.name, problems, doubts)

    def _check_code(
        self, evidence: StoredEvidence, code: CodeSource, problems: list[str], doubts: list[str]
    ) -> None:
        stored = [file for tree in code.trees.values() for file in _stored_paths(tree)]
        stored += [module.artifact for module in code.modules.values() if module.artifact]
        problems += [f"code: {path} is lost" for path in stored if not evidence.has(path)]
        for name, tree in code.trees.items():
            problems += [f"code: {name or 'main'}: {why}" for why in self._commit_problems(tree)]
            doubts += [f"code: {path} was withheld: {why}" for path, why in tree.withheld.items()]
        if not stored and not any(tree.commit for tree in code.trees.values()):
            problems.append("code: the run stored none")
        if self._deep and not problems and (why := self._tree_of(evidence, code)[1]):
            problems.append(f"code: {why}")

    def _commit_problems(self, tree: TreeSource) -> Iterator[str]:
        if not tree.commit or tree.pack:
            return
        if tree.root and Path(tree.root, ".git").exists():
            try:
                git(Path(tree.root), "cat-file", "-e", f"{tree.commit}^{{commit}}")
            except ProgramError:
                pass
            else:
                return
        why = self._remote_problem(tree.remote)
        if why:
            yield f"the commit {tree.commit[:12]} was not stored, and {why}"

    def _remote_problem(self, remote: str) -> str:
        if remote not in self._remotes:
            self._remotes[remote] = _ask_remote(remote)
        return self._remotes[remote]

    def _check_data(
        self, evidence: StoredEvidence, code: CodeSource, problems: list[str], doubts: list[str]
    ) -> None:
        for file in data.files_of(evidence):
            if not file.sha256:
                doubts.append(f"data: {file.label} has no digest: its size alone is compared")
            if self._is_at_hand(file) or self._is_in_tree(file, evidence, code):
                continue
            problems.append(f"data: {file.label} (sha256 {file.sha256[:12] or 'none'}) is lost")

    def _is_at_hand(self, file: data.DataFile) -> bool:
        """Whether it lies where it lay, unchanged; each file is read once for all runs."""
        place = Path(file.path)
        if not file.path or not place.is_file():
            return False  # a folder that was named as data is looked at by the one who finds it
        state = place.stat()
        if file.size >= 0 and state.st_size != file.size:
            return False
        return not file.sha256 or file.sha256 == self._digest_of(
            file.path, state.st_size, state.st_mtime_ns
        )

    def _is_in_tree(self, file: data.DataFile, evidence: StoredEvidence, code: CodeSource) -> bool:
        root = self._tree_of(evidence, code)[0] if file.is_below_root else ""
        where = Path(root) if root else Path(self._scratch.name, "nowhere")
        return bool(data.find(file, evidence, where, self._here).source)

    def _tree_of(self, evidence: StoredEvidence, code: CodeSource) -> tuple[str, str]:
        """The code put together, and why that failed; done once for equal code."""
        name = hashlib.sha256(msgspec.json.encode(code.trees, order="sorted")).hexdigest()
        folder = Path(self._scratch.name, name)
        if name not in self._trees:
            self._trees[name] = None
            try:
                rebuild_code(evidence, code, folder)
            except RunloreError as error:
                self._trees[name] = error.message
        why = self._trees[name]
        return ("", why) if why else (str(folder / "tree"), "")

    def _check_environment(
        self, wanted: EnvironmentSource, problems: list[str], doubts: list[str]
    ) -> None:
        if not wanted.is_known:
            doubts.append("env: the run does not tell its packages")
            return
        name = digest_of_environment(wanted)
        if name not in self._environments:
            self._environments[name] = list(_environment_problems(wanted))
        told = self._environments[name]
        problems += [text for text in told if not text.startswith("?")]
        doubts += [text.removeprefix("?") for text in told if text.startswith("?")]


def _stored_paths(tree: TreeSource) -> Iterator[str]:
    yield from filter(None, (tree.patch, tree.pack))
    for file in tree.files.values():
        if file.artifact:
            yield file.artifact


def _ask_remote(remote: str) -> str:
    """Why a remote cannot be asked for a commit; empty when it answers."""
    if not remote:
        return "the run names no remote"
    if "***" in remote or remote.startswith("-"):
        return "the address of its remote was masked"
    try:
        git(Path.cwd(), "ls-remote", "--quiet", "--exit-code", "--", remote, "HEAD")
    except ProgramError as error:
        return f"{remote} does not answer: {error.message[-120:]}"
    return ""


def _environment_problems(wanted: EnvironmentSource) -> Iterator[str]:
    """Why the environment cannot be had; what begins with ``?`` is a doubt."""
    if equal_interpreter(wanted) is not None or cached(wanted) is not None:
        return
    uv = find_uv()
    if not uv:
        yield "?env: whether the index still has its packages was not looked at: uv is not here"
        return
    with tempfile.TemporaryDirectory(prefix="runlore-") as folder:
        file = Path(folder, "requirements.txt")
        file.write_text("".join(f"{line}\n" for line in requirements(wanted)))
        words = [uv, "pip", "install", "--quiet", "--dry-run", "--no-deps", "-r", str(file)]
        words += ["--target", str(Path(folder, "target")), "--python-version", wanted.python]
        try:
            run_program(words, Path(folder))
        except ProgramError as error:
            yield f"env: {error.message.rpartition('failed: ')[2][:300]}"


def _digest_by_state(path: str, size: int, modified: int) -> str:
    """A file's digest; size and time are there for the memory that stands before this."""
    del size, modified
    try:
        return data.digest_of(Path(path))
    except OSError as error:
        raise NotFoundError("file", path) from error
