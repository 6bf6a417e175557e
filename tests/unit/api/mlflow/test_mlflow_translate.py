"""Names, statuses and documents on their way between MLflow and us."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.api.kit.errors import STATUS
from runlore.api.mlflow.errors import NAMES
from runlore.api.mlflow.filters import experiment_filter, run_filter, run_order
from runlore.api.mlflow.translate import show_run
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import ExperimentId, Micros, ProjectName, RunId
from runlore.entities.limits import NO_STEP
from runlore.entities.run import Run, RunStatus
from runlore.query.parse import parse_query
from runlore.testing.samples import a_summary
from runlore.wire.mlflow import join_name, split_name

GOLDEN = Path(__file__).parents[3] / "golden" / "mlflow"


@pytest.mark.parametrize(
    ("theirs", "project", "name"),
    [
        ("Default", "default", "default"),
        ("fraud", "default", "fraud"),
        ("vision/resnet", "vision", "resnet"),
        ("vision/resnet/v2", "vision", "resnet/v2"),
        ("/Users/ada/trial", "default", "/Users/ada/trial"),
        ("trailing/", "default", "trailing/"),
    ],
)
def test_an_experiment_has_one_name_there_and_one_here(
    theirs: str, project: str, name: str
) -> None:
    assert split_name(theirs) == (project, name)
    assert join_name(project, name) == theirs


@given(st.text(min_size=1), st.text(min_size=1).filter(lambda text: "/" not in text))
def test_any_name_of_ours_is_found_again_by_the_name_it_has_there(name: str, project: str) -> None:
    if (project, name) == ("default", "Default"):
        return  # two of ours share this one
    assert split_name(join_name(project, name)) == (project, name)


def test_a_run_is_shown_as_the_golden_document_has_it() -> None:
    run = Run(
        id=RunId("0190000000000000aaaaaaaaaaaaaaaa"),
        project=ProjectName("vision"),
        experiment="resnet",
        experiment_id=ExperimentId(3),
        name="calm-otter-7",
        status=RunStatus.CRASHED,
        created_at=Micros(1),
        started_at=Micros(1_750_000_000_000_999),
        ended_at=Micros(1_750_000_060_000_000),
        user="ada",
        notes="# Why",
        parent=RunId("0190000000000000bbbbbbbbbbbbbbbb"),
        params={"lr": 3e-05, "deep": {"a": [1, 2], "b": True}, "none": None, "text": "x"},
        tags={"team": "nlp", "mlflow.source.type": "LOCAL"},
        metrics={
            "loss": a_summary(0.5, last_step=9),
            "nan": a_summary(float("nan")),
            "inf": a_summary(float("-inf")),
            "final": a_summary(0.9, last_step=NO_STEP),
        },
    )
    golden = json.loads((GOLDEN / "run.json").read_text())
    assert json.loads(msgspec.json.encode(show_run(run))) == golden


def test_every_error_has_a_name_there() -> None:
    assert set(NAMES) == set(STATUS)
    assert all(
        status < 500 or code in ("internal", "damaged", "unavailable")
        for code, (status, _) in NAMES.items()
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("status = 'FAILED'", "status IN ('failed', 'crashed')"),
        ("attributes.status != 'FINISHED'", "status NOT IN ('finished')"),
        ("tags.mlflow.parentRunId = 'abcdefgh'", "parent = 'abcdefgh'"),
        ("tags.`mlflow.runName` LIKE 'a%'", "name LIKE 'a%'"),
        ("run_name = 'x' and params.lr < 0.01", "name = 'x' AND param.lr < 0.01"),
        ('metrics."val/acc" > 0.9', "metric.`val/acc` > 0.9"),
        ("metrics.loss.min > 1", "metric.`loss.min` > 1"),
        ("start_time > 1750000000000", "started > '2025-06-15T15:06:40Z'"),
    ],
)
def test_a_filter_of_theirs_means_one_of_ours(theirs: str, ours: str) -> None:
    assert run_filter(theirs)[0] == parse_query(ours)[0]


def test_experiments_are_found_by_their_whole_name() -> None:
    assert experiment_filter("name = 'Default'") == experiment_filter("name = 'default'")
    assert experiment_filter("name = 'vision/x'") is not None


def test_a_sort_key_may_stand_once_and_the_newest_come_first_among_equals() -> None:
    order = run_order(["metrics.f1 DESC", "params.lr"], ())
    assert [key.field.key for key in order] == ["f1", "lr", "started"]
    assert run_order(["start_time ASC"], ()) == run_order(["attribute.start_time"], ())
    with pytest.raises(InvalidValueError, match="twice"):
        run_order(["metrics.f1", "metrics.f1 DESC"], ())
