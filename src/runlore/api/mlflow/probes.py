"""What clients look at before they begin."""

from runlore._version import __version__
from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.reply import Reply
from runlore.api.mlflow.errors import NoEndpointError
from runlore.api.mlflow.shapes import Answer

STOCK_VERSION = "3.3.0"
"""What ``/version`` says: below 3.4 clients export no spans, which we do not take."""


class ServerInfo(Answer, frozen=True, omit_defaults=False):
    """What the server can do beside what every server does."""

    store_type: str = "RunloreStore"
    runlore_version: str = __version__
    artifact_serving_enabled: bool = True
    multipart_uploads_enabled: bool = True
    multipart_downloads_enabled: bool = False
    artifacts_presigned_only: bool = False
    workspaces_enabled: bool = False


def get_health(call: Call[Nothing, None]) -> Reply:  # noqa: ARG001 - as all handlers
    """Tell that the server is there."""
    return Reply(200, b"OK", "text/plain; charset=utf-8")


def get_version(call: Call[Nothing, None]) -> Reply:  # noqa: ARG001 - as all handlers
    """The version of MLflow whose server we stand for."""
    return Reply(200, STOCK_VERSION.encode(), "text/plain; charset=utf-8")


def get_server_info(call: Call[Nothing, None]) -> ServerInfo:  # noqa: ARG001 - as all handlers
    """What the server can do."""
    return ServerInfo()


def no_endpoint(call: Call[Nothing, None]) -> Answer:
    """What is not there, so that clients know that it is the endpoint which is missing."""
    raise NoEndpointError(call.path["rest"])
