"""Records in, exactly once."""

import math

import pytest
from tests.unit.services.logs import STARTED, WriterLog, started

from runlore.entities.access import LOCAL_ACTOR, NOBODY, Actor, Role
from runlore.entities.errors import (
    AccessDeniedError,
    ConflictError,
    InvalidInputError,
    InvalidNameError,
    LimitExceededError,
    NotAuthenticatedError,
    NotFoundError,
    OutOfOrderError,
)
from runlore.entities.ids import new_run_id
from runlore.entities.records import (
    ArtifactLogged,
    ConsoleWritten,
    ParamsSet,
    RecordsLost,
    RunDescribed,
    RunEnded,
    RunStarted,
    SummarySet,
    TagsSet,
)
from runlore.entities.run import Run, RunStatus
from runlore.series.points import Window
from runlore.services import Services
from runlore.testing.clock import SOME_DAY, ManualClock


def run_of(services: Services, log: WriterLog) -> Run:
    return services.runs.get(LOCAL_ACTOR, log.run)


def values_of(services: Services, log: WriterLog, key: str) -> list[tuple[int, float]]:
    points = services.metrics.read(LOCAL_ACTOR, log.run, key, Window())
    return list(zip(points.step.tolist(), points.value.tolist(), strict=True))


def test_a_started_run_is_there_with_what_the_client_said(services: Services) -> None:
    run = run_of(services, started(services))
    assert (run.project, run.experiment, run.name) == ("vision", "baseline", "first")
    assert (run.user, run.host, run.status) == ("ana", "node-3", RunStatus.RUNNING)


def test_a_resent_upload_changes_nothing(services: Services) -> None:
    log = started(services).row({"loss": 1.0}, 0).row({"loss": 0.5}, 1)
    assert log.send(2) == 3
    assert log.send(2) == 3
    assert log.send(1) == 3
    assert values_of(services, log, "loss") == [(0, 1.0), (1, 0.5)]
    assert run_of(services, log).rows == 2


def test_an_overlapping_upload_adds_only_what_is_new(services: Services) -> None:
    log = started(services).row({"loss": 1.0}, 0).row({"loss": 0.5}, 1)
    log.send(2, 2)
    assert log.send(1, 3) == 3
    assert values_of(services, log, "loss") == [(0, 1.0), (1, 0.5)]


def test_records_ahead_of_their_turn_are_refused_with_the_number_to_go_on_from(
    services: Services,
) -> None:
    log = started(services).row({"loss": 1.0}, 0).row({"loss": 0.5}, 1)
    with pytest.raises(OutOfOrderError) as refusal:
        log.send(3)
    assert refusal.value.last_seq == 1


def test_what_comes_too_early_is_out_of_order_even_when_it_cannot_be_read_yet(
    services: Services,
) -> None:
    log = started(services).row({"loss": 1.0}, 0).row({"loss": 0.5}, 1)
    with pytest.raises(OutOfOrderError):
        services.ingest.append(LOCAL_ACTOR, log.run, log.writer, 2, log.frames[2])


def test_numbers_that_never_come_are_counted_and_later_explained(services: Services) -> None:
    log = started(services).row({"a": 1.0}, 0).row({"a": 2.0}, 1).row({"a": 3.0}, 2)
    log.send(4, prev_seq=1)
    assert run_of(services, log).lost == {"gap": 2}
    log.add(RecordsLost("disk full", 2, first_seq=2, last_seq=3)).send(5)
    assert run_of(services, log).lost == {"disk full": 2}


def test_a_gap_and_its_explanation_in_one_upload_count_once(services: Services) -> None:
    log = started(services).row({"a": 1.0}, 0).row({"a": 2.0}, 1)
    log.add(RecordsLost("refused", 1, first_seq=2, last_seq=2)).send(3, prev_seq=1)
    assert run_of(services, log).lost == {"refused": 1}


def test_a_kind_that_this_server_does_not_know_is_counted_not_refused(services: Services) -> None:
    log = started(services).add_raw(200, b"from the future").row({"a": 1.0}, 0)
    assert log.send(2) == 3
    assert run_of(services, log).lost == {"unknown kind": 1}
    assert values_of(services, log, "a") == [(0, 1.0)]


def test_params_keep_their_types_and_their_first_value(services: Services) -> None:
    given = {"lr": 3e-5, "layers": [1, 2], "opt": {"name": "adam"}, "amp": True, "none": None}
    log = started(services).add(ParamsSet(given)).add(ParamsSet({"lr": 1e-3, "amp": True}))
    log.send(2)
    run = run_of(services, log)
    assert run.params == given
    assert run.lost == {"param changed": 1}


def test_a_value_of_the_user_wins_over_an_automatic_one(services: Services) -> None:
    log = started(services).add(ParamsSet({"lr": 1.0, "seed": 1}, "auto"))
    log.add(ParamsSet({"lr": 2.0})).add(ParamsSet({"lr": 3.0}, "auto")).send(2)
    run = run_of(services, log)
    assert run.params == {"lr": 2.0, "seed": 1}
    assert run.auto_params == ["seed"]
    assert run.lost == {}


def test_tags_summary_name_and_notes_change_and_go(services: Services) -> None:
    log = started(services)
    log.add(TagsSet({"team": "nlp", "gone": "x"})).add(TagsSet({"gone": None, "team": "cv"}))
    log.add(SummarySet({"best": {"f1": 0.9}})).add(RunDescribed("second", "**note**")).send(2)
    run = run_of(services, log)
    assert run.tags == {"team": "cv"}
    assert run.summary == {"best": {"f1": 0.9}}
    assert (run.name, run.notes) == ("second", "**note**")


def test_metric_values_come_back_bit_for_bit(services: Services) -> None:
    odd = [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308]
    log = started(services)
    for step, value in enumerate(odd):
        log.row({"m": value}, step)
    log.send(2)
    got = [value for _, value in values_of(services, log, "m")]
    assert [v.hex() for v in got] == [v.hex() for v in odd]


def test_a_record_that_cannot_be_kept_leaves_nothing_of_its_upload(services: Services) -> None:
    log = started(services).row({"a": 1.0}, 0).add(TagsSet({"bad\nname": "x"}))
    with pytest.raises(InvalidNameError):
        log.send(2)
    assert values_of(services, log, "a") == []
    assert log.send(2, 2) == 2


def test_what_is_too_large_is_refused_with_advice(services: Services) -> None:
    log = started(services).add(ParamsSet({"prompt": "x" * 70_000}))
    with pytest.raises(LimitExceededError, match="artifact"):
        log.send(2)


def test_a_damaged_upload_is_refused_with_its_place(services: Services) -> None:
    log = started(services).row({"a": 1.0}, 0)
    log.frames[1] = log.frames[1][:-1] + b"\xff"
    with pytest.raises(InvalidInputError, match="byte"):
        log.send(2)


def test_frames_of_another_run_are_refused(services: Services) -> None:
    log, other = started(services), started(services)
    log.frames.append(other.row({"a": 1.0}, 0).frames[1])
    with pytest.raises(InvalidInputError):
        log.send(2)


def test_an_unknown_run_needs_a_start(services: Services) -> None:
    log = WriterLog(services).row({"a": 1.0}, 0)
    with pytest.raises(NotFoundError):
        log.send()
    with pytest.raises(NotFoundError):
        services.ingest.append(LOCAL_ACTOR, new_run_id(), log.writer, 0, b"")


def test_a_further_writer_adds_to_the_same_run(services: Services) -> None:
    first = started(services).row({"a": 1.0}, 0)
    first.send(2)
    second = WriterLog(services, first.run).add(STARTED).row({"a": 2.0}, 0)
    second.send()
    assert values_of(services, first, "a") == [(0, 1.0), (0, 2.0)]
    assert run_of(services, first).metrics["a"].last == 2.0


def test_an_ended_run_is_running_again_only_when_it_is_resumed(services: Services) -> None:
    log = started(services).add(RunEnded(RunStatus.FINISHED, SOME_DAY))
    log.send(2)
    late = WriterLog(services, log.run).add(STARTED).row({"a": 1.0}, 0)
    late.send()
    assert run_of(services, log).status is RunStatus.FINISHED
    again = RunStarted("vision", "baseline", "first", SOME_DAY, resumed=True)
    WriterLog(services, log.run).add(again).send()
    assert run_of(services, log).status is RunStatus.RUNNING


def test_a_silent_run_is_crashed_and_one_that_speaks_again_is_running(
    services: Services, clock: ManualClock
) -> None:
    log = started(services).row({"a": 1.0}, 0)
    clock.advance(44)
    services.upkeep.tick()
    assert run_of(services, log).status is RunStatus.RUNNING
    clock.advance(2)
    services.upkeep.tick()
    crashed = run_of(services, log)
    assert crashed.status is RunStatus.CRASHED
    assert crashed.ended_at == SOME_DAY
    assert crashed.failure is not None
    log.send(2)
    assert run_of(services, log).status is RunStatus.RUNNING


def test_a_heartbeat_keeps_a_quiet_run_alive(services: Services, clock: ManualClock) -> None:
    log = started(services)
    for _ in range(5):
        clock.advance(40)
        services.ingest.append(LOCAL_ACTOR, log.run, log.writer, 1, b"")
        services.upkeep.tick()
    assert run_of(services, log).status is RunStatus.RUNNING


def test_the_silence_of_a_run_that_was_brought_in_says_nothing(
    services: Services, clock: ManualClock
) -> None:
    log = WriterLog(services).add(STARTED)
    append = services.ingest.append
    append(LOCAL_ACTOR, log.run, log.writer, 0, log.frames[0], beats=False)
    clock.advance(100)
    services.upkeep.tick()
    assert run_of(services, log).status is RunStatus.RUNNING


def test_an_artifact_needs_its_bytes_first_and_then_tells_their_true_size(
    services: Services,
) -> None:
    sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    log = started(services)
    log.add(ArtifactLogged("a/b.txt", sha, "", 0, "text/plain", "file", None, SOME_DAY))
    with pytest.raises(ConflictError, match="PUT it"):
        log.send(2)
    services.artifacts.put_blob(LOCAL_ACTOR, sha, [b"hel", b"lo"])  # type: ignore[arg-type]
    log.send(2)
    opened = services.artifacts.open(LOCAL_ACTOR, log.run, "a/b.txt")
    assert opened.artifact.size == 5
    assert opened.artifact.md5 == "5d41402abc4b2a76b9719d911017c592"
    assert b"".join(opened.chunks) == b"hello"


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/../b", "a\\b", "a\x00", "C:/x", "."])
def test_an_artifact_path_that_leaves_the_run_is_refused(services: Services, path: str) -> None:
    sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    services.artifacts.put_blob(LOCAL_ACTOR, sha, [b"hello"])  # type: ignore[arg-type]
    log = started(services)
    log.add(ArtifactLogged(path, sha, "", 5, "text/plain", "file", None, SOME_DAY))
    with pytest.raises(InvalidInputError):
        log.send(2)


def test_console_lines_keep_their_order(services: Services) -> None:
    log = started(services).add(ConsoleWritten("stdout", SOME_DAY, ["a", "b"]))
    log.add(ConsoleWritten("stderr", SOME_DAY, ["c"])).send(2)
    lines, size = services.trails.console(LOCAL_ACTOR, log.run, 1, 10)
    assert [(line.number, line.stream, line.text) for line in lines] == [
        (1, "stdout", "b"),
        (2, "stderr", "c"),
    ]
    assert size == 3


def test_nobody_is_asked_for_a_token_and_a_reader_may_not_write(services: Services) -> None:
    log = started(services)
    with pytest.raises(NotAuthenticatedError):
        services.ingest.append(NOBODY, log.run, log.writer, 0, b"")
    with pytest.raises(AccessDeniedError):
        services.ingest.append(Actor("eve", Role.READER), log.run, log.writer, 0, b"")
