"""Console lines, captures and artifact names in dictionaries."""

from runlore.entities.artifact import Artifact
from runlore.entities.ids import Digest, Micros, RunId
from runlore.entities.limits import NO_STEP
from runlore.entities.params import JSONValue
from runlore.stores.trails import ConsoleLine


class MemoryTrails:
    """Trails of runs; a ``stores.trails.TrailStore``."""

    def __init__(self) -> None:
        self._console: dict[RunId, list[ConsoleLine]] = {}
        self._captures: dict[RunId, dict[str, JSONValue]] = {}
        # In the order of naming, so the last of a path is the newest.
        self._artifacts: dict[RunId, dict[tuple[str, int | None], Artifact]] = {}

    def copy(self) -> "MemoryTrails":
        """The same content, independent of what happens to this one later."""
        twin = MemoryTrails()
        twin._console = {run: list(lines) for run, lines in self._console.items()}
        twin._captures = {run: dict(sections) for run, sections in self._captures.items()}
        twin._artifacts = {run: dict(named) for run, named in self._artifacts.items()}
        return twin

    def add_console(self, run: RunId, stream: str, time: Micros, lines: list[str]) -> int:
        """Append lines; gives the number of the first."""
        kept = self._console.setdefault(run, [])
        first = len(kept)
        kept += [ConsoleLine(at, stream, time, text) for at, text in enumerate(lines, first)]
        return first

    def console(self, run: RunId, first: int, limit: int) -> list[ConsoleLine]:
        """Lines ``first`` to ``first + limit``."""
        return self._console.get(run, [])[first : first + limit]

    def console_size(self, run: RunId) -> int:
        """How many lines there are."""
        return len(self._console.get(run, ()))

    def put_capture(self, run: RunId, section: str, value: JSONValue) -> None:
        """Replace one section of what was captured."""
        self._captures.setdefault(run, {})[section] = value

    def captures(self, run: RunId) -> dict[str, JSONValue]:
        """All sections, by name."""
        return dict(sorted(self._captures.get(run, {}).items()))

    def put_artifact(self, run: RunId, artifact: Artifact) -> None:
        """Name a blob. The newest of one path and step replaces the older."""
        named = self._artifacts.setdefault(run, {})
        named.pop((artifact.path, artifact.step), None)
        named[artifact.path, artifact.step] = artifact

    def artifacts(self, run: RunId, folder: str = "") -> list[Artifact]:
        """All files below the folder, by path then step."""
        below = f"{folder}/" if folder else ""
        found = [a for a in self._artifacts.get(run, {}).values() if a.path.startswith(below)]
        return sorted(found, key=lambda a: (a.path, NO_STEP if a.step is None else a.step))

    def artifact(self, run: RunId, path: str, step: int | None = None) -> Artifact | None:
        """The file at the path; without a step, the newest of any step."""
        named = self._artifacts.get(run, {})
        if step is not None:
            return named.get((path, step))
        return next((a for a in reversed(named.values()) if a.path == path), None)

    def referenced(self, digests: list[Digest]) -> set[Digest]:
        """Those of the digests that some artifact of any run names."""
        named = {a.sha256 for kept in self._artifacts.values() for a in kept.values()}
        return named.intersection(digests)

    def delete(self, run: RunId) -> None:
        """Forget the trails of a run."""
        for kept in (self._console, self._captures, self._artifacts):
            kept.pop(run, None)
