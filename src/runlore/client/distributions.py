"""What is installed: each distribution with its version, its content, and where it came from."""

import contextlib
import functools
import importlib.metadata
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from runlore.client.records import name_and_version, record_digest
from runlore.client.redact import redact_text
from runlore.entities.ids import is_digest

_LOCK_FILES = (
    "uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "pixi.lock", "Pipfile.lock",
    "requirements*.txt", "requirements/*.txt", "environment.yml", "environment.yaml",
    "conda-lock.yml", "pyproject.toml",
)  # fmt: skip

MAX_LOCKS = 20

_CONDA_URL = re.compile(r'"url":\s*"([^"]+)"')
_CONDA_MD5 = re.compile(r'"md5":\s*"([0-9a-f]{32})"')


class Installed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One distribution.

    Attributes:
        version: as it says itself.
        record: digest of what is installed; empty when there is no RECORD.
        installer: ``pip``, ``uv``, ``conda`` or empty.
        direct_url: where it came from when that was no index, masked.
        editable: the folder of its sources, when it is only a link to them.
        commit: that was installed, when it came from a repository.
        archive: SHA-256 of the file that it came from, when the installer noted it.
    """

    version: str
    record: str = ""
    installer: str = ""
    direct_url: str = ""
    editable: str = ""
    commit: str = ""
    archive: str = ""


@functools.cache
def read_distributions() -> Mapping[str, Installed]:
    """Every installed distribution by name; the first on the path wins.

    Read once in a process: some hundred files, which a sweep of many runs need not open again.
    """
    found: dict[str, Installed] = {}
    for distribution in importlib.metadata.distributions():
        # A folder whose metadata is broken has no name, and is none of our business.
        with contextlib.suppress(OSError, ValueError, KeyError):
            name, version = name_and_version(distribution)
            if name and name not in found:
                found[name] = _installed(distribution, version)
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def read_packages() -> dict[str, object]:
    """The version of every installed distribution."""
    return {name: told.version for name, told in read_distributions().items()}


def described_distributions() -> dict[str, Any]:
    """All that is known of every installed distribution, as JSON."""
    return {name: msgspec.to_builtins(told) for name, told in read_distributions().items()}


def editable_folders() -> dict[str, Path]:
    """The sources of distributions that are installed as links to them; our own are no input."""
    return {
        name: Path(told.editable)
        for name, told in read_distributions().items()
        if told.editable and name != "runlore"
    }


def lock_files(*folders: Path) -> Iterator[tuple[str, Path]]:
    """Files that pin the environment, in these folders and no deeper, each by its name there."""
    seen: set[str] = set()
    for folder in folders:
        for look in _LOCK_FILES:
            for file in sorted(folder.glob(look)):
                name = file.relative_to(folder).as_posix()
                if name not in seen and len(seen) < MAX_LOCKS and file.is_file():
                    seen.add(name)
                    yield name, file


def conda_explicit() -> str:
    """The environment as ``conda create --file`` takes it; empty outside of conda."""
    folder = Path(sys.prefix, "conda-meta")
    lines = []
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        with contextlib.suppress(OSError):
            text = file.read_text(errors="replace")
            url, md5 = _CONDA_URL.search(text), _CONDA_MD5.search(text)
            if url is not None:
                lines.append(redact_text(url[1]) + (f"#{md5[1]}" if md5 is not None else ""))
    return "\n".join(["@EXPLICIT", *lines, ""]) if lines else ""


def _installed(distribution: importlib.metadata.Distribution, version: str) -> Installed:
    told: dict[str, Any] = {}
    with contextlib.suppress(msgspec.DecodeError):
        text = distribution.read_text("direct_url.json")
        told = msgspec.json.decode(text, type=dict) if text else {}
    url = str(told.get("url", ""))
    directory = told.get("dir_info")
    repository = told.get("vcs_info")
    is_editable = isinstance(directory, dict) and bool(directory.get("editable"))
    return Installed(
        version=version,
        # What is installed of a link is the link, another one in each place.
        record="" if is_editable else record_digest(distribution.read_text("RECORD") or ""),
        installer=(distribution.read_text("INSTALLER") or "").strip()[:50],
        direct_url=redact_text(url),
        editable=unquote(urlsplit(url).path) if is_editable else "",
        commit=str(repository.get("commit_id", "")) if isinstance(repository, dict) else "",
        archive=_archive_digest(told.get("archive_info")),
    )


def _archive_digest(told: object) -> str:
    """The digest that an installer noted, in its form of today or in the older one."""
    if not isinstance(told, dict):
        return ""
    hashes = told.get("hashes")
    known = str(hashes.get("sha256", "")) if isinstance(hashes, dict) else ""
    known = known or str(told.get("hash", "")).removeprefix("sha256=")
    return known if is_digest(known) else ""
