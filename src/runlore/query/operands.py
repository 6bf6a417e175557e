"""From a literal in a search text to a value that its field can be compared with."""

import math
from collections.abc import Callable, Sequence

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_LIKE_CHARS
from runlore.query.ast import Field, FieldKind, Op, Scalar
from runlore.query.fields import FieldType, type_of
from runlore.query.flatten import number_of_text
from runlore.query.lex import Token, TokenKind
from runlore.query.moments import moment_of_number, moment_of_text
from runlore.query.vocabulary import Vocabulary

ORDERED = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})
PATTERNS = frozenset({Op.LIKE, Op.ILIKE, Op.NOT_LIKE, Op.NOT_ILIKE})

_WORDS: dict[str, Scalar] = {
    "TRUE": True,
    "FALSE": False,
    "NAN": math.nan,
    "INF": math.inf,
    "INFINITY": math.inf,
}

_STATUS = Field(FieldKind.ATTRIBUTE, "status")

# What databases keep as a whole number; a larger one is read as a float.
_WHOLE = 2**63


def value_of_token(token: Token, field: Field, op: Op, text: str, words: Vocabulary) -> Scalar:
    """The literal's value as the tree keeps it: moments as microseconds, numbers as numbers.

    Raises:
        QuerySyntaxError: it is no literal, or none that the field can be compared with so.
        LimitExceededError: a LIKE pattern that is too long.
    """
    value = _literal(token, text)
    if op in PATTERNS:
        return _pattern(value, token, field, text)
    if op in ORDERED and field.kind in (FieldKind.DATASET, FieldKind.FINGERPRINT):
        what = f"{field.kind.value}s have no order"
        raise QuerySyntaxError(text, token.start, what, "Write =, !=, LIKE, ILIKE, IN or NOT IN.")
    if op in ORDERED and isinstance(value, bool):
        raise QuerySyntaxError(text, token.start, "booleans have no order", "Write = or !=.")
    if op in ORDERED and isinstance(value, float) and math.isnan(value):
        raise QuerySyntaxError(
            text, token.start, "nothing is smaller or larger than nan", "Write = nan or != nan."
        )
    of_type = type_of(field)
    if words.milliseconds and of_type is FieldType.MOMENT and type(value) in (int, float):
        return round(float(str(value)) * 1000)
    read = _READERS[of_type](value, token, field, text)
    if isinstance(read, str) and field == _STATUS and words.statuses:
        return _status(read, token, text, words.statuses)
    return read


def _literal(token: Token, text: str) -> Scalar:
    if token.kind is TokenKind.TEXT:
        return token.text
    if token.kind is TokenKind.NUMBER:
        return _number(token.text)
    if token.word in _WORDS:
        return _WORDS[token.word]
    if token.word in ("NULL", "NONE"):
        raise QuerySyntaxError(
            text, token.start, "nothing equals null", "Write IS NULL or IS NOT NULL."
        )
    if token.kind is TokenKind.PATH:
        raise QuerySyntaxError(text, token.start, "a text needs quotes", f"Write '{token.text}'.")
    raise QuerySyntaxError(
        text, token.start, "a value is missing", "Write a number or a text in quotes."
    )


def _number(written: str) -> float:
    try:
        whole = int(written)
    except ValueError:
        return float(written)
    return whole if -_WHOLE <= whole < _WHOLE else float(written)


def _pattern(value: Scalar, token: Token, field: Field, text: str) -> str:
    if type_of(field) in (FieldType.NUMBER, FieldType.MOMENT):
        raise QuerySyntaxError(
            text, token.start, "LIKE is for texts", "Compare numbers and times by <, = and >."
        )
    if not isinstance(value, str):
        raise QuerySyntaxError(
            text, token.start, "LIKE needs a text in quotes", f"Write '%{token.text}%'."
        )
    if len(value) > MAX_LIKE_CHARS:
        raise LimitExceededError(
            "A LIKE pattern's length", len(value), MAX_LIKE_CHARS, "Search for a part of it."
        )
    return value


def _as_number(value: Scalar, token: Token, field: Field, text: str) -> Scalar:
    number = number_of_text(value) if isinstance(value, str) else value
    if number is None or isinstance(number, bool):
        raise QuerySyntaxError(
            text, token.start, f"{field.key} is a number", "Write a number, nan or inf."
        )
    return number


def _as_moment(value: Scalar, token: Token, field: Field, text: str) -> Scalar:
    moment = None
    if isinstance(value, str):
        moment = moment_of_text(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        moment = moment_of_number(value)
    if moment is None:
        raise QuerySyntaxError(
            text,
            token.start,
            f"{field.key} is a time",
            "Write '2025-06-03' or '2025-06-03 14:30:00+02:00'; UTC unless it says a zone.",
        )
    return moment


def _as_text(value: Scalar, token: Token, field: Field, text: str) -> Scalar:
    if not isinstance(value, str):
        raise QuerySyntaxError(
            text,
            token.start,
            f"{field.key} is a text, and a text needs quotes",
            f"Write '{token.text}'.",
        )
    return value


def _status(value: str, token: Token, text: str, statuses: Sequence[str]) -> str:
    """A status in any case; a word that nothing can have would silently find nothing."""
    status = value.lower()
    if status not in statuses:
        raise QuerySyntaxError(
            text,
            token.start,
            f"no status is called {value!r}",
            f"There are {', '.join(statuses)}.",
        )
    return status


def _as_is(value: Scalar, _token: Token, _field: Field, _text: str) -> Scalar:
    return value


_READERS: dict[FieldType, Callable[[Scalar, Token, Field, str], Scalar]] = {
    FieldType.NUMBER: _as_number,
    FieldType.MOMENT: _as_moment,
    FieldType.TEXT: _as_text,
    FieldType.LOOSE: _as_is,
}
