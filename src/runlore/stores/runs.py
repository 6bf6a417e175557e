"""Runs: one document for listing, one narrow index for search."""

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from runlore.entities.ids import ExperimentId, Micros, RunId
from runlore.entities.run import Run, RunStatus
from runlore.query.ast import Field, FieldKind, RunQuery
from runlore.query.flatten import IndexValue

RESUME = "Resume it, or take a new id."
"""What to do when the id of a run is taken."""


class KeyCount(msgspec.Struct, frozen=True):
    """A key that runs carry, and how many do."""

    kind: FieldKind
    key: str
    runs: int


class ValueCount(msgspec.Struct, frozen=True):
    """A value that runs have of a field, and how many do.

    Attributes:
        value: (number, text), as search sees it; see ``query/flatten.py``.
        runs: how many.
    """

    value: IndexValue
    runs: int


class Standing(msgspec.Struct, frozen=True):
    """Whether a run may be written to, read without its document.

    Attributes:
        status: where it stands.
        deleted: whether it is in the trash.
    """

    status: RunStatus
    deleted: bool


class RunStore(Protocol):
    """Where runs are kept."""

    def create(self, run: Run) -> None:
        """Keep a new run.

        Raises:
            AlreadyExistsError: when the id is taken.
        """
        ...

    def get(self, run: RunId) -> Run | None:
        """The run, deleted or not."""
        ...

    def get_many(self, runs: Sequence[RunId]) -> list[Run]:
        """Those of the runs that exist, in the order asked."""
        ...

    def put(self, run: Run) -> None:
        """Replace a run that exists, and bring the search index to the same state."""
        ...

    def touch(self, run: RunId, at: Micros | None) -> Standing | None:
        """Set ``heartbeat_at`` only, and tell how the run stands; None when there is none.

        Without a moment the run counts as changed and nothing else: its client does not beat.

        Cheap: the document is neither read nor rewritten.
        """
        ...

    def search(self, query: RunQuery, metrics: Collection[str] | None = None) -> list[Run]:
        """The page of runs that the query means; the meaning is ``query/evaluate.py``.

        Args:
            query: which runs.
            metrics: those of their metrics that the runs are to carry; None is all.
        """
        ...

    def count(self, query: RunQuery) -> int:
        """How many runs the query's filter matches, whatever its page."""
        ...

    def keys(
        self,
        experiments: Sequence[int] | None,
        kind: FieldKind,
        contains: str = "",
        limit: int = 100,
    ) -> list[KeyCount]:
        """Keys of live runs whose name contains the text (any case), most used first."""
        ...

    def values(
        self, query: RunQuery, field: Field, contains: str = "", limit: int = 100
    ) -> list[ValueCount]:
        """Values of a field on the runs that the filter matches, most used first.

        The meaning, with that of ``contains``, is ``query/values.py``; the page of the query does
        not matter. Where a part of numbers is wanted at least the ``SIFTED_VALUES`` most used are
        looked through.
        """
        ...

    def silent_since(self, moment: Micros, limit: int = 1000) -> list[RunId]:
        """Running runs whose heartbeat is older than the moment; 0 is the heartbeat of none."""
        ...

    def mark_deleted(
        self, experiment: ExperimentId, was: Micros | None, becomes: Micros | None
    ) -> int:
        """Give ``deleted_at`` another value in all runs of an experiment that have the first one.

        Gives how many they were. So a whole experiment goes to the trash and comes back alone with
        the runs that went with it.
        """
        ...

    def changed(self, after: int, limit: int = 1000) -> tuple[list[RunId], int]:
        """Runs created, put or touched since a revision, and the revision that this reaches.

        A revision is a number that grows with every such change in the store, whichever process
        made it. Each run comes once, however often it changed. When all fit the limit, the revision
        given is the store's newest.
        """
        ...

    def delete(self, run: RunId) -> None:
        """Forget a run and its index for good. Its other rows are the other stores' business."""
        ...
