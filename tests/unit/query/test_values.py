"""The values of a field: counted, and written so that a query finds them."""

import pytest

from runlore.entities.dataset import DatasetUse
from runlore.entities.experiment import Experiment
from runlore.entities.ids import ExperimentId, ProjectName
from runlore.entities.run import Run
from runlore.query.ast import Field, FieldKind
from runlore.query.evaluate import matches
from runlore.query.parse import parse_field, parse_query
from runlore.query.values import count_values, has_listable_values, literal_of, most_used
from runlore.testing.clock import SOME_DAY
from runlore.testing.query_samples import SOME_NUMBERS, SOME_TEXTS
from runlore.testing.samples import a_run

_HERE = Experiment(ExperimentId(1), ProjectName("digits"), "baseline", SOME_DAY, SOME_DAY)
_P = Field(FieldKind.PARAM, "p")


def _with(**fields: object) -> Run:
    return a_run(_HERE, **fields)


@pytest.mark.parametrize("value", [*SOME_TEXTS, *SOME_NUMBERS, True, False, [1, "a"], {}])
def test_a_value_as_a_query_writes_it_finds_the_runs_that_have_it(value: object) -> None:
    run = _with(params={"p": value})
    ((found, used),) = count_values([run], _P)
    where, _ = parse_query(f"param.p = {literal_of(found, _P)}")
    assert used == 1
    assert where is not None
    assert matches(run, where)


def test_numbers_are_written_short() -> None:
    values = [16, 0.001, 1e-5, -7, 1e300, 2.5]
    found = [
        literal_of(one, _P) for one, _ in count_values([_with(params={"p": v}) for v in values], _P)
    ]
    assert found == ["16", "0.001", "1e-5", "-7", "1e300", "2.5"]


def test_a_user_who_is_called_true_is_a_text() -> None:
    user = parse_field("user")
    ((found, _),) = count_values([_with(user="true")], user)
    assert literal_of(found, user) == "'true'"


def test_the_most_used_come_first_and_ties_go_as_in_a_listing() -> None:
    values = ["b", 10, "a", 9, "b", "16", 16]
    counted = count_values([_with(params={"p": value}) for value in values], _P)
    ordered = [literal_of(one, _P) for one, _ in most_used(counted, "", 10)]
    assert ordered == ["'b'", "9", "10", "16", "'16'", "'a'"]
    assert [literal_of(one, _P) for one, _ in most_used(counted, "1", 10)] == ["10", "16", "'16'"]
    assert [literal_of(one, _P) for one, _ in most_used(counted, "B", 1)] == ["'b'"]


def test_a_dataset_that_a_run_used_twice_counts_once() -> None:
    uses = [DatasetUse("digits", "a1"), DatasetUse("digits", "b2")]
    name = Field(FieldKind.DATASET, "name")
    assert count_values([_with(inputs=uses)], name) == [((None, "digits"), 1)]


@pytest.mark.parametrize(
    ("field", "listed"),
    [
        ("param.lr", True), ("tag.team", True), ("summary.best", True), ("status", True),
        ("host", True), ("dataset.name", True), ("fingerprint.code", True), ("metric.loss", False),
        ("started", False), ("duration", False), ("id", False), ("notes", False),
    ],
)  # fmt: skip
def test_what_is_measured_has_no_list_of_values(field: str, listed: bool) -> None:
    assert has_listable_values(parse_field(field)) is listed
