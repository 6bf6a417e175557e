"""Comments on runs and on model versions."""

from collections.abc import Sequence
from typing import Protocol

from runlore.entities.comment import Comment, CommentId
from runlore.entities.ids import Micros, ModelId, ProjectName, RunId


class CommentStore(Protocol):
    """Where comments are kept.

    A deleted comment keeps its row, so that who watches hears of it; no listing gives it.
    """

    def add(self, comment: Comment) -> Comment:
        """Keep a new comment and give it with the id that it gets, whatever id it had.

        Its run has a row, or its model; that is the caller's promise.
        """
        ...

    def get(self, comment: CommentId) -> Comment | None:
        """The comment of that id, deleted or not."""
        ...

    def put(self, comment: Comment) -> None:
        """Replace text, ``edited_at`` and ``deleted_at`` of a comment that exists."""
        ...

    def of_run(self, run: RunId) -> list[Comment]:
        """All that are not deleted, the oldest first."""
        ...

    def of_version(self, model: ModelId, version: int) -> list[Comment]:
        """All that are not deleted, the oldest first."""
        ...

    def on_charts(self, runs: Sequence[RunId], limit: int) -> list[Comment]:
        """Those not deleted that stand on a chart of one of the runs, the newest first.

        Args:
            runs: ids; one that is not there has none.
            limit: comments at most.
        """
        ...

    def newest(self, project: ProjectName | None, until: Micros, limit: int) -> list[Comment]:
        """Those not deleted that were written at ``until`` or before, the newest first.

        Of one moment those with the larger id come first.

        Args:
            project: only those on live runs of this project; None for all of the store, but not
                those on runs in the trash.
            until: a moment.
            limit: comments at most.
        """
        ...

    def changed(self, after: int, until: int, limit: int = 1000) -> list[Comment]:
        """Those added, changed or deleted at a revision in ``after < revision <= until``.

        Revisions are those of ``RunStore.changed``: one number for all that is watched.
        """
        ...
