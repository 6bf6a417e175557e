"""Programs that log to a server, each a process of its own, and what the server says of them."""

import json
import mmap
import os
import struct
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tests.server_process import ServerProcess

Found = TypeVar("Found")

END_SECONDS = 60.0
POLL_SECONDS = 0.05


def environ_of(url: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a program that logs to a server and keeps its journals in a folder."""
    return {
        **os.environ,
        "RUNLORE_URI": url,
        "RUNLORE_TOKEN": "",
        "RUNLORE_JOURNAL": str(folder / "journal"),
        "RUNLORE_QUIET": "1",
        **more,
    }


def start_program(
    script: str, folder: Path, environ: dict[str, str], *arguments: str
) -> subprocess.Popen[str]:
    """Start a script with its arguments; what it prints can be read."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=environ,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_program(script: str, folder: Path, environ: dict[str, str], *arguments: str) -> str:
    """Run a script that must end well; gives what it printed."""
    program = start_program(script, folder, environ, *arguments)
    out, err = program.communicate(timeout=END_SECONDS)
    assert program.returncode == 0, err
    return out


def sync(environ: dict[str, str], folder: Path) -> dict[str, Any]:
    """``runlore sync`` where programs of this environment ended; gives its report."""
    done = subprocess.run(
        [sys.executable, "-m", "runlore.cli", "sync", "--json"],
        env=environ,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def points_of(server: ServerProcess, run: str, key: str) -> list[tuple[int | None, float]]:
    """Step and value of all points of a metric, in the order in which they were logged."""
    query = urllib.parse.urlencode({"key": key})
    status, body = server.request("GET", f"/api/v1/runs/{run}/series?{query}")
    if status == 404:
        return []
    assert status == 200, body
    series = json.loads(body)
    return list(zip(series["step"], series["value"], strict=True))


def until(ask: Callable[[], Found | None], seconds: float) -> Found | None:
    """Ask again and again until the answer is something, or the time is over."""
    deadline = time.monotonic() + seconds
    while (found := ask()) is None and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return found


class Returned:
    """How many ``log`` calls returned, in a file that outlives whatever ends the program.

    A program counts with ``memoryview(mmap.mmap(…)).cast("q")[counter] = n``: one store, there as a
    whole or not at all. ``struct.pack_into`` would write zeros first.
    """

    def __init__(self, file: Path, counters: int) -> None:
        self.file = file
        file.write_bytes(bytes(8 * counters))

    def counts(self) -> list[int]:
        """What each counter shows."""
        with self.file.open("rb") as opened:
            shown = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            return [count for (count,) in struct.iter_unpack("<q", shown[:])]
