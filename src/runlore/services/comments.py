"""Comments: read and write them, on runs and on model versions."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.comment import Comment, CommentId, check_comment
from runlore.entities.errors import (
    AccessDeniedError,
    InvalidValueError,
    LimitExceededError,
    NotFoundError,
)
from runlore.entities.ids import ModelId, RunId
from runlore.entities.limits import (
    MAX_CHART_COMMENTS,
    MAX_COMMENTED_RUNS,
    MAX_COMMENTS,
    MAX_STEP,
    MIN_STEP,
)
from runlore.entities.names import check_name
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.scope import existing_run
from runlore.services.stages import existing_model, existing_version
from runlore.stores.catalog import Catalog, Transaction


class VersionRef(msgspec.Struct, frozen=True):
    """A model version by the name that its model has now."""

    model: str
    version: int


About: TypeAlias = RunId | VersionRef
"""What a comment may be about."""


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A comment as it is written.

    Attributes:
        text: Markdown.
        key: metric of the chart it stands on, of a run only; empty for the run itself.
        step: where on that chart.
    """

    text: str
    key: str = ""
    step: int | None = None


class Comments:
    """What people say. Whoever may write may comment; a comment is changed by its author alone."""

    def __init__(self, catalog: Catalog, access: Access, clock: Clock) -> None:
        self._catalog = catalog
        self._access = access
        self._clock = clock

    def on_charts(self, actor: Actor, runs: Sequence[RunId]) -> list[Comment]:
        """The comments on charts of some runs, the oldest first; at most 1,000, the newest.

        Raises:
            LimitExceededError: too many runs.
        """
        self._access.require(actor, Permission.READ)
        if len(runs) > MAX_COMMENTED_RUNS:
            raise LimitExceededError(
                "The number of runs", len(runs), MAX_COMMENTED_RUNS, "Ask for them in parts."
            )
        with self._catalog.read() as tx:
            return tx.comments.on_charts(runs, MAX_CHART_COMMENTS)[::-1]

    def list(self, actor: Actor, about: About) -> list[Comment]:
        """All comments on a run or a model version, the oldest first.

        Raises:
            NotFoundError: no such run or version.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return _listed(tx, about)

    def add(self, actor: Actor, about: About, remark: Remark) -> Comment:
        """Write a comment, and give it.

        Raises:
            NotFoundError: no such run or version.
            InvalidValueError: no text, a step without a chart, or a chart of a model version.
            LimitExceededError: too long, or too many on the same thing.
        """
        self._access.require(actor, Permission.WRITE)
        made = Comment(
            CommentId(0),
            actor.name,
            self._clock.now(),
            check_comment(remark.text),
            key=remark.key,
            step=remark.step,
        )
        _check_place(about, remark)

        def work(tx: Transaction) -> Comment:
            if len(_listed(tx, about)) >= MAX_COMMENTS:
                raise LimitExceededError(
                    "The number of comments here",
                    MAX_COMMENTS + 1,
                    MAX_COMMENTS,
                    "Delete some that are settled, or go on in the notes.",
                )
            if isinstance(about, VersionRef):
                model = _model(tx, about)
                where = msgspec.structs.replace(made, model_id=model, version=about.version)
                return tx.comments.add(where)
            return tx.comments.add(msgspec.structs.replace(made, run=about))

        return self._catalog.write(work)

    def edit(self, actor: Actor, comment: CommentId, text: str) -> Comment:
        """Replace the text of one's own comment, and give it as it is then.

        Raises:
            NotFoundError: there is none of that number.
            AccessDeniedError: somebody else wrote it.
        """
        self._access.require(actor, Permission.WRITE)
        checked, now = check_comment(text), self._clock.now()

        def work(tx: Transaction) -> Comment:
            current = _existing(tx, comment)
            if not may_edit(actor, current):
                raise AccessDeniedError(f"Comment {comment} was written by {current.author!r}.")
            changed = msgspec.structs.replace(current, text=checked, edited_at=now)
            tx.comments.put(changed)
            return changed

        return self._catalog.write(work)

    def delete(self, actor: Actor, comment: CommentId) -> None:
        """Delete one's own comment for good; an administrator may delete any.

        Raises:
            NotFoundError: there is none of that number.
            AccessDeniedError: somebody else wrote it.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            current = _existing(tx, comment)
            if not may_delete(actor, current):
                raise AccessDeniedError(f"Comment {comment} was written by {current.author!r}.")
            tx.comments.put(msgspec.structs.replace(current, text="", deleted_at=now))

        self._catalog.write(work)


def may_comment(actor: Actor) -> bool:
    """Whether the actor may write comments."""
    return actor.may(Permission.WRITE)


def may_edit(actor: Actor, comment: Comment) -> bool:
    """Whether the actor may change the text of the comment."""
    return actor.may(Permission.WRITE) and actor.name == comment.author


def may_delete(actor: Actor, comment: Comment) -> bool:
    """Whether the actor may delete the comment."""
    return may_edit(actor, comment) or actor.may(Permission.ADMINISTER)


def _check_place(about: About, remark: Remark) -> None:
    if remark.key:
        check_name("Metric", remark.key)
        if isinstance(about, VersionRef):
            raise InvalidValueError("A model version has no chart: leave the key of a metric out.")
    if remark.step is None:
        return
    if not remark.key:
        raise InvalidValueError("A step needs a chart: name the key of its metric.")
    if not MIN_STEP <= remark.step <= MAX_STEP:
        raise InvalidValueError(f"{remark.step} is no step: steps are signed 64-bit numbers.")


def _listed(tx: Transaction, about: About) -> list[Comment]:
    if isinstance(about, VersionRef):
        return tx.comments.of_version(_model(tx, about), about.version)
    existing_run(tx, about)
    return tx.comments.of_run(about)


def _model(tx: Transaction, about: VersionRef) -> ModelId:
    existing_version(tx, about.model, about.version)
    return existing_model(tx, about.model).id


def _existing(tx: Transaction, comment: CommentId) -> Comment:
    found = tx.comments.get(comment)
    if found is None or found.deleted_at is not None:
        raise NotFoundError("comment", str(comment))
    return found
