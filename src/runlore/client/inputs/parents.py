"""What this process loaded of other runs: each run's inputs are some other run's outputs."""

import threading
from typing import Any, NamedTuple

MAX_LOADED = 2_000


class Loaded(NamedTuple):
    """A file of a run or a logged model that was fetched.

    Attributes:
        owner: id of the run or the logged model.
        path: of the file in it.
        sha256: its digest.
    """

    owner: str
    path: str
    sha256: str


_loaded: dict[Loaded, None] = {}
_lock = threading.Lock()


def note_loaded(owner: str, path: str, sha256: str) -> None:
    """Remember that a file was fetched; all runs of the process from now on know it."""
    with _lock:
        if len(_loaded) < MAX_LOADED:
            _loaded[Loaded(owner, path, sha256)] = None


def described_parents(run: str) -> dict[str, Any]:
    """The section ``parents`` of a run, whose own files are no input; empty when nothing was."""
    with _lock:
        found = [loaded for loaded in _loaded if loaded.owner != run]
    if not found:
        return {}
    artifacts = {
        f"{one.owner}/{one.path}": {"run": one.owner, "path": one.path, "sha256": one.sha256}
        for one in found
    }
    return {"runs": sorted({one.owner for one in found}), "artifacts": artifacts}
