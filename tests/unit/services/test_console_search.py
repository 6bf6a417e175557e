"""A text is looked for in what a run printed, portion by portion."""

import pytest
from tests.unit.services.logs import started

from runlore.entities.access import Actor, Role
from runlore.entities.errors import InvalidValueError, LimitExceededError, NotFoundError
from runlore.entities.ids import RunId, new_run_id
from runlore.entities.records import ConsoleWritten
from runlore.services import Services, console_search
from runlore.services.console_search import ConsoleFind
from runlore.testing.clock import SOME_DAY

READER = Actor("eve", Role.READER)


@pytest.fixture
def run(services: Services) -> RunId:
    log = started(services)
    lines = ["epoch 1", "\x1b[31mlo\x1b[0mss 0.5", "Loss: 0.4", "a.*b", "done"]
    log.add(ConsoleWritten("stdout", SOME_DAY, lines))
    log.add(ConsoleWritten("stderr", SOME_DAY, ["LOSS is NaN"])).send(2)
    return log.run


def numbers(services: Services, run: RunId, wanted: ConsoleFind) -> list[int]:
    return [line.number for line in services.trails.find(READER, run, wanted).lines]


def test_letters_large_or_small_and_colours_make_no_difference(
    services: Services, run: RunId
) -> None:
    assert numbers(services, run, ConsoleFind("loss")) == [1, 2, 5]
    assert numbers(services, run, ConsoleFind("LOSS", stream="stderr")) == [5]
    assert numbers(services, run, ConsoleFind("loss", first=2)) == [2, 5]
    assert numbers(services, run, ConsoleFind("31m")) == []


def test_a_text_is_no_expression(services: Services, run: RunId) -> None:
    assert numbers(services, run, ConsoleFind(".*")) == [3]
    assert numbers(services, run, ConsoleFind("(a+)+$")) == []


@pytest.mark.parametrize("bound", ["MAX_LOOKED_AT", "MAX_CHARS"])
def test_one_answer_looks_at_a_portion_and_says_where_to_go_on(
    services: Services, run: RunId, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(console_search, "_PORTION", 2)
    monkeypatch.setattr(console_search, bound, 2)
    found, first, answers = list[int](), 0, 0
    while True:
        answer = services.trails.find(READER, run, ConsoleFind("loss", first=first))
        found += [line.number for line in answer.lines]
        assert answer.size == 6
        first, answers = answer.next, answers + 1
        if first >= answer.size:
            break
    assert (found, answers) == ([1, 2, 5], 3)


def test_bad_searches_are_refused(services: Services, run: RunId) -> None:
    with pytest.raises(InvalidValueError, match="what to look for"):
        services.trails.find(READER, run, ConsoleFind(""))
    with pytest.raises(LimitExceededError, match="1,001"):
        services.trails.find(READER, run, ConsoleFind("x" * 1_001))
    with pytest.raises(NotFoundError, match="run"):
        services.trails.find(READER, new_run_id(), ConsoleFind("x"))
