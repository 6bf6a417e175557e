"""The facade on a folder of each test's own, with nothing active before or after."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runlore.client.facades import active
from runlore.mlflow.store import joined


@pytest.fixture
def mlflow_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A local store that verbs log to; watchers are off."""
    for name in ("RUNLORE_RUN_ID", "RUNLORE_PROJECT", "RUNLORE_EXPERIMENT", "RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("MLFLOW_TRACKING_URI", "MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME", "RUNLORE_URI"):
        monkeypatch.delenv(name, raising=False)
    for name in ("RUNLORE_CONSOLE", "RUNLORE_CAPTURE", "RUNLORE_MONITOR"):
        monkeypatch.setenv(name, "off")
    monkeypatch.setenv("RUNLORE_QUIET", "1")
    monkeypatch.setattr("runlore.mlflow.fluent.experiments._active", None)
    monkeypatch.chdir(tmp_path)
    active.set_tracking_uri(tmp_path / "store")
    yield tmp_path
    while (run := active.active_run()) is not None:
        run.finish()
    joined.leave_all()
    active.set_tracking_uri(None)
