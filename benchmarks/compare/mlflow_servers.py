"""Servers that speak MLflow's language, each a process of its own on a fresh folder."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS = 120.0


class Server:
    """One server under measurement."""

    def __init__(self, name: str, command: list[str], folder: Path, path: str, port: str) -> None:
        self.name = name
        self.port = int(port)
        self.folder = folder
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MLFLOW_")}
        environment |= {"PATH": f"{path}:{environment['PATH']}", "RUNLORE_TOKEN": ""}
        environment |= {"MLFLOW_DISABLE_TELEMETRY": "true"}
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start:\n{(folder / 'log').read_text()[-2000:]}")
            time.sleep(0.1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float:
        """What its processes hold together; shared pages are counted by their share."""
        total = 0
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(process.name)) != self._process.pid:
                    continue
                for line in (process / "smaps_rollup").read_text().splitlines():
                    total += int(line.split()[1]) if line.startswith("Pss:") else 0
            except OSError:
                continue
        return round(total / 1024, 1)

    def stop(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def runlore(folder: Path) -> Server:
    """Ours."""
    port = free_port()
    command = [sys.executable, "-m", "runlore.server", "--store", str(folder / "store")]
    return Server("runlore", [*command, "--port", port], folder, "", port)


def stock(folder: Path, python: Path) -> Server:
    """MLflow's own: one worker, for more of them wait 44 ms before they answer."""
    port = free_port()
    command = [str(python), "-m", "mlflow", "server", "--workers", "1", "--host", "127.0.0.1"]
    command += ["--port", port, "--backend-store-uri", f"sqlite:///{folder}/stock.db"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    return Server("mlflow", command, folder, str(python.parent), port)


def fasttrackml(folder: Path, program: Path) -> Server:
    """FastTrackML, in Go. It serves no files: its clients write them into a folder themselves."""
    port = free_port()
    command = [str(program), "server", "--listen-address", f"127.0.0.1:{port}"]
    command += ["--database-uri", f"sqlite://{folder}/fml.db"]
    command += ["--default-artifact-root", str(folder / "artifacts")]
    return Server("fasttrackml", command, folder, "", port)


def free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])
