"""Files of runs in folders of this machine."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidPathError
from runlore.imports.mlflow.source import FilesUnreachableError, SourceFile
from runlore.imports.report import Report

PROXIED = "mlflow-artifacts"
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class Folder:
    """A folder with the files of one run; one that is not there has none."""

    def __init__(self, root: Path, owner: str, report: Report) -> None:
        self._root = root
        self._owner = owner
        self._report = report

    def files(self) -> Sequence[SourceFile]:
        """All files that are really in it, in the order of their paths."""
        return sorted(self._found())

    def fetch(self, file: SourceFile, folder: Path) -> Path:  # noqa: ARG002 - the seam's shape
        """Where the file lies."""
        return self._root / file.path

    def _found(self) -> Iterator[SourceFile]:
        inside = self._root.resolve()
        for folder, _, names in os.walk(self._root):
            for name in names:
                file = Path(folder, name)
                path = file.relative_to(self._root).as_posix()
                why = _objection(file, path, inside)
                if why:
                    self._report.refuse("file", f"{self._owner} {path}", why)
                else:
                    stat = file.stat()
                    yield SourceFile(path, stat.st_size, stat.st_mtime_ns // 1000)


def scheme_of(uri: str) -> str:
    """The scheme of a URI; empty for a path."""
    return "" if _DRIVE.match(uri) else urlsplit(uri).scheme.lower()


def folder_of(uri: str, owner: str, base: Path) -> Path:
    """The folder that a ``file:`` URI or a path means.

    Only where MLflow puts files of this owner: a database is a stranger's text, and must not
    choose which other files of this machine are read.

    Raises:
        FilesUnreachableError: it is no such folder.
    """
    scheme = scheme_of(uri)
    if scheme not in ("", "file"):
        raise FilesUnreachableError(scheme, f"{uri} is not on this machine")
    path = uri if not scheme else unquote(urlsplit(uri).path)
    root = Path(os.path.normpath(base / path))
    if root.parts[-2:] != (owner, "artifacts"):
        raise FilesUnreachableError(
            "odd folder", f"{uri} is not where MLflow puts files of {owner}"
        )
    return root


def proxied_path(uri: str) -> str:
    """The path below the artifact root of a server that a ``mlflow-artifacts:`` URI names.

    Raises:
        FilesUnreachableError: it is no plain path.
    """
    path = urlsplit(uri).path.strip("/")
    try:
        return check_artifact_path(path)
    except InvalidPathError as error:
        raise FilesUnreachableError("odd folder", error.message) from None


def _objection(file: Path, path: str, inside: Path) -> str:
    try:
        check_artifact_path(path)
    except InvalidPathError as error:
        return error.message
    if not file.resolve().is_relative_to(inside):
        return "it is a link that leads out of the run's folder"
    if not file.is_file():
        return "it is no file"
    return "" if os.access(file, os.R_OK) else "it cannot be read"
