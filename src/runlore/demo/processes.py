"""The processes of the demo: a server, and a training script that only knows its address."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from runlore.entities.errors import UnavailableError
from runlore.server.places import find_place
from runlore.server.presence import read_presence

START_SECONDS = 30.0
"""A server answers within a second; a cold disk or a busy machine may take longer."""

STOP_SECONDS = 15.0
"""After this long a server that was asked to stop is killed; it loses nothing by that."""

SCRIPT = "train_digits.py"


def training_script() -> Path:
    """The script that is run: shipped in the wheel; in a checkout it is the quickstart example."""
    shipped = Path(__file__).with_name(SCRIPT)
    if shipped.exists():
        return shipped
    return Path(__file__).parents[3] / "examples" / "quickstart" / SCRIPT


@contextlib.contextmanager
def serving(store: Path, port: int | None) -> Iterator[str]:
    """Run a server over the folder ``store``; gives its URL. It is stopped at the end.

    Args:
        store: the folder; made when it is not there.
        port: to listen on; None takes 5000 or the next free one.

    Raises:
        UnavailableError: when it ended at once or did not answer in time.
    """
    command = [sys.executable, "-m", "runlore.server", "--store", str(store)]
    if port is not None:
        command += ["--port", str(port)]
    # A session of its own: Ctrl-C is for us, and we stop it after the last record arrived.
    server = subprocess.Popen(command, start_new_session=True)
    try:
        yield _address(server, find_place(str(store)).server_note)
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _address(server: subprocess.Popen[bytes], notice: Path) -> str:
    """Wait until the server has written where it listens, which it does when it answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise UnavailableError(f"The server ended at once, with code {server.returncode}.")
        present = read_presence(notice)
        if present is not None and present.pid == server.pid:
            return present.url
        time.sleep(0.05)
    raise UnavailableError(f"The server did not answer within {START_SECONDS:.0f} s.")


def train(url: str, out: Path, epochs: int) -> tuple[int, list[str]]:
    """Run the training script against the server; what it prints is printed as it comes.

    Returns:
        Its exit code, and the lines it wrote to stdout.
    """
    command = [sys.executable, str(training_script()), "--epochs", str(epochs), "--out", str(out)]
    # Unbuffered, so that its lines are seen here and in the interface as they are printed.
    environment = {**os.environ, "RUNLORE_URI": url, "PYTHONUNBUFFERED": "1"}
    lines: list[str] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as script:
        for line in script.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line.rstrip("\n"))
    return script.returncode, lines
