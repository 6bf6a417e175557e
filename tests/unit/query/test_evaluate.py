"""What comparisons mean, one by one."""

import math
from typing import Any

import pytest

from runlore.entities.experiment import Experiment
from runlore.entities.ids import ExperimentId, Micros, ProjectName, RunId
from runlore.entities.run import RunStatus
from runlore.query.ast import Cursor, RunQuery
from runlore.query.evaluate import matches, page_of
from runlore.query.order import order_runs
from runlore.query.parse import parse_order, parse_query
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_run, a_summary

EXPERIMENT = Experiment(ExperimentId(1), ProjectName("digits"), "baseline", SOME_DAY)


def _matches(text: str, **fields: Any) -> bool:
    where, _ = parse_query(text)
    assert where is not None
    return matches(a_run(EXPERIMENT, **fields), where)


@pytest.mark.parametrize(
    ("value", "true", "false"),
    [
        (16, "= 16, = 16.0, = '16', = '16.0', < 16.5, >= '16'", "= '17', = true, > 16, > 'a'"),
        ("16", "= 16, = '16', != '16.0', < 17, < '17', < '9a', >= '2'", "= '16.0', > 17, > '9a'"),
        ("3e-4", "= 3e-4, = 0.0003, < 0.01, > '0.0001'", "> 0.01, = '0.0003'"),
        ("abc", "= 'abc', != 'ABC', < 'abd', > '16'", "= 'ABC', < 16, > 16, = 0"),
        (True, "= true, = 'true', = 'True', != false, != 1", "= 1, = false, > 0, != TRUE"),
        ("True", "= true, = 'TRUE', = 'true'", "= false, = 1"),
        (math.nan, "= nan, != 1, != inf, = 'NaN'", "= 1, < 1, > 1, != nan"),
        (math.inf, "= inf, > 1e300, != nan, != -inf", "= 'inf', < 1, = -inf"),
        (10**400, "= inf, > 1", "< 1"),
        ([1, "a"], """= '[1,"a"]', LIKE '[1,%'""", "= 1, < 2, > 0"),
        ("", "= '', != 'a', < 'a', LIKE '', IS NOT NULL", "IS NULL, LIKE '_'"),
        ("Adam", "LIKE 'A%', ILIKE 'aDAM', NOT LIKE 'a%'", "LIKE 'a%', NOT ILIKE 'adam'"),
        (16, "NOT LIKE '16'", "LIKE '16', ILIKE '1%'"),
        (None, "IS NULL", "= 0, != 0, NOT IN (1), NOT LIKE 'a', NOT ILIKE 'a', = '', < 1"),
    ],
)  # fmt: skip
def test_a_param_is_compared_as_what_it_is(value: object, true: str, false: str) -> None:
    for comparison in true.split(", "):
        assert _matches(f"param.p {comparison}", params={"p": value}), comparison
    for comparison in false.split(", "):
        assert not _matches(f"param.p {comparison}", params={"p": value}), comparison


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("param.p IN (1, 'a', true)", True),
        ("param.p IN ('a', nan)", False),
        ("param.p NOT IN ('a', nan)", True),
        ("param.p NOT IN (1)", False),
        ("param.missing NOT IN (1)", False),
        ("NOT param.missing IN (1)", True),
        ("param.deep.er = 'x'", True),
        ("param.deep = 'x'", False),
    ],
)
def test_lists_and_nested_params(text: str, holds: bool) -> None:
    assert _matches(text, params={"p": 1, "deep": {"er": "x"}}) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("metric.loss = 0.5 AND metric.loss.min = 0.25 AND metric.loss.max = 1", True),
        ("metric.loss.first = 1 AND metric.loss.mean = nan AND metric.loss.count = 3", True),
        ("metric.loss.best = 0.25 AND metric.acc.best = 0.75", True),
        ("metric.loss.mean < 1 OR metric.loss.mean >= 1", False),
        ("metric.acc.min < '0.5'", True),
        ("metric.other IS NULL AND metric.loss IS NOT NULL AND metric.loss.mean IS NOT NULL", True),
    ],
)
def test_a_metric_has_aspects(text: str, holds: bool) -> None:
    loss = a_summary(0.5, min=0.25, max=1.0, first=1.0, mean=math.nan, count=3)
    metrics = {"loss": loss, "acc": a_summary(0.5, min=0.25, max=0.75)}
    assert _matches(text, metrics=metrics) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("status = 'finished' AND name LIKE 'calm%' AND user = 'ada' AND host != 'x'", True),
        ("project = 'digits' AND experiment = 'baseline' AND notes ILIKE '%STEP 900%'", True),
        ("started >= '2001-09-09' AND ended < '2001-09-10'", True),
        ("duration = 90 AND duration < '90.5'", True),
        ("id = '0123456789abcdef'", True),
        ("parent IS NULL AND parent != 'x'", False),
        ("started IS NULL OR name IS NULL", False),
        ("name = 'Calm-otter-7' OR name = 16", False),
    ],
)
def test_attributes_are_texts_times_and_seconds(text: str, holds: bool) -> None:
    text = text.replace("name = 16", "name = '16'")
    start = 1_000_000_000_000_000
    fields = {
        "id": RunId("0123456789abcdef"),
        "status": RunStatus.FINISHED,
        "started_at": Micros(start),
        "ended_at": Micros(start + 90_000_000),
        "notes": "x" * 2_000 + "diverged at step 900, see log",
    }
    assert _matches(text, **fields) is holds


def test_a_run_that_goes_on_has_no_end_and_no_duration() -> None:
    assert _matches("ended IS NULL AND duration IS NULL AND NOT duration < 1e9")


def test_numbers_sort_before_texts_and_texts_that_look_like_numbers_among_numbers() -> None:
    values = {"a": "b10", "b": 2, "c": "10", "d": None, "e": "B1", "f": -math.inf, "g": math.nan}
    runs = [a_run(EXPERIMENT, name=name, params={"p": value}) for name, value in values.items()]
    upwards = order_runs(runs, parse_order(["param.p"]))
    downwards = order_runs(runs, parse_order(["param.p DESC"]))
    assert "".join(run.name for run in upwards) == "fbcegad"
    assert "".join(run.name for run in downwards) == "cbfaged"


def test_ties_are_broken_by_id_the_newest_first() -> None:
    runs = [a_run(EXPERIMENT, id=RunId(f"0000000{number}")) for number in (2, 3, 1)]
    ids = [run.id for run in order_runs(runs, parse_order(["name", "param.p"]))]
    assert ids == ["00000003", "00000002", "00000001"]


def test_a_page_starts_behind_its_cursor_even_when_that_run_is_gone() -> None:
    runs = [a_run(EXPERIMENT, params={"p": number}) for number in range(4)]
    order = parse_order(["param.p"])
    query = RunQuery(order=order, after=Cursor((1.0,), runs[1].id), limit=1)
    assert page_of([runs[0], runs[2], runs[3]], query) == [runs[2]]
