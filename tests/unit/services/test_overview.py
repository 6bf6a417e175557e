"""Overviews of projects, and the feed of what happened."""

import itertools

import pytest
from tests.unit.services.logs import WriterLog

from runlore.entities.access import Actor, Role
from runlore.entities.errors import InvalidInputError, LimitExceededError
from runlore.entities.experiment import Goal
from runlore.entities.ids import Micros, RunId
from runlore.entities.records import RunEnded, RunStarted
from runlore.entities.registry import Stage
from runlore.entities.run import RunStatus
from runlore.query.ast import FieldKind
from runlore.services import Services
from runlore.services.comments import Remark
from runlore.services.experiments import ProjectPatch
from runlore.services.main_metric import choose_metric, goal_of
from runlore.services.overview import ACTIVE_DAYS, DAY
from runlore.services.registry import NewVersion
from runlore.stores.overview import Storage
from runlore.stores.runs import KeyCount
from runlore.testing.clock import SOME_DAY, ManualClock

ADA = Actor("ada", Role.EDITOR)


def train(
    services: Services, name: str, *rows: dict[str, float], project: str = "vision", at: int = 0
) -> RunId:
    """A run that logged the rows and finished a second after its start."""
    start = Micros(SOME_DAY + at)
    log = WriterLog(services).add(RunStarted(project, "e", name, start, user="ada", host="h"))
    for step, row in enumerate(rows):
        log.row(row, step)
    log.add(RunEnded(RunStatus.FINISHED, Micros(start + 1_000_000)))
    log.send()
    return log.run


def counts(**runs: int) -> list[KeyCount]:
    return [
        KeyCount(FieldKind.METRIC, key.replace("__", "/"), count) for key, count in runs.items()
    ]


@pytest.mark.parametrize(
    ("known", "metric"),
    [
        ([], ""),
        (counts(system__cpu=9), ""),
        (counts(epoch=9, train__loss=9, val__loss=9), "val/loss"),
        (counts(epoch=9, val__epoch=9, loss=8), "loss"),
        (counts(lr=9, val__lr=9), "val/lr"),
        (counts(train__loss=10, val__acc=4), "train/loss"),
        (counts(val__acc=8, val__loss=9), "val/loss"),
        (counts(val__b_loss=9, val__a_loss=9), "val/a_loss"),
        (counts(values=3, weights=3), "values"),
    ],
)
def test_the_main_metric_is_the_telling_one(known: list[KeyCount], metric: str) -> None:
    assert choose_metric(known) == metric


@pytest.mark.parametrize(("metric", "goal"), [("val/loss", "min"), ("top1", "max"), ("", "max")])
def test_what_is_good_of_a_metric_is_in_its_name(metric: str, goal: Goal) -> None:
    assert goal_of(metric) == goal


def test_a_card_names_the_best_runs_by_the_main_metric(services: Services) -> None:
    nan = float("nan")
    good = train(services, "good", {"loss": 3.0}, {"loss": 0.5}, {"loss": 0.9})
    fair = train(services, "fair", {"loss": 0.7, "acc": 0.9})
    train(services, "broken", {"loss": nan})
    train(services, "silent")
    (card,) = services.overview.cards(ADA, ["vision", "nowhere"])
    assert (card.metric, card.goal, card.chosen) == ("loss", "min", False)
    assert [(one.run, one.value, one.step) for one in card.best] == [(good, 0.5, 1), (fair, 0.7, 0)]


def test_a_chosen_metric_goes_before_the_guess(services: Services) -> None:
    train(services, "a", {"loss": 0.1, "size": 7.0})
    best = train(services, "b", {"loss": 0.2, "size": 9.0})
    patch = ProjectPatch(main_metric="size")
    assert services.experiments.patch_project(ADA, "vision", patch).main_metric == "size"
    (card,) = services.overview.cards(ADA, ["vision"])
    assert (card.metric, card.goal, card.chosen, card.best[0].run) == ("size", "max", True, best)
    services.experiments.patch_project(ADA, "vision", ProjectPatch(goal="min"))
    (card,) = services.overview.cards(ADA, ["vision"])
    assert (card.goal, card.best[0].value) == ("min", 7.0)
    changed = services.experiments.patch_project(ADA, "vision", ProjectPatch(main_metric=""))
    assert (changed.main_metric, changed.goal) == ("", "")


def test_notes_and_main_metric_change_apart(services: Services) -> None:
    train(services, "a", {"loss": 0.1})
    services.experiments.patch_project(ADA, "vision", ProjectPatch(main_metric="loss", goal="max"))
    told = services.experiments.patch_project(ADA, "vision", ProjectPatch(notes="# Why"))
    assert (told.notes, told.main_metric, told.goal) == ("# Why", "loss", "max")
    other = services.experiments.patch_project(ADA, "vision", ProjectPatch(main_metric="acc"))
    assert (other.notes, other.goal) == ("# Why", "")


def test_activity_shows_the_last_days_today_last(services: Services, clock: ManualClock) -> None:
    for days in (0, 0, 1, ACTIVE_DAYS - 1, ACTIVE_DAYS):
        train(services, "r", at=-days * DAY)
    clock.advance(60)
    (card,) = services.overview.cards(ADA, ["vision"])
    assert card.activity == [1, *[0] * (ACTIVE_DAYS - 3), 1, 2]


def test_storage_is_summed_up_again_after_a_while(services: Services, clock: ManualClock) -> None:
    train(services, "r", {"loss": 1.0})
    content = b"weights"
    found = services.overview.storage(ADA, ["vision", "nowhere"])
    assert found["nowhere"] == Storage(0, 0)
    assert (found["vision"].files, found["vision"].series > 0) == (0, True)
    run = train(services, "s")
    services.artifacts.put(ADA, run, "model.bin", [content])
    assert services.overview.storage(ADA, ["vision"])["vision"].files == 0
    clock.advance(31)
    assert services.overview.storage(ADA, ["vision"])["vision"].files == len(content)
    with pytest.raises(LimitExceededError, match="limit of 200"):
        services.overview.storage(ADA, [str(number) for number in range(201)])


def test_the_feed_tells_who_did_what_the_newest_first(
    services: Services, clock: ManualClock
) -> None:
    run = train(services, "first", {"loss": 1.0})
    other = train(services, "other", project="text", at=500_000)
    clock.advance(10)
    services.comments.add(ADA, run, Remark("*nice*", key="loss", step=0))
    clock.advance(10)
    services.registry.create_model(ADA, "churn")
    clock.advance(10)
    services.registry.create_version(ADA, "churn", NewVersion(source="s", run=run))
    clock.advance(10)
    services.promotion.transition(ADA, "churn", 1, Stage.PRODUCTION, reason="best")
    clock.advance(10)
    services.runs.delete(ADA, [other])
    whole = services.activity.page(ADA).happenings
    assert [(one.what, one.actor, one.run, one.model) for one in whole] == [
        ("run.trashed", "", other, ""),
        ("model.stage", "ada", None, "churn"),
        ("model.create", "ada", None, "churn"),
        ("model.create", "ada", None, "churn"),
        ("comment", "ada", run, ""),
        ("run.finished", "ada", run, ""),
        ("run.started", "ada", run, ""),
    ]
    assert (whole[1].before, whole[1].after, whole[1].text) == ("None", "Production", "best")
    assert (whole[4].text, whole[4].key, whole[4].step, whole[4].name) == (
        "*nice*",
        "loss",
        0,
        "first",
    )
    here = services.activity.page(ADA, "vision").happenings
    assert [one.what for one in here] == [
        "model.stage",
        "model.create",
        "comment",
        "run.finished",
        "run.started",
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_the_feed_have_no_gaps_and_no_doubles(services: Services, limit: int) -> None:
    for number in range(5):
        run = train(services, f"r{number}", at=number // 2)
        services.comments.add(ADA, run, Remark(str(number)))
    whole = services.activity.page(ADA, limit=100)
    assert whole.cursor is None
    assert len(whole.happenings) == 15
    paged = []
    cursor = None
    for _ in itertools.count():
        page = services.activity.page(ADA, cursor=cursor, limit=limit)
        assert len(page.happenings) <= limit
        paged += page.happenings
        cursor = page.cursor
        if cursor is None:
            break
    assert paged == whole.happenings


def test_a_cursor_of_another_shape_is_refused(services: Services) -> None:
    with pytest.raises(InvalidInputError, match="'x' is not a cursor"):
        services.activity.page(ADA, cursor="x")
    with pytest.raises(LimitExceededError):
        services.activity.page(ADA, limit=0)
