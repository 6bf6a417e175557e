"""The dialect's one table of routes, and how much of each is there.

``docs/compatibility/mlflow.md`` is made from it (``make generate``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from runlore.api.kit.call import Method, Route
from runlore.api.mlflow import (
    artifacts,
    experiments,
    lineage,
    logged_models,
    metrics,
    multipart,
    probes,
    registry,
    runs,
    versions,
)
from runlore.entities.access import Permission

PUBLIC, READ, WRITE = Permission.PUBLIC, Permission.READ, Permission.WRITE

_API = "/api/2.0/mlflow"
_V3 = "/api/3.0/mlflow"
_VERBS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")
_EVERYTHING = ("/api/2.0/{rest:path}", "/api/3.0/{rest:path}", "/ajax-api/{rest:path}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of MLflow's.

    Attributes:
        method: the verb.
        path: below ``/api``; the same is answered below ``/ajax-api``.
        permission: what the actor needs.
        handler: what answers.
        partly: what is missing; empty when nothing is.
    """

    method: Method
    path: str
    permission: Permission
    handler: Callable[..., Any]
    partly: str = ""

    def routes(self) -> Iterator[Route]:
        """Its routes, under both of its prefixes."""
        yield Route(self.method, self.path, self.permission, self.handler)
        if self.path.startswith("/api/"):
            yield Route(self.method, f"/ajax-{self.path[1:]}", self.permission, self.handler)


def _experiments() -> Iterator[Endpoint]:
    at = f"{_API}/experiments"
    yield Endpoint("POST", f"{at}/create", WRITE, experiments.create)
    yield Endpoint("GET", f"{at}/get", READ, experiments.get)
    yield Endpoint("GET", f"{at}/get-by-name", READ, experiments.get_by_name)
    yield Endpoint("POST", f"{at}/search", READ, experiments.search)
    yield Endpoint("GET", f"{at}/search", READ, experiments.search_by_query)
    yield Endpoint("POST", f"{at}/update", WRITE, experiments.rename)
    yield Endpoint("POST", f"{at}/delete", WRITE, experiments.delete)
    yield Endpoint("POST", f"{at}/restore", WRITE, experiments.restore)
    yield Endpoint("POST", f"{at}/search-datasets", READ, experiments.search_datasets)
    yield Endpoint("POST", f"{at}/set-experiment-tag", WRITE, experiments.set_tag)
    yield Endpoint("POST", f"{at}/delete-experiment-tag", WRITE, experiments.delete_tag)


def _runs() -> Iterator[Endpoint]:
    at = f"{_API}/runs"
    yield Endpoint("POST", f"{at}/create", WRITE, runs.create)
    yield Endpoint("GET", f"{at}/get", READ, runs.get)
    yield Endpoint("POST", f"{at}/update", WRITE, runs.update)
    yield Endpoint("POST", f"{at}/delete", WRITE, runs.delete)
    yield Endpoint("POST", f"{at}/restore", WRITE, runs.restore)
    yield Endpoint("POST", f"{at}/search", READ, runs.search)
    yield Endpoint("POST", f"{at}/log-metric", WRITE, runs.log_metric)
    yield Endpoint("POST", f"{at}/log-parameter", WRITE, runs.log_param)
    yield Endpoint("POST", f"{at}/set-tag", WRITE, runs.set_tag)
    yield Endpoint("POST", f"{at}/delete-tag", WRITE, runs.delete_tag)
    yield Endpoint("POST", f"{at}/log-batch", WRITE, runs.log_batch)


def _metrics() -> Iterator[Endpoint]:
    at = f"{_API}/metrics"
    yield Endpoint("GET", f"{at}/get-history", READ, metrics.get_history)
    yield Endpoint("GET", f"{at}/get-history-bulk", READ, metrics.get_bulk)
    yield Endpoint("GET", f"{at}/get-history-bulk-interval", READ, metrics.get_interval)


def _lineage() -> Iterator[Endpoint]:
    at = f"{_API}/runs"
    yield Endpoint("POST", f"{at}/log-inputs", WRITE, lineage.log_inputs)
    yield Endpoint("POST", f"{at}/outputs", WRITE, lineage.log_outputs)
    yield Endpoint("POST", f"{at}/log-model", WRITE, lineage.log_model)


def _artifacts() -> Iterator[Endpoint]:
    at = "/api/2.0/mlflow-artifacts/artifacts"
    yield Endpoint("PUT", f"{at}/{{path:path}}", WRITE, artifacts.put)
    yield Endpoint("GET", f"{at}/{{path:path}}", READ, artifacts.get)
    yield Endpoint("GET", at, READ, artifacts.list_folder)
    yield Endpoint("DELETE", f"{at}/{{path:path}}", WRITE, artifacts.delete)
    yield Endpoint("GET", f"{_API}/artifacts/list", READ, artifacts.list_of_run)
    yield Endpoint(
        "POST", "/api/2.0/mlflow-artifacts/mpu/create/{path:path}", WRITE, multipart.create
    )
    # Its token is the right to send it: clients send no other with a part.
    yield Endpoint("PUT", f"{multipart.PART}/{{token}}/{{number}}", PUBLIC, multipart.put_part)
    yield Endpoint(
        "POST", "/api/2.0/mlflow-artifacts/mpu/complete/{path:path}", WRITE, multipart.complete
    )
    yield Endpoint(
        "POST", "/api/2.0/mlflow-artifacts/mpu/abort/{path:path}", WRITE, multipart.abort
    )
    yield Endpoint("GET", "/get-artifact", READ, artifacts.get_of_run)
    yield Endpoint("POST", f"{_API}/upload-artifact", WRITE, artifacts.put_of_run)
    yield Endpoint("GET", "/model-versions/get-artifact", READ, versions.get_file)


def _logged_models() -> Iterator[Endpoint]:
    at = f"{_API}/logged-models"
    one = f"{at}/{{model}}"
    yield Endpoint("POST", at, WRITE, logged_models.create)
    yield Endpoint("POST", f"{at}/search", READ, logged_models.search)
    yield Endpoint("GET", one, READ, logged_models.get)
    yield Endpoint("PATCH", one, WRITE, logged_models.finalize)
    yield Endpoint("DELETE", one, WRITE, logged_models.delete)
    yield Endpoint("POST", f"{one}/params", WRITE, logged_models.log_params)
    yield Endpoint("PATCH", f"{one}/tags", WRITE, logged_models.set_tags)
    yield Endpoint("DELETE", f"{one}/tags/{{key:path}}", WRITE, logged_models.delete_tag)
    yield Endpoint("GET", f"{one}/artifacts/directories", READ, artifacts.list_of_model)
    yield Endpoint("GET", f"{one}/artifacts/files", READ, artifacts.get_of_model)


def _registry() -> Iterator[Endpoint]:
    at = f"{_API}/registered-models"
    yield Endpoint("POST", f"{at}/create", WRITE, registry.create)
    yield Endpoint("GET", f"{at}/get", READ, registry.get)
    yield Endpoint("PATCH", f"{at}/update", WRITE, registry.describe)
    yield Endpoint("POST", f"{at}/rename", WRITE, registry.rename)
    yield Endpoint("DELETE", f"{at}/delete", WRITE, registry.delete)
    yield Endpoint("GET", f"{at}/search", READ, registry.search)
    yield Endpoint("POST", f"{at}/get-latest-versions", READ, registry.latest)
    yield Endpoint("GET", f"{at}/get-latest-versions", READ, registry.latest_by_query)
    yield Endpoint("POST", f"{at}/set-tag", WRITE, registry.set_tag)
    yield Endpoint("DELETE", f"{at}/delete-tag", WRITE, registry.delete_tag)
    yield Endpoint("POST", f"{at}/alias", WRITE, registry.set_alias)
    yield Endpoint("DELETE", f"{at}/alias", WRITE, registry.delete_alias)
    yield Endpoint("GET", f"{at}/alias", READ, registry.get_by_alias)


def _versions() -> Iterator[Endpoint]:
    at = f"{_API}/model-versions"
    yield Endpoint("POST", f"{at}/create", WRITE, versions.create)
    yield Endpoint("GET", f"{at}/get", READ, versions.get)
    yield Endpoint("PATCH", f"{at}/update", WRITE, versions.describe)
    yield Endpoint("POST", f"{at}/transition-stage", WRITE, versions.transition)
    yield Endpoint("DELETE", f"{at}/delete", WRITE, versions.delete)
    yield Endpoint("GET", f"{at}/get-download-uri", READ, versions.get_download_uri)
    yield Endpoint("GET", f"{at}/search", READ, versions.search)
    yield Endpoint("POST", f"{at}/set-tag", WRITE, versions.set_tag)
    yield Endpoint("DELETE", f"{at}/delete-tag", WRITE, versions.delete_tag)


def _probes() -> Iterator[Endpoint]:
    yield Endpoint("GET", "/health", PUBLIC, probes.get_health)
    yield Endpoint("GET", "/version", PUBLIC, probes.get_version)
    yield Endpoint("GET", f"{_V3}/server-info", PUBLIC, probes.get_server_info)


ENDPOINTS: tuple[Endpoint, ...] = (
    *_probes(),
    *_experiments(),
    *_runs(),
    *_metrics(),
    *_lineage(),
    *_artifacts(),
    *_logged_models(),
    *_registry(),
    *_versions(),
)
"""Every endpoint of MLflow's that Runlore answers."""

ROUTES: tuple[Route, ...] = (
    *(route for endpoint in ENDPOINTS for route in endpoint.routes()),
    *(Route(method, path, PUBLIC, probes.no_endpoint) for path in _EVERYTHING for method in _VERBS),
)
"""All routes of the dialect; what MLflow has and Runlore has not is told so."""
