"""Lineage over many links: from data to registered versions, and back, within its bounds."""

from typing import Any

import pytest
from tests.unit.services.logs import STARTED, WriterLog
from tests.unit.services.test_lineage import used

from runlore.entities.access import LOCAL_ACTOR, Actor, Role
from runlore.entities.dataset import Dataset
from runlore.entities.errors import (
    AccessDeniedError,
    LimitExceededError,
    NotAuthenticatedError,
    NotFoundError,
)
from runlore.entities.ids import LoggedModelId, RunId, new_logged_model_id, new_run_id
from runlore.entities.logged_model import ModelOutput
from runlore.entities.records import CaptureSet, ModelLogged, Record, RunStarted, TagsSet
from runlore.services import Services
from runlore.services.lineage_graph import LineageGraph
from runlore.services.lineage_steps import Ref
from runlore.services.model_changes import NewLoggedModel
from runlore.services.registry import NewVersion
from runlore.testing.clock import SOME_DAY

DIGITS = Ref("dataset", "digits", "a1")


def a_run(services: Services, *records: Record, parent: RunId | None = None) -> RunId:
    log = WriterLog(services)
    log.add(RunStarted("vision", "baseline", f"run {log.run[-4:]}", SOME_DAY, parent=parent))
    for record in records:
        log.add(record)
    log.send()
    return log.run


def packaged(services: Services, *records: Record) -> tuple[RunId, LoggedModelId]:
    """A run that used the digits and packaged a model."""
    model = new_logged_model_id()
    return a_run(services, used(), ModelLogged(model, "clf", "m", SOME_DAY), *records), model


def registered(services: Services, model: LoggedModelId) -> Ref:
    services.registry.create_model(LOCAL_ACTOR, "digits-clf")
    made = services.registry.create_version(
        LOCAL_ACTOR, "digits-clf", NewVersion(f"models:/{model}")
    )
    return Ref("version", made.model, str(made.version))


def read_of(*owners: str) -> list[Record]:
    told: dict[str, Any] = {"runs": list(owners), "artifacts": {}}
    return [CaptureSet("parents", told), CaptureSet("recipe", {})]


def graph(services: Services, start: Ref, depth: int = 5, **more: Any) -> LineageGraph:
    return services.lineage.graph(LOCAL_ACTOR, start, depth, **more)


def links(found: LineageGraph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.target, edge.role) for edge in found.edges}


def test_data_leads_over_run_and_model_to_a_version_and_back(services: Services) -> None:
    run, model = packaged(services)
    version = registered(services, model)
    path = {
        ("dataset digits a1", f"run {run}", "used"),
        (f"run {run}", f"model {model}", "made"),
        (f"model {model}", version.text, "registered"),
    }
    for start in (DIGITS, Ref("run", run), Ref("model", model), version):
        found = graph(services, start)
        assert links(found) == path, start
        assert (found.cut, found.nodes[0].id, found.start) == ([], start.text, start.text)
    depths = {node.kind: node.depth for node in graph(services, version).nodes}
    assert depths == {"version": 0, "model": -1, "run": -2, "dataset": -3}
    assert [node.kind for node in graph(services, DIGITS, direction="up").nodes] == ["dataset"]
    assert len(graph(services, DIGITS, direction="down").nodes) == 4


def test_parents_children_readers_and_repetitions_are_there(services: Services) -> None:
    first, model = packaged(services)
    child = a_run(services, parent=first)
    again = a_run(services, TagsSet({"reproduces": first}))
    reader = a_run(services, *read_of(first, model, "no id at all"))
    user = a_run(services)
    services.lineage.log_inputs(LOCAL_ACTOR, user, [], [model])
    found = graph(services, Ref("run", first))
    assert links(found) == {
        ("dataset digits a1", f"run {first}", "used"),
        (f"run {first}", f"model {model}", "made"),
        (f"run {first}", f"run {child}", "parent"),
        (f"run {first}", f"run {again}", "reproduced"),
        (f"run {first}", f"run {reader}", "read"),
        (f"model {model}", f"run {reader}", "read"),
        (f"model {model}", f"run {user}", "used"),
    }
    up = {run: links(graph(services, Ref("run", run), 1)) for run in (child, again, user)}
    assert up == {
        child: {(f"run {first}", f"run {child}", "parent")},
        again: {(f"run {first}", f"run {again}", "reproduced")},
        user: {(f"model {model}", f"run {user}", "used")},
    }


def test_those_that_share_their_data_are_no_relatives(services: Services) -> None:
    run, other = a_run(services, used()), a_run(services, used())
    kinds = [node.kind for node in graph(services, Ref("run", run)).nodes]
    assert kinds == ["run", "dataset"]
    assert {node.key for node in graph(services, DIGITS).nodes[1:]} == {run, other}


def test_a_dataset_is_meant_by_name_and_digest_of_one_use(services: Services) -> None:
    both = a_run(services, used(Dataset("digits", "b2")), used(Dataset("faces", "a1")))
    right = a_run(services, used())
    assert [node.key for node in graph(services, DIGITS).nodes[1:]] == [right]
    assert both not in {node.key for node in graph(services, DIGITS).nodes}


def test_what_is_left_out_is_told(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    run, model = packaged(services)
    registered(services, model)
    assert graph(services, Ref("run", run), 1).cut == ["depth"]
    assert graph(services, Ref("run", run), 2).cut == []
    monkeypatch.setattr("runlore.services.lineage_graph.MAX_NODES", 3)
    for _ in range(3):
        a_run(services, used())
    found = graph(services, DIGITS)
    assert (len(found.nodes), "nodes" in found.cut) == (3, True)
    ids = {node.id for node in found.nodes}
    assert all(edge.source in ids and edge.target in ids for edge in found.edges)


def test_runs_that_read_each_other_end(services: Services) -> None:
    one = new_run_id()
    other = a_run(services, *read_of(one))
    log = WriterLog(services, one).add(STARTED)
    for record in read_of(other, one):
        log.add(record)
    log.send()
    found = graph(services, Ref("run", one))
    assert links(found) == {
        (f"run {other}", f"run {one}", "read"),
        (f"run {one}", f"run {other}", "read"),
    }


def test_what_the_store_does_not_have_is_named_and_not_known(services: Services) -> None:
    gone = new_run_id()
    run = a_run(services, *read_of(gone))
    unknown = graph(services, Ref("run", run)).nodes[1]
    assert (unknown.key, unknown.is_known, unknown.detail) == (gone, False, "not here")


@pytest.mark.parametrize(
    "start",
    [
        Ref("run", new_run_id()),
        Ref("model", new_logged_model_id()),
        Ref("version", "none", "1"),
        Ref("dataset", "none", "a1"),
    ],
)
def test_a_start_that_is_not_there_is_not_found(services: Services, start: Ref) -> None:
    with pytest.raises(NotFoundError):
        graph(services, start)


def test_the_depth_is_bounded_and_who_may_not_read_may_not_ask(services: Services) -> None:
    run = Ref("run", a_run(services))
    for depth in (0, 6, -1):
        with pytest.raises(LimitExceededError):
            graph(services, run, depth)
    with pytest.raises((NotAuthenticatedError, AccessDeniedError)):
        services.lineage.graph(Actor("", Role.NOBODY), run)


def test_a_model_without_a_run_and_one_that_was_said_to_be_made(services: Services) -> None:
    model = services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(name="clf")).id
    run = a_run(services)
    services.lineage.log_outputs(LOCAL_ACTOR, run, [ModelOutput(model)])
    assert links(graph(services, Ref("run", run))) == {(f"run {run}", f"model {model}", "made")}
