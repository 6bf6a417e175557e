"""A real server in a process of its own, for tests that kill, cut and watch it."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

STARTUP_SECONDS = 30.0


class ServerProcess:
    """``python -m runlore.server`` on a folder and a free loopback port."""

    def __init__(self, store: Path, port: int = 0, env: dict[str, str] | None = None) -> None:
        self.store = store
        self.port = port
        self._env = {**os.environ, "RUNLORE_TOKEN": "", **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> "ServerProcess":
        """Start, and wait for the first answer. The port stays the same over restarts."""
        ready = self.store.parent / f"{self.store.name}.ready"
        ready.unlink(missing_ok=True)
        log = (self.store.parent / f"{self.store.name}.log").open("ab")
        command = [sys.executable, "-m", "runlore.server", "--store", str(self.store)]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--ready-file", str(ready)]
        self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self._env)
        log.close()
        deadline = time.monotonic() + STARTUP_SECONDS
        while not ready.exists() or not ready.read_text().strip():
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = (self.store.parent / f"{self.store.name}.log").read_text()[-3000:]
                raise AssertionError(f"the server did not start:\n{tail}")
            time.sleep(0.01)
        self.port = int(ready.read_text().strip().rsplit(":", 1)[1].strip("/"))
        return self

    def kill(self) -> None:
        """End it as the kernel would: no handler runs."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end, as an operator would; gives its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(timeout=20)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """One request on a connection of its own: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def json(self, method: str, path: str, value: Any = None) -> Any:
        """A JSON request that must succeed; gives the answer."""
        body = None if value is None else json.dumps(value).encode()
        headers = {} if body is None else {"content-type": "application/json"}
        status, answer = self.request(method, path, body, headers)
        assert 200 <= status < 300, (method, path, status, answer[:500])
        return json.loads(answer)
