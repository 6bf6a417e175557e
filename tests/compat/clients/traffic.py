"""Every request that the client makes, retries too, with its status."""

import threading
from typing import NamedTuple
from urllib.parse import urlsplit

from urllib3.connectionpool import HTTPConnectionPool


class Request(NamedTuple):
    """One request that was answered."""

    method: str
    path: str
    status: int


class Traffic:
    """What went over the wire since `start`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[Request] = []

    def start(self) -> None:
        """Watch the pool of connections: a session sees the last of several tries only."""
        make_request = HTTPConnectionPool._make_request

        def watched(pool, connection, method, url, *args, **kwargs):
            answer = make_request(pool, connection, method, url, *args, **kwargs)
            with self._lock:
                self._seen.append(Request(method, urlsplit(url).path, answer.status))
            return answer

        HTTPConnectionPool._make_request = watched

    def take(self) -> list[Request]:
        """What was seen since the last call."""
        with self._lock:
            seen, self._seen = self._seen, []
            return seen


TRAFFIC = Traffic()
