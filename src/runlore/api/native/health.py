"""Is the server there, and which version speaks."""

import msgspec

from runlore._version import __version__
from runlore.api.kit.call import Call, Nothing
from runlore.wire.version import PROTOCOL


class Health(msgspec.Struct, frozen=True):
    """What a probe, and a client that connects, want to know.

    Attributes:
        status: ``ok``.
        version: of the server.
        protocol: of uploads.
    """

    status: str
    version: str
    protocol: int


def get_health(call: Call[Nothing, None]) -> Health:  # noqa: ARG001 - every handler takes a call
    """Tell that the server is there.

    Asks for no token and touches no store, so that a probe costs nothing.
    """
    return Health("ok", __version__, PROTOCOL)
