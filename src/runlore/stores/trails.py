"""Trails: what a run leaves beside its numbers: console lines, captures, artifacts, what it read.

Artifacts may be those of a logged model as well: whoever has an id of either kind may own files.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from runlore.entities.artifact import Artifact, ArtifactOwner
from runlore.entities.ids import Digest, Micros, RunId
from runlore.entities.params import JSONValue


class ConsoleLine(msgspec.Struct, frozen=True):
    """One printed line.

    Attributes:
        number: from 0, in order of arrival.
        stream: ``stdout`` or ``stderr``.
        time: when it was printed, as the client says.
        text: without its line end.
    """

    number: int
    stream: str
    time: Micros
    text: str


class TrailStore(Protocol):
    """Where console lines, captures and artifact names are kept."""

    def add_console(self, run: RunId, stream: str, time: Micros, lines: list[str]) -> int:
        """Append lines; gives the number of the first."""
        ...

    def console(self, run: RunId, first: int, limit: int) -> list[ConsoleLine]:
        """Lines ``first`` to ``first + limit``."""
        ...

    def console_size(self, run: RunId) -> int:
        """How many lines there are. Cheap."""
        ...

    def put_capture(self, run: RunId, section: str, value: JSONValue) -> None:
        """Replace one section of what was captured."""
        ...

    def captures(self, run: RunId) -> dict[str, JSONValue]:
        """All sections."""
        ...

    def put_artifact(self, owner: ArtifactOwner, artifact: Artifact) -> None:
        """Name a blob. The newest of one path and step replaces the older."""
        ...

    def artifacts(self, owner: ArtifactOwner, folder: str = "") -> list[Artifact]:
        """All files below the folder, by path then step."""
        ...

    def artifact(self, owner: ArtifactOwner, path: str, step: int | None = None) -> Artifact | None:
        """The file at the path; without a step, the newest of any step."""
        ...

    def delete_artifacts(self, owner: ArtifactOwner, path: str) -> int:
        """Forget the file at the path, at all its steps, and all files below it, if it is a folder.

        An empty path means all files. Gives how many were forgotten: none when it is done again.
        """
        ...

    def referenced(self, digests: list[Digest]) -> set[Digest]:
        """Those of the digests that some artifact of any owner names."""
        ...

    def put_reads(self, run: RunId, owners: Sequence[ArtifactOwner]) -> None:
        """Keep that a run read files of other runs and models; it is safe to say it again."""
        ...

    def reads(self, runs: Sequence[RunId]) -> list[tuple[RunId, ArtifactOwner]]:
        """Whose files those runs read, in the order in which it was said."""
        ...

    def readers(
        self, owners: Sequence[ArtifactOwner], limit: int = 1000
    ) -> list[tuple[RunId, ArtifactOwner]]:
        """Which runs read files of those owners, in the order in which it was said."""
        ...

    def delete(self, owner: ArtifactOwner) -> None:
        """Forget the trails of a run or a model; its blobs are the collector's business."""
        ...
