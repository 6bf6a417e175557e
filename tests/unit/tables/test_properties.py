"""Filter, sort, groups and joins over columns are what plain Python does with rows."""

import math
import statistics
from collections import defaultdict
from typing import Any

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.tables.plain import holds, in_order

from runlore.client.media.table import Table, table_bytes
from runlore.query.ast import Op
from runlore.tables.columns import DataTable
from runlore.tables.condition import All, Comparison, Name, Opposite, Some
from runlore.tables.evaluate import rows_where
from runlore.tables.group import Aggregate, Measure, grouped
from runlore.tables.join import JoinOn, joined
from runlore.tables.order import SortKey, ordered
from runlore.tables.read import read_table

NAMES = ["n", "m", "whole", "a", "b", "flag"]
odd = st.sampled_from([0.0, -0.0, 1.5, math.nan, math.inf, -math.inf, 1e308])
numbers = st.none() | odd | st.floats()
wholes = st.none() | st.integers(-3, 3) | st.integers(2**53, 2**53 + 3)
words = st.sampled_from(["", "cat", "dog", "Cat", "ca%t", "é", "a_b"])
texts = st.none() | words | st.text(max_size=4)
rows = st.lists(
    st.tuples(numbers, numbers, wholes, texts, texts, st.none() | st.booleans()), max_size=25
)
signs = st.sampled_from([Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE])
equals = st.sampled_from([Op.EQ, Op.NE])


def comparisons_of_numbers() -> st.SearchStrategy[Comparison]:
    plain = st.floats(allow_nan=False) | st.sampled_from([0.0, 1.5])
    number = st.sampled_from(["n", "m"])
    whole = st.just(Name("whole"))
    return (
        st.builds(Comparison, st.builds(Name, number), signs, plain)
        | st.builds(Comparison, st.builds(Name, number), equals, st.just(math.nan))
        | st.builds(Comparison, st.builds(Name, number), signs, st.builds(Name, number))
        | st.builds(Comparison, whole, signs, st.integers(-3, 3) | st.just(2**53 + 1))
        | st.builds(Comparison, whole, signs, whole)
    )


def comparisons_of_texts() -> st.SearchStrategy[Comparison]:
    text = st.builds(Name, st.sampled_from(["a", "b"]))
    word = st.sampled_from(["cat", "dog", "", "é"]) | st.text(max_size=3)
    patterns = st.text(alphabet="cat%_d", max_size=5)
    return (
        st.builds(Comparison, text, signs, word)
        | st.builds(Comparison, text, signs, text)
        | st.builds(Comparison, text, st.sampled_from([Op.LIKE, Op.NOT_LIKE]), patterns)
        | st.builds(
            Comparison,
            text,
            st.sampled_from([Op.IN, Op.NOT_IN]),
            st.none(),
            st.lists(word, min_size=1, max_size=3).map(tuple),
        )
    )


conditions = st.recursive(
    comparisons_of_numbers()
    | comparisons_of_texts()
    | st.builds(Comparison, st.builds(Name, st.sampled_from(NAMES)), st.just(Op.IS_NULL)),
    lambda below: (
        st.builds(Opposite, below)
        | st.builds(All, st.tuples(below, below))
        | st.builds(Some, st.tuples(below, below))
    ),
    max_leaves=5,
)


def table_of(cells: list[tuple[Any, ...]]) -> DataTable:
    """By way of the file; the last row makes the kinds of the columns sure."""
    anchored = [*cells, (0.5, 0.5, 1, "x", "x", True)]
    return read_table(table_bytes(Table(NAMES, anchored), None), "t")


def dicts_of(cells: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(NAMES, row, strict=True)) for row in [*cells, (0.5, 0.5, 1, "x", "x", True)]]


@settings(max_examples=100, deadline=None)
@given(rows, conditions)
def test_a_filter_finds_the_rows_that_it_holds_for(cells: list[Any], where: Any) -> None:
    table = table_of(cells)
    expected = [holds(row, where) for row in dicts_of(cells)]
    assert rows_where(table, where).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(rows, st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=1, max_size=3))
def test_rows_are_sorted_as_cells_compare(cells: list[Any], keys: list[tuple[str, bool]]) -> None:
    table = table_of(cells)
    found = ordered(table, np.arange(table.size), [SortKey(*key) for key in keys])
    assert found.tolist() == in_order(list(range(table.size)), dicts_of(cells), keys)


@settings(max_examples=100, deadline=None)
@given(rows)
def test_cells_come_back_as_they_were_logged(cells: list[Any]) -> None:
    table = table_of(cells)
    found = table.cells(np.arange(table.size), NAMES)
    expected = [list(row.values()) for row in dicts_of(cells)]
    assert msgspec.json.encode(found) == msgspec.json.encode(expected)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["x", "y", None]),
            st.none() | st.integers(0, 2),
            st.none() | st.integers(-50, 50).map(float) | st.just(math.nan),
        ),
        max_size=30,
    )
)
def test_groups_have_the_counts_and_measures_of_their_rows(cells: list[Any]) -> None:
    table = read_table(table_bytes(Table(["k", "w", "v"], [*cells, ("x", 0, 1.0)]), None), "t")
    expected = defaultdict(list)
    for key, whole, value in [*cells, ("x", 0, 1.0)]:
        expected[key, whole].append(value)
    aggregates = [Aggregate("v", measure) for measure in Measure]
    found = grouped(table, np.arange(table.size), ["k", "w"], aggregates)
    assert {tuple(one.keys): one.count for one in found} == {k: len(v) for k, v in expected.items()}
    for one in found:
        known = [v for v in expected[tuple(one.keys)] if v is not None and v == v]
        if not known:
            assert one.values == [None] * 4
            continue
        mean, least, most, total = one.values
        assert (least, most, total) == (min(known), max(known), sum(known))
        assert mean is not None
        assert math.isclose(mean, statistics.fmean(known), abs_tol=1e-9)
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)


answers = st.dictionaries(
    st.integers(0, 9), st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=1
)


@settings(max_examples=100, deadline=None)
@given(answers, answers)
def test_a_join_tells_what_became_of_each_example(here: Any, there: Any) -> None:
    def table(told: Any) -> DataTable:
        return read_table(
            table_bytes(Table(["id", "truth", "pred"], [(k, *v) for k, v in told.items()]), None),
            "t",
        )

    both = joined(table(here), table(there), JoinOn("id", "pred", "truth"))
    found = both.cells(np.arange(both.size), ["id", "other.pred", "change"])
    assert found == [
        [key, *_became(key, truth, pred, there)] for key, (truth, pred) in here.items()
    ]


def _became(key: int, truth: str, pred: str, there: Any) -> tuple[str | None, str]:
    if key not in there:
        return None, "new"
    other = there[key][1]
    if (pred == truth) != (other == truth):
        return other, "fixed" if pred == truth else "broken"
    return other, "same" if pred == other else "changed"
