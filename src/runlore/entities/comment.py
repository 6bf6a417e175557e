"""Comments: what people say to each other about a run, a point of a chart or a model version."""

from typing import NewType

import msgspec

from runlore.entities.errors import InvalidIdError, InvalidValueError, LimitExceededError
from runlore.entities.ids import Micros, ModelId, RunId
from runlore.entities.limits import MAX_COMMENT_CHARS

CommentId = NewType("CommentId", int)

_MAX_ID_DIGITS = 18
"""Numbers of more digits are not ids, and would only cost time to read."""


class Comment(msgspec.Struct, frozen=True):
    """One comment. It is about a run or about a model version, never both.

    Attributes:
        id: number, unique in the store; grows with every comment.
        author: name of the actor who wrote it.
        at: when it was written.
        text: Markdown; empty once it is deleted.
        run: the run it is about, or None.
        model_id: number of the registered model it is about, or None.
        version: number of the model version, or None.
        key: metric of the chart it stands on, or empty.
        step: where on that chart, or None.
        edited_at: when its text was changed last, or None.
        deleted_at: when it was deleted, or None. The row stays, so that watchers hear of it.
    """

    id: CommentId
    author: str
    at: Micros
    text: str
    run: RunId | None = None
    model_id: ModelId | None = None
    version: int | None = None
    key: str = ""
    step: int | None = None
    edited_at: Micros | None = None
    deleted_at: Micros | None = None


def check_comment(text: str) -> str:
    """Check the text of a comment and give it back without the blank lines around it.

    Raises:
        InvalidValueError: there is nothing in it, or text that no database keeps.
        LimitExceededError: it is too long.
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidValueError("A comment needs a text.")
    if "\x00" in stripped:
        raise InvalidValueError("A comment must not hold the character NUL.")
    try:
        stripped.encode()
    except UnicodeEncodeError as error:
        raise InvalidValueError("A comment must be valid Unicode text.") from error
    if len(stripped) > MAX_COMMENT_CHARS:
        raise LimitExceededError(
            "The comment's length",
            len(stripped),
            MAX_COMMENT_CHARS,
            "Log a longer text as an artifact, and comment with a link to it.",
        )
    return stripped


def parse_comment_id(text: str) -> CommentId:
    """A comment's number.

    Raises:
        InvalidIdError: the text is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_ID_DIGITS):
        raise InvalidIdError("comment id", text, "a whole number")
    return CommentId(int(text))
