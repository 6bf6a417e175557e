"""MLflow's own server, as the oracle: what it does is what its client expects."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

STARTUP_SECONDS = 120.0


class StockServer:
    """``mlflow server`` on SQLite and a folder, with one worker: more of them stall its answers."""

    def __init__(self, python: Path, folder: Path) -> None:
        self._python = python
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> "StockServer":
        """Start, and wait until it says that it is well."""
        command = [str(self._python), "-m", "mlflow", "server", "--workers", "1"]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--backend-store-uri", f"sqlite:///{self._folder}/stock.db"]
        command += ["--artifacts-destination", str(self._folder / "artifacts")]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MLFLOW_", "PYTHON"))}
        path = f"{self._python.parent}:{kept.get('PATH', '')}"
        calm = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        with (self._folder / "stock.log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                env={**kept, **calm, "PATH": path},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTUP_SECONDS
        while not self._is_well():
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = (self._folder / "stock.log").read_text()[-3000:]
                raise AssertionError(f"the stock server did not start:\n{tail}")
            time.sleep(0.2)
        return self

    def stop(self) -> None:
        """End it and its workers: they are its session."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _is_well(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
