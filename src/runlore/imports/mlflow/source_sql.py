"""A database of MLflow's as a source: read by plain SELECTs, never written.

Tables and columns are taken as they are found: databases of old versions lack some.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from runlore.entities.errors import InvalidInputError, NotFoundError, UnavailableError
from runlore.imports.mlflow.folders import PROXIED, Folder, folder_of, proxied_path, scheme_of
from runlore.imports.mlflow.source import (
    FilesUnreachableError,
    Place,
    Point,
    SourceExperiment,
    SourceInput,
    SourceRun,
)
from runlore.imports.mlflow.translate import value_of
from runlore.imports.report import Report

BATCH_RUNS = 100
"""Runs read at once: a few queries for so many, also in databases that lack an index."""

_POINTS_AT_ONCE = 10_000
_NEEDED = ("experiments", "runs", "metrics", "params", "tags")
_WANTED = (
    *("experiment_tags", "inputs", "input_tags", "datasets"),
    *("logged_models", "logged_model_metrics", "logged_model_params", "logged_model_tags"),
    *("registered_models", "registered_model_tags", "registered_model_aliases"),
    *("model_versions", "model_version_tags"),
)
_LEFT_OUT = {
    "trace_info": "traces",
    "evaluation_datasets": "evaluation datasets",
    "scorers": "scorers",
    "webhooks": "webhooks",
}
_DEFAULT_WORKSPACE = "default"


class SqlSource:
    """A database of MLflow's."""

    def __init__(self, uri: str, report: Report, artifacts: Path | None = None) -> None:
        """Open it.

        Args:
            uri: such as ``sqlite:///mlflow.db`` or ``postgresql://user@host/mlflow``.
            report: told what cannot be brought.
            artifacts: the folder in which a server of this database keeps the files of runs.

        Raises:
            InvalidInputError: it is no database of MLflow's, or its driver is not installed.
            NotFoundError: there is no such file.
            UnavailableError: it cannot be read.
        """
        url = _url_of(uri)
        self.uri = url.render_as_string(hide_password=True)
        self._report = report
        self._base = Path(str(url.database)).resolve().parent if _is_file(url) else Path.cwd()
        self._artifacts = artifacts or _artifacts_beside(url)
        self._engine = _engine_of(url)
        self.tables = self._reflect()

    def experiments(self) -> list[SourceExperiment]:
        """All of them, in the trash or not, oldest first."""
        table = self.tables["experiments"]
        rows = self.rows(sa.select(table).order_by(table.c.experiment_id))
        tags = self.tags_of("experiment_tags", "experiment_id")
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
        runs = self.tables["runs"]
        counted = sa.select(sa.func.count().label("n")).select_from(runs)
        found = self.rows(counted.where(runs.c.experiment_id == int(experiment.number)))
        return int(found[0]["n"])

    def runs(self, experiment: SourceExperiment) -> Iterator[SourceRun]:
        """Its runs, in the trash or not, oldest first."""
        runs = self.tables["runs"]
        ids = sa.select(runs.c.run_uuid).where(runs.c.experiment_id == int(experiment.number))
        ordered = self.rows(ids.order_by(runs.c.start_time, runs.c.run_uuid))
        every = [row["run_uuid"] for row in ordered]
        for start in range(0, len(every), BATCH_RUNS):
            yield from self._read_runs(every[start : start + BATCH_RUNS])

    def points(self, run: SourceRun) -> Iterator[Point]:
        """All points of a run in the order of moment, step and key."""
        metrics = self.tables["metrics"]
        columns = metrics.c
        chosen = sa.select(columns.key, columns.step, columns.timestamp, columns.value)
        if "is_nan" in columns:
            chosen = chosen.add_columns(columns.is_nan)
        chosen = chosen.where(columns.run_uuid == run.id).order_by(
            columns.timestamp, columns.step, columns.key, columns.value
        )
        with self._reading(), self._engine.connect() as connection:
            found = connection.execution_options(yield_per=_POINTS_AT_ONCE).execute(chosen)
            for row in found.mappings():
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
        with self._reading():
            there = set(sa.inspect(self._engine).get_table_names())
        counts = {}
        for name, what in _LEFT_OUT.items():
            if name in there:
                counted = sa.select(sa.func.count().label("n")).select_from(sa.table(name))
                counts[what] = int(self.rows(counted)[0]["n"])
        return {what: count for what, count in counts.items() if count}

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        """What a query finds.

        Raises:
            UnavailableError: the database cannot be read.
        """
        with self._reading(), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def tags_of(
        self, table: str, owner: str, owners: Sequence[str] | None = None
    ) -> dict[Any, dict[str, str]]:
        """Keys and values of a table by their owner: all, or those of some owners."""
        found = self.tables.get(table)
        if found is None:
            return {}
        query = sa.select(found.c[owner], found.c.key, found.c.value)
        if owners is not None:
            query = query.where(found.c[owner].in_(owners))
        tags: dict[Any, dict[str, str]] = {}
        for row in self.rows(query.order_by(found.c.key)):
            tags.setdefault(row[owner], {})[row["key"]] = row["value"] or ""
        return tags

    def _read_runs(self, ids: Sequence[str]) -> Iterator[SourceRun]:
        runs = self.tables["runs"]
        rows = {row["run_uuid"]: row for row in self.rows(_having(runs, "run_uuid", ids))}
        params = self.tags_of("params", "run_uuid", ids)
        tags = self.tags_of("tags", "run_uuid", ids)
        inputs = self._inputs(ids)
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
            )

    def _inputs(self, ids: Sequence[str]) -> dict[str, list[SourceInput]]:
        inputs, data = self.tables.get("inputs"), self.tables.get("datasets")
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
        rows = self.rows(used.order_by(data.c.name, data.c.digest, inputs.c.input_uuid))
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

    def _input_tags(self, inputs: Sequence[str]) -> dict[str, dict[str, str]]:
        table = self.tables.get("input_tags")
        if table is None or not inputs:
            return {}
        tags: dict[str, dict[str, str]] = {}
        for row in self.rows(_having(table, "input_uuid", inputs).order_by(table.c.name)):
            tags.setdefault(row["input_uuid"], {})[row["name"]] = row["value"]
        return tags

    def _reflect(self) -> dict[str, sa.Table]:
        with self._reading():
            there = set(sa.inspect(self._engine).get_table_names())
            missing = [name for name in _NEEDED if name not in there]
            if missing:
                raise InvalidInputError(
                    f"{self.uri} is no database of MLflow's: it has no table {missing[0]!r}."
                )
            metadata = sa.MetaData()
            names = [name for name in (*_NEEDED, *_WANTED) if name in there]
            metadata.reflect(self._engine, only=names, resolve_fks=False)
        return {name: metadata.tables[name] for name in names}

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise UnavailableError(f"{self.uri} cannot be read: {error.orig}.") from error
        except SQLAlchemyError as error:
            raise UnavailableError(f"{self.uri} cannot be read: {error}.") from error


def _having(table: sa.Table, column: str, values: Sequence[str]) -> sa.Select[Any]:
    return sa.select(table).where(table.c[column].in_(values))


def _named(row: dict[str, Any]) -> str:
    """The name of an experiment; in a workspace other than the default one behind its name."""
    workspace = row.get("workspace") or _DEFAULT_WORKSPACE
    name = str(row["name"])
    return name if workspace == _DEFAULT_WORKSPACE else f"{workspace}/{name}"


def _url_of(uri: str) -> URL:
    try:
        url = make_url(uri)
    except ArgumentError:
        raise InvalidInputError(
            f"{uri!r} is no address of a database, such as sqlite:///mlflow.db."
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise InvalidInputError(f"{uri!r} names no file. Write sqlite:///path/to/mlflow.db.")
        if not Path(url.database).is_file():
            raise NotFoundError("database", url.database)
    return url


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _artifacts_beside(url: URL) -> Path | None:
    """Where ``mlflow server`` puts files when it is started beside its database."""
    if not _is_file(url):
        return None
    beside = Path(str(url.database)).resolve().parent / "mlartifacts"
    return beside if beside.is_dir() else None


def _engine_of(url: URL) -> sa.Engine:
    if _is_file(url):
        file = Path(str(url.database)).resolve()
        url = url.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"})
    try:
        return sa.create_engine(url)
    except NoSuchModuleError:
        raise InvalidInputError(
            f"{url.drivername!r} is no kind of database that is known here."
        ) from None
    except ModuleNotFoundError as error:
        extra = ' pip install "runlore[postgres]"' if "psycopg" in str(error) else ""
        raise InvalidInputError(
            f"The driver {error.name!r} for {url.drivername} is not installed.{extra}"
        ) from None
