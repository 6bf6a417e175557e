"""The door of the command line: help, mistakes and exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.cli.command_line import CommandLine

from runlore._version import __version__
from runlore.cli.main import COMMANDS

IMPORTED_BY_HELP = """
import sys
from runlore.cli.main import run
run(["--help"])
sys.stderr.write(" ".join(sys.modules))
"""
SLOW_TO_IMPORT = {"numpy", "sqlalchemy", "starlette", "uvicorn", "psutil", "http.client", "ssl"}


@pytest.fixture
def runlore(tmp_path: Path) -> CommandLine:
    """The command line as it starts: no Python that has imported anything before."""
    return CommandLine(tmp_path)


def test_help_names_every_command_and_imports_none(runlore: CommandLine) -> None:
    command = [sys.executable, "-c", IMPORTED_BY_HELP]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [name for name in COMMANDS if f"  {name} " not in shown.stdout] == []
    assert SLOW_TO_IMPORT & set(shown.stderr.split()) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_own_help(runlore: CommandLine, name: str) -> None:
    done = runlore(name, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: runlore {name} ")


def test_the_version_is_the_packages(runlore: CommandLine) -> None:
    assert runlore("--version").stdout == f"runlore {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["runs", "list", "--bogus"], "No such option"),
        (["runs", "compare", "one"], "Comparing takes at least two runs."),
        (["runs", "list", "--store", "ftp://host/runs"], "is not understood"),
        (["verify", "--store", "http://127.0.0.1:9"], "needs the store itself"),
        (["restore", "nowhere"], "does not exist"),
    ],
)
def test_a_wrong_use_is_one_sentence_and_exit_code_two(
    runlore: CommandLine, words: list[str], said: str
) -> None:
    done = runlore(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize("words", [["runs", "list"], ["doctor"], ["export", "out"]])
def test_a_server_that_is_away_is_exit_code_three(runlore: CommandLine, words: list[str]) -> None:
    done = runlore(*words, "--store", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_store_that_is_not_there_is_a_problem_and_is_not_made(runlore: CommandLine) -> None:
    done = runlore("verify", "--store", "nothing-here")
    assert done.returncode == 1
    assert "nothing-here" in done.stderr
    assert list(runlore.folder.iterdir()) == []
