"""Overviews: what is asked of many projects or of the whole store at once."""

import enum
from collections.abc import Sequence
from typing import Protocol

import msgspec

from runlore.entities.ids import Micros, ProjectName, RunId
from runlore.entities.registry import AuditEntry
from runlore.entities.run import RunStatus


class Storage(msgspec.Struct, frozen=True):
    """Bytes that a project keeps, its trash included.

    Attributes:
        files: of artifacts of its runs and logged models; one content is counted once.
        series: of its points, as they are stored.
    """

    files: int = 0
    series: int = 0


class RunMoment(msgspec.Struct, frozen=True):
    """A moment in the life of a run.

    Attributes:
        at: when.
        run: id.
        name: of the run.
        project: name.
        user: who ran it.
        status: how it stands now.
    """

    at: Micros
    run: RunId
    name: str
    project: ProjectName
    user: str
    status: RunStatus


class Turn(enum.Enum):
    """Which moments in the life of runs are asked for."""

    STARTED = "started"
    """Live runs that started."""
    ENDED = "ended"
    """Live runs that ended."""
    TRASHED = "trashed"
    """Runs that were put in the trash."""


class OverviewStore(Protocol):
    """Sums and moments over many runs, without reading their documents."""

    def activity(
        self, projects: Sequence[ProjectName], since: Micros, width: int
    ) -> dict[ProjectName, dict[int, int]]:
        """How many live runs of each project started in each span of time.

        Spans without any are left out.

        Args:
            projects: names.
            since: start of the span 0.
            width: of a span, in µs.
        """
        ...

    def storage(self, projects: Sequence[ProjectName]) -> dict[ProjectName, Storage]:
        """What each of these projects keeps; one that keeps nothing may be absent."""
        ...

    def moments(
        self, turn: Turn, project: ProjectName | None, until: Micros, limit: int
    ) -> list[RunMoment]:
        """Moments at ``until`` or before, the newest first, of one moment the larger run id first.

        Args:
            turn: which moments.
            project: only of this one; None for all.
            until: a moment.
            limit: moments at most.
        """
        ...

    def audit(self, project: ProjectName | None, until: Micros, limit: int) -> list[AuditEntry]:
        """Entries of the audit at ``until`` or before, the newest first.

        Args:
            project: only those about versions that runs of this project made; None for all.
            until: a moment.
            limit: entries at most.
        """
        ...
