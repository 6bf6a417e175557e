"""Logged models: made, finished, described, measured, found."""

import math
from typing import Any

import pytest
from tests.unit.services.test_ingest import started

from runlore.entities.access import LOCAL_ACTOR, NOBODY, Actor, Role
from runlore.entities.errors import (
    AccessDeniedError,
    ConflictError,
    InvalidInputError,
    InvalidNameError,
    InvalidValueError,
    LimitExceededError,
    NotAuthenticatedError,
    NotFoundError,
    QuerySyntaxError,
)
from runlore.entities.ids import LoggedModelId, Micros, RunId, new_logged_model_id, new_run_id
from runlore.entities.limits import NO_STEP
from runlore.entities.logged_model import LoggedModel, LoggedModelStatus, ModelMetric, ModelOutput
from runlore.services import Services
from runlore.services.experiments import ExperimentPatch
from runlore.services.logged_model_search import DatasetRef, LoggedModelSearch, OrderOn
from runlore.services.model_changes import LoggedModelPatch, NewLoggedModel
from runlore.testing.clock import SOME_DAY, ManualClock

READER = Actor("eve", Role.READER)


def make(services: Services, name: str = "clf", **fields: Any) -> LoggedModel:
    fields.setdefault("project", "vision")
    return services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(name=name, **fields))


def measure(services: Services, model: LoggedModel, *points: ModelMetric) -> None:
    services.logged_models.log_metrics(LOCAL_ACTOR, model.id, points)


def point(key: str, value: float, step: int = 0, **fields: Any) -> ModelMetric:
    return ModelMetric(key, value, step, SOME_DAY, **fields)


def names(services: Services, query: str = "", **fields: Any) -> list[str]:
    search = LoggedModelSearch(query=query, **fields)
    return [one.name for one in services.logged_models.search(LOCAL_ACTOR, search).models]


def test_a_new_model_is_pending_until_it_is_said_to_be_ready(
    services: Services, clock: ManualClock
) -> None:
    made = make(services, model_type="classifier", params={"depth": "3"}, tags={"team": "a"})
    assert made.id.startswith("m-")
    assert (made.status, made.created_at) == (LoggedModelStatus.PENDING, SOME_DAY)
    later = clock.advance(5)
    done = services.logged_models.finalize(LOCAL_ACTOR, made.id, LoggedModelStatus.READY)
    assert done == services.logged_models.get(LOCAL_ACTOR, made.id)
    assert (done.status, done.updated_at) == (LoggedModelStatus.READY, later)
    patch = LoggedModelPatch(LoggedModelStatus.FAILED, "disk full")
    failed = services.logged_models.patch(LOCAL_ACTOR, made.id, patch)
    assert (failed.status, failed.status_message) == (LoggedModelStatus.FAILED, "disk full")
    with pytest.raises(InvalidValueError, match="not as pending"):
        services.logged_models.finalize(LOCAL_ACTOR, made.id, LoggedModelStatus.PENDING)


def test_a_model_without_a_name_gets_one_that_is_its_own(services: Services) -> None:
    one, other = (services.logged_models.create(LOCAL_ACTOR, NewLoggedModel()) for _ in range(2))
    assert one.name.startswith("model-")
    assert one.name != other.name


@pytest.mark.parametrize("name", ["", "a/../b", "..", "/a", "a\nb", "a" * 501, "a//b"])
def test_a_name_that_is_no_folder_is_refused(services: Services, name: str) -> None:
    with pytest.raises(InvalidNameError):
        make(services, name)
    assert names(services) == []


def test_the_experiment_is_told_by_number_by_names_or_by_the_run(services: Services) -> None:
    log = started(services)
    run = services.runs.get(LOCAL_ACTOR, log.run)
    by_run = services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(run=log.run))
    by_number = services.logged_models.create(
        LOCAL_ACTOR, NewLoggedModel(experiment_id=run.experiment_id)
    )
    by_names = make(services, project="vision", experiment="baseline")
    assert {m.experiment_id for m in (by_run, by_number, by_names)} == {run.experiment_id}
    elsewhere = make(services, project="vision", experiment="new", run=log.run)
    assert elsewhere.experiment_id != run.experiment_id
    with pytest.raises(InvalidInputError, match="not by both"):
        make(services, experiment_id=1)
    with pytest.raises(NotFoundError, match="experiment"):
        services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(experiment_id=99))
    with pytest.raises(InvalidValueError):
        services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(experiment_id=2**70))
    with pytest.raises(NotFoundError, match="run"):
        services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(run=new_run_id()))


def test_no_model_is_made_in_an_experiment_in_the_trash(services: Services) -> None:
    made = services.experiments.ensure(LOCAL_ACTOR, "vision", "old")
    services.experiments.patch(LOCAL_ACTOR, made.id, ExperimentPatch(deleted=True))
    with pytest.raises(ConflictError, match="trash"):
        make(services, experiment="old")


def test_an_id_may_be_brought_along_and_is_taken_once(services: Services) -> None:
    wanted = new_logged_model_id()
    assert make(services, id=wanted).id == wanted
    with pytest.raises(ConflictError, match="already"):
        make(services, id=wanted)
    with pytest.raises(InvalidInputError, match="'m-'"):
        make(services, id=new_run_id())


def test_a_model_that_names_its_run_is_an_output_of_it(services: Services) -> None:
    log = started(services)
    made = make(services, run=log.run, step=7)
    links = services.lineage.for_runs(LOCAL_ACTOR, [log.run])[log.run]
    assert links.model_outputs == [ModelOutput(made.id, 7)]


def test_tags_are_set_and_removed_and_params_are_set_once(services: Services) -> None:
    model = make(services, params={"depth": "3"}).id
    service = services.logged_models
    service.set_tags(LOCAL_ACTOR, model, {"a": "1", "b": "2"})
    assert service.set_tags(LOCAL_ACTOR, model, {"a": None, "b": "3"}).tags == {"b": "3"}
    assert service.delete_tag(LOCAL_ACTOR, model, "b").tags == {}
    with pytest.raises(NotFoundError, match="tag"):
        service.delete_tag(LOCAL_ACTOR, model, "b")
    changed = service.log_params(LOCAL_ACTOR, model, {"depth": "3", "width": "9"})
    assert changed.params == {"depth": "3", "width": "9"}
    with pytest.raises(ConflictError, match="'depth'"):
        service.log_params(LOCAL_ACTOR, model, {"height": "1", "depth": "4"})
    assert service.get(LOCAL_ACTOR, model).params == changed.params


@pytest.mark.parametrize(
    "patch",
    [
        LoggedModelPatch(tags={"": "x"}),
        LoggedModelPatch(tags={f"t{n}": "x" for n in range(1_001)}),
        LoggedModelPatch(params={"p": "x" * 70_000}),
        LoggedModelPatch(status_message="x" * 5_001),
        LoggedModelPatch(params={"a\0": "x"}),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(services: Services, patch: LoggedModelPatch) -> None:
    made = make(services)
    with pytest.raises(InvalidInputError):
        services.logged_models.patch(LOCAL_ACTOR, made.id, patch)
    assert services.logged_models.get(LOCAL_ACTOR, made.id) == made


def test_a_model_in_the_trash_is_not_found_and_not_changed_until_it_is_restored(
    services: Services,
) -> None:
    made = make(services)
    service = services.logged_models
    gone = service.delete(LOCAL_ACTOR, made.id)
    assert gone.deleted_at == SOME_DAY
    assert service.delete(LOCAL_ACTOR, made.id) == gone
    assert names(services) == []
    assert names(services, deleted=True) == names(services, deleted=None) == ["clf"]
    assert service.get(LOCAL_ACTOR, made.id) == gone
    with pytest.raises(ConflictError, match="Restore it first"):
        service.set_tags(LOCAL_ACTOR, made.id, {"a": "b"})
    with pytest.raises(ConflictError, match="Restore it first"):
        measure(services, made, point("acc", 1.0))
    assert service.patch(LOCAL_ACTOR, made.id, LoggedModelPatch(deleted=False)).deleted_at is None
    assert names(services) == ["clf"]


def test_a_point_measured_twice_is_kept_once(services: Services) -> None:
    made, run = make(services), new_run_id()
    points = [point("acc", 0.5, 1, run=run), point("acc", math.inf, NO_STEP), point("loss", 1.0)]
    measure(services, made, *points)
    measure(services, made, *points[1:])
    assert services.logged_models.get(LOCAL_ACTOR, made.id).metrics == points
    assert (
        services.logged_models.search(LOCAL_ACTOR, LoggedModelSearch()).models[0].metrics == points
    )


@pytest.mark.parametrize(
    "wrong",
    [
        point("", 1.0),
        point("acc", 1.0, 2**63),
        ModelMetric("acc", 1.0, 0, Micros(2**64)),
        point("acc", 1.0, dataset="x" * 501, digest="a"),
        point("acc", 1.0, dataset="digits", digest="a" * 37),
    ],
)
def test_a_point_that_cannot_be_kept_is_refused_with_all_others(
    services: Services, wrong: ModelMetric
) -> None:
    made = make(services)
    with pytest.raises(InvalidInputError):
        measure(services, made, point("ok", 1.0), wrong)
    assert services.logged_models.get(LOCAL_ACTOR, made.id).metrics == []


def test_points_over_the_limit_are_refused_and_told(services: Services) -> None:
    made = make(services)
    measure(services, made, *(point("loss", 0.5, step) for step in range(100_000)))
    with pytest.raises(LimitExceededError, match="100,001"):
        measure(services, made, point("loss", 0.5, 100_000))
    measure(services, made, point("loss", 0.5, 99_999))


def three(services: Services, clock: ManualClock) -> dict[str, LoggedModel]:
    """A pending one, a ready one that was measured, and a newer one that was measured better."""
    run = started(services).run
    made: dict[str, LoggedModel] = {}
    for name, run_of in (("pending", None), ("ready", run), ("newest", run)):
        made[name] = make(services, name, run=run_of, params={"depth": "16"}, model_type="tree")
        clock.advance(60)
    measure(
        services,
        made["ready"],
        point("acc", 0.9, 1, dataset="digits", digest="a1"),
        point("acc", 0.7, 2, dataset="digits", digest="a1"),
        point("acc", 0.2, 3, dataset="words", digest="b2"),
    )
    measure(services, made["newest"], point("acc", 0.8, 1, dataset="digits", digest="c3"))
    services.logged_models.finalize(LOCAL_ACTOR, made["ready"].id, LoggedModelStatus.READY)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "newest ready pending"),
        ("name = 'ready'", "ready"),
        ("name = 'ready' AND name = 'newest'", ""),
        ("name != 'ready' AND model_type = 'tree'", "newest pending"),
        ("NOT name = 'ready'", "newest pending"),
        ("name LIKE '%e%' AND status = 'READY'", "ready"),
        ("status IN ('pending')", "newest pending"),
        ("run IS NULL", "pending"),
        ("source_run_id IS NOT NULL ORDER BY created", "ready newest"),
        ("metrics.acc > 0.5", "newest"),
        ("metrics.acc < 0.5", "ready"),
        ("metrics.acc IS NULL", "pending"),
        ("params.depth = 16 ORDER BY metrics.acc", "ready newest pending"),
        ("params.depth = 16 ORDER BY metrics.acc DESC", "newest ready pending"),
        ("creation_timestamp < '2025-06-15 15:07'", "pending"),
        ("ORDER BY name", "newest pending ready"),
        ("ORDER BY last_updated_timestamp DESC, name", "ready newest pending"),
    ],
)
def test_models_are_found_as_runs_are(
    services: Services, clock: ManualClock, query: str, found: str
) -> None:
    three(services, clock)
    assert names(services, query) == found.split()


def test_models_are_found_by_their_run_and_their_id(services: Services, clock: ManualClock) -> None:
    made = three(services, clock)
    run = made["ready"].run
    assert names(services, f"source_run_id = '{run}'") == ["newest", "ready"]
    assert names(services, f"model_id = '{made['ready'].id}'") == ["ready"]


@pytest.mark.parametrize(
    ("datasets", "query", "found"),
    [
        ([DatasetRef("digits")], "", "newest ready"),
        ([DatasetRef("digits", "a1")], "", "ready"),
        ([DatasetRef("digits", "a1")], "metrics.acc = 0.7", "ready"),
        ([DatasetRef("digits", "a1")], "metrics.acc = 0.2", ""),
        ([DatasetRef("words"), DatasetRef("digits", "a1")], "metrics.acc = 0.2", "ready"),
        ([DatasetRef("nothing")], "", ""),
    ],
)
def test_a_search_may_look_at_what_was_measured_on_some_data_alone(
    services: Services, clock: ManualClock, datasets: list[DatasetRef], query: str, found: str
) -> None:
    three(services, clock)
    assert names(services, query, datasets=datasets) == found.split()


def test_a_sort_key_may_be_about_one_dataset(services: Services, clock: ManualClock) -> None:
    three(services, clock)
    on_digits = OrderOn("metrics.acc", DatasetRef("digits", "a1"))
    assert names(services, order_by=[on_digits]) == ["ready", "newest", "pending"]
    on_words = OrderOn("metrics.acc DESC", DatasetRef("words"))
    assert names(services, order_by=[on_words, "name DESC"]) == ["ready", "pending", "newest"]


def test_the_last_value_is_the_one_at_the_largest_step(services: Services) -> None:
    made = make(services)
    measure(services, made, point("acc", 0.1, 5), point("acc", 0.2, 3), point("acc", 0.3, 5))
    assert names(services, "metrics.acc = 0.3") == ["clf"]
    measure(services, made, point("acc", 0.4, NO_STEP))
    assert names(services, "metrics.acc = 0.4") == ["clf"]


def test_pages_are_the_whole_without_gap_and_a_token_is_of_one_search(services: Services) -> None:
    for number in range(5):
        make(services, f"m{number}")
    service, search = services.logged_models, LoggedModelSearch(order_by=["name"], limit=2)
    found: list[str] = []
    page = service.search(LOCAL_ACTOR, search)
    while page.cursor is not None:
        found += [one.name for one in page.models]
        token = page.cursor
        search = LoggedModelSearch(order_by=["name"], limit=2, cursor=token)
        page = service.search(LOCAL_ACTOR, search)
        assert page.total == 5
    assert [*found, *(one.name for one in page.models)] == ["m0", "m1", "m2", "m3", "m4"]
    for other in (
        LoggedModelSearch(cursor=token),
        LoggedModelSearch(order_by=["name"], cursor="x"),
    ):
        with pytest.raises(InvalidInputError, match="cursor"):
            service.search(LOCAL_ACTOR, other)
    assert service.search(LOCAL_ACTOR, LoggedModelSearch(limit=5)).cursor is None


def test_a_search_stays_in_the_experiments_named(services: Services) -> None:
    here = make(services, "here", experiment="a")
    make(services, "there", experiment="b")
    make(services, "far", project="letters", experiment="a")
    assert sorted(names(services, project="vision")) == ["here", "there"]
    assert sorted(names(services, experiments=["a"])) == ["far", "here"]
    assert names(services, project="vision", experiments=["a"]) == ["here"]
    assert names(services, experiment_ids=[here.experiment_id]) == ["here"]
    assert names(services, experiment_ids=[]) == []
    with pytest.raises(InvalidInputError, match="not by both"):
        names(services, project="vision", experiment_ids=[1])


@pytest.mark.parametrize(
    "search",
    [
        LoggedModelSearch(query="loss < 3"),
        LoggedModelSearch(query="status = 'done'"),
        LoggedModelSearch(query="duration > 1"),
        LoggedModelSearch(query="dataset.name = 'x'"),
        LoggedModelSearch(order_by=["nothing"]),
    ],
)
def test_a_search_that_means_nothing_is_refused(
    services: Services, search: LoggedModelSearch
) -> None:
    with pytest.raises(QuerySyntaxError):
        services.logged_models.search(LOCAL_ACTOR, search)


@pytest.mark.parametrize(
    "search",
    [
        LoggedModelSearch(limit=0),
        LoggedModelSearch(limit=1_001),
        LoggedModelSearch(order_by=["name"] * 9),
        LoggedModelSearch(experiment_ids=[2**70]),
    ],
)
def test_a_search_over_its_limits_is_refused(services: Services, search: LoggedModelSearch) -> None:
    with pytest.raises(InvalidInputError):
        services.logged_models.search(LOCAL_ACTOR, search)


def test_what_is_not_there_is_told(services: Services) -> None:
    missing = new_logged_model_id()
    service = services.logged_models
    for ask in (service.get, service.delete):
        with pytest.raises(NotFoundError, match=missing):
            ask(LOCAL_ACTOR, missing)


def test_a_stranger_reads_nothing_and_a_reader_changes_nothing(services: Services) -> None:
    model: LoggedModelId = make(services).id
    run: RunId = started(services).run
    models, lineage, files = services.logged_models, services.lineage, services.artifacts
    reads = [
        lambda actor: models.get(actor, model),
        lambda actor: models.search(actor, LoggedModelSearch()),
        lambda actor: lineage.for_runs(actor, [run]),
        lambda actor: lineage.of_run(actor, run),
        lambda actor: services.datasets.of_experiments(actor, []),
        lambda actor: files.list(actor, model),
    ]
    writes = [
        lambda actor: models.create(actor, NewLoggedModel()),
        lambda actor: models.finalize(actor, model, LoggedModelStatus.READY),
        lambda actor: models.set_tags(actor, model, {}),
        lambda actor: models.delete_tag(actor, model, "a"),
        lambda actor: models.log_params(actor, model, {}),
        lambda actor: models.patch(actor, model, LoggedModelPatch()),
        lambda actor: models.delete(actor, model),
        lambda actor: models.log_metrics(actor, model, []),
        lambda actor: lineage.log_inputs(actor, run, []),
        lambda actor: lineage.log_outputs(actor, run, []),
        lambda actor: files.put(actor, model, "a", [b""]),
        lambda actor: files.delete(actor, model, "a"),
    ]
    for read in reads:
        read(READER)
    for ask in (*reads, *writes):
        with pytest.raises(NotAuthenticatedError):
            ask(NOBODY)
    for write in writes:
        with pytest.raises(AccessDeniedError):
            write(READER)
