"""Describes where a run came from: one section after the other, the cheap ones first."""

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from runlore.client import environment
from runlore.client.files import FileLog
from runlore.client.git import read_git
from runlore.client.monitor.host import describe_host
from runlore.client.monitor.sampler import open_nvidia
from runlore.client.redact import redact_text, redact_value
from runlore.client.seeds import merge_seeds, read_seeds
from runlore.entities.params import JSONValue
from runlore.entities.records import CaptureSet, Record

MAX_SCRIPT_BYTES = 4 * 1024 * 1024
"""A larger entry "script" is a bundle of something; its digest is kept, its text is not."""

MAX_LOCK_BYTES = 16 * 1024 * 1024


class Description:
    """Writes the sections of one run: seeds, command, host, python, git, hardware, packages.

    Beside them it logs files of kind ``code`` and ``environment`` with origin ``auto``: the entry
    script, the patch of everything that was not committed, and lock files.
    """

    def __init__(
        self,
        append: Callable[[Record], object],
        files: FileLog,
        environ: Mapping[str, str],
    ) -> None:
        self._append = append
        self._files = files
        self._environ = environ
        self._seeds: dict[str, object] = {}
        self._script = environment.entry_script()
        self._folder = self._script.parent if self._script else Path.cwd()

    def begin(self) -> None:
        """Everything that can be told at the start."""
        self._seeds = read_seeds()
        self._set("seeds", self._seeds)
        self._describe_command()
        self._set("host", environment.read_host(self._environ))
        self._set("python", environment.read_python())
        self._describe_git()
        self._set("hardware", read_hardware())
        self._set("packages", environment.read_packages())
        for file in environment.lock_files(Path.cwd()):
            self._log_text_file(file, f"environment/{file.name}", "environment", MAX_LOCK_BYTES)

    def finish(self) -> None:
        """What the program did since: most programs seed their generators after the start."""
        seeds = merge_seeds(self._seeds, read_seeds())
        if seeds != self._seeds:
            self._set("seeds", seeds)

    def _describe_command(self) -> None:
        command = environment.read_command(self._environ)
        if self._script is not None:
            with contextlib.suppress(OSError):
                content = self._script.read_bytes()
                command["script_sha256"] = hashlib.sha256(content).hexdigest()
            self._log_text_file(self._script, f"code/{self._script.name}", "code", MAX_SCRIPT_BYTES)
        self._set("command", command)

    def _describe_git(self) -> None:
        state = read_git(self._folder) or read_git(Path.cwd())
        if state is None:
            return
        self._set("git", state.described())
        if state.diff:
            self._files.log_bytes(state.diff, "code/diff.patch", "code", origin="auto")

    def _log_text_file(self, file: Path, path: str, kind: str, limit: int) -> None:
        """Log a text file with its secrets masked."""
        with contextlib.suppress(OSError):
            content = file.read_bytes()
            if len(content) <= limit:
                text = redact_text(content.decode(errors="surrogateescape"))
                masked = text.encode(errors="surrogateescape")
                self._files.log_bytes(masked, path, kind, origin="auto")

    def _set(self, section: str, value: Mapping[str, object]) -> None:
        # Values of our own readers are plain; only surrogates of odd file names are not.
        plain = cast("JSONValue", _encodable(value))
        self._append(CaptureSet(section, redact_value(section, plain)))


def read_hardware() -> dict[str, object]:
    """Processor, memory, disk and GPUs; ``cuda`` is ``none`` where there is no NVIDIA driver."""
    nvidia = open_nvidia()
    gpus: dict[str, object] = {"gpus": [], "cuda": "none"}
    return describe_host() | (gpus if nvidia is None else nvidia.describe())


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {str(_encodable(key)): _encodable(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_encodable(below) for below in value]
    return value
