"""A command line for each test, and one beside a filled store for all that only look."""

from pathlib import Path

import pytest
from tests.unit.cli.command_line import CommandLine
from tests.warm_python import WarmPython


@pytest.fixture
def runlore(tmp_path: Path, warm: WarmPython) -> CommandLine:
    """The command line in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return CommandLine(folder, warm)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, warm: WarmPython) -> CommandLine:
    """The command line beside a store with two runs; do not change it."""
    line = CommandLine(tmp_path_factory.mktemp("trained"), warm)
    line.train()
    return line
