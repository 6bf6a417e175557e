"""The text of a filter: columns and literals on either side, and errors that help."""

import pytest
from tests.unit.tables.cells import CELLS

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.query.ast import Op
from runlore.tables.columns import DataTable
from runlore.tables.condition import All, Comparison, Name, parse_condition, parse_sort
from runlore.tables.evaluate import rows_where
from runlore.tables.read import read_table

COLUMNS = ["label", "pred", "conf", "a b", "other.pred", "and", "flag", "n"]


def table() -> DataTable:
    return read_table(CELLS, "t")


def rows_of(text: str) -> list[int]:
    found = table()
    return rows_where(found, parse_condition(text, found.names), text).nonzero()[0].tolist()


def test_columns_are_compared_with_columns_and_literals() -> None:
    found = parse_condition("label != pred and conf > .9", COLUMNS)
    assert found == All(
        (
            Comparison(Name("label"), Op.NE, Name("pred"), start=0),
            Comparison(Name("conf"), Op.GT, 0.9, start=18),
        )
    )
    assert parse_condition("", COLUMNS) is None
    assert parse_condition("0.9 < conf", COLUMNS) == parse_condition("conf > 0.9", COLUMNS)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("label != pred AND conf > .9", [1]),
        ("label = 'cat' OR NOT (conf >= 0.5)", [0, 1, 2, 3]),
        ("`a b` IN (1, 3)", [0, 2]),
        ("flag = true", [0, 2]),
        ("label LIKE '%o%'", [2]),
        ("label ILIKE 'CA_'", [0, 1]),
        ("pred IS NULL", [3]),
        ("pred != 'dog'", [0, 2]),
        ("NOT pred = 'dog'", [0, 2, 3]),
        ("label > 'cat'", [2]),
        ("conf = nan", [3]),
    ],
)
def test_a_filter_finds_its_rows(text: str, rows: list[int]) -> None:
    assert rows_of(text) == rows


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("lable = 'cat'", "Did you mean label", 0),
        ("label = cat", "needs quotes: 'cat'", 8),
        ("label = ", "a value is missing", 8),
        ("conf > 'high'", "holds numbers", 0),
        ("conf LIKE 'a%'", "holds numbers", 0),
        ("label = conf", "Only columns of one kind", 0),
        ("flag > 1", "holds no numbers", 0),
        ("(conf > 1", "closing bracket", 9),
        ("conf > 1 label", "should end here", 9),
        ("1 < 2", "one side must be a column", 5),
        ("conf = NULL", "IS NULL", 7),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, says: str, at: int) -> None:
    with pytest.raises(QuerySyntaxError, match=says) as caught:
        rows_of(text)
    assert caught.value.position == at


def test_sort_keys_name_a_column_and_a_direction() -> None:
    assert parse_sort("conf DESC", COLUMNS) == ("conf", True)
    assert parse_sort("`a b`", COLUMNS) == ("a b", False)
    assert parse_sort("other.pred asc", COLUMNS) == ("other.pred", False)
    with pytest.raises(QuerySyntaxError, match="no column 'loss'"):
        parse_sort("loss", COLUMNS)


def test_work_is_bounded() -> None:
    with pytest.raises(LimitExceededError, match="depth"):
        rows_of("(" * 60 + "conf > 1" + ")" * 60)
    with pytest.raises(LimitExceededError, match="comparisons"):
        rows_of(" OR ".join(["conf > 1"] * 150))
    with pytest.raises(LimitExceededError, match="pattern"):
        rows_of(f"label LIKE '{'%a' * 150}'")
