"""Comments on runs and on model versions."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.entities.access import Actor
from runlore.entities.comment import Comment, parse_comment_id
from runlore.entities.ids import parse_run_id
from runlore.entities.registry import parse_version
from runlore.services.comments import (
    About,
    Remark,
    VersionRef,
    may_comment,
    may_delete,
    may_edit,
)


class CommentView(Comment, frozen=True):
    """A comment, and what who asks may do with it.

    Attributes:
        may_edit: change its text.
        may_delete: delete it.
    """

    may_edit: bool = False
    may_delete: bool = False


class CommentList(msgspec.Struct, frozen=True):
    """Comments, the oldest first.

    Attributes:
        comments: those that are not deleted.
        may_comment: whether who asks may write one.
    """

    comments: list[CommentView]
    may_comment: bool = False


class ChartCommentSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose charts.

    Attributes:
        runs: ids, at most 200.
    """

    runs: list[str]


class CommentPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The new text of a comment, in Markdown."""

    text: str


def list_run_comments(call: Call[Nothing, None]) -> CommentList:
    """List the comments on a run and on its charts, the oldest first."""
    return _list(call, parse_run_id(call.path["run"]))


def comment_run(call: Call[Nothing, Remark]) -> CommentView:
    """Comment on a run, or on one of its charts, at a step."""
    return _add(call, parse_run_id(call.path["run"]))


def search_chart_comments(call: Call[Nothing, ChartCommentSearch]) -> CommentList:
    """List the comments on charts of some runs, the oldest first; at most 1,000, the newest."""
    runs = [parse_run_id(run) for run in call.body.runs]
    found = call.services.comments.on_charts(call.actor, runs)
    return CommentList([_view(call.actor, one) for one in found], may_comment(call.actor))


def list_version_comments(call: Call[Nothing, None]) -> CommentList:
    """List the comments on a model version, the oldest first."""
    return _list(call, _version(call.path["name"], call.path["version"]))


def comment_version(call: Call[Nothing, Remark]) -> CommentView:
    """Comment on a model version."""
    return _add(call, _version(call.path["name"], call.path["version"]))


def edit_comment(call: Call[Nothing, CommentPatch]) -> CommentView:
    """Replace the text of one's own comment."""
    number = parse_comment_id(call.path["comment"])
    return _view(call.actor, call.services.comments.edit(call.actor, number, call.body.text))


def delete_comment(call: Call[Nothing, None]) -> Nothing:
    """Delete one's own comment; an administrator may delete any."""
    call.services.comments.delete(call.actor, parse_comment_id(call.path["comment"]))
    return Nothing()


def _version(model: str, version: str) -> VersionRef:
    return VersionRef(model, parse_version(version))


def _list(call: Call[Nothing, None], about: About) -> CommentList:
    found = call.services.comments.list(call.actor, about)
    return CommentList([_view(call.actor, one) for one in found], may_comment(call.actor))


def _add(call: Call[Nothing, Remark], about: About) -> CommentView:
    return _view(call.actor, call.services.comments.add(call.actor, about, call.body))


def _view(actor: Actor, comment: Comment) -> CommentView:
    return CommentView(
        **msgspec.structs.asdict(comment),
        may_edit=may_edit(actor, comment),
        may_delete=may_delete(actor, comment),
    )
