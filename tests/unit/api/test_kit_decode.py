"""Bodies and query strings are read strictly, and what does not fit is told so that it helps."""

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.api.kit.decode import check_depth, decode_json, decode_query
from runlore.entities.errors import InvalidInputError, LimitExceededError, RunloreError
from runlore.services.metrics import TileRequest
from runlore.services.runs import RunSearch


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    first: int = 0
    deep: bool = False
    keys: list[str] | None = None
    names: list[str] = []


def test_an_unknown_field_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InvalidInputError, match=r"'limt'.*Did you mean 'limit'"):
        decode_json(b'{"limt": 3}', RunSearch)


def test_an_unknown_field_of_an_inner_struct_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InvalidInputError, match=r"'kei'.*Did you mean 'key'"):
        decode_json(b'{"series": [{"run": "a", "kei": "b"}], "level": 0, "tiles": []}', TileRequest)


def test_a_wrong_type_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidInputError, match=r"Expected `int`, got `str` - at `\$.limit`"):
        decode_json(b'{"limit": "3"}', RunSearch)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":NaN}', b'"\\ud800"'])
def test_what_is_not_the_json_asked_for_is_the_callers_mistake(text: bytes) -> None:
    with pytest.raises(InvalidInputError):
        decode_json(text, RunSearch)


@pytest.mark.parametrize("text", [b"[" * 65 + b"]" * 65, b'{"a":' * 65 + b"1" + b"}" * 65])
def test_json_of_65_levels_is_too_deep(text: bytes) -> None:
    with pytest.raises(LimitExceededError):
        check_depth(text)


def test_json_of_64_levels_is_not_too_deep() -> None:
    check_depth(b"[" * 64 + b"]" * 64)


def test_brackets_in_text_are_no_levels() -> None:
    check_depth(json.dumps(["[" * 1000, '\\"{' * 1000, {"]": "}"}]).encode())


def test_text_that_never_ends_is_read_in_linear_time() -> None:
    check_depth(b'"' + b'\\"' * 4_000_000 + b"[" * 100)


@given(st.recursive(st.none() | st.text('[]{}\\"'), st.lists, max_leaves=20))
def test_the_depth_of_any_shallow_json_is_accepted(value: object) -> None:
    check_depth(json.dumps(value).encode())


@given(st.integers(0, 200), st.text('[]{}"\\ '))
def test_depth_is_what_the_brackets_outside_of_text_say(depth: int, text: str) -> None:
    body = b"[" * depth + json.dumps(text).encode() + b"]" * depth
    if depth <= 64:
        check_depth(body)
    else:
        with pytest.raises(LimitExceededError):
            check_depth(body)


def test_a_query_string_is_read_by_type() -> None:
    raw = b"first=12&deep=1&names=a%20b&names=c%26&keys=x"
    assert decode_query(raw, Query) == Query(12, True, ["x"], ["a b", "c&"])


def test_an_empty_query_string_gives_the_defaults() -> None:
    assert decode_query(b"", Query) == Query()


@pytest.mark.parametrize(
    "raw",
    [
        b"first=x",
        b"first=1&first=2",
        b"frist=1",
        b"first=",
        b"deep=maybe",
        b"first=%ff",
        b"a=%zz\xff",
    ],
)
def test_a_query_string_that_does_not_fit_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInputError):
        decode_query(raw, Query)


def test_a_query_string_over_64_kib_is_refused() -> None:
    with pytest.raises(LimitExceededError):
        decode_query(b"names=" + b"a" * 65_536, Query)


@given(st.binary(max_size=200))
def test_no_query_string_breaks_the_reader(raw: bytes) -> None:
    with suppress(RunloreError):
        decode_query(raw, Query)


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reader(raw: bytes) -> None:
    with suppress(RunloreError):
        decode_json(raw, RunSearch)
