"""What runs took in and gave out, said by records and by calls."""

from typing import Any

import msgspec
import pytest
from tests.unit.services.logs import WriterLog
from tests.unit.services.test_ingest import run_of, started

from runlore.entities.access import LOCAL_ACTOR
from runlore.entities.dataset import Dataset, DatasetSummary, DatasetUse, RunInput
from runlore.entities.errors import InvalidInputError, LimitExceededError, NotFoundError
from runlore.entities.ids import LoggedModelId, new_logged_model_id, new_run_id
from runlore.entities.logged_model import LoggedModelStatus, ModelOutput
from runlore.entities.records import DataUsed, ModelLogged
from runlore.services import Services
from runlore.services.lineage import RunLinks
from runlore.services.model_changes import NewLoggedModel
from runlore.services.runs import RunSearch
from runlore.testing.clock import SOME_DAY

DIGITS = Dataset("digits", "a1", "http", "https://host/digits", '{"x": 1}', '{"rows": 9}')
TRAIN = {"context": "train"}


def used(dataset: Dataset = DIGITS, **tags: str) -> DataUsed:
    return DataUsed(**msgspec.structs.asdict(dataset), tags=tags)


def links_of(services: Services, log: WriterLog) -> RunLinks:
    return services.lineage.for_runs(LOCAL_ACTOR, [log.run])[log.run]


def a_model(services: Services, **fields: Any) -> LoggedModelId:
    return services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(**fields)).id


def test_a_record_says_which_data_a_run_used(services: Services) -> None:
    log = started(services).add(used(context="train", fold="3"))
    log.send(2)
    assert links_of(services, log).inputs == [RunInput(DIGITS, {"context": "train", "fold": "3"})]
    assert run_of(services, log).inputs == [
        DatasetUse("digits", "a1", {"context": "train", "fold": "3"})
    ]


def test_a_record_that_comes_again_changes_nothing(services: Services) -> None:
    model = new_logged_model_id()
    log = started(services).add(used(context="train")).add(used(context="eval"))
    log.add(ModelLogged(model, "clf", "models/clf", SOME_DAY, step=3))
    log.send(2)
    before = run_of(services, log), links_of(services, log)
    log.send(2)
    log.send(1)
    log.add(used(context="test")).add(ModelLogged(model, "clf", "models/clf", SOME_DAY, step=3))
    log.send(5)
    assert (run_of(services, log), links_of(services, log)) == before
    assert before[1] == RunLinks([RunInput(DIGITS, TRAIN)], [], [ModelOutput(model, 3)])


def test_a_record_says_which_model_a_run_packaged(services: Services) -> None:
    model = new_logged_model_id()
    log = started(services)
    record = ModelLogged(
        model, "clf", "models/clf", SOME_DAY, "classifier", 7, {"depth": "3"}, {"team": "a"}
    )
    log.add(record).send(2)
    run, found = run_of(services, log), services.logged_models.get(LOCAL_ACTOR, model)
    assert (found.name, found.path, found.run) == ("clf", "models/clf", run.id)
    assert (found.status, found.experiment_id) == (LoggedModelStatus.READY, run.experiment_id)
    assert (found.model_type, found.step) == ("classifier", 7)
    assert (found.params, found.tags) == ({"depth": "3"}, {"team": "a"})
    assert services.lineage.of_run(LOCAL_ACTOR, run.id).outputs[0].model == found


def test_a_model_of_another_run_is_not_taken_over(services: Services) -> None:
    model = new_logged_model_id()
    started(services).add(ModelLogged(model, "clf", "m", SOME_DAY)).send(2)
    other = started(services).add(ModelLogged(model, "mine", "m", SOME_DAY))
    with pytest.raises(InvalidInputError, match="another run"):
        other.send(2)
    assert services.logged_models.get(LOCAL_ACTOR, model).name == "clf"


@pytest.mark.parametrize(
    "record",
    [
        ModelLogged(LoggedModelId("m-x"), "clf", "m", SOME_DAY),
        ModelLogged(new_logged_model_id(), "", "m", SOME_DAY),
        ModelLogged(new_logged_model_id(), "clf", "../m", SOME_DAY),
        ModelLogged(new_logged_model_id(), "clf", "m", SOME_DAY, step=2**63),
        ModelLogged(new_logged_model_id(), "clf", "m", SOME_DAY, params={"": "x"}),
        ModelLogged(new_logged_model_id(), "clf", "m", 2**64 - 1),  # type: ignore[arg-type]
        DataUsed("", "a1"),
        DataUsed("digits", ""),
        DataUsed("digits\n", "a1"),
        DataUsed("d" * 501, "a1"),
        DataUsed("digits", "a" * 37),
        DataUsed("digits", "a1", source_type="s" * 501),
        DataUsed("digits", "a1", source="s" * 65_536),
        DataUsed("digits", "a1", schema="s" * 1_048_576),
        DataUsed("digits", "a1", source="a\0b"),
        DataUsed("digits", "a1", tags={"k" * 256: "v"}),
        DataUsed("digits", "a1", tags={"k": "v" * 501}),
        DataUsed("digits", "a1", tags={f"k{n}": "v" for n in range(101)}),
    ],
)
def test_a_record_that_cannot_be_kept_is_refused_with_what_came_with_it(
    services: Services, record: DataUsed | ModelLogged
) -> None:
    log = started(services).add(used()).add(record)
    with pytest.raises(InvalidInputError):
        log.send(2)
    assert links_of(services, log) == RunLinks()


def test_what_is_just_within_its_limit_is_kept_whole(services: Services) -> None:
    longest = Dataset("d" * 500, "a" * 36, "s" * 500, "é" * 65_535, "c" * 1_048_575)
    given = RunInput(longest, {"k" * 255: "v" * 500})
    log = started(services)
    services.lineage.log_inputs(LOCAL_ACTOR, log.run, [given])
    assert links_of(services, log).inputs == [given]


def test_the_profile_has_a_limit_of_its_own(services: Services) -> None:
    log = started(services)
    longest = msgspec.structs.replace(DIGITS, profile="p" * 16_777_215)
    services.lineage.log_inputs(LOCAL_ACTOR, log.run, [RunInput(longest)])
    assert links_of(services, log).inputs == [RunInput(longest)]
    longer = msgspec.structs.replace(DIGITS, digest="b2", profile="p" * 16_777_216)
    with pytest.raises(LimitExceededError, match="profile"):
        services.lineage.log_inputs(LOCAL_ACTOR, log.run, [RunInput(longer)])


def test_a_run_has_a_thousand_datasets_and_not_one_more(services: Services) -> None:
    log = started(services)
    many = [RunInput(Dataset("digits", str(number))) for number in range(1_000)]
    services.lineage.log_inputs(LOCAL_ACTOR, log.run, many)
    services.lineage.log_inputs(LOCAL_ACTOR, log.run, many[:3])
    with pytest.raises(LimitExceededError, match="1,001"):
        services.lineage.log_inputs(LOCAL_ACTOR, log.run, [RunInput(DIGITS)])
    assert len(run_of(services, log).inputs) == 1_000


def test_datasets_and_models_are_logged_together_or_not_at_all(services: Services) -> None:
    log, model = started(services), a_model(services)
    with pytest.raises(NotFoundError, match="logged model"):
        services.lineage.log_inputs(
            LOCAL_ACTOR, log.run, [RunInput(DIGITS)], [model, new_logged_model_id()]
        )
    assert links_of(services, log) == RunLinks()
    for _ in range(2):
        services.lineage.log_inputs(LOCAL_ACTOR, log.run, [RunInput(DIGITS, TRAIN)], [model])
    assert links_of(services, log) == RunLinks([RunInput(DIGITS, TRAIN)], [model], [])


def test_an_output_has_the_newest_step_that_was_said(services: Services) -> None:
    log, first, second = started(services), a_model(services), a_model(services)
    for outputs in ([ModelOutput(first, 1), ModelOutput(second)], [ModelOutput(first, 5)]):
        services.lineage.log_outputs(LOCAL_ACTOR, log.run, outputs)
    assert links_of(services, log).model_outputs == [ModelOutput(first, 5), ModelOutput(second)]
    with pytest.raises(InvalidInputError, match="out of range"):
        services.lineage.log_outputs(LOCAL_ACTOR, log.run, [ModelOutput(first, 2**63)])
    with pytest.raises(NotFoundError, match="run"):
        services.lineage.log_outputs(LOCAL_ACTOR, new_run_id(), [])
    with pytest.raises(NotFoundError, match="run"):
        services.lineage.log_inputs(LOCAL_ACTOR, new_run_id(), [])
    with pytest.raises(NotFoundError, match="run"):
        services.lineage.of_run(LOCAL_ACTOR, new_run_id())


def test_many_runs_are_asked_for_at_once(services: Services) -> None:
    logs = [started(services) for _ in range(3)]
    model = a_model(services)
    services.lineage.log_inputs(LOCAL_ACTOR, logs[0].run, [RunInput(DIGITS)], [model])
    services.lineage.log_outputs(LOCAL_ACTOR, logs[1].run, [ModelOutput(model, 2)])
    missing = new_run_id()
    found = services.lineage.for_runs(LOCAL_ACTOR, [*(log.run for log in logs), missing])
    assert found == {
        logs[0].run: RunLinks([RunInput(DIGITS)], [model]),
        logs[1].run: RunLinks([], [], [ModelOutput(model, 2)]),
        logs[2].run: RunLinks(),
        missing: RunLinks(),
    }


def test_a_run_is_found_by_the_data_that_it_used(services: Services) -> None:
    log = started(services).add(used(context="train"))
    log.send(2)
    started(services)
    query = "dataset.name = 'digits' AND dataset.context = 'train'"
    page = services.runs.search(LOCAL_ACTOR, RunSearch(query=query))
    assert [run.id for run in page.runs] == [log.run]


def test_an_experiment_tells_its_datasets(services: Services) -> None:
    log = started(services).add(used(context="train"))
    log.send(2)
    experiment = run_of(services, log).experiment_id
    found = services.datasets.of_experiments(LOCAL_ACTOR, [experiment])
    assert found == [DatasetSummary(experiment, "digits", "a1", "train")]
    with pytest.raises(LimitExceededError):
        services.datasets.of_experiments(LOCAL_ACTOR, [experiment] * 1_001)
