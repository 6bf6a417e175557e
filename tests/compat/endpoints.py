"""Every endpoint that the dialect owes a client, as data: mark, method, path.

The marks: C is needed by every client, L by models that are logged, R by the registry, and N is
nice to have. Paths without a slash in front stand below ``/api/2.0/mlflow/``.
"""

import re
from typing import NamedTuple

_CORE = """
C GET /health
C GET /version
C GET /api/3.0/mlflow/server-info
C POST experiments/create
C GET experiments/get
C GET experiments/get-by-name
C POST experiments/search
C GET experiments/search
C POST experiments/update
C POST experiments/delete
C POST experiments/restore
C POST experiments/set-experiment-tag
C POST experiments/delete-experiment-tag
N POST /ajax-api/2.0/mlflow/experiments/search-datasets
C POST runs/create
C GET runs/get
C POST runs/update
C POST runs/delete
C POST runs/restore
C POST runs/search
C POST runs/log-metric
C POST runs/log-parameter
C POST runs/set-tag
C POST runs/delete-tag
C POST runs/log-batch
C GET metrics/get-history
N GET /ajax-api/2.0/mlflow/metrics/get-history-bulk
N GET metrics/get-history-bulk-interval
N GET /ajax-api/2.0/mlflow/metrics/get-history-bulk-interval
C POST runs/log-inputs
"""

_FILES = """
C GET artifacts/list
C PUT /api/2.0/mlflow-artifacts/artifacts/{path}
C GET /api/2.0/mlflow-artifacts/artifacts/{path}
C GET /api/2.0/mlflow-artifacts/artifacts
C DELETE /api/2.0/mlflow-artifacts/artifacts/{path}
N POST /api/2.0/mlflow-artifacts/mpu/create/{path}
N POST /api/2.0/mlflow-artifacts/mpu/complete/{path}
N POST /api/2.0/mlflow-artifacts/mpu/abort/{path}
N GET /api/2.0/mlflow-artifacts/presigned/{path}
N POST artifacts/presigned-upload-url
N POST artifacts/presigned-download-url
N GET /get-artifact
N GET /model-versions/get-artifact
N POST /ajax-api/2.0/mlflow/upload-artifact
"""

_MODELS = """
L POST runs/outputs
L POST runs/log-model
L POST logged-models
L PATCH logged-models/{id}
L GET logged-models/{id}
L POST logged-models/search
L POST logged-models/{id}/params
L PATCH logged-models/{id}/tags
N DELETE logged-models/{id}/tags/{key}
N DELETE logged-models/{id}
N GET logged-models/{id}/artifacts/directories
N GET /ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files
"""

_REGISTRY = """
R POST registered-models/create
R GET registered-models/get
R PATCH registered-models/update
R POST registered-models/rename
R DELETE registered-models/delete
R GET registered-models/search
R POST registered-models/get-latest-versions
R GET registered-models/get-latest-versions
R POST registered-models/set-tag
R DELETE registered-models/delete-tag
R POST registered-models/alias
R GET registered-models/alias
R DELETE registered-models/alias
R POST model-versions/create
R GET model-versions/get
R PATCH model-versions/update
R POST model-versions/transition-stage
R DELETE model-versions/delete
R GET model-versions/get-download-uri
R GET model-versions/search
R POST model-versions/set-tag
R DELETE model-versions/delete-tag
"""

REFUSED = {
    "artifacts/presigned-upload-url": "files go through the server",
    "artifacts/presigned-download-url": "files go through the server",
    "/api/2.0/mlflow-artifacts/presigned/{path}": "files go through the server",
    "/api/2.0/mlflow-artifacts/mpu/abort/{path}": "the client asks it only when a part failed",
}
"""Those that may be answered with a refusal each time: why."""

REFUSED_BY_STOCK = {
    "/api/2.0/mlflow-artifacts/mpu/create/{path}": "no parts where files lie in a folder",
    "/api/2.0/mlflow-artifacts/mpu/complete/{path}": "no parts where files lie in a folder",
}
"""Those that MLflow's own server refuses as it is started here: why."""


class Endpoint(NamedTuple):
    """One endpoint.

    Attributes:
        mark: how much it is needed.
        method: the verb.
        path: in which ``{id}`` and ``{key}`` are one segment, and ``{path}`` several.
    """

    mark: str
    method: str
    path: str

    def is_asked_by(self, method: str, path: str) -> bool:
        """Whether a request goes to it."""
        whole = self.path if self.path.startswith("/") else f"/api/2.0/mlflow/{self.path}"
        parts = re.split(r"(\{\w+\})", whole)
        pattern = "".join(_SLOTS.get(part) or re.escape(part) for part in parts)
        return self.method == method and re.fullmatch(pattern, path) is not None


_SLOTS = {"{id}": "[^/]+", "{key}": "[^/]+", "{path}": ".+"}


def listed(text: str) -> tuple[Endpoint, ...]:
    """The endpoints of a list."""
    return tuple(Endpoint(*line.split()) for line in text.split("\n") if line)


ENDPOINTS = {
    "tracking": listed(_CORE),
    "artifacts": listed(_FILES),
    "logged_models": listed(_MODELS),
    "registry": listed(_REGISTRY),
}
"""The endpoints by what has to be there before they are asked."""
