"""What an interpreter has installed: Python's version, and each distribution with its content.

``launch/`` has other interpreters execute the text of this file, in which nothing of ours is
installed: it needs the standard library only.
"""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import sys

_HEADER = re.compile(r"^(Name|Version):[ \t]*(.+?)[ \t\r]*$", re.M)
_INSTALLERS_NOTES = ("/INSTALLER", "/REQUESTED", "/RECORD", "/direct_url.json", "/uv_cache.json")


def record_digest(record: str) -> str:
    """SHA-256 of the lines of a RECORD that say what the wheel held.

    Compiled files have no hash, scripts name the environment in their first line, and installers
    leave notes of their own: without these one wheel has one digest wherever it lies.
    """
    kept = []
    for line in record.splitlines():
        path, _, rest = line.partition(",sha256=")
        inside = not path.startswith(("..", "/")) and not path.endswith((".pyc", ".pyo"))
        if rest and inside and not path.endswith(_INSTALLERS_NOTES):
            kept.append(line)
    return hashlib.sha256("\n".join(sorted(kept)).encode()).hexdigest() if kept else ""


def conda_builds(prefix: str) -> list[str]:
    """Packages that conda installed, each as name, version and build; empty outside of conda."""
    folder = os.path.join(prefix, "conda-meta")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [name[: -len(".json")] for name in names if name.endswith(".json")]


def name_and_version(distribution: importlib.metadata.Distribution) -> tuple[str, str]:
    """Name and version, or empty texts; to parse all of the metadata takes ten times as long."""
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    head, _, _ = text.replace("\r\n", "\n").partition("\n\n")
    told = dict(_HEADER.findall(head))
    return told.get("Name", ""), told.get("Version", "")


def installed() -> dict[str, object]:
    """What this interpreter is and has, as JSON; the first of a name on the path wins."""
    packages: dict[str, list[str]] = {}
    for distribution in importlib.metadata.distributions():
        # A folder whose metadata is broken has no name, and is none of our business.
        with contextlib.suppress(OSError, ValueError, KeyError):
            name, version = name_and_version(distribution)
            if name and name not in packages:
                packages[name] = [version, record_digest(distribution.read_text("RECORD") or "")]
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "packages": packages,
        "conda": conda_builds(sys.prefix),
    }


if __name__ == "__main__":
    print(json.dumps(installed()))  # noqa: T201  # the answer to who had it executed
