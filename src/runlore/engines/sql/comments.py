"""Comments in SQL."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, insert, select, update

from runlore.engines.sql.comment_tables import comments
from runlore.engines.sql.numbers import number_given
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import experiments, projects, run_numbers, runs
from runlore.entities.comment import Comment, CommentId
from runlore.entities.ids import Micros, ModelId, ProjectName, RunId

_COLUMNS = (
    comments.c.id,
    comments.c.author,
    comments.c.at,
    comments.c.text,
    run_numbers.c.id,
    comments.c.model_pk,
    comments.c.version,
    comments.c.key,
    comments.c.step,
    comments.c.edited_at,
    comments.c.deleted_at,
)
_WITH_RUN = comments.outerjoin(run_numbers, run_numbers.c.run_pk == comments.c.run_pk)
_COMMENT = select(*_COLUMNS).select_from(_WITH_RUN)
_THERE = _COMMENT.where(comments.c.deleted_at.is_(None))
_LIVE = (
    select(*_COLUMNS)
    .select_from(
        _WITH_RUN.outerjoin(runs, runs.c.run_pk == comments.c.run_pk)
        .outerjoin(experiments, experiments.c.id == runs.c.experiment_id)
        .outerjoin(projects, projects.c.project_pk == experiments.c.project_pk)
    )
    .where(comments.c.deleted_at.is_(None), runs.c.deleted_at.is_(None))
)


class SqlComments:
    """Comments in SQL; a ``stores.comments.CommentStore``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection

    def add(self, comment: Comment) -> Comment:
        """Keep a new comment and give it with the id that it gets."""
        run = comment.run
        made = self._connection.execute(
            insert(comments),
            {
                "run_pk": None if run is None else self._session.numbers.ensure_run(run),
                "model_pk": comment.model_id,
                "version": comment.version,
                "author": comment.author,
                "at": comment.at,
                "text": comment.text,
                "key": comment.key,
                "step": comment.step,
                "edited_at": comment.edited_at,
                "deleted_at": comment.deleted_at,
                "revision": self._session.next_revision(),
            },
        )
        return msgspec.structs.replace(comment, id=CommentId(number_given(made)))

    def get(self, comment: CommentId) -> Comment | None:
        """The comment of that id, deleted or not."""
        found = self._some(_COMMENT.where(comments.c.id == comment))
        return found[0] if found else None

    def put(self, comment: Comment) -> None:
        """Replace text, ``edited_at`` and ``deleted_at`` of a comment that exists."""
        self._connection.execute(
            update(comments).where(comments.c.id == comment.id),
            {
                "text": comment.text,
                "edited_at": comment.edited_at,
                "deleted_at": comment.deleted_at,
                "revision": self._session.next_revision(),
            },
        )

    def of_run(self, run: RunId) -> list[Comment]:
        """All that are not deleted, the oldest first."""
        run_pk = self._session.numbers.run(run)
        if run_pk is None:
            return []
        return self._some(_THERE.where(comments.c.run_pk == run_pk).order_by(comments.c.id))

    def of_version(self, model: ModelId, version: int) -> list[Comment]:
        """All that are not deleted, the oldest first."""
        which = (comments.c.model_pk == model, comments.c.version == version)
        return self._some(_THERE.where(*which).order_by(comments.c.id))

    def on_charts(self, runs: Sequence[RunId], limit: int) -> list[Comment]:
        """Those not deleted that stand on a chart of one of the runs, the newest first."""
        wanted = _THERE.where(run_numbers.c.id.in_(runs), comments.c.key != "")
        return self._some(wanted.order_by(comments.c.id.desc()).limit(limit))

    def newest(self, project: ProjectName | None, until: Micros, limit: int) -> list[Comment]:
        """Those not deleted that were written at ``until`` or before, the newest first."""
        wanted = _LIVE if project is None else _LIVE.where(projects.c.name == project)
        newest_first = (comments.c.at.desc(), comments.c.id.desc())
        return self._some(wanted.where(comments.c.at <= until).order_by(*newest_first).limit(limit))

    def changed(self, after: int, until: int, limit: int = 1000) -> list[Comment]:
        """Those added, changed or deleted at a revision in ``after < revision <= until``."""
        between = (comments.c.revision > after, comments.c.revision <= until)
        return self._some(_COMMENT.where(*between).order_by(comments.c.revision).limit(limit))

    def _some(self, statement: Select[Any]) -> list[Comment]:
        return [Comment(*row) for row in self._connection.execute(statement)]
