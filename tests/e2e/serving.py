"""A real server on a store of its own, filled with real runs before anybody looks."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_process import ServerProcess

UI_INDEX = Path(__file__).parents[2] / "src/runlore/server/ui/index.html"

SECONDS = 120.0
"""The longest that a script may take to fill a server."""


def require_ui() -> None:
    """Skip what asks when there are no pages to look at."""
    if not UI_INDEX.exists():
        pytest.skip("the UI is not built: npm run build in ui/")


@contextlib.contextmanager
def serving(folder: Path, *script: str | Path, cwd: Path | None = None) -> Iterator[ServerProcess]:
    """Start a server, fill it, and stop it in the end.

    Args:
        folder: where its store is made.
        script: what Python runs to fill it, with the server's address as the last argument; without
            any the store stays empty.
        cwd: the folder in which the script runs; by default that of the tests.
    """
    require_ui()
    process = ServerProcess(folder / "store").start()
    try:
        if script:
            command = [sys.executable, *map(str, script), process.url]
            quiet = subprocess.DEVNULL
            subprocess.run(command, check=True, timeout=SECONDS, cwd=cwd, stdout=quiet)
        yield process
    finally:
        process.stop()
