"""The filter of a table: a text such as ``label != pred AND conf > .9`` as a tree.

The words, signs and quotes are those of run search (``query/lex.py``); what stands on either side
of a comparison is a column or a literal, so that columns are compared with columns. A name with odd
characters stands in backticks. A comparison with an empty cell is false, negative ones included;
``NOT (x)`` is the plain opposite of x.
"""

import math
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TypeAlias

import msgspec

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_LIKE_CHARS
from runlore.query.ast import Op
from runlore.query.descent import NOT_WORDS, SIGNS, WORDS, Descent, Nodes
from runlore.query.lex import Token, TokenKind

Literal: TypeAlias = str | int | float | bool


class Name(msgspec.Struct, frozen=True):
    """A column."""

    column: str


class Comparison(msgspec.Struct, frozen=True, tag=True):
    """``left op right``; IN takes ``values``, IS NULL nothing.

    Attributes:
        left: a column.
        op: how it is compared.
        right: with what.
        values: or with which of several.
        start: where it stands in the text, for what is said when it cannot be compared so.
    """

    left: Name
    op: Op
    right: Name | Literal | None = None
    values: tuple[Literal, ...] = ()
    start: int = 0


class All(msgspec.Struct, frozen=True, tag=True):
    """All parts hold."""

    parts: tuple["Condition", ...]


class Some(msgspec.Struct, frozen=True, tag=True):
    """Some part holds."""

    parts: tuple["Condition", ...]


class Opposite(msgspec.Struct, frozen=True, tag=True):
    """The part does not hold."""

    part: "Condition"


Condition: TypeAlias = Comparison | All | Some | Opposite

_TURNED = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}
_LITERALS: dict[str, Literal] = {
    "TRUE": True,
    "FALSE": False,
    "NAN": math.nan,
    "INF": math.inf,
    "INFINITY": math.inf,
}
_WHOLE = 2**63

PATTERN_TERMS = 8
"""What a LIKE counts for: it reads every distinct text, while a number is compared at once."""


def parse_condition(text: str, columns: Sequence[str]) -> Condition | None:
    """The tree of a filter; None when the text is blank.

    Raises:
        QuerySyntaxError: it does not parse, or names no column; carries the position and a hint.
        LimitExceededError: it is too long, too deep, or compares too much.
    """
    return _Parser(text, columns).whole()


def parse_sort(text: str, columns: Sequence[str]) -> tuple[str, bool]:
    """The column of a sort key such as ``conf DESC``, and whether it is descending.

    Raises:
        QuerySyntaxError: it does not parse, or names no column.
    """
    parser = _Parser(text, columns)
    return parser.sort_key()


class _Parser(Descent[Condition]):
    """The grammar of a table's filter."""

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        super().__init__(text, Nodes(All, Some, Opposite), "filter")
        self._columns = frozenset(columns)

    def whole(self) -> Condition | None:
        if self.next.kind is TokenKind.END:
            return None
        found = self.either()
        self._expect_end("Join conditions by AND or OR.")
        return found

    def sort_key(self) -> tuple[str, bool]:
        column = self._column()
        descending = self.take_word("DESC")
        if not descending:
            self.take_word("ASC")
        self._expect_end("Write a column, and DESC for the largest first.")
        return column.column, descending

    def comparison(self) -> Condition:
        start = self.next.start
        self.count_terms()
        left = self._operand()
        if not isinstance(left, Name):
            return self._turned(left, start)
        if self.take_word("IS"):
            return self.null_test(Comparison(left, Op.IS_NULL, start=start))
        negative = self.take_word("NOT")
        op = (NOT_WORDS if negative else WORDS).get(self.next.word)
        if op is None and not negative:
            op = SIGNS.get(self.next.text) if self.next.kind is TokenKind.SIGN else None
        if op is None:
            raise self.error("a comparison is missing", "Write =, !=, <, <=, >, >=, LIKE or IN.")
        self.skip()
        if op in (Op.IN, Op.NOT_IN):
            return Comparison(left, op, values=self._list(), start=start)
        if op in (Op.LIKE, Op.ILIKE, Op.NOT_LIKE, Op.NOT_ILIKE):
            return Comparison(left, op, self._pattern(), start=start)
        return Comparison(left, op, self._operand(), start=start)

    def _turned(self, left: Literal, start: int) -> Condition:
        """``0.9 < conf`` is ``conf > 0.9``."""
        op = SIGNS.get(self.next.text) if self.next.kind is TokenKind.SIGN else None
        if op is None:
            raise self.error("a comparison is missing", "Write =, !=, <, <=, > or >=.")
        self.skip()
        right = self._operand()
        if not isinstance(right, Name):
            raise self.error("one side must be a column")
        return Comparison(right, _TURNED[op], left, start=start)

    def _list(self) -> tuple[Literal, ...]:
        if not self.take_sign("("):
            raise self.error("a list in brackets should stand here", "Write IN ('a', 'b').")
        values = [self._literal()]
        while self.take_sign(","):
            values.append(self._literal())
        if not self.take_sign(")"):
            raise self.error("the list should go on or end here", "Write IN ('a', 'b').")
        return tuple(values)

    def _pattern(self) -> str:
        self.count_terms(PATTERN_TERMS)
        token = self.next
        value = self._literal()
        if not isinstance(value, str):
            raise QuerySyntaxError(self._text, token.start, "LIKE needs a text in quotes")
        if len(value) > MAX_LIKE_CHARS:
            raise LimitExceededError(
                "The pattern's length", len(value), MAX_LIKE_CHARS, "Write a shorter one."
            )
        return value

    def _operand(self) -> Name | Literal:
        token = self.next
        is_name = token.kind is TokenKind.PATH and self._spelled(token) in self._columns
        if is_name or (token.kind is TokenKind.PATH and token.word not in {*_LITERALS, "NULL"}):
            return self._column()
        return self._literal()

    def _column(self) -> Name:
        token = self.next
        if token.kind is not TokenKind.PATH:
            raise self.error("a column should stand here", "Odd names stand in backticks: `a b`.")
        name = self._spelled(token)
        if name not in self._columns:
            raise QuerySyntaxError(
                self._text, token.start, f"there is no column {name[:80]!r}", self._near(name)
            )
        self.skip()
        return Name(name)

    def _near(self, name: str) -> str:
        near = get_close_matches(name, sorted(self._columns), n=3, cutoff=0.5)
        if near:
            return f"Did you mean {' or '.join(near)}? A text needs quotes: '{name[:80]}'."
        return f"A text needs quotes: '{name[:80]}'."

    @staticmethod
    def _spelled(token: Token) -> str:
        return ".".join(part.text for part in token.parts)

    def _literal(self) -> Literal:
        self.count_terms()
        token = self.next
        if token.kind is TokenKind.TEXT:
            value: Literal = token.text
        elif token.kind is TokenKind.NUMBER:
            value = _number(token.text)
        elif token.word in _LITERALS:
            value = _LITERALS[token.word]
        elif token.word == "NULL":
            raise self.error("nothing equals null", "Write IS NULL or IS NOT NULL.")
        else:
            raise self.error("a value is missing", "Write a number or a text in quotes.")
        self.skip()
        return value

    def _expect_end(self, hint: str) -> None:
        if self.next.kind is not TokenKind.END:
            raise self.error("it should end here", hint)


def _number(written: str) -> int | float:
    try:
        whole = int(written)
    except ValueError:
        return float(written)
    return whole if -_WHOLE <= whole < _WHOLE else float(written)
