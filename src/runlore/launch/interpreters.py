"""Interpreters at hand: which Python they are and which distributions they see."""

import importlib.metadata
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

import runlore
from runlore.client import records
from runlore.entities.ids import is_digest
from runlore.launch.commands import ProgramError, run_program
from runlore.launch.evidence import Evidence

_ASK_SECONDS = 60.0

_ASK = Path(records.__file__).read_text(encoding="utf-8")
"""Run by another interpreter, which need not have anything of ours."""

RECORDER = "runlore"
"""Our own client records the run and is no input of it: the one at hand is used."""


class Distribution(msgspec.Struct, frozen=True):
    """One installed distribution, as a run told it.

    Attributes:
        name: as it calls itself.
        version: of it.
        direct_url: where it was installed from when that was no index.
        editable: its folder, when it was installed as a link to it.
        commit: that was installed, when it came from a repository.
        record: digest of its content; empty when the run does not tell it.
        archive: SHA-256 of the file that it was installed from; empty when that is not known.
    """

    name: str
    version: str
    direct_url: str = ""
    editable: str = ""
    commit: str = ""
    record: str = ""
    archive: str = ""

    @property
    def key(self) -> str:
        """The name in the form in which names are compared."""
        return normal(self.name)


class EnvironmentSource(msgspec.Struct, frozen=True):
    """What a run told of its environment.

    Attributes:
        python: version of the interpreter, empty when it is not known.
        implementation: such as ``CPython``.
        executable: where the interpreter lay.
        distributions: all that were installed, by comparable name.
        container: image and digest, empty when it ran in none or that is not known.
        conda: path of the artifact that lists what conda had installed; empty outside of conda.
    """

    python: str
    implementation: str
    executable: str
    distributions: Mapping[str, Distribution]
    container: str = ""
    conda: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is anything to rebuild from."""
        return bool(self.python and self.distributions)

    def versions(self) -> dict[str, str]:
        """Version by comparable name, our own client left out."""
        return {key: d.version for key, d in self.distributions.items() if key != RECORDER}

    def records(self) -> dict[str, str]:
        """Digest of the content by comparable name, of those for which the run tells it."""
        known = self.distributions.items()
        return {key: d.record for key, d in known if d.record and key != RECORDER}


class Interpreter(msgspec.Struct, frozen=True):
    """One that can be started.

    Attributes:
        executable: its path.
        python: its version.
        implementation: such as ``CPython``.
        versions: of the distributions that it sees, by comparable name, our own client left out.
        records: digests of their content, of those that have a RECORD.
        conda: what conda installed, each as name, version and build.
    """

    executable: str
    python: str
    implementation: str
    versions: Mapping[str, str]
    records: Mapping[str, str] = {}
    conda: Sequence[str] = ()


def normal(name: str) -> str:
    """A distribution's name as indexes compare them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def environment_of(evidence: Evidence) -> EnvironmentSource:
    """What a run told of its interpreter and its distributions."""
    captures = evidence.captures
    python, command = _section(captures, "python"), _section(captures, "command")
    environment = _section(captures, "environment")
    known = environment.get("distributions")
    details = known if isinstance(known, dict) else {}
    found = {}
    for name, version in _section(captures, "packages").items():
        told = details.get(name)
        found[normal(name)] = _distribution(name, str(version), told)
    container = environment.get("container")
    told = container if isinstance(container, dict) else {}
    return EnvironmentSource(
        python=str(python.get("version", "")),
        implementation=str(python.get("implementation", "")),
        executable=str(command.get("executable", "")),
        distributions=found,
        container="@".join(str(told[key]) for key in ("image", "digest") if told.get(key)),
        conda=str(environment.get("conda") or ""),
    )


def _distribution(name: str, version: str, told: object) -> Distribution:
    details = told if isinstance(told, dict) else {}
    archive = str(details.get("archive") or "")
    return Distribution(
        name=name,
        version=version,
        direct_url=str(details.get("direct_url") or ""),
        editable=str(details.get("editable") or ""),
        commit=str(details.get("commit") or ""),
        record=str(details.get("record") or ""),
        archive=archive if is_digest(archive) else "",
    )


def _section(captures: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = captures.get(name)
    return found if isinstance(found, dict) else {}


def ask_interpreter(executable: str) -> Interpreter | None:
    """What an interpreter is; None when there is none at that path, or it does not start."""
    if not executable or not Path(executable).is_file():
        return None
    try:
        told = msgspec.json.decode(
            run_program([executable, "-c", _ASK], Path.cwd(), dict(os.environ), None, _ASK_SECONDS)
        )
    except (ProgramError, msgspec.DecodeError, OSError):
        return None
    packages = {normal(name): one for name, one in told["packages"].items()}
    packages.pop(RECORDER, None)
    return Interpreter(
        executable,
        told["python"],
        told["implementation"],
        versions={key: version for key, (version, _) in packages.items()},
        records={key: record for key, (_, record) in packages.items() if record},
        conda=told["conda"],
    )


def equal_interpreter(wanted: EnvironmentSource) -> Interpreter | None:
    """One at hand that is what the run had, to every version and content; None when there is none.

    Looked at are the interpreter of this process and the one that the run was started with.
    """
    # It may have been started as ``../venv/bin/python`` in a folder that is gone.
    plain = os.path.normpath(wanted.executable) if wanted.executable else ""
    for executable in dict.fromkeys((sys.executable, wanted.executable, plain)):
        found = ask_interpreter(executable)
        if found is not None and not list(differences(wanted, found)):
            return found
    return None


def differences(wanted: EnvironmentSource, found: Interpreter) -> Iterator[str]:
    """How an interpreter is not the one that the run had, each in words."""
    if wanted.python != found.python or wanted.implementation != found.implementation:
        yield f"Python {wanted.python} -> {found.python}"
    versions, wanted_records = wanted.versions(), wanted.records()
    for key in sorted(versions.keys() | found.versions.keys()):
        old, new = versions.get(key, "not installed"), found.versions.get(key, "not installed")
        if old != new:
            yield f"{key} {old} -> {new}"
        elif _is_other(wanted_records.get(key), found.records.get(key)):
            yield f"{key} {old} is another build: the files of that version are not those of then"


def _is_other(old: str | None, new: str | None) -> bool:
    """What has no RECORD, then or now, cannot be told apart."""
    return bool(old and new and old != new)


def verified(wanted: EnvironmentSource, found: Interpreter) -> int:
    """How many distributions have the very content that they had in the run."""
    return sum(found.records.get(key) == record for key, record in wanted.records().items())


def lay_metadata(distribution: Distribution, project: Path, folder: Path) -> None:
    """Say that a distribution is installed as a link to its rebuilt project.

    Args:
        distribution: which.
        project: where its sources are now.
        folder: on the path of imports.
    """
    plain = normal(distribution.name).replace("-", "_")
    described = folder / f"{plain}-{distribution.version}.dist-info"
    described.mkdir(parents=True, exist_ok=True)
    head = f"Metadata-Version: 2.1\nName: {distribution.name}\nVersion: {distribution.version}\n"
    (described / "METADATA").write_text(head)
    link = {"url": project.as_uri(), "dir_info": {"editable": True}}
    (described / "direct_url.json").write_bytes(msgspec.json.encode(link))


def lay_recorder(folder: Path) -> Path:
    """A folder for the path of imports in which our own client is found, and nothing else of ours.

    Args:
        folder: new; links are made in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORDER).symlink_to(Path(runlore.__file__).parent, target_is_directory=True)
    for distribution in importlib.metadata.distributions(name=RECORDER):
        described = getattr(distribution, "_path", None)
        if isinstance(described, Path) and described.suffix == ".dist-info":
            (folder / described.name).symlink_to(described, target_is_directory=True)
            break
    return folder
