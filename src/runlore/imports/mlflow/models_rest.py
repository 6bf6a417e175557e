"""Models behind a server of MLflow's."""

from collections.abc import Callable, Iterator
from typing import Any

from runlore.entities.errors import NotFoundError
from runlore.imports.mlflow.answers import number_of, pairs_of
from runlore.imports.mlflow.http import MlflowServer
from runlore.imports.mlflow.source_models import (
    SourceModel,
    SourceModelPoint,
    SourceRegistered,
    SourceVersion,
)

_PREFIX = "LOGGED_MODEL_"
_STATUSES = {1: "PENDING", 2: "READY", 3: "UPLOAD_FAILED"}
_PAGE = 50
"""Models in one answer: with params, tags and measures each may be large."""

Pages = Callable[[str, dict[str, object], str], Iterator[dict[str, Any]]]


def logged_models(pages: Pages, experiment: str) -> Iterator[SourceModel]:
    """Models of an experiment that are not in its trash; none of a server that is too old."""
    asked: dict[str, object] = {"experiment_ids": [experiment], "max_results": _PAGE}
    try:
        for told in pages("mlflow/logged-models/search", asked, "models"):
            yield _model_of(told)
    except NotFoundError:
        return


def registered_models(server: MlflowServer) -> Iterator[SourceRegistered]:
    """The registry's models with their versions; prompts are not told without being asked for."""
    for told in _got(server, "registered-models/search", "registered_models", ()):
        name = told["name"]
        filtered = f"name = '{name.replace(chr(39), chr(39) * 2)}'"
        versions = _got(server, "model-versions/search", "model_versions", (("filter", filtered),))
        yield SourceRegistered(
            name=name,
            description=told.get("description", ""),
            tags=pairs_of(told.get("tags", [])),
            aliases={one["alias"]: int(one["version"]) for one in told.get("aliases", [])},
            versions=sorted(map(_version_of, versions), key=lambda one: one.number),
        )


def _got(
    server: MlflowServer, path: str, what: str, asked: tuple[tuple[str, str], ...]
) -> Iterator[dict[str, Any]]:
    token = ""
    while True:
        more = (("page_token", token),) if token else ()
        try:
            page = server.get(f"mlflow/{path}", (*asked, ("max_results", _PAGE), *more))
        except NotFoundError:
            return  # a server without a registry
        yield from page.get(what, [])
        token = page.get("next_page_token", "")
        if not token:
            return


def _version_of(told: dict[str, Any]) -> SourceVersion:
    return SourceVersion(
        number=int(told["version"]),
        source=told.get("source", ""),
        run=told.get("run_id", ""),
        run_link=told.get("run_link", ""),
        description=told.get("description", ""),
        stage=told.get("current_stage", "None"),
        changed=int(told.get("last_updated_timestamp", 0)),
        tags=pairs_of(told.get("tags", [])),
    )


def _model_of(told: dict[str, Any]) -> SourceModel:
    info, content = told["info"], told.get("data", {})
    status = info.get("status", "")
    return SourceModel(
        id=info["model_id"],
        name=info.get("name", ""),
        status=_STATUSES.get(status, "")
        if isinstance(status, int)
        else status.removeprefix(_PREFIX),
        message=info.get("status_message", ""),
        model_type=info.get("model_type", ""),
        run=info.get("source_run_id", ""),
        created=int(info.get("creation_timestamp_ms", 0)),
        is_deleted=info.get("lifecycle_stage") == "deleted",
        artifact_uri=info.get("artifact_uri", ""),
        params=pairs_of(content.get("params", [])),
        tags=pairs_of(info.get("tags", [])),
        points=[_point_of(one) for one in content.get("metrics", [])],
    )


def _point_of(told: dict[str, Any]) -> SourceModelPoint:
    return SourceModelPoint(
        key=told["key"],
        value=number_of(told.get("value", 0.0)),
        step=int(told.get("step", 0)),
        moment=int(told.get("timestamp", 0)),
        run=told.get("run_id", ""),
        dataset=told.get("dataset_name", ""),
        digest=told.get("dataset_digest", ""),
    )
