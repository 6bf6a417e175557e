"""The hashes that a run's lock files name: only files that have them are installed again.

Lock files are read as what a program wrote: one block a package, with its name and version first.
What is not understood has no hashes, and is compared by its content once it is installed.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, TypeAlias

import msgspec

from runlore.entities.errors import NotFoundError
from runlore.launch.evidence import Evidence
from runlore.launch.interpreters import EnvironmentSource, Interpreter, normal

Hashes: TypeAlias = Mapping[tuple[str, str], frozenset[str]]
"""SHA-256 of every file of a distribution, by comparable name and version."""

SHOWN = 4
"""Packages of conda that a note names; the rest are counted."""

MAX_BYTES = 64 * 1024 * 1024

# ``[[package]]`` of uv, poetry and pdm, ``[[packages]]`` of PEP 751.
_BLOCK = re.compile(r"^\[\[packages?\]\]\s*$", re.M)
_NAME = re.compile(r'^name\s*=\s*"([^"]+)"', re.M)
_VERSION = re.compile(r'^version\s*=\s*"([^"]+)"', re.M)
_TOML_HASH = re.compile(r'(?:"sha256:|\bsha256\s*=\s*")([0-9a-f]{64})"')

_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*==\s*([A-Za-z0-9.!+_-]+)")
_HASH = re.compile(r"--hash[= ]sha256:([0-9a-f]{64})\b")
_CONDA = re.compile(r"/([^/#]+)\.(?:conda|tar\.bz2)(?:#|$)")
_PIPENV_HASH = re.compile(r"^sha256:([0-9a-f]{64})$")


class Pins(msgspec.Struct, frozen=True):
    """What a run kept that says more of its packages than their versions.

    Attributes:
        hashes: of the files that lock files name; no other file of those versions is installed.
        conda: what conda had installed, each as name, version and build.
    """

    hashes: Hashes = {}
    conda: frozenset[str] = frozenset()


def pins_of(evidence: Evidence, wanted: EnvironmentSource) -> Pins:
    """Read the lock files of a run, and its list of conda's packages.

    Args:
        evidence: the run.
        wanted: what it told of its environment.
    """
    return Pins(_hashes_of(evidence), _conda_of(evidence, wanted.conda))


def not_of_python(pins: Pins, wanted: EnvironmentSource, found: Interpreter) -> Iterator[str]:
    """What conda had installed that is no Python distribution and is not there, in words.

    Compilers, BLAS, CUDA: an index of Python's has none of them. Distributions are compared by
    their own content, whoever installed them.
    """
    names = (build.rsplit("-", 2)[0] for build in pins.conda - set(found.conda))
    lost = sorted(
        name for name in names if name != "python" and normal(name) not in wanted.versions()
    )
    if lost:
        more = f" and {len(lost) - SHOWN:,} more" if len(lost) > SHOWN else ""
        yield (
            f"packages of conda that are not Python's are not restored: "
            f"{', '.join(lost[:SHOWN])}{more} ({wanted.conda} lists them)"
        )


def _conda_of(evidence: Evidence, path: str) -> frozenset[str]:
    file = evidence.artifacts.get(path)
    if file is None or file.size > MAX_BYTES:
        return frozenset()
    with contextlib.suppress(NotFoundError):
        lines = evidence.content(path).decode(errors="replace").splitlines()
        return frozenset(found[1] for line in lines if (found := _CONDA.search(line)))
    return frozenset()


def _hashes_of(evidence: Evidence) -> Hashes:
    found: dict[tuple[str, str], set[str]] = {}
    environment = evidence.captures.get("environment")
    locks = environment.get("locks") if isinstance(environment, dict) else None
    for told in locks.values() if isinstance(locks, dict) else ():
        path = str(told.get("artifact", "")) if isinstance(told, dict) else ""
        for name, version, digest in _read(evidence, path):
            found.setdefault((normal(name), version), set()).add(digest)
    return {which: frozenset(digests) for which, digests in found.items()}


def _read(evidence: Evidence, path: str) -> Iterator[tuple[str, str, str]]:
    file = evidence.artifacts.get(path)
    if file is None or file.size > MAX_BYTES:
        return
    name = PurePosixPath(path).name
    with contextlib.suppress(NotFoundError):  # a lock that is lost has no hashes
        if name == "Pipfile.lock":
            yield from _of_pipenv(evidence.content(path))
        elif name.endswith((".lock", "pylock.toml")):
            yield from _of_blocks(evidence.content(path).decode(errors="replace"))
        elif name.endswith(".txt"):
            yield from _of_requirements(evidence.content(path).decode(errors="replace"))


def _of_blocks(text: str) -> Iterator[tuple[str, str, str]]:
    for block in _BLOCK.split(text)[1:]:
        name, version = _NAME.search(block), _VERSION.search(block)
        if name is not None and version is not None:
            for digest in _TOML_HASH.findall(block):
                yield name[1], version[1], digest


def _of_requirements(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        if pinned := _PINNED.match(line.strip()):
            for digest in _HASH.findall(line):
                yield pinned[1], pinned[2], digest


def _of_pipenv(content: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        told: Any = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return
    for group in ("default", "develop"):
        packages = told.get(group) if isinstance(told, dict) else None
        for name, one in packages.items() if isinstance(packages, dict) else ():
            yield from _of_pipenv_package(name, one)


def _of_pipenv_package(name: str, told: object) -> Iterator[tuple[str, str, str]]:
    if not isinstance(told, dict) or not isinstance(told.get("hashes"), list):
        return
    version = str(told.get("version", "")).removeprefix("==")
    for text in told["hashes"]:
        if known := _PIPENV_HASH.match(str(text)):
            yield name, version, known[1]
