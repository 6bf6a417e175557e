"""Writers' states in a dictionary."""

from runlore.entities.ids import RunId, WriterId
from runlore.stores.writers import CALLS_REMEMBERED, WriterState


class MemoryWriters:
    """Writers' states; a ``stores.writers.WriterStore``."""

    def __init__(self) -> None:
        self._states: dict[tuple[RunId, WriterId], WriterState] = {}
        self._calls: dict[RunId, tuple[bytes, ...]] = {}

    def copy(self) -> "MemoryWriters":
        """The same content, independent of what happens to this one later."""
        twin = MemoryWriters()
        twin._states = dict(self._states)
        twin._calls = dict(self._calls)
        return twin

    def get(self, run: RunId, writer: WriterId) -> WriterState | None:
        """How far the writer is, or None for a new one."""
        return self._states.get((run, writer))

    def put(self, run: RunId, writer: WriterId, state: WriterState) -> None:
        """Replace a writer's state."""
        self._states[run, writer] = state

    def list(self, run: RunId) -> list[tuple[WriterId, WriterState]]:
        """All writers of a run."""
        found = [(at[1], state) for at, state in self._states.items() if at[0] == run]
        return sorted(found, key=lambda entry: entry[0])

    def seen(self, run: RunId, call: bytes) -> bool:
        """Whether a call of this digest is among the run's last; now it is."""
        known = self._calls.get(run, ())
        if call in known:
            return True
        self._calls[run] = (*known, call)[-CALLS_REMEMBERED:]
        return False

    def delete(self, run: RunId) -> None:
        """Forget the writers of a run, and its calls."""
        self._calls.pop(run, None)
        self._states = {at: state for at, state in self._states.items() if at[0] != run}
