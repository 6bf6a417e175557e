"""The seeds' scripts and the real clients that a session runs, each once.

What they left, their servers and outcomes are shared by all tests: change nothing of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compat.campaign import Campaign
from tests.compat.seed_scripts import SeedRuns


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    running = Campaign(tmp_path_factory.mktemp("compat"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeedRuns]:
    running = SeedRuns(tmp_path_factory.mktemp("seeds"))
    yield running
    running.stop()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Where a script runs."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder
