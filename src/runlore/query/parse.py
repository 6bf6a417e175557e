"""A search text to its tree, by recursive descent.

::

    query      = [ or ] [ "ORDER" "BY" key { "," key } ]
    or         = and { "OR" and }
    and        = not { "AND" not }
    not        = "NOT" not | "(" or ")" | comparison
    comparison = field sign value
               | field [ "NOT" ] ( "LIKE" | "ILIKE" ) text
               | field [ "NOT" ] "IN" "(" value { "," value } ")"
               | field "IS" [ "NOT" ] "NULL"
    key        = field [ "ASC" | "DESC" ]

``docs/reference/query.md`` says it to users; ``query/text.py`` writes a tree as text again.
"""

from collections.abc import Callable, Sequence

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_ORDER_KEYS, MAX_QUERY_DEPTH, MAX_QUERY_TERMS
from runlore.query.ast import And, Compare, Expr, Field, FieldKind, Not, Op, Or, Order, Scalar
from runlore.query.lex import Token, TokenKind, tokens_of
from runlore.query.names import field_of
from runlore.query.operands import value_of_token
from runlore.query.vocabulary import RUNS, Vocabulary

_SIGNS = {op.value: op for op in (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)}
_WORDS = {"LIKE": Op.LIKE, "ILIKE": Op.ILIKE, "IN": Op.IN}
_NOT_WORDS = {"LIKE": Op.NOT_LIKE, "ILIKE": Op.NOT_ILIKE, "IN": Op.NOT_IN}
_OPERATORS = "Write =, !=, <, <=, >, >=, LIKE, ILIKE, IN, NOT IN or IS NULL."


def parse_query(text: str, words: Vocabulary = RUNS) -> tuple[Expr | None, tuple[Order, ...]]:
    """The filter and the sort keys of a search text; None and () when there are none.

    Args:
        text: as docs/reference/query.md has it.
        words: what it may name.

    Raises:
        QuerySyntaxError: it does not parse; carries the position and a hint.
        LimitExceededError: it is too long, too deep, or compares too much.
    """
    parser = _Parser(text, words)
    where = None if parser.at_end_of_filter() else parser.either()
    order = parser.order_by()
    parser.expect_end()
    return where, order


def parse_order(keys: Sequence[str], words: Vocabulary = RUNS) -> tuple[Order, ...]:
    """The sort keys of texts such as ``metric.loss.min DESC``; see ``parse_query``.

    Raises:
        QuerySyntaxError: one does not parse; its position is in that text.
        LimitExceededError: there are too many.
    """
    order: list[Order] = []
    for text in keys:
        parser = _Parser(text, words)
        order += parser.order_keys()
        parser.expect_end()
    _check_order(len(order))
    return tuple(order)


def parse_field(text: str, words: Vocabulary = RUNS) -> Field:
    """The field of a text such as ``param.lr`` or ``status``.

    Raises:
        QuerySyntaxError: it names none; carries the position and a hint.
    """
    parser = _Parser(text, words)
    field = parser.field()
    parser.expect_end()
    return field


class _Parser:
    """Reads tokens from left to right; each method reads one rule of the grammar."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        self._text = text
        self._words = words
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0
        self._terms = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def at_end_of_filter(self) -> bool:
        return self._next.kind is TokenKind.END or self._starts_order()

    def expect_end(self) -> None:
        token = self._next
        if token.kind is TokenKind.END:
            return
        if self._is_sign(")"):
            raise self._error("this bracket was never opened")
        raise self._error("the query should end here", "Join conditions by AND or OR.")

    def either(self) -> Expr:
        return self._joined("OR", self._both, Or)

    def order_by(self) -> tuple[Order, ...]:
        if not self._starts_order():
            return ()
        self._at += 2
        keys = self.order_keys()
        _check_order(len(keys))
        return keys

    def order_keys(self) -> tuple[Order, ...]:
        keys = [self._order_key()]
        while self._take_sign(","):
            keys.append(self._order_key())
        return tuple(keys)

    def _order_key(self) -> Order:
        token = self._next
        field = self.field()
        if field == Field(FieldKind.ATTRIBUTE, "notes"):
            raise QuerySyntaxError(self._text, token.start, "notes have no order")
        if field.kind is FieldKind.DATASET:
            raise QuerySyntaxError(
                self._text,
                token.start,
                "a run may have many datasets, so they give no order",
                "Sort by a tag or a param.",
            )
        if self._take_word("DESC"):
            return Order(field, descending=True)
        self._take_word("ASC")
        return Order(field)

    def _both(self) -> Expr:
        return self._joined("AND", self._negated, And)

    def _joined(
        self,
        word: str,
        part: Callable[[], Expr],
        join: Callable[[tuple[Expr, ...]], Expr],
    ) -> Expr:
        parts = [part()]
        while self._take_word(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def _negated(self) -> Expr:
        if self._take_word("NOT"):
            return self._deeper(lambda: Not(self._negated()))
        if self._take_sign("("):
            return self._deeper(self._bracketed)
        return self._comparison()

    def _bracketed(self) -> Expr:
        inside = self.either()
        if not self._take_sign(")"):
            raise self._error("a closing bracket is missing")
        return inside

    def _deeper(self, rule: Callable[[], Expr]) -> Expr:
        self._depth += 1
        if self._depth > MAX_QUERY_DEPTH:
            raise LimitExceededError(
                "The query's depth of brackets and NOTs",
                self._depth,
                MAX_QUERY_DEPTH,
                "Write it flatter.",
            )
        expr = rule()
        self._depth -= 1
        return expr

    def _comparison(self) -> Expr:
        field = self.field()
        if self._take_word("IS"):
            return self._null_test(field)
        op = self._operator()
        if op in (Op.IN, Op.NOT_IN):
            return Compare(field, op, values=self._values(field, op))
        return Compare(field, op, self._value(field, op))

    def _null_test(self, field: Field) -> Expr:
        self._count_term()
        negative = self._take_word("NOT")
        if not self._take_word("NULL"):
            raise self._error("NULL should stand here", "Write IS NULL or IS NOT NULL.")
        test = Compare(field, Op.IS_NULL)
        return Not(test) if negative else test

    def _operator(self) -> Op:
        negative = self._take_word("NOT")
        token = self._next
        words = _NOT_WORDS if negative else _WORDS
        op = words.get(token.word)
        if op is None and not negative and token.kind is TokenKind.SIGN:
            op = _SIGNS.get(token.text)
        if op is None:
            why = "LIKE, ILIKE or IN should follow NOT" if negative else "a comparison is missing"
            raise self._error(why, _OPERATORS)
        self._at += 1
        return op

    def _values(self, field: Field, op: Op) -> tuple[Scalar, ...]:
        if not self._take_sign("("):
            raise self._error("a list in brackets should stand here", "Write IN ('a', 'b').")
        if self._is_sign(")"):
            raise self._error("the list is empty", "Write IN ('a', 'b').")
        values = [self._value(field, op)]
        while self._take_sign(","):
            values.append(self._value(field, op))
        if not self._take_sign(")"):
            raise self._error("the list should go on or end here", "Write IN ('a', 'b').")
        return tuple(values)

    def _value(self, field: Field, op: Op) -> Scalar:
        self._count_term()
        value = value_of_token(self._next, field, op, self._text, self._words)
        self._at += 1
        return value

    def field(self) -> Field:
        token = self._next
        if token.kind is not TokenKind.PATH:
            raise self._error(
                "a field should stand here",
                "Write metric.KEY, param.KEY, tag.KEY or an attribute such as status.",
            )
        self._at += 1
        return field_of(token, self._text, self._words)

    def _count_term(self) -> None:
        self._terms += 1
        if self._terms > MAX_QUERY_TERMS:
            raise LimitExceededError(
                "The query's number of comparisons and listed values",
                self._terms,
                MAX_QUERY_TERMS,
                "Ask for less in one search, or use LIKE.",
            )

    def _starts_order(self) -> bool:
        return self._next.word == "ORDER" and self._tokens[self._at + 1].word == "BY"

    def _take_word(self, word: str) -> bool:
        if self._next.word != word:
            return False
        self._at += 1
        return True

    def _take_sign(self, sign: str) -> bool:
        if not self._is_sign(sign):
            return False
        self._at += 1
        return True

    def _is_sign(self, sign: str) -> bool:
        return self._next.kind is TokenKind.SIGN and self._next.text == sign

    def _error(self, why: str, hint: str = "") -> QuerySyntaxError:
        return QuerySyntaxError(self._text, self._next.start, why, hint)


def _check_order(size: int) -> None:
    if size > MAX_ORDER_KEYS:
        raise LimitExceededError(
            "The number of sort keys", size, MAX_ORDER_KEYS, "Later keys hardly ever matter."
        )
