"""What can be wrong with a set-up: one small function each, a finding each."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec
import psutil

from runlore._version import __version__
from runlore.cli.places import store_uri
from runlore.client.settings import is_remote, journal_folder
from runlore.entities.errors import RunloreError
from runlore.server.places import Place, find_place
from runlore.server.presence import read_presence
from runlore.server.static import UI_FOLDER

GOOD, WARN, BAD, AWAY = "good", "warn", "bad", "away"

LOW_SPACE = 1 << 30
"""Less free disk than this is told: a day of a busy server fits in it, not much more."""

OLDEST_SQLITE = (3, 35)
"""The first that knows RETURNING, which the SQL engine uses."""

NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smbfs", "smb3", "fuse.sshfs", "9p", "afpfs"}
"""Where SQLite's locks are not to be relied on."""


class Diagnosis(msgspec.Struct, frozen=True):
    """What one check found.

    Attributes:
        check: what was looked at.
        verdict: good, warn, bad, or away when a server did not answer.
        text: what was found, and what to do when it is not good.
    """

    check: str
    verdict: str
    text: str


def all_checks(given: str | None) -> Iterator[Diagnosis]:
    """Look at everything, from the ground up."""
    yield python()
    yield sqlite()
    yield interface()
    uri = store_uri(given)
    if is_remote(uri):
        yield from server(uri)
    else:
        place = find_place(uri)
        yield folder(place.folder)
        yield space(place.folder)
        yield file_system(place.folder)
        yield serving(place)
    yield journals(journal_folder(uri, os.environ, Path.cwd()))


def python() -> Diagnosis:
    """Which Runlore, on which Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Diagnosis("runlore", GOOD, f"{__version__} on Python {version}, {sys.executable}")


def sqlite() -> Diagnosis:
    """Whether the database library is new enough."""
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info[:2] >= OLDEST_SQLITE:
        return Diagnosis("sqlite", GOOD, version)
    wanted = ".".join(map(str, OLDEST_SQLITE))
    return Diagnosis("sqlite", BAD, f"{version} is too old: use a Python with SQLite {wanted}.")


def interface() -> Diagnosis:
    """Whether the web interface is in the package, and pandas for tables."""
    if (UI_FOLDER / "index.html").is_file():
        tables = "pandas is there" if find_spec("pandas") else "without pandas"
        return Diagnosis("interface", GOOD, f"built; search_runs {tables}")
    return Diagnosis("interface", BAD, "not built: `make ui` in a checkout, else reinstall.")


def folder(place: Path) -> Diagnosis:
    """Whether the store can be written, or made."""
    if place.is_dir():
        writable = os.access(place, os.W_OK | os.X_OK)
        return Diagnosis("store", GOOD, str(place)) if writable else _locked(place)
    above = _nearest_existing(place)
    if not os.access(above, os.W_OK | os.X_OK):
        return _locked(above)
    return Diagnosis("store", GOOD, f"{place} (will be made by the first run)")


def space(place: Path) -> Diagnosis:
    """How much disk is left."""
    free = shutil.disk_usage(_nearest_existing(place)).free
    text = f"{free / 2**30:,.1f} GiB free"
    return Diagnosis("disk", GOOD if free > LOW_SPACE else WARN, text)


def file_system(place: Path) -> Diagnosis:
    """Whether the store lies on a disk of this machine."""
    where = _nearest_existing(place).resolve()
    mounts = [m for m in psutil.disk_partitions(all=True) if where.is_relative_to(m.mountpoint)]
    kind = max(mounts, key=lambda m: len(m.mountpoint)).fstype if mounts else "unknown"
    if kind not in NETWORK_FILE_SYSTEMS:
        return Diagnosis("file system", GOOD, kind)
    advice = "SQLite's locks fail there: keep the store on one machine and run `runlore server`."
    return Diagnosis("file system", BAD, f"{kind} is a network file system. {advice}")


def serving(place: Place) -> Diagnosis:
    """Whether a server uses the store now."""
    present = read_presence(place.server_note)
    if present is None:
        return Diagnosis("server", GOOD, "none runs on this store; `runlore ui` starts one")
    if psutil.pid_exists(present.pid):
        return Diagnosis("server", GOOD, f"{present.url}, process {present.pid}")
    return Diagnosis("server", WARN, f"process {present.pid} is gone: it ended without a goodbye.")


def server(uri: str) -> Iterator[Diagnosis]:
    """Whether the server answers, speaks our protocol and lets us in."""
    from runlore.cli.remote import Remote

    remote = Remote(uri)
    try:
        before = time.monotonic()
        health = remote.get("health")
        took = (time.monotonic() - before) * 1000
        yield Diagnosis("server", GOOD, f"{uri}, version {health['version']}, {took:.0f} ms away")
    except (RunloreError, OSError) as error:
        yield Diagnosis("server", AWAY, f"{uri} does not answer: {error}")
        return
    try:
        projects = len(remote.get("projects")["projects"])
        yield Diagnosis("access", GOOD, f"it lets us read: {projects} projects")
    except RunloreError as error:
        yield Diagnosis("access", BAD, error.message)


def journals(place: Path) -> Diagnosis:
    """Whether something waits to be delivered."""
    waiting = list(place.glob("*/*.rlj"))
    if not waiting:
        return Diagnosis("journal", GOOD, "nothing waits to be delivered")
    size = sum(path.stat().st_size for path in waiting)
    runs = len({path.parent for path in waiting})
    text = f"{size / 2**20:,.1f} MiB of {runs} runs in {place} wait or are being written."
    return Diagnosis("journal", WARN, f"{text} `runlore sync` delivers what no process owns.")


def _locked(place: Path) -> Diagnosis:
    return Diagnosis("store", BAD, f"{place} may not be written by this user.")


def _nearest_existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.absolute().parents) if folder.exists())
