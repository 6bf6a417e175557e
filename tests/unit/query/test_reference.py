"""``docs/reference/query.md`` says what is true."""

import re
from pathlib import Path

import pytest

from runlore.entities import limits
from runlore.query.ast import Aspect, Op
from runlore.query.fields import ATTRIBUTES
from runlore.query.parse import parse_query

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "query.md").read_text()
EXAMPLES = re.findall(r"^\| [^|]+ \| `([^`]+)` \|$", PAGE.split("## Examples")[1], re.MULTILINE)


def test_every_field_aspect_and_operator_is_told() -> None:
    told = set(re.findall(r"`\.?([^` ]+)`", PAGE)) | set(re.findall(r"[A-Z]+(?: [A-Z]+)*", PAGE))
    assert set(ATTRIBUTES) <= told
    assert all(f"`.{a.value}`" in PAGE or f".{a.value}`" in PAGE for a in Aspect)
    assert {op.value for op in Op} <= told


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_parses(example: str) -> None:
    where, _ = parse_query(example)
    assert where is not None


def test_the_limits_told_are_those_kept() -> None:
    kept = {
        "its text": f"{limits.MAX_QUERY_BYTES // 1024} kB",
        "comparisons and listed values": str(limits.MAX_QUERY_TERMS),
        "brackets and `NOT`s inside each other": str(limits.MAX_QUERY_DEPTH),
        "a `LIKE` pattern": f"{limits.MAX_LIKE_CHARS} characters",
        "sort keys": str(limits.MAX_ORDER_KEYS),
    }
    for what, limit in kept.items():
        assert f"| {what} | {limit} |" in PAGE
    assert f"first {limits.SEARCHED_TEXT_CHARS} characters" in PAGE
