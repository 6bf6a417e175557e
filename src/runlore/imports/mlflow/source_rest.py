"""A server of MLflow's as a source, asked over its REST API."""

import math
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from runlore.entities.errors import NotFoundError
from runlore.imports.mlflow.answers import number_of, pairs_of
from runlore.imports.mlflow.folders import PROXIED, Folder, folder_of, proxied_path, scheme_of
from runlore.imports.mlflow.http import MlflowServer
from runlore.imports.mlflow.models_rest import logged_models, registered_models
from runlore.imports.mlflow.source import (
    AT_THE_SERVER,
    FilesUnreachableError,
    Place,
    Point,
    SourceExperiment,
    SourceFile,
    SourceInput,
    SourceRun,
)
from runlore.imports.mlflow.source_models import SourceModel, SourceRegistered
from runlore.imports.report import Report
from runlore.wire.mlflow import STATUS_WORDS

PAGE_RUNS = 100
"""Runs in one answer, with all their params and tags."""

PAGE_POINTS = 25_000
"""Points in one answer: what MLflow's own client asks for."""

_PAGE_EXPERIMENTS = 1_000
_FILES = "mlflow-artifacts/artifacts"


class RestSource:
    """A server of MLflow's."""

    def __init__(self, server: MlflowServer, report: Report) -> None:
        self.server = server
        self.uri = server.uri
        self._report = report

    def experiments(self) -> list[SourceExperiment]:
        """All of them, in the trash or not, oldest first."""
        body = {"view_type": "ALL", "max_results": _PAGE_EXPERIMENTS}
        found = [
            SourceExperiment(
                number=str(one["experiment_id"]),
                name=one["name"],
                tags=pairs_of(one.get("tags", [])),
                is_deleted=one.get("lifecycle_stage") == "deleted",
                created=int(one.get("creation_time", 0)),
            )
            for one in self.pages("mlflow/experiments/search", body, "experiments")
        ]
        return sorted(found, key=lambda one: (len(one.number), one.number))

    def count(self, experiment: SourceExperiment) -> None:
        """Not known before they are read."""

    def runs(self, experiment: SourceExperiment) -> Iterator[SourceRun]:
        """Its runs, in the trash or not, oldest first."""
        body = {
            "experiment_ids": [experiment.number],
            "run_view_type": "ALL",
            "max_results": PAGE_RUNS,
            "order_by": ["attributes.start_time ASC"],
        }
        for told in self.pages("mlflow/runs/search", body, "runs"):
            yield _run_of(told)

    def points(self, run: SourceRun) -> Iterator[Point]:
        """All points of a run in the order of moment, step and key.

        They come metric by metric, so they are sorted in a file.
        """
        database = sqlite3.connect("")  # a file of its own, which goes with the connection
        try:
            yield from self._sorted(run, database)
        finally:
            database.close()

    def place(self, artifact_uri: str, owner: str) -> Place:
        """Where the files of a run or a logged model lie.

        Raises:
            FilesUnreachableError: where this import does not look.
        """
        if scheme_of(artifact_uri) == PROXIED:
            root = proxied_path(artifact_uri)
            return _Proxied(self.server, root)
        folder = folder_of(artifact_uri, owner, Path("."))
        # MLflow makes folders with the first file in them: those above tell.
        above = [one for one in folder.parents[1:3] if one != Path(folder.anchor)]
        if not folder.is_absolute() or not any(one.is_dir() for one in above):
            raise FilesUnreachableError(AT_THE_SERVER, f"{artifact_uri} is not on this machine")
        return Folder(folder, owner, self._report)

    def logged_models(self, experiment: SourceExperiment) -> Iterator[SourceModel]:
        """Models that its runs packaged; those in the trash are not told."""
        yield from logged_models(self.pages, experiment.number)

    def registered_models(self) -> Iterator[SourceRegistered]:
        """The registry's models with their versions."""
        yield from registered_models(self.server)

    def left_out(self) -> dict[str, int]:
        """Nothing is told: a server would have to be asked for all of it."""
        return {}

    def close(self) -> None:
        """Let go of it."""
        self.server.close()

    def pages(self, path: str, body: dict[str, object], what: str) -> Iterator[dict[str, Any]]:
        """All answers of a search, page by page."""
        token = ""
        while True:
            asked = {**body, "page_token": token} if token else body
            page = self.server.post(path, asked)
            yield from page.get(what, [])
            token = page.get("next_page_token", "")
            if not token:
                return

    def _sorted(self, run: SourceRun, database: sqlite3.Connection) -> Iterator[Point]:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE point (key TEXT, step INTEGER, moment INTEGER, value)")
        for key in run.metrics:
            points = self._history(run.id, key)
            database.executemany("INSERT INTO point VALUES (?, ?, ?, ?)", points)
        ordered = "SELECT key, step, moment, value FROM point ORDER BY moment, step, key, rowid"
        for key, step, moment, value in database.execute(ordered):
            # SQLite has no NaN, and gives NULL for it.
            yield Point(key, step, moment, math.nan if value is None else value)

    def _history(self, run: str, key: str) -> Iterator[tuple[str, int, int, float]]:
        token = ""
        while True:
            asked: list[tuple[str, str | int]] = [("run_id", run), ("metric_key", key)]
            asked.append(("max_results", PAGE_POINTS))
            if token:
                asked.append(("page_token", token))
            page = self.server.get("mlflow/metrics/get-history", asked)
            for one in page.get("metrics", []):
                step, moment = int(one.get("step", 0)), int(one.get("timestamp", 0))
                if abs(step) < 2**63 and abs(moment) < 2**63:
                    yield key, step, moment, number_of(one.get("value", 0.0))
                else:
                    self._report.refuse("point", f"{run} {key}", "its step or time is no 64 bits")
            token = page.get("next_page_token", "")
            if not token:
                return


class _Entry(NamedTuple):
    path: str
    is_folder: bool
    size: int


class _Proxied:
    """The files of one run behind a server."""

    def __init__(self, server: MlflowServer, root: str) -> None:
        self._server = server
        self._root = root

    def files(self) -> Sequence[SourceFile]:
        """All files, in the order of their paths."""
        found: list[SourceFile] = []
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            for entry in self._level(folder):
                if entry.is_folder:
                    waiting.append(entry.path)
                else:
                    found.append(SourceFile(entry.path, entry.size, 0))
        return sorted(found)

    def fetch(self, file: SourceFile, folder: Path) -> Path:
        """A copy below the folder."""
        descriptor, name = tempfile.mkstemp(dir=folder)
        target = Path(name)
        with open(descriptor, "wb", closefd=True):
            pass
        try:
            self._server.download(f"{_FILES}/{self._root}/{file.path}", target)
        except NotFoundError as error:
            raise OSError(error.message) from error
        return target

    def _level(self, folder: str) -> Iterator[_Entry]:
        path = f"{self._root}/{folder}" if folder else self._root
        try:
            listed = self._server.get(_FILES, [("path", path)])
        except NotFoundError:
            return  # a server of old answers so for a folder that is not there
        for one in listed.get("files", []):
            name = str(one["path"]).rpartition("/")[2]
            below = f"{folder}/{name}" if folder else name
            yield _Entry(below, bool(one.get("is_dir")), int(one.get("file_size", 0)))


def _run_of(told: dict[str, Any]) -> SourceRun:
    info, content = told["info"], told.get("data", {})
    inputs, made = told.get("inputs", {}), told.get("outputs", {}).get("model_outputs", [])
    status = info.get("status", "")
    ended = info.get("end_time")
    return SourceRun(
        id=info.get("run_id") or info["run_uuid"],
        name=info.get("run_name", ""),
        user=info.get("user_id", ""),
        status=STATUS_WORDS.get(status, "") if isinstance(status, int) else status,
        started=int(info.get("start_time", 0)),
        ended=None if ended is None else int(ended),
        is_deleted=info.get("lifecycle_stage") == "deleted",
        artifact_uri=info.get("artifact_uri", ""),
        params=pairs_of(content.get("params", [])),
        tags=pairs_of(content.get("tags", [])),
        inputs=[_input_of(one) for one in inputs.get("dataset_inputs", [])],
        models_used=sorted(one["model_id"] for one in inputs.get("model_inputs", [])),
        models_made={one["model_id"]: int(one.get("step", 0)) for one in made},
        metrics=sorted({one["key"] for one in content.get("metrics", [])}),
    )


def _input_of(told: dict[str, Any]) -> SourceInput:
    data = told["dataset"]
    return SourceInput(
        name=data.get("name", ""),
        digest=data.get("digest", ""),
        source_type=data.get("source_type", ""),
        source=data.get("source", ""),
        schema=data.get("schema", ""),
        profile=data.get("profile", ""),
        tags=pairs_of(told.get("tags", [])),
    )
