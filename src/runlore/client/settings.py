"""Where runs go and what is captured: from the call, the environment, or the folders around.

Precedence, first found wins: ``set_tracking_uri(...)``, ``RUNLORE_URI``, the nearest ``.runlore``
folder upwards, a new one beside the nearest ``.git``, a new one in the working directory.
"""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias, get_args
from urllib.parse import urlsplit

import msgspec

from runlore.client.switches import is_off
from runlore.client.tags import read_tags
from runlore.entities.errors import InvalidValueError

STORE_FOLDER = ".runlore"
Mode: TypeAlias = Literal["online", "offline", "disabled"]
ConsoleMode: TypeAlias = Literal["wrap", "off"]


class CaptureParts(msgspec.Struct, frozen=True):
    """Which parts of where a run came from are captured, when anything is.

    Attributes:
        code: sources: patches, files, commits, modules, cells of notebooks.
        untracked: the content of files that git does not know.
        commit: the commit that is checked out, so that a rebuild needs no remote.
        data: the files that the program opens.
        seeds: calls that seed generators.
        digest_bytes: opened files up to this size are digested.
    """

    code: bool = True
    untracked: bool = True
    commit: bool = True
    data: bool = True
    seeds: bool = True
    digest_bytes: int = 2_000_000_000


class ClientSettings(msgspec.Struct, frozen=True):
    """What one process has decided when its first run starts.

    Attributes:
        uri: the store: a folder, ``sqlite:///file.db`` or ``http(s)://…``.
        journal: folder under which every run keeps its journal until it is acknowledged.
        mode: ``online`` sends, ``offline`` only keeps the journal, ``disabled`` does nothing.
        project: when ``init`` names none; empty for the default.
        experiment: the same.
        run_id: the run that this process joins, made by another; empty for a run of its own.
        label: which of several processes this is, such as ``rank 3``; empty for the only one.
        console: ``wrap`` keeps what the program prints, ``off`` does not.
        capture: whether code, packages, data and hardware are described.
        parts: which of them.
        monitor: whether the machine is watched.
        monitor_seconds: between two readings, once a run is a minute old.
        finish_seconds: how long the end of a run waits for the server before it leaves the rest
            to ``runlore sync``.
        quiet: print nothing about the run.
        tags: that every run of the process begins with, such as what it repeats.
    """

    uri: str
    journal: Path
    mode: Mode = "online"
    project: str = ""
    experiment: str = ""
    run_id: str = ""
    label: str = ""
    console: ConsoleMode = "wrap"
    capture: bool = True
    parts: CaptureParts = CaptureParts()
    monitor: bool = True
    monitor_seconds: float = 10.0
    finish_seconds: float = 30.0
    quiet: bool = False
    tags: dict[str, str] = {}


def read_settings(chosen_uri: str | None, environ: Mapping[str, str], cwd: Path) -> ClientSettings:
    """Decide once, from what was chosen in code, the environment and the working directory.

    Raises:
        InvalidValueError: a setting that cannot be understood, naming it and what it may be.
    """
    uri = resolve_uri(chosen_uri, environ, cwd)
    return ClientSettings(
        uri=uri,
        journal=journal_folder(uri, environ, cwd),
        mode=_mode(environ.get("RUNLORE_MODE", "online")),
        project=environ.get("RUNLORE_PROJECT", ""),
        experiment=environ.get("RUNLORE_EXPERIMENT", ""),
        run_id=environ.get("RUNLORE_RUN_ID", ""),
        label=rank_label(environ),
        console="off" if is_off(environ, "RUNLORE_CONSOLE") else "wrap",
        capture=not is_off(environ, "RUNLORE_CAPTURE"),
        parts=_parts(environ),
        monitor=not is_off(environ, "RUNLORE_MONITOR"),
        monitor_seconds=_number(environ, "RUNLORE_MONITOR_SECONDS", 10.0, least=0.1),
        finish_seconds=_number(environ, "RUNLORE_FINISH_SECONDS", 30.0, least=0.0),
        quiet=environ.get("RUNLORE_QUIET", "").lower() in ("1", "true", "yes", "on"),
        tags=read_tags(environ.get("RUNLORE_TAGS", "")),
    )


def resolve_uri(chosen: str | None, environ: Mapping[str, str], cwd: Path) -> str:
    """The store's address; folders come back absolute, and none is made here."""
    text = chosen or environ.get("RUNLORE_URI", "")
    if not text:
        return str(_nearest_store(cwd))
    if is_remote(text) or text.startswith("sqlite:"):
        return text
    if text.startswith("file://"):
        text = urlsplit(text).path
    if "://" in text:
        raise InvalidValueError(
            f"The store {text!r} is not understood. Give a folder, sqlite:///file.db or "
            "http(s)://host:port."
        )
    return str(Path(cwd, Path(text).expanduser()).resolve())


def journal_folder(uri: str, environ: Mapping[str, str], cwd: Path) -> Path:
    """Where journals of this store's runs lie until they are acknowledged.

    Each server has a folder of its own: what was meant for one, and partly sent, never goes to
    another by itself.
    """
    if is_remote(uri):
        own = environ.get("RUNLORE_JOURNAL", "")
        root = Path(own).expanduser() if own else _nearest_store(cwd) / "journal"
        return root / _folder_of_server(uri)
    return local_folder(uri, cwd) / "journal"


def _folder_of_server(uri: str) -> str:
    _, _, place = uri.partition("://")
    *_, address = place.rstrip("/").rpartition("@")  # a password is no part of a file name
    return re.sub(r"[^a-zA-Z0-9.-]+", "_", address).strip(".") or "server"


def local_folder(uri: str, cwd: Path) -> Path:
    """The folder of a local store: itself, or ``<stem>.runlore`` beside an SQLite file."""
    if not uri.startswith("sqlite:"):
        return Path(uri)
    file = Path(cwd, uri.removeprefix("sqlite:").removeprefix("///").split("?")[0])
    return file.with_name(f"{file.stem}.runlore")


def own_places(settings: ClientSettings) -> tuple[Path, ...]:
    """Where the store and the journals lie: nothing there is code or data of the program."""
    places = [settings.journal]
    if not is_remote(settings.uri):
        places.append(local_folder(settings.uri, working_folder()))
    if settings.uri.startswith("sqlite:"):
        file = settings.uri.removeprefix("sqlite:").removeprefix("///").split("?")[0]
        places += [Path(working_folder(), file + ending) for ending in ("", "-wal", "-shm")]
    return tuple(Path(os.path.realpath(place)) for place in places)


def working_folder() -> Path:
    """The working directory, also when it was deleted under the program."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path(os.environ.get("PWD", os.sep))


def is_remote(uri: str) -> bool:
    """Whether a server is behind the address."""
    return uri.startswith(("http://", "https://"))


def rank_label(environ: Mapping[str, str]) -> str:
    """``rank 3`` in a process that a distributed launcher started, else empty."""
    for name in ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "LOCAL_RANK"):
        if environ.get(name, "").isdigit() and _is_many(environ):
            return f"rank {environ[name]}"
    return ""


def _is_many(environ: Mapping[str, str]) -> bool:
    """A SLURM job of one task has a rank too; only several processes need labels."""
    sizes = [environ.get(n, "") for n in ("WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE")]
    known = [int(size) for size in sizes if size.isdigit()]
    return not known or max(known) > 1


def _nearest_store(cwd: Path) -> Path:
    around = [cwd, *(folder for folder in cwd.parents if not _is_everybodys(folder))]
    for folder in around:
        if _is_own_folder(folder / STORE_FOLDER):
            return folder / STORE_FOLDER
    for folder in around:
        if (folder / ".git").exists():
            return folder / STORE_FOLDER
    return cwd / STORE_FOLDER


def _is_everybodys(folder: Path) -> bool:
    """Whether all users may write there, as in ``/tmp``: a store found there may be a trap."""
    try:
        return bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return True


def _is_own_folder(folder: Path) -> bool:
    """Whether it is a folder of this user; one that somebody else put in our way is not taken."""
    try:
        found = folder.stat()
    except OSError:
        return False
    is_own = not hasattr(os, "geteuid") or os.geteuid() in (0, found.st_uid)
    return stat.S_ISDIR(found.st_mode) and is_own


def check_mode(text: str) -> Mode:
    """Check a mode and give it back.

    Raises:
        InvalidValueError: when it is none of the three.
    """
    return _mode(text)


def _mode(text: str) -> Mode:
    for mode in get_args(Mode):
        if text == mode:
            return mode  # type: ignore[no-any-return]  # get_args has no type of its own
    raise InvalidValueError(f"The mode {text!r} must be 'online', 'offline' or 'disabled'.")


def _parts(environ: Mapping[str, str]) -> CaptureParts:
    name = "RUNLORE_CAPTURE_DIGEST_MB"
    megabytes = _number(environ, name, 2_000.0, least=0.0, unit="megabytes")
    return CaptureParts(
        code=not is_off(environ, "RUNLORE_CAPTURE_CODE"),
        untracked=not is_off(environ, "RUNLORE_CAPTURE_UNTRACKED"),
        commit=not is_off(environ, "RUNLORE_CAPTURE_COMMIT"),
        data=not is_off(environ, "RUNLORE_CAPTURE_DATA"),
        seeds=not is_off(environ, "RUNLORE_CAPTURE_SEEDS"),
        digest_bytes=int(megabytes * 1_000_000),
    )


def _number(
    environ: Mapping[str, str], name: str, default: float, *, least: float, unit: str = "seconds"
) -> float:
    text = environ.get(name, "")
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not least <= number < 1e9:
        raise InvalidValueError(f"{name}={text!r} must be {unit} of at least {least:g}.")
    return number
