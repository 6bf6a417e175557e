"""Console lines, captures and artifact names in dictionaries."""

from collections.abc import Sequence

from runlore.entities.artifact import Artifact, ArtifactOwner
from runlore.entities.ids import Digest, Micros, RunId
from runlore.entities.limits import NO_STEP
from runlore.entities.params import JSONValue
from runlore.stores.trails import ConsoleLine


class MemoryTrails:
    """Trails; a ``stores.trails.TrailStore``."""

    def __init__(self) -> None:
        self._console: dict[RunId, list[ConsoleLine]] = {}
        self._captures: dict[RunId, dict[str, JSONValue]] = {}
        # In the order of naming, so the last of a path is the newest.
        self._artifacts: dict[ArtifactOwner, dict[tuple[str, int | None], Artifact]] = {}

        self._reads: dict[tuple[RunId, ArtifactOwner], None] = {}

    def copy(self) -> "MemoryTrails":
        """The same content, independent of what happens to this one later."""
        twin = MemoryTrails()
        twin._console = {run: list(lines) for run, lines in self._console.items()}
        twin._captures = {run: dict(sections) for run, sections in self._captures.items()}
        twin._artifacts = {owner: dict(named) for owner, named in self._artifacts.items()}
        twin._reads = dict(self._reads)
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

    def put_artifact(self, owner: ArtifactOwner, artifact: Artifact) -> None:
        """Name a blob. The newest of one path and step replaces the older."""
        named = self._artifacts.setdefault(owner, {})
        named.pop((artifact.path, artifact.step), None)
        named[artifact.path, artifact.step] = artifact

    def artifacts(self, owner: ArtifactOwner, folder: str = "") -> list[Artifact]:
        """All files below the folder, by path then step."""
        below = f"{folder}/" if folder else ""
        found = [a for a in self._artifacts.get(owner, {}).values() if a.path.startswith(below)]
        return sorted(found, key=lambda a: (a.path, NO_STEP if a.step is None else a.step))

    def artifact(self, owner: ArtifactOwner, path: str, step: int | None = None) -> Artifact | None:
        """The file at the path; without a step, the newest of any step."""
        named = self._artifacts.get(owner, {})
        if step is not None:
            return named.get((path, step))
        return next((a for a in reversed(named.values()) if a.path == path), None)

    def delete_artifacts(self, owner: ArtifactOwner, path: str) -> int:
        """Forget the file at the path and all files below it."""
        named = self._artifacts.get(owner, {})
        below = f"{path}/" if path else ""
        gone = [at for at in named if at[0] == path or at[0].startswith(below)]
        for at in gone:
            del named[at]
        return len(gone)

    def referenced(self, digests: list[Digest]) -> set[Digest]:
        """Those of the digests that some artifact of any owner names."""
        named = {a.sha256 for kept in self._artifacts.values() for a in kept.values()}
        return named.intersection(digests)

    def put_reads(self, run: RunId, owners: Sequence[ArtifactOwner]) -> None:
        """Keep that a run read files of other runs and models."""
        self._reads.update(dict.fromkeys((run, owner) for owner in owners))

    def reads(self, runs: Sequence[RunId]) -> list[tuple[RunId, ArtifactOwner]]:
        """Whose files those runs read."""
        return [read for read in self._reads if read[0] in runs]

    def readers(
        self, owners: Sequence[ArtifactOwner], limit: int = 1000
    ) -> list[tuple[RunId, ArtifactOwner]]:
        """Which runs read files of those owners."""
        return [read for read in self._reads if read[1] in owners][:limit]

    def delete(self, owner: ArtifactOwner) -> None:
        """Forget the trails of a run or a model."""
        self._reads = {read: None for read in self._reads if owner not in read}
        self._console.pop(RunId(owner), None)
        self._captures.pop(RunId(owner), None)
        self._artifacts.pop(owner, None)
