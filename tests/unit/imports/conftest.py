"""An old store of MLflow's and a new one of ours, side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cli.command_line import CommandLine
from tests.unit.imports.old_store import OldStore
from tests.warm_python import WarmPython


@pytest.fixture
def old(tmp_path: Path) -> Iterator[OldStore]:
    folder = tmp_path / "theirs"
    folder.mkdir()
    store = OldStore(folder)
    yield store
    store.close()


@pytest.fixture
def runlore(tmp_path: Path, warm: WarmPython) -> CommandLine:
    folder = tmp_path / "ours"
    folder.mkdir()
    return CommandLine(folder, warm)
