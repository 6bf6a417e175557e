"""Which kind of source an address means."""

import os
from collections.abc import Mapping
from pathlib import Path

from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.imports.mlflow.database import Database
from runlore.imports.mlflow.http import PATIENCE_SECONDS, MlflowServer
from runlore.imports.mlflow.source import Source
from runlore.imports.mlflow.source_rest import RestSource
from runlore.imports.mlflow.source_sql import SqlSource
from runlore.imports.report import Report


def open_source(
    uri: str,
    report: Report,
    artifacts: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Source:
    """The source behind a tracking URI as MLflow writes it.

    Args:
        uri: a database, or the address of a server.
        report: told what cannot be brought.
        artifacts: the folder in which a server of the database keeps files.
        environ: where MLflow's own client finds user, password and token.

    Raises:
        InvalidInputError: an address that is not understood, or a folder.
        NotFoundError: there is no such database.
        UnavailableError: it cannot be read.
    """
    if uri.startswith(("http://", "https://")):
        return RestSource(MlflowServer(uri, environ, PATIENCE_SECONDS), report)
    if "://" in uri and not uri.startswith("file:"):
        return SqlSource(Database(uri), report, artifacts)
    if Path(uri).is_file():
        return SqlSource(Database(f"sqlite:///{uri}"), report, artifacts)
    if not uri.startswith("file:") and not Path(uri).exists():
        raise NotFoundError("database or server", uri)
    raise InvalidInputError(
        f"{uri!r} is a folder, which is not read. Make it a database with `mlflow "
        f"migrate-filestore --source FOLDER --target sqlite:///mlflow.db` and import that, or "
        "serve it with `mlflow server --backend-store-uri FOLDER` and import from its address."
    )
