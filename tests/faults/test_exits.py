"""R15: however a program ends, its points are there and the status of its run is right."""

import json
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.fault_trials import fault_trials
from tests.programs import (
    END_SECONDS,
    Returned,
    environ_of,
    points_of,
    run_program,
    start_program,
    sync,
    until,
)
from tests.server_process import ServerProcess

pytestmark = pytest.mark.xdist_group("exits")

TRIALS = fault_trials(5, 100)
AT_ONCE = 4

CRASHED_AFTER = 2.0
"""Instead of the 45 s of a server that real clients speak to every ten seconds."""

POINTS = 300

# It is ready once it has reached the server: an import that the sender makes while Ctrl-C ends the
# program has the interpreter forget why it ends, and exit with 1.
SCRIPT = """
import ctypes, mmap, os, resource, signal, sys, threading, time
import runlore

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
counter = memoryview(mmap.mmap(os.open(sys.argv[1], os.O_RDWR), 8)).cast("q")
run = runlore.init(project="exits")
print(run.id, flush=True)

def train(steps):
    for step in range(steps):
        run.log({"loss": float(step)}, step)
        counter[0] = step + 1
        if step == %d:
            run.flush()
            print("ready", flush=True)

def fail():
    raise ValueError("no more data")

""" % (POINTS // 2)  # noqa: UP031  # braces are Python's, in there

TRAINED = f"train({POINTS})\n"
FOR_EVER = "train(10**9)\n"


class Way(NamedTuple):
    """A way for a program to end.

    Attributes:
        script: what it does.
        code: with which exit status, as ``subprocess`` tells it.
        status: of the run, at last.
        message: why it did not finish.
        signals: that it gets once it trains.
    """

    script: str
    code: int
    status: str
    message: str | None = None
    signals: tuple[signal.Signals, ...] = ()


SILENT = "The process fell silent: nothing was heard for 2 s."
INTERRUPTED = "KeyboardInterrupt: interrupted from the keyboard"

WAYS = {
    "end of the script": Way(TRAINED, 0, "finished"),
    "finish": Way(TRAINED + "run.finish()", 0, "finished"),
    "sys.exit": Way(TRAINED + "sys.exit(3)", 3, "failed", "SystemExit: 3"),
    "exception": Way(TRAINED + "fail()", 1, "failed", "ValueError: no more data"),
    "exception in a thread": Way(
        TRAINED + "thread = threading.Thread(target=fail); thread.start(); thread.join()",
        0,
        "finished",
    ),
    "SIGTERM": Way(FOR_EVER, -signal.SIGTERM, "killed", "SIGTERM", (signal.SIGTERM,)),
    "SIGINT": Way(FOR_EVER, -signal.SIGINT, "killed", INTERRUPTED, (signal.SIGINT,)),
    "SIGKILL": Way(FOR_EVER, -signal.SIGKILL, "crashed", SILENT, (signal.SIGKILL,)),
    "os._exit": Way(TRAINED + "os._exit(0)", 0, "crashed", SILENT),
    "segmentation fault": Way(TRAINED + "ctypes.string_at(0)", -signal.SIGSEGV, "crashed", SILENT),
}


class Ended(NamedTuple):
    """A program that ended.

    Attributes:
        run: its run.
        code: its exit status.
        returned: how many ``log`` calls had returned.
    """

    run: str
    code: int
    returned: int


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("exits")
    environ = {"RUNLORE_CRASHED_AFTER": str(CRASHED_AFTER)}
    process = ServerProcess(folder / "store", env=environ).start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def ended(server: ServerProcess) -> dict[str, list[Ended]]:
    """Programs that ended in every way, and what they left was delivered."""
    folder = server.store.parent
    environ = environ_of(server.url, folder, RUNLORE_CAPTURE="off", RUNLORE_MONITOR="off")

    def end(number: int, way: Way) -> Ended:
        returned = Returned(folder / f"{number}.returned", 1)
        program = start_program(SCRIPT + way.script, folder, environ, str(returned.file))
        run = signalled(program, way)
        program.communicate(timeout=END_SECONDS)
        return Ended(run, program.returncode, returned.counts()[0])

    wanted = [(name, way) for name, way in WAYS.items() for _ in range(TRIALS)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda at: end(at, wanted[at][1]), range(len(wanted))))
    report = sync(environ, folder)
    assert (report["left"], report["busy"], report["lost"]) == (0, 0, 0), report
    return {
        name: [one for one, (way, _) in zip(found, wanted, strict=True) if way == name]
        for name in WAYS
    }


def signalled(program: subprocess.Popen[str], way: Way) -> str:
    """Send a program that trains its signals; gives the id of its run."""
    assert program.stdout is not None
    run = program.stdout.readline().strip()
    assert program.stdout.readline() == "ready\n", program.communicate()
    for number in way.signals:
        program.send_signal(number)
    return run


def settled(server: ServerProcess, run: str) -> dict[str, Any] | None:
    document: dict[str, Any] = server.json("GET", f"/api/v1/runs/{run}")
    return None if document["status"] == "running" else document


@pytest.mark.fault
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", WAYS)
def test_a_program_that_ends_leaves_all_points_and_the_right_status(
    server: ServerProcess, ended: dict[str, list[Ended]], name: str
) -> None:
    way = WAYS[name]
    for one in ended[name]:
        document = until(lambda run=one.run: settled(server, run), CRASHED_AFTER + 15)
        assert document is not None, "the run is still shown as running"
        failure = document["failure"] or {"message": None}
        assert (one.code, document["status"]) == (way.code, way.status)
        assert failure["message"] == way.message
        assert document["lost"] == {}
        points = points_of(server, one.run, "loss")
        assert points == [(step, float(step)) for step in range(len(points))]
        assert len(points) - one.returned in (0, 1), "at most the call in flight is there as well"
        assert one.returned >= POINTS // 2


@pytest.mark.fault
def test_the_traceback_of_a_thread_is_among_the_lines_of_its_run(
    server: ServerProcess, ended: dict[str, list[Ended]]
) -> None:
    run = ended["exception in a thread"][0].run
    lines = server.json("GET", f"/api/v1/runs/{run}/console")["lines"]
    assert ("stderr", "ValueError: no more data") in {(at["stream"], at["text"]) for at in lines}


@pytest.mark.fault
def test_the_failure_of_a_run_tells_the_exit_code_or_the_traceback(
    server: ServerProcess, ended: dict[str, list[Ended]]
) -> None:
    exited = server.json("GET", f"/api/v1/runs/{ended['sys.exit'][0].run}")
    failed = server.json("GET", f"/api/v1/runs/{ended['exception'][0].run}")
    assert exited["failure"]["exit_code"] == 3
    assert "in fail" in failed["failure"]["traceback"]


THREADS_SCRIPT = """
import json, threading, time
import runlore
from runlore.entities.errors import ConflictError

def train(run, key, returned):
    try:
        while True:
            run.log({key: float(returned[key])}, returned[key])
            returned[key] += 1
            time.sleep(0.0001)
    except ConflictError:
        pass

for trial in range(%d):
    run = runlore.init(project="exits")
    returned = {key: 0 for key in "abc"}
    threads = [threading.Thread(target=train, args=(run, key, returned)) for key in "abc"]
    for thread in threads: thread.start()
    time.sleep(0.02)
    run.finish()
    for thread in threads: thread.join()
    print(json.dumps([run.id, returned]))
"""


@pytest.mark.fault
@pytest.mark.timeout(600)
def test_threads_that_log_while_the_run_is_finished_lose_no_call_that_returned(
    server: ServerProcess, tmp_path: Path
) -> None:
    environ = environ_of(server.url, tmp_path, RUNLORE_CAPTURE="off", RUNLORE_MONITOR="off")
    script = THREADS_SCRIPT % fault_trials(5, 100)
    out = run_program(script, tmp_path, environ)
    sync(environ, tmp_path)
    for run, returned in map(json.loads, out.splitlines()):
        for key, count in returned.items():
            assert points_of(server, run, key) == [(step, float(step)) for step in range(count)]
            assert count > 0
