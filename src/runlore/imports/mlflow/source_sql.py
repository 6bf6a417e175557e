"""A database of MLflow's as a source."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from runlore.imports.mlflow.database import Database, having
from runlore.imports.mlflow.folders import PROXIED, Folder, folder_of, proxied_path, scheme_of
from runlore.imports.mlflow.models_sql import logged_models, registered_models
from runlore.imports.mlflow.source import (
    FilesUnreachableError,
    Place,
    Point,
    SourceExperiment,
    SourceInput,
    SourceRun,
)
from runlore.imports.mlflow.source_models import SourceModel, SourceRegistered
from runlore.imports.mlflow.translate import value_of
from runlore.imports.report import Report

BATCH_RUNS = 100
"""Runs read at once: a few queries for so many, also in databases that lack an index."""

_LEFT_OUT = {
    "trace_info": "traces",
    "evaluation_datasets": "evaluation datasets",
    "scorers": "scorers",
    "webhooks": "webhooks",
}
_DEFAULT_WORKSPACE = "default"


class SqlSource:
    """A database of MLflow's."""

    def __init__(self, database: Database, report: Report, artifacts: Path | None = None) -> None:
        """Make one.

        Args:
            database: opened.
            report: told what cannot be brought.
            artifacts: the folder in which a server of this database keeps the files of runs; by
                default the one that ``mlflow server`` makes beside its database.
        """
        self.uri = database.uri
        self._database = database
        self._tables = database.tables
        self._report = report
        self._base = database.folder or Path.cwd()
        self._artifacts = artifacts or _artifacts_beside(database)

    def experiments(self) -> list[SourceExperiment]:
        """All of them, in the trash or not, oldest first."""
        table = self._tables["experiments"]
        rows = self._database.rows(sa.select(table).order_by(table.c.experiment_id))
        tags = self._database.tags_of("experiment_tags", "experiment_id")
        return [
            SourceExperiment(
                number=str(row["experiment_id"]),
                name=_named(row),
                tags=tags.get(row["experiment_id"], {}),
                is_deleted=row["lifecycle_stage"] == "deleted",
                created=row.get("creation_time") or 0,
            )
            for row in rows
        ]

    def count(self, experiment: SourceExperiment) -> int:
        """How many runs it has."""
        runs = self._tables["runs"]
        counted = sa.select(sa.func.count().label("n")).select_from(runs)
        found = self._database.rows(counted.where(runs.c.experiment_id == int(experiment.number)))
        return int(found[0]["n"])

    def runs(self, experiment: SourceExperiment) -> Iterator[SourceRun]:
        """Its runs, in the trash or not, oldest first."""
        runs = self._tables["runs"]
        ids = sa.select(runs.c.run_uuid).where(runs.c.experiment_id == int(experiment.number))
        ordered = self._database.rows(ids.order_by(runs.c.start_time, runs.c.run_uuid))
        every = [row["run_uuid"] for row in ordered]
        for start in range(0, len(every), BATCH_RUNS):
            yield from self._read_runs(every[start : start + BATCH_RUNS])

    def points(self, run: SourceRun) -> Iterator[Point]:
        """All points of a run in the order of moment, step and key."""
        metrics = self._tables["metrics"]
        columns = metrics.c
        chosen = sa.select(columns.key, columns.step, columns.timestamp, columns.value)
        if "is_nan" in columns:
            chosen = chosen.add_columns(columns.is_nan)
        chosen = chosen.where(columns.run_uuid == run.id).order_by(
            columns.timestamp, columns.step, columns.key, columns.value
        )
        for row in self._database.stream(chosen):
            value = value_of(row["value"], is_nan=bool(row.get("is_nan")))
            yield Point(row["key"], row["step"] or 0, row["timestamp"], value)

    def place(self, artifact_uri: str, owner: str) -> Place:
        """Where the files of a run or a logged model lie.

        Raises:
            FilesUnreachableError: where this import does not look.
        """
        if scheme_of(artifact_uri) != PROXIED:
            return Folder(folder_of(artifact_uri, owner, self._base), owner, self._report)
        if self._artifacts is None:
            raise FilesUnreachableError(PROXIED, "give --artifacts FOLDER, or the server's address")
        path = proxied_path(artifact_uri)
        return Folder(folder_of(path, owner, self._artifacts), owner, self._report)

    def left_out(self) -> dict[str, int]:
        """How many things of kinds there are that an import does not bring."""
        counts = {what: self._database.count(table) for table, what in _LEFT_OUT.items()}
        return {what: count for what, count in counts.items() if count}

    def logged_models(self, experiment: SourceExperiment) -> Iterator[SourceModel]:
        """Models that its runs packaged, in the trash or not, oldest first."""
        yield from logged_models(self._database, int(experiment.number))

    def registered_models(self) -> Iterator[SourceRegistered]:
        """The registry's models with their versions."""
        yield from registered_models(self._database)

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def _read_runs(self, ids: Sequence[str]) -> Iterator[SourceRun]:
        runs = self._tables["runs"]
        rows = {row["run_uuid"]: row for row in self._database.rows(having(runs, "run_uuid", ids))}
        params = self._database.tags_of("params", "run_uuid", ids)
        tags = self._database.tags_of("tags", "run_uuid", ids)
        inputs = self._inputs(ids)
        used, made = self._models(ids, "RUN_INPUT"), self._models(ids, "RUN_OUTPUT")
        for run in ids:
            row = rows[run]
            yield SourceRun(
                id=run,
                name=row.get("name") or "",
                user=row["user_id"] or "",
                status=row["status"] or "",
                started=row["start_time"] or 0,
                ended=row["end_time"],
                is_deleted=row["lifecycle_stage"] == "deleted",
                artifact_uri=row["artifact_uri"] or "",
                params=params.get(run, {}),
                tags=tags.get(run, {}),
                inputs=inputs.get(run, []),
                models_used=sorted(used.get(run, {})),
                models_made=made.get(run, {}),
            )

    def _inputs(self, ids: Sequence[str]) -> dict[str, list[SourceInput]]:
        inputs, data = self._tables.get("inputs"), self._tables.get("datasets")
        if inputs is None or data is None:
            return {}
        used = sa.select(inputs.c.destination_id, inputs.c.input_uuid, data).join_from(
            inputs, data, inputs.c.source_id == data.c.dataset_uuid
        )
        used = used.where(
            inputs.c.source_type == "DATASET",
            inputs.c.destination_type == "RUN",
            inputs.c.destination_id.in_(ids),
        )
        rows = self._database.rows(used.order_by(data.c.name, data.c.digest, inputs.c.input_uuid))
        tags = self._input_tags([row["input_uuid"] for row in rows])
        found: dict[str, list[SourceInput]] = {}
        for row in rows:
            one = SourceInput(
                name=row["name"],
                digest=row["digest"],
                source_type=row["dataset_source_type"] or "",
                source=row["dataset_source"] or "",
                schema=row["dataset_schema"] or "",
                profile=row["dataset_profile"] or "",
                tags=tags.get(row["input_uuid"], {}),
            )
            found.setdefault(row["destination_id"], []).append(one)
        return found

    def _models(self, ids: Sequence[str], how: str) -> dict[str, dict[str, int]]:
        """Logged models that runs used or made, each with its step."""
        inputs = self._tables.get("inputs")
        if inputs is None:
            return {}
        found: dict[str, dict[str, int]] = {}
        wanted = having(inputs, "source_id", ids).where(inputs.c.source_type == how)
        for row in self._database.rows(wanted.order_by(inputs.c.destination_id)):
            step = row.get("step") or 0
            found.setdefault(row["source_id"], {})[row["destination_id"]] = step
        return found

    def _input_tags(self, inputs: Sequence[str]) -> dict[str, dict[str, str]]:
        table = self._tables.get("input_tags")
        if table is None or not inputs:
            return {}
        tags: dict[str, dict[str, str]] = {}
        for row in self._database.rows(having(table, "input_uuid", inputs).order_by(table.c.name)):
            tags.setdefault(row["input_uuid"], {})[row["name"]] = row["value"]
        return tags


def _named(row: dict[str, Any]) -> str:
    """The name of an experiment; in a workspace other than the default one behind its name."""
    workspace = row.get("workspace") or _DEFAULT_WORKSPACE
    name = str(row["name"])
    return name if workspace == _DEFAULT_WORKSPACE else f"{workspace}/{name}"


def _artifacts_beside(database: Database) -> Path | None:
    """Where ``mlflow server`` puts files when it is started beside its database."""
    if database.folder is None or not (database.folder / "mlartifacts").is_dir():
        return None
    return database.folder / "mlartifacts"
