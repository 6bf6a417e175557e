"""Makes an environment with the distributions that a run had, or finds one that has them."""

import hashlib
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from runlore.launch.commands import ProgramError, run_program
from runlore.launch.interpreters import (
    RECORDER,
    Distribution,
    EnvironmentSource,
    Interpreter,
    ask_interpreter,
    differences,
    equal_interpreter,
)
from runlore.launch.locks import Hashes, Pins, not_of_python
from runlore.launch.tree import CannotRebuildError

INSTALL_SECONDS = 3_600.0
"""Some gigabytes of wheels over a slow line."""

_VERSION = re.compile(r"^[A-Za-z0-9.!+_-]+$")
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
_COMMIT = re.compile(r"^[0-9a-f]{40}$")


class RebuiltEnvironment(msgspec.Struct, frozen=True):
    """An interpreter to run with.

    Attributes:
        executable: its path.
        how: ``present``, ``cached`` or ``built``.
        substitutions: what is not as it was, each in words; empty when all is.
    """

    executable: str
    how: str
    substitutions: list[str] = []


LOCKED = " --hash=sha256:"
"""What stands between a requirement and each hash that the installer has to find."""


class _Kept(msgspec.Struct):
    """What the cache says of an environment that was built whole."""

    executable: str
    substitutions: list[str]


def cache_folder() -> Path:
    """Where environments are kept between repetitions."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "runlore" / "environments"


def rebuild_environment(wanted: EnvironmentSource, pins: Pins) -> RebuiltEnvironment:
    """An interpreter with what the run had: one at hand, one built before, or a new one.

    Whichever it is, what is installed in it is compared with the run before it is given.

    Raises:
        CannotRebuildError: none can be made.
    """
    if not wanted.is_known:
        return RebuiltEnvironment(
            sys.executable,
            "present",
            ["the run does not tell its packages: the environment at hand is used"],
        )
    equal = equal_interpreter(wanted)
    if equal is not None:
        lost = list(not_of_python(pins, wanted, equal))
        return RebuiltEnvironment(equal.executable, "present", lost)
    kept = cached(wanted)
    if kept is not None and _is_as_built(kept, wanted, pins):
        return kept
    folder = cache_folder()
    note = folder / f"{digest_of(wanted)}.json"
    built = _Builder(wanted, pins, folder / f"{digest_of(wanted)[:24]}-{os.getpid()}").build()
    # Written last, in one step: an environment that was cut short is never taken for a whole one.
    fresh = note.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(msgspec.json.encode(_Kept(built.executable, built.substitutions)))
    fresh.replace(note)
    return built


def _is_as_built(kept: RebuiltEnvironment, wanted: EnvironmentSource, pins: Pins) -> bool:
    """Whether nobody has installed anything else in it since."""
    found = ask_interpreter(kept.executable)
    return found is not None and set(_substituted(wanted, pins, found)) <= set(kept.substitutions)


def _substituted(wanted: EnvironmentSource, pins: Pins, found: Interpreter) -> list[str]:
    """What an interpreter has otherwise; links are laid on the path of imports afterwards."""
    linked = {d.key for d in wanted.distributions.values() if d.editable}
    changed = [text for text in differences(wanted, found) if text.split()[0] not in linked]
    return [*changed, *not_of_python(pins, wanted, found)]


def cached(wanted: EnvironmentSource) -> RebuiltEnvironment | None:
    """The environment that was built before; None when there is none."""
    kept = _read_note(cache_folder() / f"{digest_of(wanted)}.json")
    if kept is None:
        return None
    return RebuiltEnvironment(kept.executable, "cached", kept.substitutions)


def digest_of(wanted: EnvironmentSource) -> str:
    """A name for the environment: equal ones have equal names on one kind of machine."""
    told = [wanted.python, wanted.implementation, platform.platform(), *requirements(wanted)]
    told += [f"{key} {record}" for key, record in sorted(wanted.records().items())]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def requirements(wanted: EnvironmentSource) -> list[str]:
    """What is to be installed, one line a distribution, exact; our own client is not."""
    return sorted(line for line, _ in _lines(wanted))


def locked_requirements(wanted: EnvironmentSource, hashes: Hashes) -> list[str]:
    """The same, with the hashes that are known: such a line takes no file that has none of them.

    Args:
        wanted: the environment; installers noted the hash of what came from an address.
        hashes: what the run's lock files name.
    """
    found = []
    for line, one in _lines(wanted):
        known = hashes.get((one.key, one.version), frozenset()) if "==" in line else frozenset()
        if one.archive and line.endswith(one.direct_url):
            known = frozenset({one.archive})
        found.append("".join([line, *(LOCKED + digest for digest in sorted(known))]))
    return sorted(found)


def _lines(wanted: EnvironmentSource) -> Iterator[tuple[str, Distribution]]:
    for one in wanted.distributions.values():
        if one.key != RECORDER and (line := requirement_of(one)):
            yield line, one


def requirement_of(distribution: Distribution) -> str:
    """One line for the installer; empty for what has no line: links to a folder, odd names."""
    is_plain = _NAME.match(distribution.name) and _VERSION.match(distribution.version)
    if distribution.editable or not is_plain:
        return ""
    url, commit = distribution.direct_url, distribution.commit
    if any(c.isspace() for c in url) or not url.startswith(("https://", "ssh://")):
        # From an index; or a folder of the old machine, whose version an index may have too.
        return f"{distribution.name}=={distribution.version}"
    return f"{distribution.name} @ {f'git+{url}@{commit}' if _COMMIT.match(commit) else url}"


def _read_note(note: Path) -> _Kept | None:
    try:
        kept = msgspec.json.decode(note.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return None
    return kept if Path(kept.executable).is_file() else None


def find_uv() -> str:
    """The program ``uv``: on the path, or beside this interpreter; empty when there is none."""
    beside = Path(sys.executable).with_name("uv")
    return shutil.which("uv") or (str(beside) if beside.is_file() else "")


class _Builder:
    """Makes one environment."""

    def __init__(self, wanted: EnvironmentSource, pins: Pins, folder: Path) -> None:
        self._wanted = wanted
        self._pins = pins
        self._folder = folder
        self._uv = find_uv()
        bin_folder = "Scripts" if os.name == "nt" else "bin"
        self._python = str(folder / bin_folder / "python")

    def build(self) -> RebuiltEnvironment:
        """Make it, with everything that can be had; what cannot is told."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._make()
            told = list(self._fill())
        except (ProgramError, OSError) as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise CannotRebuildError(f"The environment cannot be made: {error}") from error
        found = ask_interpreter(self._python)
        if found is None:
            raise CannotRebuildError(f"The environment in {self._folder} does not start.")
        changed = _substituted(self._wanted, self._pins, found)
        return RebuiltEnvironment(self._python, "built", [*dict.fromkeys([*changed, *told])])

    def _make(self) -> None:
        if not self._uv:
            run_program([sys.executable, "-m", "venv", str(self._folder)], self._folder.parent)
            return
        begin = [self._uv, "venv", "--quiet", "--no-project"]
        try:
            self._call([*begin, "--python", self._wanted.python, str(self._folder)])
        except ProgramError:
            # No such Python here, and none to be had: the one at hand, which is then told.
            self._call([*begin, "--python", sys.executable, str(self._folder)])

    def _fill(self) -> Iterator[str]:
        lines = locked_requirements(self._wanted, self._pins.hashes)
        for part in (
            [one for one in lines if LOCKED in one],
            [one for one in lines if LOCKED not in one],
        ):
            if part and self._try(part):
                yield from self._fill_one_by_one(part)

    def _fill_one_by_one(self, lines: Sequence[str]) -> Iterator[str]:
        """Each distribution on its own; for those that cannot be had the nearest that can."""
        for line in lines:
            failed = self._try([line])
            if failed:
                yield from self._nearest(line, failed)

    def _nearest(self, line: str, why: str) -> Iterator[str]:
        """The same version of other bytes, then the same without its local part, then a like one.

        Which version it became is told by the comparison of all.
        """
        exact = line.partition(LOCKED)[0]
        name, _, version = exact.partition("==")
        if exact != line and not self._try([exact]):
            yield f"{exact}: no file of the index has a hash of the run's lock"
            return
        public = version.partition("+")[0]
        series = ".".join(public.split(".")[:2])
        tries = [f"{name}=={public}", f"{name}=={series}.*"] if public else []
        if not any(self._try([attempt]) == "" for attempt in tries):
            yield f"{exact} cannot be installed: {why[:160]}"

    def _try(self, lines: Sequence[str]) -> str:
        """Why they cannot be installed; empty when they were. All have hashes, or none has."""
        file = self._folder / "requirements.txt"
        file.write_text("".join(f"{line}\n" for line in lines))
        enforced = ["--require-hashes"] if LOCKED in lines[0] else []
        try:
            self._install([*enforced, "-r", str(file)])
        except ProgramError as error:
            return error.message.rpartition("failed: ")[2] or error.message
        return ""

    def _install(self, what: Sequence[str]) -> None:
        with_uv = [self._uv, "pip", "install", "--quiet", "--no-deps", "--python", self._python]
        with_pip = [self._python, "-m", "pip", "install", "--quiet", "--no-deps"]
        self._call([*(with_uv if self._uv else with_pip), *what])

    def _call(self, words: Sequence[str]) -> None:
        run_program(words, self._folder.parent, dict(os.environ), None, INSTALL_SECONDS)
