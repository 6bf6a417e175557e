"""What MLflow has and Runlore has not, with the reason; read by ``tools/compatibility.py``.

Every such path is answered by 404 and ``ENDPOINT_NOT_FOUND``, on which clients fall back or fail at
once; a 5xx would have them try again for minutes.
"""

from typing import NamedTuple


class Refused(NamedTuple):
    """Endpoints that are not there.

    Attributes:
        paths: which, as people name them.
        why: one sentence.
    """

    paths: str
    why: str


REFUSED: tuple[Refused, ...] = (
    Refused(
        "`POST /api/3.0/mlflow/traces`, `/traces/…`, `/v1/traces`, assessments",
        "Traces of calls to language models are another product; `/version` says 3.3, so that "
        "clients send none.",
    ),
    Refused(
        "`/api/3.0/mlflow/workspaces`",
        "Projects are the boundary of access; `server-info` says that there are no workspaces.",
    ),
    Refused("`/api/2.0/mlflow/webhooks`", "Not yet: alerts will be."),
    Refused(
        "`/api/3.0/mlflow/gateway`, `/api/2.0/endpoints`",
        "A gateway to model providers is no tracking.",
    ),
    Refused(
        "evaluation datasets, scorers, label schemas, review queues, jobs, issues",
        "For language models.",
    ),
    Refused(
        "`/api/2.0/mlflow/users/…`, `/api/3.0/mlflow/users/permissions/…`, roles",
        "People and rights are set by `RUNLORE_TOKENS`: "
        "[share a server](../how-to/share-a-server.md).",
    ),
    Refused(
        "`POST artifacts/presigned-upload-url`, `…/presigned-download-url`",
        "Files go through the server, which keeps them by their content.",
    ),
    Refused(
        "`/graphql`, promptlab",
        "Of MLflow's own pages only.",
    ),
)
"""In the order in which people ask for them."""
