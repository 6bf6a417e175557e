"""Search texts: what they mean, and how they fail. The many plain cases are golden vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import (
    MAX_LIKE_CHARS,
    MAX_ORDER_KEYS,
    MAX_QUERY_BYTES,
    MAX_QUERY_DEPTH,
    MAX_QUERY_TERMS,
)
from runlore.query.ast import And, Aspect, Compare, Field, FieldKind, Not, Op, Or, Order
from runlore.query.parse import parse_order, parse_query
from runlore.query.text import text_of

LOSS = Field(FieldKind.METRIC, "loss")
LR = Field(FieldKind.PARAM, "lr")
STATUS = Field(FieldKind.ATTRIBUTE, "status")


def test_and_binds_closer_than_or_and_not_closer_than_both() -> None:
    a, b, c = (Compare(LOSS, Op.LT, number) for number in (1, 2, 3))
    where, _ = parse_query("metric.loss < 1 or not metric.loss < 2 and metric.loss < 3")
    assert where == Or((a, And((Not(b), c))))
    where, _ = parse_query("(metric.loss < 1 or metric.loss < 2) and metric.loss < 3")
    assert where == And((Or((a, b)), c))


def test_a_text_may_hold_a_filter_an_order_both_or_neither() -> None:
    where = Compare(LOSS, Op.LT, 0.5)
    order = (Order(Field(FieldKind.METRIC, "f1"), descending=True), Order(LR))
    assert parse_query("") == (None, ())
    assert parse_query(" \n") == (None, ())
    assert parse_query("metric.loss < 0.5") == (where, ())
    assert parse_query("order by metric.f1 desc, param.lr asc") == (None, order)
    assert parse_query("metric.loss < 0.5 ORDER BY metric.f1 DESC, param.lr") == (where, order)


def test_sort_keys_come_alone_or_several_in_one_text() -> None:
    order = parse_order(["metrics.loss.min ASC", "started DESC, param.lr"])
    assert order == (
        Order(Field(FieldKind.METRIC, "loss", Aspect.MIN)),
        Order(Field(FieldKind.ATTRIBUTE, "started"), descending=True),
        Order(LR),
    )


@pytest.mark.parametrize(
    "text",
    [
        "metrics.loss < 0.5",
        "METRIC.loss<0.5",
        "metric.`loss` < .5",
        'metrics."loss" < 5e-1',
        "metrics.loss.last < '0.5'",
        "((metric.loss < 0.5))",
    ],
)
def test_one_comparison_has_many_spellings(text: str) -> None:
    assert parse_query(text)[0] == Compare(LOSS, Op.LT, 0.5)


@pytest.mark.parametrize(
    ("text", "key", "aspect"),
    [
        ("metric.val/loss.min", "val/loss", Aspect.MIN),
        ("metric.min", "min", Aspect.LAST),
        ("metric.`loss.min`", "loss.min", Aspect.LAST),
        ("metric.loss.`min`", "loss.min", Aspect.LAST),
        ("metric.`loss.min`.max", "loss.min", Aspect.MAX),
        ("metric.a.b.best", "a.b", Aspect.BEST),
        ("metric.system/gpu.0.power", "system/gpu.0.power", Aspect.LAST),
        ("metric.`a``b`", "a`b", Aspect.LAST),
        ("metric.précision", "précision", Aspect.LAST),
    ],
)
def test_an_aspect_is_the_last_bare_part_behind_a_key(text: str, key: str, aspect: Aspect) -> None:
    assert parse_query(f"{text} > 1")[0] == Compare(Field(FieldKind.METRIC, key, aspect), Op.GT, 1)


@pytest.mark.parametrize("text", ["dataset.context", "datasets.Context", "dataset.`context`"])
def test_a_field_of_datasets_is_one_of_a_few_words(text: str) -> None:
    where, _ = parse_query(f"{text} = 'train'")
    assert where == Compare(Field(FieldKind.DATASET, "context"), Op.EQ, "train")
    assert text_of(where) == "dataset.context = 'train'"


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("loss < 3", 0, "A metric is metric.loss, a param param.loss"),
        ("run_nam = 'x'", 0, "Did you mean run_name"),
        ("metrik.loss < 3", 0, "Did you mean metric.?"),
        ("metric < 3", 0, "Write metric.KEY"),
        ("dataset = 'x'", 0, "Write dataset.KEY, such as dataset.name"),
        ("dataset.source = 'x'", 0, "datasets have no 'source'. Write dataset.name"),
        ("dataset.name > 'x'", 15, "datasets have no order. Write ="),
        ("dataset.digest = 5", 17, "a text needs quotes. Write '5'"),
        ("order by datasets.name", 9, "many datasets, so they give no order"),
        ("param.opt = adam", 12, "a text needs quotes. Write 'adam'"),
        ("name = 5", 7, "a text needs quotes. Write '5'"),
        ("started > 2025-06-03", 10, "'2025-06-03' is no number"),
        ("started > 'yesterday'", 10, "started is a time"),
        ("status = 'done'", 9, "There are scheduled, running, finished"),
        ("metric.loss < 'low'", 14, "loss is a number"),
        ("metric.loss < true", 14, "booleans have no order"),
        ("metric.loss = true", 14, "loss is a number"),
        ("metric.loss < nan", 14, "nothing is smaller"),
        ("metric.loss LIKE '1%'", 17, "LIKE is for texts"),
        ("param.lr LIKE 1", 14, "LIKE needs a text"),
        ("param.lr = null", 11, "Write IS NULL"),
        ("param.lr IS 3", 12, "NULL should stand here"),
        ("param.lr IN 3", 12, "a list in brackets"),
        ("param.lr IN ()", 13, "the list is empty"),
        ("param.lr IN (1 2)", 15, "go on or end"),
        ("param.lr NOT = 3", 13, "should follow NOT"),
        ("param.lr", 8, "a comparison is missing"),
        ("param.lr =", 10, "a value is missing"),
        ("param.lr = 1 param.lr = 2", 13, "Join conditions by AND or OR"),
        ("param.lr = 1 and", 16, "a field should stand here"),
        ("(param.lr = 1", 13, "a closing bracket is missing"),
        ("param.lr = 1)", 12, "never opened"),
        ("param.lr = 'x", 11, "the quote ' is not closed"),
        ("param.", 6, "a name is missing"),
        ("param.lr = 1 && name = 'x'", 13, "Write AND"),
        ("param.lr = 1; DROP TABLE runs", 12, "One search is one condition"),
        ("order by notes", 9, "notes have no order"),
        ("order metric.loss", 0, "no attribute is called 'order'"),
        ("param.lr = '\ud800'", 12, "not valid Unicode"),
        ("param.lr = '\0'", 12, "NUL"),
        ("attribute.a.b = 'x'", 0, "no attribute is called 'attribute.a.b'"),
    ],
)
def test_an_error_says_where_and_what_to_write(text: str, position: int, said: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert said in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "tag.a = '" + "x" * MAX_QUERY_BYTES + "'",
        "(" * (MAX_QUERY_DEPTH + 1) + "tag.a = 'x'" + ")" * (MAX_QUERY_DEPTH + 1),
        "not " * 3_000 + "tag.a = 'x'",
        " and ".join(["tag.a = 'x'"] * (MAX_QUERY_TERMS + 1)),
        f"tag.a in ({', '.join(['1'] * (MAX_QUERY_TERMS + 1))})",
        f"tag.a like '{'%' * (MAX_LIKE_CHARS + 1)}'",
        "order by " + ", ".join(["tag.a"] * (MAX_ORDER_KEYS + 1)),
    ],
)
def test_a_search_beyond_the_limits_is_refused(text: str) -> None:
    with pytest.raises(LimitExceededError):
        parse_query(text)


def test_brackets_side_by_side_are_not_deep() -> None:
    many = " or ".join(["((tag.a = 'x'))"] * (MAX_QUERY_TERMS // 2))
    assert isinstance(parse_query(many)[0], Or)


_PIECES = st.sampled_from(
    ["metric.loss", "params.", "tag.`a b`", "status", "started", ".", "=", "<", "<>", "(", ")", ",",
     "and", "OR", "not", "in", "like", "is", "null", "order", "by", "desc", "1", "-1e9", "nan",
     "'x'", '"y"', "'", "`", "--", ";", "\0", "\ud800", "é", "1e999999", "9" * 400]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_parses_or_fails_as_a_query(text: str) -> None:
    assert 0 <= _where_it_fails(text) <= len(text)


def _where_it_fails(text: str) -> int:
    """The position of the error, 0 without one; an error of another kind goes through."""
    try:
        parse_query(text)
    except QuerySyntaxError as error:
        return error.position
    except LimitExceededError:
        return 0
    return 0
