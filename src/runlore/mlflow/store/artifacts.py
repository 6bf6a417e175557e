"""Files of a run or of a logged model: listed, fetched, found by their addresses."""

import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from runlore.client.asking import Asker
from runlore.client.inputs.parents import note_loaded
from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import parse_logged_model_id, parse_run_id
from runlore.mlflow.entities import FileInfo

PIECE_BYTES = 8 * 2**20
"""A file is fetched in pieces of this size: memory stays flat for files of any size."""

_RUN_URI = re.compile(r"runs:/+([0-9a-z]+)(?:/(.*))?")
_PROXY_URI = re.compile(r"mlflow-artifacts:/+(?:[^/]+/)?([0-9a-z]{8,64})/artifacts(?:/(.*))?")


class Folder:
    """The files of one owner: a run, or a logged model that has its own."""

    def __init__(self, store: Asker, route: str, *, is_run: bool) -> None:
        self._store = store
        self._route = route
        self._is_run = is_run

    def entries(self, path: str = "", *, deep: bool = False) -> list[dict[str, Any]]:
        """What lies in a folder; all files below it when ``deep``."""
        asked = {"folder": path.strip("/"), "deep": "true" if deep else "false"}
        query = urlencode({key: value for key, value in asked.items() if value}, quote_via=quote)
        found: list[dict[str, Any]] = self._store.ask("GET", f"{self._route}?{query}")["entries"]
        return found

    def listing(self, path: str | None = None) -> list[FileInfo]:
        """One level, as MLflow shows it; of a file, nothing."""
        found = self.entries(path or "")
        return [
            FileInfo(one["path"], one["is_folder"], None if one["is_folder"] else one["size"])
            for one in found
        ]

    def fetch(self, path: str, into: Path) -> Path:
        """Bring a file, or a folder and all in it; gives where it lies.

        Raises:
            NotFoundError: there is nothing of that path.
        """
        plain = path.strip("/")
        below = self.entries(plain, deep=True)
        if not below and plain:
            self._note(plain)
            return self._file(plain, into / plain)
        for one in below:
            if one["artifact"] is not None:
                note_loaded(self._route.split("/")[4], one["path"], one["artifact"]["sha256"])
            self._file(one["path"], into / check_artifact_path(one["path"]))
        return into / plain if plain else into

    def content(self, path: str) -> bytes:
        """A file's bytes.

        Raises:
            NotFoundError: there is none of that path.
        """
        self._note(path)
        return self._store.answer("GET", self._address(path)).body

    def _note(self, path: str) -> None:
        """Remember that a file is an input of what runs here."""
        parent = path.rpartition("/")[0]
        found = (one["artifact"] for one in self.entries(parent) if one["path"] == path)
        artifact = next(found, None)
        if artifact is not None:
            note_loaded(self._route.split("/")[4], path, artifact["sha256"])

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        parent = path.rpartition("/")[0]
        return any(one["path"] == path and not one["is_folder"] for one in self.entries(parent))

    def _file(self, path: str, into: Path) -> Path:
        address = self._address(path)
        into.parent.mkdir(parents=True, exist_ok=True)
        with into.open("wb") as file:
            size = 1
            while file.tell() < size:
                span = f"bytes={file.tell()}-{file.tell() + PIECE_BYTES - 1}"
                answer = self._store.answer("GET", address, headers={"range": span})
                file.write(answer.body)
                told = answer.headers.get("content-range", "")
                size = int(told.rpartition("/")[2]) if told else file.tell()
        return into

    def _address(self, path: str) -> str:
        """Where a file's bytes are; of runs in a query, which holds names that no path can."""
        if self._is_run:
            return f"{self._route}/content?{urlencode({'path': path}, quote_via=quote)}"
        return f"{self._route}/content/{quote(path)}"


def run_folder(store: Asker, run_id: str) -> Folder:
    """The files of a run."""
    run = parse_run_id(run_id)
    return Folder(store, f"/api/v1/runs/{run}/artifacts", is_run=True)


def model_folder(store: Asker, model_id: str) -> tuple[Folder, str]:
    """The files of a logged model, and the folder in which they are.

    Raises:
        NotFoundError: there is no such model.
    """
    model = parse_logged_model_id(model_id)
    told = store.ask("GET", f"/api/v1/logged-models/{model}")
    if told.get("path") and told.get("run"):
        return run_folder(store, told["run"]), told["path"]
    return Folder(store, f"/api/v1/logged-models/{model}/artifacts", is_run=False), ""


def find_folder(store: Asker, uri: str) -> tuple[Folder, str]:
    """The owner and path that an address of files means.

    Raises:
        InvalidValueError: an address of another kind.
        NotFoundError: there is no such model.
    """
    for shape in (_RUN_URI, _PROXY_URI):
        found = shape.fullmatch(uri)
        if found is not None:
            return run_folder(store, found[1]), (found[2] or "").strip("/")
    raise InvalidValueError(
        f"{uri!r} is no address of files here: write runs:/RUN_ID/path, models:/NAME/VERSION or "
        "models:/NAME@ALIAS."
    )


def destination(folder: str | None) -> Path:
    """Where files are brought: the folder that was named, made when it is new, or a new one.

    Raises:
        InvalidValueError: it is a file, or cannot be made.
    """
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="runlore-"))
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidValueError(f"{folder!r} is no folder to bring files to: {error}.") from None
    return Path(folder).absolute()
