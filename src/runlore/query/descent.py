"""What the grammars of conditions share: AND, OR, NOT, brackets, and how deep they may go.

::

    or  = and { "OR" and }
    and = not { "AND" not }
    not = "NOT" not | "(" or ")" | comparison

A grammar says what it compares, and what its tree is made of.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_QUERY_DEPTH, MAX_QUERY_TERMS
from runlore.query.ast import Op
from runlore.query.lex import Token, TokenKind, tokens_of

T = TypeVar("T")

SIGNS = {op.value: op for op in (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)}
WORDS = {"LIKE": Op.LIKE, "ILIKE": Op.ILIKE, "IN": Op.IN}
NOT_WORDS = {"LIKE": Op.NOT_LIKE, "ILIKE": Op.NOT_ILIKE, "IN": Op.NOT_IN}


@dataclass(frozen=True, slots=True)
class Nodes(Generic[T]):
    """What a tree is made of.

    Attributes:
        all_of: of at least two parts.
        some_of: of at least two parts.
        opposite: of one.
    """

    all_of: Callable[[tuple[T, ...]], T]
    some_of: Callable[[tuple[T, ...]], T]
    opposite: Callable[[T], T]


class Descent(ABC, Generic[T]):
    """Reads tokens from left to right; each method reads one rule of the grammar."""

    def __init__(self, text: str, nodes: Nodes[T], what: str) -> None:
        """Begin to read.

        Args:
            text: what is read.
            nodes: what its tree is made of.
            what: the text is, for what is said when it is too much: ``query``, ``filter``.

        Raises:
            QuerySyntaxError: a character that begins nothing, or a quote that is not closed.
            LimitExceededError: the text is too long.
        """
        self._text = text
        self._nodes = nodes
        self._what = what
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0
        self._terms = 0

    @abstractmethod
    def comparison(self) -> T:
        """Read what stands between the words: a comparison, which counts its terms."""

    @property
    def next(self) -> Token:
        """The token that is read next."""
        return self._tokens[self._at]

    def either(self) -> T:
        """Read conditions that OR joins, or one."""
        return self._joined("OR", self._both, self._nodes.some_of)

    def _both(self) -> T:
        return self._joined("AND", self._negated, self._nodes.all_of)

    def _joined(self, word: str, part: Callable[[], T], join: Callable[[tuple[T, ...]], T]) -> T:
        parts = [part()]
        while self.take_word(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def _negated(self) -> T:
        if self.take_word("NOT"):
            return self._deeper(lambda: self._nodes.opposite(self._negated()))
        if self.take_sign("("):
            return self._deeper(self._bracketed)
        return self.comparison()

    def _bracketed(self) -> T:
        inside = self.either()
        if not self.take_sign(")"):
            raise self.error("a closing bracket is missing")
        return inside

    def _deeper(self, rule: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > MAX_QUERY_DEPTH:
            raise LimitExceededError(
                f"The {self._what}'s depth of brackets and NOTs",
                self._depth,
                MAX_QUERY_DEPTH,
                "Write it flatter.",
            )
        found = rule()
        self._depth -= 1
        return found

    def null_test(self, test: T) -> T:
        """Read what follows IS; ``test`` is what holds where there is no value."""
        negative = self.take_word("NOT")
        if not self.take_word("NULL"):
            raise self.error("NULL should stand here", "Write IS NULL or IS NOT NULL.")
        return self._nodes.opposite(test) if negative else test

    def count_terms(self, terms: int = 1) -> None:
        """Count what is compared.

        Raises:
            LimitExceededError: it is too much.
        """
        self._terms += terms
        if self._terms > MAX_QUERY_TERMS:
            raise LimitExceededError(
                f"The {self._what}'s number of comparisons and listed values",
                self._terms,
                MAX_QUERY_TERMS,
                f"Ask for less in one {self._what}, or use LIKE.",
            )

    def skip(self) -> None:
        """Go on behind the next token."""
        self._at += 1

    def take_word(self, word: str) -> bool:
        """Go on behind a word of the grammar, if it is next."""
        if self.next.word != word:
            return False
        self._at += 1
        return True

    def take_sign(self, sign: str) -> bool:
        """Go on behind a sign, if it is next."""
        if not self.is_sign(sign):
            return False
        self._at += 1
        return True

    def is_sign(self, sign: str) -> bool:
        """Whether a sign is next."""
        return self.next.kind is TokenKind.SIGN and self.next.text == sign

    def error(self, why: str, hint: str = "") -> QuerySyntaxError:
        """The error of what stands next."""
        return QuerySyntaxError(self._text, self.next.start, why, hint)
