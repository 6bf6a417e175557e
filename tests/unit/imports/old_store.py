"""A database as an early MLflow left it: few tables, few columns, and whatever values one likes."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, artifact_location TEXT,
    lifecycle_stage TEXT);
CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, user_id TEXT, status TEXT,
    start_time BIGINT, end_time BIGINT, lifecycle_stage TEXT, artifact_uri TEXT,
    experiment_id INTEGER);
CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT,
    is_nan BOOLEAN);
CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
INSERT INTO experiments VALUES (0, 'Default', './mlruns/0', 'active');
"""
BORN = 1_700_000_000_000
RUN = "0123456789abcdef0123456789abcdef"


class OldStore:
    """``mlflow.db`` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "mlflow.db"
        self._database = sqlite3.connect(self.file)
        self._database.executescript(TABLES)

    def close(self) -> None:
        self._database.close()

    def experiment(self, number: int, name: str, stage: str = "active") -> None:
        self._insert("experiments", (number, name, f"./mlruns/{number}", stage))

    def run(self, run: str = RUN, **fields: Any) -> None:
        told = {
            "name": "a run",
            "user_id": "ada",
            "status": "FINISHED",
            "start_time": BORN,
            "end_time": BORN + 1000,
            "lifecycle_stage": "active",
            "artifact_uri": f"./mlruns/0/{run}/artifacts",
            "experiment_id": 0,
            **fields,
        }
        self._insert("runs", (run, *told.values()))

    def param(self, key: str, value: str, run: str = RUN) -> None:
        self._insert("params", (key, value, run))

    def tags(self, tags: Mapping[str, str], run: str = RUN) -> None:
        for key, value in tags.items():
            self._insert("tags", (key, value, run))

    def point(
        self, key: str, value: float, step: int = 0, at: int = BORN, *, nan: bool = False
    ) -> None:
        self._insert("metrics", (key, value, at, RUN, step, nan))

    def put_file(self, path: str, content: bytes, run: str = RUN) -> Path:
        file = self.folder / "mlruns/0" / run / "artifacts" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def _insert(self, table: str, values: tuple[Any, ...]) -> None:
        places = ", ".join("?" * len(values))
        with self._database:
            self._database.execute(f"INSERT INTO {table} VALUES ({places})", values)
