"""The filter of a table: a text such as ``label != pred AND conf > .9`` as a tree.

The words, signs and quotes are those of run search (``query/lex.py``); what stands on either side
of a comparison is a column or a literal, so that columns are compared with columns. A name with odd
characters stands in backticks. A comparison with an empty cell is false, negative ones included;
``NOT (x)`` is the plain opposite of x.
"""

import math
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TypeAlias

import msgspec

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_LIKE_CHARS, MAX_QUERY_DEPTH, MAX_QUERY_TERMS
from runlore.query.ast import Op
from runlore.query.lex import Token, TokenKind, tokens_of

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

_SIGNS = {op.value: op for op in (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)}
_WORDS = {"LIKE": Op.LIKE, "ILIKE": Op.ILIKE, "IN": Op.IN}
_NOT_WORDS = {"LIKE": Op.NOT_LIKE, "ILIKE": Op.NOT_ILIKE, "IN": Op.NOT_IN}
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


class _Parser:
    """Reads tokens from left to right; each method reads one rule of the grammar."""

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        self._text = text
        self._columns = frozenset(columns)
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0
        self._terms = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def whole(self) -> Condition | None:
        if self._next.kind is TokenKind.END:
            return None
        found = self._either()
        self._expect_end("Join conditions by AND or OR.")
        return found

    def sort_key(self) -> tuple[str, bool]:
        column = self._column()
        descending = self._take("DESC")
        if not descending:
            self._take("ASC")
        self._expect_end("Write a column, and DESC for the largest first.")
        return column.column, descending

    def _either(self) -> Condition:
        return self._joined("OR", self._both, Some)

    def _both(self) -> Condition:
        return self._joined("AND", self._negated, All)

    def _joined(
        self,
        word: str,
        part: Callable[[], Condition],
        join: Callable[[tuple[Condition, ...]], Condition],
    ) -> Condition:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def _negated(self) -> Condition:
        if self._take("NOT"):
            return self._deeper(lambda: Opposite(self._negated()))
        if self._take_sign("("):
            return self._deeper(self._bracketed)
        return self._test()

    def _bracketed(self) -> Condition:
        inside = self._either()
        if not self._take_sign(")"):
            raise self._error("a closing bracket is missing")
        return inside

    def _deeper(self, rule: Callable[[], Condition]) -> Condition:
        self._depth += 1
        if self._depth > MAX_QUERY_DEPTH:
            raise LimitExceededError(
                "The filter's depth of brackets and NOTs",
                self._depth,
                MAX_QUERY_DEPTH,
                "Write it flatter.",
            )
        found = rule()
        self._depth -= 1
        return found

    def _test(self) -> Condition:
        start = self._next.start
        self._count()
        left = self._operand()
        if not isinstance(left, Name):
            return self._turned(left, start)
        if self._take("IS"):
            return self._null_test(left, start)
        negative = self._take("NOT")
        op = (_NOT_WORDS if negative else _WORDS).get(self._next.word)
        if op is None and not negative:
            op = _SIGNS.get(self._next.text) if self._next.kind is TokenKind.SIGN else None
        if op is None:
            raise self._error("a comparison is missing", "Write =, !=, <, <=, >, >=, LIKE or IN.")
        self._at += 1
        if op in (Op.IN, Op.NOT_IN):
            return Comparison(left, op, values=self._list(), start=start)
        if op in (Op.LIKE, Op.ILIKE, Op.NOT_LIKE, Op.NOT_ILIKE):
            return Comparison(left, op, self._pattern(), start=start)
        return Comparison(left, op, self._operand(), start=start)

    def _turned(self, left: Literal, start: int) -> Condition:
        """``0.9 < conf`` is ``conf > 0.9``."""
        op = _SIGNS.get(self._next.text) if self._next.kind is TokenKind.SIGN else None
        if op is None:
            raise self._error("a comparison is missing", "Write =, !=, <, <=, > or >=.")
        self._at += 1
        right = self._operand()
        if not isinstance(right, Name):
            raise self._error("one side must be a column")
        return Comparison(right, _TURNED[op], left, start=start)

    def _null_test(self, left: Name, start: int) -> Condition:
        negative = self._take("NOT")
        if not self._take("NULL"):
            raise self._error("NULL should stand here", "Write IS NULL or IS NOT NULL.")
        test = Comparison(left, Op.IS_NULL, start=start)
        return Opposite(test) if negative else test

    def _list(self) -> tuple[Literal, ...]:
        if not self._take_sign("("):
            raise self._error("a list in brackets should stand here", "Write IN ('a', 'b').")
        values = [self._literal()]
        while self._take_sign(","):
            values.append(self._literal())
        if not self._take_sign(")"):
            raise self._error("the list should go on or end here", "Write IN ('a', 'b').")
        return tuple(values)

    def _pattern(self) -> str:
        self._count(PATTERN_TERMS)
        token = self._next
        value = self._literal()
        if not isinstance(value, str):
            raise QuerySyntaxError(self._text, token.start, "LIKE needs a text in quotes")
        if len(value) > MAX_LIKE_CHARS:
            raise LimitExceededError(
                "The pattern's length", len(value), MAX_LIKE_CHARS, "Write a shorter one."
            )
        return value

    def _operand(self) -> Name | Literal:
        token = self._next
        is_name = token.kind is TokenKind.PATH and self._spelled(token) in self._columns
        if is_name or (token.kind is TokenKind.PATH and token.word not in {*_LITERALS, "NULL"}):
            return self._column()
        return self._literal()

    def _column(self) -> Name:
        token = self._next
        if token.kind is not TokenKind.PATH:
            raise self._error("a column should stand here", "Odd names stand in backticks: `a b`.")
        name = self._spelled(token)
        if name not in self._columns:
            raise QuerySyntaxError(
                self._text, token.start, f"there is no column {name[:80]!r}", self._near(name)
            )
        self._at += 1
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
        self._count()
        token = self._next
        if token.kind is TokenKind.TEXT:
            value: Literal = token.text
        elif token.kind is TokenKind.NUMBER:
            value = _number(token.text)
        elif token.word in _LITERALS:
            value = _LITERALS[token.word]
        elif token.word == "NULL":
            raise self._error("nothing equals null", "Write IS NULL or IS NOT NULL.")
        else:
            raise self._error("a value is missing", "Write a number or a text in quotes.")
        self._at += 1
        return value

    def _count(self, terms: int = 1) -> None:
        self._terms += terms
        if self._terms > MAX_QUERY_TERMS:
            raise LimitExceededError(
                "The filter's number of comparisons and listed values",
                self._terms,
                MAX_QUERY_TERMS,
                "Ask for less in one filter, or use LIKE.",
            )

    def _expect_end(self, hint: str) -> None:
        if self._next.kind is not TokenKind.END:
            raise self._error("it should end here", hint)

    def _take(self, word: str) -> bool:
        if self._next.word != word:
            return False
        self._at += 1
        return True

    def _take_sign(self, sign: str) -> bool:
        if self._next.kind is not TokenKind.SIGN or self._next.text != sign:
            return False
        self._at += 1
        return True

    def _error(self, why: str, hint: str = "") -> QuerySyntaxError:
        return QuerySyntaxError(self._text, self._next.start, why, hint)


def _number(written: str) -> int | float:
    try:
        whole = int(written)
    except ValueError:
        return float(written)
    return whole if -_WHOLE <= whole < _WHOLE else float(written)
