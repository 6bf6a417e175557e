"""Process time: how long a run ran, without the pauses between its end and its resumption."""

import struct

from tests.unit.services.logs import WriterLog, started

from runlore.entities.access import LOCAL_ACTOR
from runlore.entities.ids import Micros
from runlore.entities.records import RunEnded, RunStarted
from runlore.entities.run import Pause, Run, RunStatus
from runlore.series.tiles import TileCut
from runlore.services import Services
from runlore.services.metrics import SeriesRef, TileRequest
from runlore.testing.clock import SOME_DAY, ManualClock

SECOND = 1_000_000


def at(seconds: float) -> Micros:
    return Micros(SOME_DAY + round(seconds * SECOND))


def resumed(services: Services, log: WriterLog, seconds: float) -> WriterLog:
    again = RunStarted("vision", "baseline", "first", at(seconds), resumed=True)
    return WriterLog(services, log.run).add(again)


def run_of(services: Services, log: WriterLog) -> Run:
    return services.runs.get(LOCAL_ACTOR, log.run)


def process_times(services: Services, log: WriterLog) -> list[float]:
    request = TileRequest([SeriesRef(log.run, "loss")], 10, [0, 1, 2], x="process")
    cuts = services.metrics.tiles(LOCAL_ACTOR, request)
    return [x for cut in cuts for x in _places(cut)]


def _places(cut: TileCut) -> list[float]:
    assert cut.mode == 0, "so few points come exact"
    return list(struct.unpack(f"<{cut.n}d", cut.columns["x"]))


def test_a_run_that_never_paused_has_its_relative_time(services: Services) -> None:
    log = started(services).row({"loss": 1.0}, 0, 2 * SECOND).row({"loss": 0.5}, 1, 5 * SECOND)
    log.send(2)
    assert run_of(services, log).pauses == []
    assert process_times(services, log) == [2_000, 5_000]


def test_the_time_between_end_and_resumption_does_not_count(services: Services) -> None:
    log = started(services).row({"loss": 1.0}, 0, 2 * SECOND)
    log.add(RunEnded(RunStatus.FINISHED, at(10))).send(2)
    again = resumed(services, log, 100).row({"loss": 0.5}, 1, 103 * SECOND)
    again.add(RunEnded(RunStatus.FAILED, at(110))).send()
    resumed(services, log, 1_000).row({"loss": 0.2}, 2, 1_001 * SECOND).send()
    assert run_of(services, log).pauses == [Pause(at(10), at(100)), Pause(at(110), at(1_000))]
    assert process_times(services, log) == [2_000, 13_000, 21_000]
    (extent,) = services.metrics.extents(LOCAL_ACTOR, [SeriesRef(log.run, "loss")])
    assert list(extent.pauses) == run_of(services, log).pauses


def test_a_crash_begins_a_pause_where_the_run_was_heard_last(
    services: Services, clock: ManualClock
) -> None:
    log = started(services)
    clock.advance(30)
    log.row({"loss": 1.0}, 0, 4 * SECOND).send(2)
    clock.advance(60)
    services.upkeep.tick()
    assert run_of(services, log).status is RunStatus.CRASHED
    clock.advance(60)
    resumed(services, log, 150).send()
    assert run_of(services, log).pauses == [Pause(at(30), at(150))]


def test_a_kill_that_nobody_noticed_begins_a_pause_at_the_last_sign_of_life(
    services: Services, clock: ManualClock
) -> None:
    # All of it comes hours later, as from a journal that was written offline.
    clock.advance(10_000)
    log = started(services).row({"loss": 1.0}, 0, 40 * SECOND)
    log.send(2)
    resumed(services, log, 60).row({"loss": 0.5}, 1, 61 * SECOND).send()
    run = run_of(services, log)
    assert (run.pauses, run.rows, run.metrics["loss"].count) == ([Pause(at(40), at(60))], 2, 2)
    assert process_times(services, log) == [40_000, 41_000]


def test_a_resumption_sent_again_or_out_of_a_running_run_is_no_second_pause(
    services: Services,
) -> None:
    log = started(services).add(RunEnded(RunStatus.FINISHED, at(10)))
    log.send(2)
    again = resumed(services, log, 20).row({"loss": 1.0}, 0, 21 * SECOND)
    again.send()
    again.send()
    resumed(services, log, 20.5).send()
    assert run_of(services, log).pauses == [Pause(at(10), at(20))]


def test_a_dialect_that_says_running_again_ends_the_pause_now(
    services: Services, clock: ManualClock
) -> None:
    log = started(services).add(RunEnded(RunStatus.FINISHED, at(10)))
    log.send(2)
    clock.advance(70)
    again = RunStarted("", "", "first", SOME_DAY, resumed=True)
    services.ingest.record(LOCAL_ACTOR, log.run, [again])
    assert run_of(services, log).pauses == [Pause(at(10), at(70))]
