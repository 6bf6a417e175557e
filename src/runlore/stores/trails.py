"""Trails: what a run leaves beside its numbers: console lines, captures, artifacts."""

from typing import Protocol

import msgspec

from runlore.entities.artifact import Artifact
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

    def put_artifact(self, run: RunId, artifact: Artifact) -> None:
        """Name a blob. The newest of one path and step replaces the older."""
        ...

    def artifacts(self, run: RunId, folder: str = "") -> list[Artifact]:
        """All files below the folder, by path then step."""
        ...

    def artifact(self, run: RunId, path: str, step: int | None = None) -> Artifact | None:
        """The file at the path; without a step, the newest of any step."""
        ...

    def referenced(self, digests: list[Digest]) -> set[Digest]:
        """Those of the digests that some artifact of any run names."""
        ...

    def delete(self, run: RunId) -> None:
        """Forget the trails of a run; its blobs are the collector's business."""
        ...
