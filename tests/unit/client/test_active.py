"""Which run the module-level verbs speak to."""

import asyncio
import threading
from pathlib import Path

import pytest
from tests.unit.client.logbook import Logbook

import runlore
from runlore.entities.errors import ConflictError
from runlore.entities.records import RunEnded, RunStarted
from runlore.entities.run import RunStatus


def keys(store: Path, run: runlore.Run) -> set[str]:
    return {key for row in Logbook(store, run.id).rows() for key in row.values}


def test_verbs_speak_to_the_active_run(store: Path) -> None:
    run = runlore.init()
    assert runlore.active_run() is run
    runlore.log({"a": 1})
    runlore.log_metric("b", 1)
    runlore.log_param("p", 1)
    runlore.set_tag("t", "v")
    runlore.config.q = 2
    runlore.summary["s"] = 3
    assert runlore.flush()
    runlore.finish()
    assert runlore.active_run() is None
    book = Logbook(store, run.id)
    assert keys(store, run) == {"a", "b"}
    assert book.params() == {"p": 1, "q": 2}


def test_without_a_run_the_verbs_say_how_to_begin_one(store: Path) -> None:
    with pytest.raises(ConflictError, match=r"runlore\.init"):
        runlore.log({"a": 1})
    with pytest.raises(ConflictError, match=r"runlore\.init"):
        _ = runlore.config
    runlore.finish()


def test_a_second_init_finishes_the_first_run(store: Path) -> None:
    first = runlore.init()
    second = runlore.init()
    assert first.status is RunStatus.FINISHED
    assert runlore.active_run() is second
    assert second.parent is None


def test_a_run_that_is_started_inside_another_is_its_child(store: Path) -> None:
    with runlore.start_run(project="p", experiment="e") as parent:
        with runlore.start_run() as child:
            runlore.log({"child": 1})
        runlore.log({"parent": 1})
    assert (child.parent, child.project, child.experiment) == (parent.id, "p", "e")
    assert keys(store, child) == {"child"}
    assert keys(store, parent) == {"parent"}
    started = Logbook(store, child.id).of(RunStarted)[0]
    assert started.parent == parent.id


def test_an_init_inside_of_a_block_does_not_end_the_blocks_run(store: Path) -> None:
    with runlore.start_run() as outer:
        inner = runlore.init()
        assert outer.status is RunStatus.RUNNING
        assert inner.parent == outer.id
        inner.finish()


def test_a_parent_may_be_named(store: Path) -> None:
    parent = runlore.init()
    child = runlore.init(parent=parent)
    by_id = runlore.start_run(parent=parent.id)
    assert parent.status is RunStatus.RUNNING
    assert child.parent == by_id.parent == parent.id


def test_threads_with_runs_of_their_own_do_not_mix(store: Path) -> None:
    runs: dict[int, runlore.Run] = {}
    together = threading.Barrier(4)

    def work(number: int) -> None:
        with runlore.start_run(project=str(number)) as run:
            runs[number] = run
            together.wait()
            for _ in range(50):
                runlore.log({f"k{number}": 1})
            together.wait()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, run in runs.items():
        assert keys(store, run) == {f"k{number}"}
        assert run.status is RunStatus.FINISHED


def test_tasks_with_runs_of_their_own_do_not_mix(store: Path) -> None:
    async def work(number: int) -> runlore.Run:
        with runlore.start_run() as run:
            for _ in range(5):
                runlore.log({f"k{number}": 1})
                await asyncio.sleep(0)
        return run

    async def both() -> tuple[runlore.Run, runlore.Run]:
        return await asyncio.gather(work(0), work(1))

    first, second = asyncio.run(both())
    assert keys(store, first) == {"k0"}
    assert keys(store, second) == {"k1"}


def test_an_exception_in_the_block_is_the_runs_failure_and_goes_on(store: Path) -> None:
    with pytest.raises(ZeroDivisionError), runlore.init() as run:
        _ = 1 / 0
    ended = Logbook(store, run.id).of(RunEnded)[0]
    assert ended.status is RunStatus.FAILED
    assert ended.failure is not None
    assert ended.failure.message == "ZeroDivisionError: division by zero"


def test_the_tracking_uri_is_what_was_chosen(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runlore.get_tracking_uri() == str(store)
    runlore.set_tracking_uri(None)
    monkeypatch.setenv("RUNLORE_URI", "http://h:5000")
    assert runlore.get_tracking_uri() == "http://h:5000"
    monkeypatch.delenv("RUNLORE_URI")
    assert Path(runlore.get_tracking_uri()).name == ".runlore"
