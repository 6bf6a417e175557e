"""Models in a database of MLflow's."""

import math
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from runlore.imports.mlflow.database import Database, having
from runlore.imports.mlflow.source_models import (
    SourceModel,
    SourceModelPoint,
    SourceRegistered,
    SourceVersion,
)
from runlore.imports.mlflow.translate import value_of

_STATUSES = {1: "PENDING", 2: "READY", 3: "UPLOAD_FAILED"}
_DELETED = "Deleted_Internal"
"""The stage of a version that was deleted."""


def logged_models(database: Database, experiment: int) -> Iterator[SourceModel]:
    """Models that runs of an experiment packaged, in the trash or not, oldest first."""
    table = database.tables.get("logged_models")
    if table is None:
        return
    wanted = sa.select(table).where(table.c.experiment_id == experiment)
    ordered = wanted.order_by(table.c.creation_timestamp_ms, table.c.model_id)
    for row in database.rows(ordered):
        model = row["model_id"]
        yield SourceModel(
            id=model,
            name=row["name"],
            status=_STATUSES.get(row["status"], ""),
            message=row.get("status_message") or "",
            model_type=row["model_type"] or "",
            run=row["source_run_id"] or "",
            created=row["creation_timestamp_ms"],
            is_deleted=row["lifecycle_stage"] == "deleted",
            artifact_uri=row["artifact_location"],
            params=_pairs(database, "logged_model_params", model, "param"),
            tags=_pairs(database, "logged_model_tags", model, "tag"),
            points=_points(database, model),
        )


def registered_models(database: Database) -> Iterator[SourceRegistered]:
    """The registry's models with their versions, by name."""
    table = database.tables.get("registered_models")
    if table is None:
        return
    for row in database.rows(_of_default_workspace(table).order_by(table.c.name)):
        name = row["name"]
        yield SourceRegistered(
            name=name,
            description=row["description"] or "",
            tags=_tags(database, "registered_model_tags", name).get(None, {}),
            aliases=_aliases(database, name),
            versions=_versions(database, name),
        )


def _versions(database: Database, name: str) -> list[SourceVersion]:
    table = database.tables["model_versions"]
    tags = _tags(database, "model_version_tags", name)
    wanted = _of_default_workspace(table).where(table.c.name == name)
    return [
        SourceVersion(
            number=row["version"],
            source=row["source"] or "",
            run=row["run_id"] or "",
            run_link=row.get("run_link") or "",
            description=row["description"] or "",
            stage=row["current_stage"] or "None",
            changed=row["last_updated_time"] or 0,
            tags=tags.get(row["version"], {}),
        )
        for row in database.rows(wanted.order_by(table.c.version))
        if row["current_stage"] != _DELETED
    ]


def _aliases(database: Database, name: str) -> dict[str, int]:
    table = database.tables.get("registered_model_aliases")
    if table is None:
        return {}
    wanted = _of_default_workspace(table).where(table.c.name == name)
    return {row["alias"]: row["version"] for row in database.rows(wanted)}


def _tags(database: Database, table: str, name: str) -> dict[int | None, dict[str, str]]:
    """Tags by the version that they are of; None for those of the model itself."""
    found = database.tables.get(table)
    if found is None:
        return {}
    tags: dict[int | None, dict[str, str]] = {}
    for row in database.rows(_of_default_workspace(found).where(found.c.name == name)):
        tags.setdefault(row.get("version"), {})[row["key"]] = row["value"] or ""
    return tags


def _of_default_workspace(table: sa.Table) -> sa.Select[Any]:
    chosen = sa.select(table)
    return chosen.where(table.c.workspace == "default") if "workspace" in table.c else chosen


def _pairs(database: Database, table: str, model: str, what: str) -> dict[str, str]:
    rows = database.rows(having(database.tables[table], "model_id", [model]))
    pairs = {row[f"{what}_key"]: row[f"{what}_value"] or "" for row in rows}
    return dict(sorted(pairs.items()))


def _points(database: Database, model: str) -> list[SourceModelPoint]:
    table = database.tables["logged_model_metrics"]
    columns = (table.c.metric_timestamp_ms, table.c.metric_step, table.c.metric_name)
    return [
        SourceModelPoint(
            key=row["metric_name"],
            value=_value(row["metric_value"]),
            step=row["metric_step"],
            moment=row["metric_timestamp_ms"],
            run=row["run_id"] or "",
            dataset=row["dataset_name"] or "",
            digest=row["dataset_digest"] or "",
        )
        for row in database.rows(having(table, "model_id", [model]).order_by(*columns))
    ]


def _value(stored: float | None) -> float:
    return math.nan if stored is None else value_of(stored, is_nan=False)
