"""A store of one's own for each test, and no run left open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import runlore
from runlore.client.facades import active


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An offline store: the journal is all there is. Watchers are off unless a test wants them."""
    for name in ("RUNLORE_RUN_ID", "RUNLORE_PROJECT", "RUNLORE_EXPERIMENT", "RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RUNLORE_MODE", "offline")
    for name in ("RUNLORE_CONSOLE", "RUNLORE_CAPTURE", "RUNLORE_MONITOR"):
        monkeypatch.setenv(name, "off")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "store"
    runlore.set_tracking_uri(folder)
    yield folder
    while (run := active.active_run()) is not None:
        run.finish()
    runlore.set_tracking_uri(None)
