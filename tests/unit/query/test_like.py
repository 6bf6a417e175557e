"""LIKE without a regular expression."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.query.like import ascii_lower, is_like


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("A100-80", "A100%", True),
        ("a100-80", "A100%", False),
        ("", "", True),
        ("", "%", True),
        ("", "_", False),
        ("abc", "a_c", True),
        ("abc", "a_", False),
        ("50%", "50%", True),
        ("a.c", "abc", False),
        ("[a]", "[a]", True),
        ("日本", "__", True),
        ("line\nbreak", "%break", True),
        ("abab", "%ab", True),
        ("abcab", "%abc", False),
    ],
)
def test_percent_is_any_text_and_underscore_any_character(
    text: str, pattern: str, fits: bool
) -> None:
    assert is_like(text, pattern) is fits


@given(st.text("ab%_\n", max_size=8), st.text("ab%_", max_size=8))
def test_it_agrees_with_the_same_pattern_as_a_regular_expression(text: str, pattern: str) -> None:
    signs = {"%": ".*", "_": "."}
    expression = "".join(signs.get(letter) or re.escape(letter) for letter in pattern)
    assert is_like(text, pattern) is bool(re.fullmatch(expression, text, re.DOTALL))


def test_a_hostile_pattern_costs_no_more_than_text_times_pattern() -> None:
    begin = time.perf_counter()
    assert not is_like("a" * 20_000, "%a" * 99 + "b")
    # A matcher that tries every place for every % would need longer than the sun lasts.
    assert time.perf_counter() - begin < 5


def test_only_ascii_letters_have_a_case() -> None:
    assert ascii_lower("ZÜrich É") == "zÜrich É"
