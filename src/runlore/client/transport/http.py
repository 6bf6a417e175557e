"""Requests to a store: over HTTP here, or in this process through ``runlore.local``."""

import contextlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, TypeAlias, cast
from urllib.parse import urlsplit

from runlore.entities.errors import InvalidInputError

if TYPE_CHECKING:
    import http.client

CONNECT_SECONDS = 5.0
"""To reach the server at all."""

ANSWER_SECONDS = 60.0
"""Between two bytes of an answer: a large upload is checked and synced to a disk first."""

Body: TypeAlias = "bytes | BinaryIO"
"""Bytes, or a file of which the header ``content-length`` tells the size."""


class Answer(NamedTuple):
    """What came back.

    Attributes:
        status: of HTTP.
        headers: names in lower case.
        body: all of it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """A way to one store. Used by one thread at a time."""

    def request(self, method: str, path: str, *, headers: Mapping[str, str], body: Body) -> Answer:
        """Ask, and wait for the answer, whatever its status.

        Raises:
            OSError: the store is not reached, or the connection broke; asking again is safe for
                uploads of records and blobs.
            RunloreError: a store in this process cannot be opened.
        """

    def close(self) -> None:
        """Let go of connections; the next request makes new ones."""


def open_transport(uri: str) -> Transport:
    """The way to the store at ``uri``: ``http(s)://…``, a folder or ``sqlite:///file.db``.

    Reaches nothing yet.

    Raises:
        InvalidInputError: an address without a host.
    """
    if uri.startswith(("http://", "https://")):
        return HttpTransport(uri, os.environ.get("RUNLORE_TOKEN", ""))
    from runlore.plugins import load

    return cast("Transport", load("transport", "local")(uri))


class HttpTransport:
    """A server, over one connection that is kept open.

    The standard library's client is imported with the first request, which a background thread
    makes: it costs more than all of ``import runlore``.
    """

    def __init__(self, uri: str, token: str = "") -> None:
        """Make one.

        Args:
            uri: ``http(s)://host:port/prefix``.
            token: sent as ``Authorization: Bearer``; empty sends none.

        Raises:
            InvalidInputError: an address without a host, or with a bad port.
        """
        parts = urlsplit(uri)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if not parts.hostname or port == -1:
            raise InvalidInputError(f"{uri!r} is no server's address; write http://host:port.")
        self._host = parts.hostname
        self._port = port
        self._secure = parts.scheme == "https"
        self._prefix = parts.path.rstrip("/")
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def request(self, method: str, path: str, *, headers: Mapping[str, str], body: Body) -> Answer:
        """Ask, and wait for the answer. A kept connection that went stale is made anew, once."""
        import http.client

        sent = dict(headers)
        if self._token:
            sent["authorization"] = f"Bearer {self._token}"
        reused = self._connection is not None
        try:
            return self._ask(method, path, sent, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            # A server may close a connection that was idle just when we speak. Only bytes can be
            # sent again here: a file is read to some place.
            if not reused or isinstance(error, TimeoutError) or not isinstance(body, bytes):
                raise _as_os_error(error) from error
        try:
            return self._ask(method, path, sent, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _as_os_error(error) from error

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: Body) -> Answer:
        connection = self._connection or self._connect()
        self._connection = connection
        # A server that will not have so much answers and closes before it read everything. Its
        # answer is worth more than the broken pipe.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, self._prefix + path, body=body, headers=dict(headers))
        response = connection.getresponse()
        content = response.read()
        found = {name.lower(): value for name, value in response.getheaders()}
        if response.will_close:
            self.close()
        return Answer(response.status, found, content)

    def _connect(self) -> "http.client.HTTPConnection":
        import http.client

        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=CONNECT_SECONDS)
        connection.connect()
        connection.sock.settimeout(ANSWER_SECONDS)
        return connection


def _as_os_error(error: Exception) -> OSError:
    """One family for «it did not work»: what is no answer is a broken connection."""
    if isinstance(error, OSError):
        return error
    return ConnectionError(f"the answer made no sense: {type(error).__name__} {error}".strip())
