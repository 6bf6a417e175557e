"""A Python that has imported what our commands need, and is copied for each call of one.

Most of the time of a short command is the import of the database layer and the numbers. A copy
of a process that has them (a fork) is a process of its own all the same: with its own folder,
environment, arguments, output and exit code, and it ends as every Python does. What a test says
of the start itself is asked of a Python that starts.
"""

import gc
import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRELOADED = (
    "runlore.cli.main",
    "runlore.local",
    "runlore.client.capture",
    "runlore.client.exits",
    "runlore.client.facades.active",
    "runlore.client.opening",
)


class WarmPython:
    """The process that waits to be copied; one call at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_python"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, words: list[str], folder: Path, environ: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """What ``python WORDS`` does in a folder.

        Args:
            words: ``-m module …`` or ``-c script``.
            folder: where it stands.
            environ: all of its environment.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as said:
            out, err = Path(said, "out"), Path(said, "err")
            call = [words, str(folder), dict(environ), str(out), str(err)]
            self._process.stdin.write(json.dumps(call) + "\n")
            self._process.stdin.flush()
            ended = self._process.stdout.readline()
            assert ended, "the Python that is copied has ended"
            return subprocess.CompletedProcess(
                words, int(ended), out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
            )

    def close(self) -> None:
        """End it; it has no children left, for each was waited for."""
        self._process.communicate(timeout=20)


def serve() -> None:
    """Wait for calls on the standard input, and answer each with the exit code of its copy."""
    for name in PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a copy neither looks through what was imported nor copies its pages for it
    assert threading.active_count() == 1, "what has threads cannot be copied"
    while line := sys.stdin.readline():
        words, folder, environ, out, err = json.loads(line)
        child = os.fork()
        if child == 0:
            become(folder, environ, out, err)
            start(words)
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def become(folder: str, environ: dict[str, str], out: str, err: str) -> None:
    """Take over the folder, the environment and the places of output of a call."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, out, os.O_WRONLY | os.O_CREAT),
        (2, err, os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)


def start(words: list[str]) -> None:
    """Go on as ``python WORDS`` does once it has started."""
    form, what, *rest = words
    sys.path[0] = ""  # as both forms of a start have it
    if form == "-m":
        sys.argv = [what, *rest]
        runpy.run_module(what, run_name="__main__", alter_sys=True)
        return
    assert form == "-c", words
    sys.argv = ["-c", *rest]
    sys.modules["__main__"] = main = types.ModuleType("__main__")
    exec(compile(what, "<string>", "exec"), vars(main))


if __name__ == "__main__":
    serve()
