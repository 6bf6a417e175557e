"""Things other than runs: their own words, the same meaning."""

import pytest

from runlore.entities.errors import InvalidInputError, QuerySyntaxError
from runlore.query.ast import Field, FieldKind
from runlore.query.flatten import IndexValue, index_value
from runlore.query.listing import select_things
from runlore.query.page import PageSigner
from runlore.query.parse import parse_order, parse_query
from runlore.query.vocabulary import Vocabulary

WORDS = Vocabulary(
    attributes=("name", "version", "status"),
    aliases={"version_number": "version"},
    kinds=frozenset({FieldKind.TAG, FieldKind.METRIC, FieldKind.ATTRIBUTE}),
    aspects=False,
)
THINGS: list[dict[str, object]] = [
    {"name": "a", "version": 2, "status": "READY", "team": "nlp", "loss.min": 0.5},
    {"name": "b", "version": 10, "status": "pending"},
    {"name": "c", "version": 1, "status": "READY", "team": "vision", "loss.min": 0.1},
]


def read(thing: dict[str, object], field: Field) -> IndexValue | None:
    value = thing.get(field.key)
    return None if value is None else index_value(value)


def names(where: str, *order: str) -> str:
    expr, _ = parse_query(where, WORDS)
    found = select_things(THINGS, read, expr, parse_order(order, WORDS))
    return "".join(str(one["name"]) for one in found)


@pytest.mark.parametrize(
    ("where", "order", "found"),
    [
        ("", (), "abc"),
        ("", ("version_number DESC",), "bac"),
        ("", ("metrics.loss.min",), "cab"),
        ("version > 1 AND NOT tag.team = 'nlp'", (), "b"),
        ("status = 'READY'", ("name DESC",), "ca"),
        ("metric.loss.min < 0.2", (), "c"),
        ("tag.team IS NULL", (), "b"),
    ],
)
def test_things_are_filtered_and_sorted_by_their_own_fields(
    where: str, order: tuple[str, ...], found: str
) -> None:
    assert names(where, *order) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("param.lr = 1", "A field begins with metric., tag. or attribute."),
        ("qqq = 1", "There are name, version, status."),
        ("nam = 'a'", "Did you mean name?"),
    ],
)
def test_a_field_that_the_thing_has_not_is_refused_with_those_it_has(text: str, told: str) -> None:
    with pytest.raises(QuerySyntaxError, match=told.replace(".", r"\.").replace("?", r"\?")):
        parse_query(text, WORDS)


def test_an_offset_token_is_good_for_its_own_search_only() -> None:
    signer = PageSigner(bytes(16))
    token = signer.seal_offset(200, ("versions", "name = 'a'"))
    assert signer.open_offset(token, ("versions", "name = 'a'")) == 200
    with pytest.raises(InvalidInputError, match="another search"):
        signer.open_offset(token, ("versions", "name = 'b'"))
    with pytest.raises(InvalidInputError, match="not made by this server"):
        PageSigner(bytes(range(16))).open_offset(token, ("versions", "name = 'a'"))
