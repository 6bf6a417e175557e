"""What search sees of typed values."""

import math

import pytest
from hypothesis import given

from runlore.entities.limits import MAX_INDEXED_KEYS, MAX_NAME_BYTES
from runlore.query.flatten import flatten_params, index_value, number_of_text, searched_text
from runlore.testing.run_conformance import VALUES


def test_nested_params_are_found_by_dotted_keys() -> None:
    params = {"optim": {"lr": 0.1, "betas": [0.9, 0.999], "extra": {}}, "seed": 7}
    assert flatten_params(params) == {
        "seed": 7,
        "optim.lr": 0.1,
        "optim.betas": [0.9, 0.999],
        "optim.extra": {},
    }


def test_a_key_that_spells_like_a_nested_one_is_the_one_meant() -> None:
    assert flatten_params({"a": {"b": 1}, "a.b": 2}) == {"a.b": 2}


def test_keys_that_no_name_could_have_are_left_out() -> None:
    long = "k" * (MAX_NAME_BYTES - 1)
    assert flatten_params({"a": {long: 1, "é" * (MAX_NAME_BYTES // 2): 2, "b": 3}}) == {"a.b": 3}


def test_a_value_of_countless_keys_is_searched_by_the_first_of_them() -> None:
    nested = {"wide": {str(number): number for number in range(MAX_INDEXED_KEYS + 5)}}
    flat = flatten_params({**nested, "seed": 7})
    assert len(flat) == MAX_INDEXED_KEYS
    assert flat["seed"] == 7


@pytest.mark.parametrize(
    ("value", "number", "text"),
    [
        (16, 16.0, None),
        (-0.0, -0.0, None),
        (10**400, math.inf, None),
        (-(10**400), -math.inf, None),
        (math.inf, math.inf, None),
        (math.nan, None, "NaN"),
        (True, None, "true"),
        (False, None, "false"),
        ("3e-4", 3e-4, "3e-4"),
        ("v3.2", None, "v3.2"),
        ([1, "a"], None, '[1,"a"]'),
        ({}, None, "{}"),
        (None, None, None),
    ],
)
def test_a_value_is_indexed_as_a_number_and_a_text(
    value: object, number: float | None, text: str | None
) -> None:
    assert index_value(value) == (number, text)


@pytest.mark.parametrize(
    "text", ["", " 1", "1_000", "nan", "inf", "1e", ".", "+", "٣", "0x10", "1" * 501]
)
def test_texts_that_look_like_no_number_are_none(text: str) -> None:
    assert number_of_text(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("16", 16), ("+.5", 0.5), ("-3e-4", -3e-4), ("7.", 7), ("1e999", math.inf)]
)
def test_texts_that_look_like_numbers_are_those(text: str, number: float) -> None:
    assert number_of_text(text) == number


def test_search_sees_the_first_500_characters_in_a_form_that_databases_take() -> None:
    assert searched_text("a\0b\ud800c") == "a\ufffdb?c"
    assert searched_text("é" * 600) == "é" * 500


@given(VALUES)
def test_every_value_can_be_indexed(value: object) -> None:
    for leaf in flatten_params({"key": value}).values():
        number, text = index_value(leaf)
        assert number is None or not math.isnan(number)
        assert text is None or text.encode().decode() == text
