"""Comments in dictionaries."""

from collections.abc import Sequence

import msgspec

from runlore.engines.memory.state import RunTables
from runlore.entities.comment import Comment, CommentId
from runlore.entities.ids import Micros, ModelId, ProjectName, RunId


class MemoryComments:
    """Comments; a ``stores.comments.CommentStore``."""

    def __init__(self, tables: RunTables) -> None:
        self._tables = tables
        self._comments: dict[CommentId, Comment] = {}
        self._revisions: dict[CommentId, int] = {}

    def copy(self, tables: RunTables) -> "MemoryComments":
        """The same content beside other tables, independent of what happens to this one later."""
        twin = MemoryComments(tables)
        twin._comments = dict(self._comments)
        twin._revisions = dict(self._revisions)
        return twin

    def add(self, comment: Comment) -> Comment:
        """Keep a new comment and give it with the id that it gets."""
        made = msgspec.structs.replace(comment, id=CommentId(len(self._comments) + 1))
        self._keep(made)
        return made

    def get(self, comment: CommentId) -> Comment | None:
        """The comment of that id, deleted or not."""
        return self._comments.get(comment)

    def put(self, comment: Comment) -> None:
        """Replace text, ``edited_at`` and ``deleted_at`` of a comment that exists."""
        current = self._comments.get(comment.id)
        if current is not None:
            self._keep(
                msgspec.structs.replace(
                    current,
                    text=comment.text,
                    edited_at=comment.edited_at,
                    deleted_at=comment.deleted_at,
                )
            )

    def of_run(self, run: RunId) -> list[Comment]:
        """All that are not deleted, the oldest first."""
        return [one for one in self._there() if one.run == run]

    def of_version(self, model: ModelId, version: int) -> list[Comment]:
        """All that are not deleted, the oldest first."""
        return [one for one in self._there() if (one.model_id, one.version) == (model, version)]

    def on_charts(self, runs: Sequence[RunId], limit: int) -> list[Comment]:
        """Those not deleted that stand on a chart of one of the runs, the newest first."""
        found = [one for one in self._there() if one.run in runs and one.key]
        return sorted(found, key=lambda one: -one.id)[:limit]

    def newest(self, project: ProjectName | None, until: Micros, limit: int) -> list[Comment]:
        """Those not deleted that were written at ``until`` or before, the newest first."""
        found = [one for one in self._there() if one.at <= until and self._shown(one, project)]
        return sorted(found, key=lambda one: (-one.at, -one.id))[:limit]

    def changed(self, after: int, until: int, limit: int = 1000) -> list[Comment]:
        """Those added, changed or deleted at a revision in ``after < revision <= until``."""
        found = sorted((at, one) for one, at in self._revisions.items() if after < at <= until)
        return [self._comments[one] for _, one in found[:limit]]

    def _there(self) -> list[Comment]:
        return [one for one in self._comments.values() if one.deleted_at is None]

    def _keep(self, comment: Comment) -> None:
        self._comments[comment.id] = comment
        self._tables.revision += 1
        self._revisions[comment.id] = self._tables.revision

    def _shown(self, comment: Comment, project: ProjectName | None) -> bool:
        run = None if comment.run is None else self._tables.runs.get(comment.run)
        if run is None:
            return project is None
        where = self._tables.experiments[run.experiment_id].project
        return run.deleted_at is None and project in (None, where)
