"""A tree as text."""

import msgspec
from hypothesis import example, given

from runlore.query.ast import Compare, Expr, Field, FieldKind, Not, Op, Order
from runlore.query.parse import parse_query
from runlore.query.text import text_of, text_of_field
from runlore.testing.query_samples import orders, trees


@given(trees(), orders())
@example(Not(Not(Compare(Field(FieldKind.TAG, "a.b"), Op.NOT_IN, values=("it's",)))), ())
@example(Compare(Field(FieldKind.METRIC, "loss.min"), Op.EQ, 1), ())
@example(Compare(Field(FieldKind.PARAM, ""), Op.NE, 1), ())
@example(Compare(Field(FieldKind.PARAM, ".`."), Op.NE, True), ())
def test_a_tree_comes_back_from_its_text(where: Expr, order: tuple[Order, ...]) -> None:
    # As bytes, since NaN equals nothing. NUL, which no search text may hold, is left out.
    tree = msgspec.msgpack.encode((where, order))
    if b"\0" not in text_of(where, order).encode():
        assert msgspec.msgpack.encode(parse_query(text_of(where, order))) == tree


def test_keys_stand_bare_where_every_reader_of_the_grammar_agrees() -> None:
    assert text_of_field(Field(FieldKind.METRIC, "val/loss-2.a")) == "metric.val/loss-2.a"
    assert text_of_field(Field(FieldKind.PARAM, "optim.min")) == "param.optim.min"
    assert text_of_field(Field(FieldKind.METRIC, "optim.min")) == "metric.`optim.min`"
    assert text_of_field(Field(FieldKind.TAG, "é")) == "tag.`é`"
    assert text_of_field(Field(FieldKind.TAG, "a b")) == "tag.`a b`"


def test_an_empty_search_is_an_empty_text() -> None:
    assert text_of(None) == ""
