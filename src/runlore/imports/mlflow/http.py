"""Questions to a server of MLflow's, or to one that speaks as it does."""

import base64
import contextlib
import http.client
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import msgspec

from runlore.client.transport.retry import Backoff
from runlore.entities.errors import (
    AccessDeniedError,
    InvalidInputError,
    NotFoundError,
    RunloreError,
    UnavailableError,
)

ANSWER_SECONDS = 120.0
"""As long as MLflow's own client waits."""

PATIENCE_SECONDS = 60.0
"""How long a server may fail without a break."""

_PASSING = (408, 429, 500, 502, 503, 504)
"""Answers after which MLflow's own client asks again."""

Parameters = Sequence[tuple[str, str | int]]


class MlflowServer:
    """A server's REST API, and what it says about its answers."""

    def __init__(self, uri: str, environ: Mapping[str, str], patience: float) -> None:
        """Make one; nothing is reached yet.

        Args:
            uri: ``http(s)://host:port/prefix``, perhaps with ``user:password@``.
            environ: where MLflow's own client finds user, password and token.
            patience: seconds without a success before giving up.

        Raises:
            InvalidInputError: an address without a host.
        """
        parts = urlsplit(uri)
        try:
            self._port = parts.port
        except ValueError:
            raise InvalidInputError(f"{uri!r} has a bad port.") from None
        if not parts.hostname:
            raise InvalidInputError(f"{uri!r} is no server's address; write http://host:port.")
        self._host = parts.hostname
        self._secure = parts.scheme == "https"
        self._prefix = parts.path.rstrip("/")
        self._patience = patience
        self._headers = _login(parts.username, parts.password, environ)
        port = "" if self._port is None else f":{self._port}"
        self.uri = f"{parts.scheme}://{self._host}{port}{self._prefix}"
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, parameters: Parameters = ()) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a GET below ``/api/2.0/``."""
        with self._answer("GET", path, parameters, None) as answer:
            return self._read(answer)

    def post(self, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a POST below ``/api/2.0/``."""
        with self._answer("POST", path, (), body) as answer:
            return self._read(answer)

    def download(self, path: str, target: Path) -> None:
        """Write what a GET answers to a file, in bounded memory."""
        with self._answer("GET", path, (), None) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file, 1024 * 1024)
            if answer.length:  # the connection ended before the file did
                raise OSError(f"{path} came only in part")

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextlib.contextmanager
    def _answer(
        self, method: str, path: str, parameters: Parameters, body: Mapping[str, object] | None
    ) -> Iterator[http.client.HTTPResponse]:
        """An answer whose status is a success; asked for again while the server is away or busy."""
        address = f"{self._prefix}/api/2.0/{quote(path)}"
        if parameters:
            address += f"?{urlencode(parameters)}"
        backoff, deadline = Backoff(), time.monotonic() + self._patience
        while True:
            answer, trouble = self._try(method, address, body)
            if answer is not None and answer.status not in _PASSING:
                break
            self.close()
            if time.monotonic() > deadline:
                raise UnavailableError(f"{self.uri} does not answer {path}: {trouble}.")
            time.sleep(backoff.next())
        if answer.status >= 300:
            raise self._error_of(answer, path)
        try:
            yield answer
        except http.client.HTTPException as error:
            raise OSError(f"the answer broke off: {type(error).__name__}") from error
        finally:
            if not answer.isclosed() or answer.will_close:
                self.close()

    def _try(
        self, method: str, address: str, body: Mapping[str, object] | None
    ) -> tuple[http.client.HTTPResponse | None, str]:
        content = None if body is None else msgspec.json.encode(body)
        headers = dict(self._headers)
        if content is not None:
            headers["content-type"] = "application/json"
        try:
            connection = self._connection = self._connection or self._connect()
            connection.request(method, address, body=content, headers=headers)
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return None, str(error) or type(error).__name__
        return answer, f"HTTP {answer.status}"

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=ANSWER_SECONDS)

    def _read(self, answer: http.client.HTTPResponse) -> Any:  # noqa: ANN401 - JSON
        try:
            return msgspec.json.decode(answer.read())
        except msgspec.DecodeError:
            raise InvalidInputError(
                f"{self.uri} is no MLflow server: its answer is no JSON."
            ) from None

    def _error_of(self, answer: http.client.HTTPResponse, path: str) -> RunloreError:
        content = answer.read(64 * 1024)
        self.close()
        try:
            told = msgspec.json.decode(content)
            text = f"{told['error_code']}: {told['message']}"
        except (msgspec.DecodeError, KeyError, TypeError):
            text = f"HTTP {answer.status}"
        if answer.status in (401, 403):
            return AccessDeniedError(
                f"{self.uri} does not let us in ({text}). Set MLFLOW_TRACKING_USERNAME and "
                "MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN."
            )
        if answer.status == 404:
            return NotFoundError("answer of MLflow's to", path)
        return RunloreError(f"{self.uri} answered {path} with {text[:300]}.")


def _login(user: str | None, password: str | None, environ: Mapping[str, str]) -> dict[str, str]:
    """The header that lets us in, found where MLflow's own client finds it."""
    name = unquote(user or "") or environ.get("MLFLOW_TRACKING_USERNAME", "")
    secret = unquote(password or "") or environ.get("MLFLOW_TRACKING_PASSWORD", "")
    token = environ.get("MLFLOW_TRACKING_TOKEN", "")
    if name and secret:
        pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
        return {"authorization": f"Basic {pair}"}
    return {"authorization": f"Bearer {token}"} if token else {}
