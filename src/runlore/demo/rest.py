"""The server's API as a stranger sees it: plain HTTP and JSON, none of our client code.

The demo checks what the client stored, so it must not ask the client.
"""

import http.client
import json
import urllib.parse
from typing import Any

from runlore.entities.errors import RunloreError

ANSWER_SECONDS = 30.0


class Rest:
    """Requests to one server at ``http://host:port``."""

    def __init__(self, url: str) -> None:
        self._host = urllib.parse.urlsplit(url).netloc

    def get(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a GET."""
        return json.loads(self.content(path, **parameters))

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a POST."""
        return json.loads(self._ask("POST", path, json.dumps(body)))

    def content(self, path: str, **parameters: str | int) -> bytes:
        """The bytes that a GET answers."""
        asked = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        return self._ask("GET", path + asked)

    def _ask(self, method: str, path: str, body: str | None = None) -> bytes:
        connection = http.client.HTTPConnection(self._host, timeout=ANSWER_SECONDS)
        try:
            headers = {"content-type": "application/json"} if body is not None else {}
            connection.request(method, f"/api/v1/{path}", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != http.client.OK:
            said = content[:500].decode(errors="replace")
            raise RunloreError(f"{method} /api/v1/{path} was answered {answer.status}: {said}")
        return content
