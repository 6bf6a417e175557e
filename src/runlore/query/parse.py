"""A search text to its tree, by recursive descent.

::

    query      = [ or ] [ "ORDER" "BY" key { "," key } ]
    comparison = field sign value
               | field [ "NOT" ] ( "LIKE" | "ILIKE" ) text
               | field [ "NOT" ] "IN" "(" value { "," value } ")"
               | field "IS" [ "NOT" ] "NULL"
    key        = field [ "ASC" | "DESC" ]

What ``or`` is says ``query/descent.py``, which other grammars share. ``docs/reference/query.md``
says it to users; ``query/text.py`` writes a tree as text again.
"""

from collections.abc import Sequence

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_ORDER_KEYS
from runlore.query.ast import And, Compare, Expr, Field, FieldKind, Not, Op, Or, Order, Scalar
from runlore.query.descent import NOT_WORDS, SIGNS, WORDS, Descent, Nodes
from runlore.query.lex import TokenKind
from runlore.query.names import field_of
from runlore.query.operands import value_of_token
from runlore.query.vocabulary import RUNS, Vocabulary

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


class _Parser(Descent[Expr]):
    """The grammar of run search."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        super().__init__(text, Nodes(And, Or, Not), "query")
        self._words = words

    def at_end_of_filter(self) -> bool:
        return self.next.kind is TokenKind.END or self._starts_order()

    def expect_end(self) -> None:
        token = self.next
        if token.kind is TokenKind.END:
            return
        if self.is_sign(")"):
            raise self.error("this bracket was never opened")
        raise self.error("the query should end here", "Join conditions by AND or OR.")

    def order_by(self) -> tuple[Order, ...]:
        if not self._starts_order():
            return ()
        self.skip()
        self.skip()
        keys = self.order_keys()
        _check_order(len(keys))
        return keys

    def order_keys(self) -> tuple[Order, ...]:
        keys = [self._order_key()]
        while self.take_sign(","):
            keys.append(self._order_key())
        return tuple(keys)

    def _order_key(self) -> Order:
        token = self.next
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
        if self.take_word("DESC"):
            return Order(field, descending=True)
        self.take_word("ASC")
        return Order(field)

    def comparison(self) -> Expr:
        field = self.field()
        if self.take_word("IS"):
            self.count_terms()
            return self.null_test(Compare(field, Op.IS_NULL))
        op = self._operator()
        if op in (Op.IN, Op.NOT_IN):
            return Compare(field, op, values=self._values(field, op))
        return Compare(field, op, self._value(field, op))

    def _operator(self) -> Op:
        negative = self.take_word("NOT")
        token = self.next
        words = NOT_WORDS if negative else WORDS
        op = words.get(token.word)
        if op is None and not negative and token.kind is TokenKind.SIGN:
            op = SIGNS.get(token.text)
        if op is None:
            why = "LIKE, ILIKE or IN should follow NOT" if negative else "a comparison is missing"
            raise self.error(why, _OPERATORS)
        self.skip()
        return op

    def _values(self, field: Field, op: Op) -> tuple[Scalar, ...]:
        if not self.take_sign("("):
            raise self.error("a list in brackets should stand here", "Write IN ('a', 'b').")
        if self.is_sign(")"):
            raise self.error("the list is empty", "Write IN ('a', 'b').")
        values = [self._value(field, op)]
        while self.take_sign(","):
            values.append(self._value(field, op))
        if not self.take_sign(")"):
            raise self.error("the list should go on or end here", "Write IN ('a', 'b').")
        return tuple(values)

    def _value(self, field: Field, op: Op) -> Scalar:
        self.count_terms()
        value = value_of_token(self.next, field, op, self._text, self._words)
        self.skip()
        return value

    def field(self) -> Field:
        token = self.next
        if token.kind is not TokenKind.PATH:
            raise self.error(
                "a field should stand here",
                "Write metric.KEY, param.KEY, tag.KEY or an attribute such as status.",
            )
        self.skip()
        return field_of(token, self._text, self._words)

    def _starts_order(self) -> bool:
        return self.next.word == "ORDER" and self._tokens[self._at + 1].word == "BY"


def _check_order(size: int) -> None:
    if size > MAX_ORDER_KEYS:
        raise LimitExceededError(
            "The number of sort keys", size, MAX_ORDER_KEYS, "Later keys hardly ever matter."
        )
