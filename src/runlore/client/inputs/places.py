"""Which of the files that a program opens are its data, and which its configuration."""

import os
import sys
import tempfile
from pathlib import Path, PurePath
from typing import Literal, TypeAlias

from runlore.client.opened import Opened
from runlore.client.secrecy import holds_keys
from runlore.client.sources.facts import is_source
from runlore.client.sources.modules import installed_folders

Kind: TypeAlias = Literal["data", "config", "keys", "none"]

_SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/", "/lib/", "/lib64/", "/bin/", "/sbin/",
           "/run/", "/snap/", "/System/", "/Library/", "/var/lib/", "/var/cache/")  # fmt: skip
_TOOLS = frozenset(
    {
        ".git", ".hg", ".ipython", ".jupyter", ".config", ".matplotlib", "matplotlib",
        "fontconfig", "pip", "uv", "__pycache__", "site-packages", "dist-packages", ".runlore",
        "runlore", ".triton", "torchinductor", ".nv", ".keras-cache", ".pytest_cache",
    }
)  # fmt: skip
"""Folders in which tools keep things for themselves."""

_CONFIG = frozenset(
    {".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".gin", ".jsonnet"}
)
_MAX_CONFIG_BYTES = 1_000_000
_MAX_JSON_BYTES = 64 * 1024
"""A larger JSON document is data."""


class Places:
    """Tells files apart by where they lie and what they are called.

    Args:
        apart: folders whose files are nobody's input: the store and the journals.
    """

    def __init__(self, apart: tuple[Path, ...]) -> None:
        prefixes = {sys.prefix, sys.base_prefix}
        environment = tuple(
            os.path.join(os.path.abspath(prefix), "") for prefix in prefixes if len(prefix) > 1
        )
        ours = tuple(os.path.join(str(folder), "") for folder in apart)
        self._elsewhere = (*_SYSTEM, *environment, *installed_folders(), *ours)
        self._temporary = os.path.join(os.path.realpath(tempfile.gettempdir()), "")

    def kind_of(self, opened: Opened, since: int) -> Kind:
        """What a file is to the run.

        Args:
            opened: the file.
            since: when it began to be noted what is opened, in nanoseconds since 1970.
        """
        path = opened.path
        if path.startswith(self._elsewhere) or self._is_of_a_tool(path):
            return "none"
        if path.startswith(self._temporary) and opened.modified > since:
            return "none"  # made in passing
        if holds_keys(path):
            return "keys"
        if _is_config(PurePath(path).suffix.lower(), opened.size):
            return "config"
        return "none" if is_source(path) else "data"

    def _is_of_a_tool(self, path: str) -> bool:
        folders = PurePath(path).parts[:-1]
        return not _TOOLS.isdisjoint(folders)


def _is_config(suffix: str, size: int) -> bool:
    if suffix == ".json":
        return size <= _MAX_JSON_BYTES
    return suffix in _CONFIG and size <= _MAX_CONFIG_BYTES
