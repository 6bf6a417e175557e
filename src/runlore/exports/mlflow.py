"""Writes a folder as MLflow's file store lays it out.

MLflow 2 reads it as it is, MLflow 3 makes a database of it with ``mlflow migrate-filestore``. Ids,
times and every value stay what they are, which no other way into MLflow allows: its REST API gives
new ids. What has no file there (datasets, logged models, the registry, console) is counted.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidPathError
from runlore.entities.ids import parse_run_id
from runlore.entities.limits import NO_STEP
from runlore.entities.params import text_of_param
from runlore.entities.run import RunStatus
from runlore.imports.store import Store
from runlore.query.flatten import flatten_params
from runlore.wire.columns import decode_points
from runlore.wire.mlflow import NOTE, PARENT, RUN_NAME, STATUS_NUMBERS, STATUSES, USER, join_name

PIECE_BYTES = 8 * 1024 * 1024
"""Files are fetched in pieces of this size: memory does not grow with them."""

_PAGE_RUNS = 500
Document = dict[str, Any]


class Written(msgspec.Struct):
    """Counts of one export; filled while it runs.

    Attributes:
        experiments: written.
        runs: written.
        points: metric values.
        files: artifacts.
        left_out: what was not written, by kind.
    """

    experiments: int = 0
    runs: int = 0
    points: int = 0
    files: int = 0
    left_out: dict[str, int] = {}

    def leave_out(self, what: str) -> None:
        """Count something that was not written."""
        self.left_out[what] = self.left_out.get(what, 0) + 1


class MlflowFolder:
    """A file store in the making."""

    def __init__(self, store: Store, folder: Path, tell: Callable[[str, int], None]) -> None:
        """Begin one.

        Args:
            store: what is read.
            folder: new or empty.
            tell: told which run is being written, and by how many the work is further.
        """
        self._store = store
        self._folder = folder
        self._tell = tell
        self.written = Written()

    def write(self, project: str | None = None) -> None:
        """Write everything, or one project.

        Raises:
            UnavailableError: the store is not reached any more.
        """
        (self._folder / ".trash").mkdir(parents=True, exist_ok=True)
        places = {}
        for one in self._store.get("experiments")["experiments"]:
            if project in (None, one["project"]):
                places[one["id"]] = self._experiment(one)
        for run in self._runs(project):
            self._run(run, places[run["experiment_id"]])
            self._tell(run["name"], 1)

    def _experiment(self, one: Document) -> Path:
        number, is_deleted = one["id"], one["deleted_at"] is not None
        place = self._folder / (".trash" if is_deleted else "") / str(number)
        place.mkdir()
        _write_meta(
            place,
            {
                "artifact_location": (self._folder.resolve() / str(number)).as_uri(),
                "creation_time": one["created_at"] // 1000,
                "experiment_id": str(number),
                "last_update_time": (one["updated_at"] or one["created_at"]) // 1000,
                "lifecycle_stage": "deleted" if is_deleted else "active",
                "name": join_name(one["project"], one["name"]),
            },
        )
        notes = {NOTE: one["notes"]} if one["notes"] else {}
        self._write_texts(place / "tags", {**notes, **one["tags"]}, "tags of experiments")
        self.written.experiments += 1
        return place

    def _runs(self, project: str | None) -> Iterator[Document]:
        cursor = None
        while True:
            asked = {"project": project, "deleted": None, "limit": _PAGE_RUNS, "cursor": cursor}
            page = self._store.send_json("POST", "runs/search", asked)
            yield from page["runs"]
            cursor = page["cursor"]
            if cursor is None:
                return

    def _run(self, run: Document, experiment: Path) -> None:
        place = experiment / parse_run_id(run["id"])
        place.mkdir()
        artifacts = self._folder.resolve() / str(run["experiment_id"]) / run["id"] / "artifacts"
        ended, deleted = run["ended_at"], run["deleted_at"]
        _write_meta(
            place,
            {
                "artifact_uri": artifacts.as_uri(),
                "end_time": None if ended is None else ended // 1000,
                "entry_point_name": "",
                "experiment_id": str(run["experiment_id"]),
                "lifecycle_stage": "active" if deleted is None else "deleted",
                "deleted_time": None if deleted is None else deleted // 1000,
                "run_id": run["id"],
                "run_name": run["name"],
                "run_uuid": run["id"],
                "source_name": "",
                "source_type": 4,
                "source_version": "",
                "start_time": run["started_at"] // 1000,
                "status": STATUS_NUMBERS[STATUSES[RunStatus(run["status"])]],
                "tags": [],
                "user_id": run["user"],
            },
        )
        params = {k: text_of_param(v) for k, v in flatten_params(run["params"]).items()}
        self._write_texts(place / "params", params, "params")
        self._write_texts(place / "tags", _tags_of(run), "tags")
        curves = {key: self._curve(run["id"], key) for key in run["metrics"]}
        self._write_texts(place / "metrics", curves, "metrics")
        self._write_files(run["id"], place / "artifacts")
        self.written.runs += 1

    def _curve(self, run: str, key: str) -> str:
        path = f"runs/{run}/series?format=columns&key={quote(key, safe='')}"
        found = decode_points(self._store.content(path))
        steps, times, values = (
            found.step.cast("q"),
            found.time.cast("q"),
            found.value.cast("d"),
        )
        self.written.points += len(values)
        return "".join(
            f"{time // 1000} {value!r} {0 if step == NO_STEP else step}\n"
            for step, time, value in zip(steps, times, values, strict=True)
        )

    def _write_texts(self, folder: Path, texts: Mapping[str, str], what: str) -> None:
        """A file for each key; a ``/`` in it is a folder."""
        folder.mkdir()
        for key, text in texts.items():
            if not _write_text(folder, key, text):
                self.written.leave_out(f"{what} whose names cannot be files")

    def _write_files(self, run: str, folder: Path) -> None:
        folder.mkdir()
        for entry in self._store.get(f"runs/{run}/artifacts?deep=true")["entries"]:
            if entry["is_folder"]:
                continue
            path = check_artifact_path(entry["path"])
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            address = f"runs/{run}/artifacts/content?path={quote(path, safe='')}"
            with target.open("xb") as file:
                for start in range(0, entry["size"], PIECE_BYTES):
                    end = min(entry["size"], start + PIECE_BYTES) - 1
                    file.write(self._store.piece(address, start, end))
            self.written.files += 1


def _write_text(folder: Path, key: str, text: str) -> bool:
    """Write it to the file of its key; False when no file can be called so, or beside another."""
    try:
        file = folder / check_artifact_path(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="") as opened:
            opened.write(text)
    except (InvalidPathError, FileExistsError, NotADirectoryError):
        return False
    return True


def _tags_of(run: Document) -> dict[str, str]:
    """A run's tags, with those by which MLflow knows what we keep in fields."""
    fields = {
        RUN_NAME: run["name"],
        USER: run["user"],
        NOTE: run["notes"],
        PARENT: run["parent"] or "",
    }
    return {**{key: text for key, text in fields.items() if text}, **run["tags"]}


def _write_meta(place: Path, meta: Document) -> None:
    """``meta.yaml``: JSON is YAML too, and leaves no doubt about quotes."""
    (place / "meta.yaml").write_bytes(msgspec.json.format(msgspec.json.encode(meta), indent=1))
