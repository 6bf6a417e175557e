"""What differs from another run, and which run is the last good one."""

import copy
from typing import Any

import pytest
from tests.unit.services.logs import WriterLog
from tests.unit.services.test_recipes import CAPTURES, changed

from runlore.entities.access import LOCAL_ACTOR, Actor, Role
from runlore.entities.errors import AccessDeniedError, NotAuthenticatedError, NotFoundError
from runlore.entities.ids import Micros, RunId, new_run_id
from runlore.entities.records import CaptureSet, RunEnded, RunStarted, TagsSet
from runlore.entities.run import RunStatus
from runlore.services import Services
from runlore.services.differences import MAX_DIFFERENCES, RunDifference
from runlore.testing.clock import SOME_DAY


def a_run(
    services: Services,
    at: int,
    captures: dict[str, Any],
    status: RunStatus = RunStatus.FINISHED,
    **about: Any,
) -> RunId:
    """A run that began so many seconds after some day, and ended at once."""
    log, began = WriterLog(services), Micros(SOME_DAY + at * 1_000_000)
    experiment = about.get("experiment", "baseline")
    log.add(RunStarted("vision", experiment, f"at {at}", began))
    for section, value in captures.items():
        log.add(CaptureSet(section, value))
    log.add(TagsSet(about.get("tags", {})))
    log.add(CaptureSet("recipe", {})).add(RunEnded(status, began)).send()
    return log.run


def since(services: Services, run: RunId, other: RunId | None = None) -> RunDifference:
    return services.differences.between(LOCAL_ACTOR, run, other)


def last_good(services: Services, run: RunId) -> RunId | None:
    found = since(services, run).other
    return None if found is None else found.id


def test_groups_that_differ_are_told_with_their_facts(services: Services) -> None:
    old = a_run(services, 0, CAPTURES)
    captures = changed(("packages", "torch"), "2.4.0")
    captures["data"]["files"]["d.csv"]["sha256"] = "d2"
    new = a_run(services, 1, captures)
    found = since(services, new)
    assert found.other is not None
    assert (found.other.id, found.run.id) == (old, new)
    assert found.suspects == ["data", "env"]
    groups = {one.group: one for one in found.groups}
    assert [one.item for one in groups["data"].differences] == ["files/d.csv"]
    assert groups["env"].detail == "torch 2.3.1 -> 2.4.0; 0 other packages equal"
    assert (groups["code"].is_same, groups["code"].count) == (True, 0)
    assert since(services, new, new).suspects == []


def test_the_last_good_run_is_the_newest_of_its_kind_before(services: Services) -> None:
    older = a_run(services, 0, CAPTURES)
    good = a_run(services, 1, changed(("command", "arguments"), ["--lr", "2"]))
    a_run(services, 2, CAPTURES, RunStatus.FAILED)
    a_run(services, 3, CAPTURES, experiment="other")
    a_run(services, 4, CAPTURES, tags={"reproduces": older})
    a_run(services, 5, changed(("command", "program"), "evaluate.py"))
    a_run(services, 6, {})
    run = a_run(services, 7, CAPTURES)
    a_run(services, 8, CAPTURES)
    assert last_good(services, run) == good
    assert last_good(services, good) == older
    assert last_good(services, older) is None
    assert since(services, older).groups == []
    services.runs.delete(LOCAL_ACTOR, [good])
    assert last_good(services, run) == older


def test_where_the_program_is_not_known_any_will_do(services: Services) -> None:
    good = a_run(services, 0, CAPTURES)
    bare = a_run(services, 1, {})
    assert last_good(services, bare) == good
    groups = since(services, bare).groups
    assert {one.is_same for one in groups} == {None}
    assert "second run" in groups[0].detail


def test_many_differences_are_counted_and_not_all_told(services: Services) -> None:
    old = a_run(services, 0, CAPTURES)
    captures = copy.deepcopy(CAPTURES)
    captures["packages"] |= {f"package-{n}": "1" for n in range(3 * MAX_DIFFERENCES)}
    group = next(
        one
        for one in since(services, a_run(services, 1, captures), old).groups
        if one.group == "env"
    )
    assert (len(group.differences), group.count) == (MAX_DIFFERENCES, 3 * MAX_DIFFERENCES)


def test_a_run_that_is_not_there_and_a_stranger_are_refused(services: Services) -> None:
    run = a_run(services, 0, CAPTURES)
    for one, other in ((new_run_id(), None), (run, new_run_id())):
        with pytest.raises(NotFoundError):
            since(services, one, other)
    with pytest.raises((NotAuthenticatedError, AccessDeniedError)):
        services.differences.between(Actor("", Role.NOBODY), run, None)
