"""R5: a program whose server is away begins at once, ends well, and delivers everything later."""

import contextlib
import json
import socket
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fault_trials import fault_trials
from tests.programs import environ_of, points_of, run_program, sync
from tests.server_process import ServerProcess

from runlore.testing.proxy import FaultProxy

TRIALS, FULL_TRIALS = fault_trials(12, 200), 200
INIT_SECONDS = 0.3
# The quick trials share the cores of the whole suite: they only prove that nobody waited for a
# connection or an answer, which takes longer than this.
LONGEST_SECONDS = INIT_SECONDS if TRIALS >= FULL_TRIALS else 2.0

BEGIN = """
import json, sys, time
import runlore

seconds = []
for trial in range(int(sys.argv[1])):
    began = time.perf_counter()
    run = runlore.init(project="away", config={"lr": 0.1})
    seconds.append(time.perf_counter() - began)
    run.log({"loss": 1.0})
    run.finish()
print(json.dumps(seconds))
"""

TRAIN = """
import runlore

run = runlore.init(
    project="away", experiment="alone", name="lonely", config={"lr": 1e-3, "layers": [8, 4]},
    tags={"team": "a"}, notes="no *server*",
)
print(run.id)
for step in range(2_000):
    run.log({"loss": 1 / (step + 1), "accuracy": step / 2_000}, step)
    if step % 500 == 0:
        print(f"step {step} of 2000", flush=True)
run.log_metric("best", 0.75)
run.log_text("weights " * 10_000, "model/weights.txt")
run.summary["epochs"] = 3
run.set_tag("team", "b")
"""


@contextlib.contextmanager
def refusing() -> Iterator[str]:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def swallowing() -> Iterator[str]:
    """A port whose waiting room is full: the system drops what comes, as a firewall does."""
    with contextlib.ExitStack() as held, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def hanging() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with FaultProxy(9) as proxy:
        proxy.set("hang")
        yield proxy.url


@contextlib.contextmanager
def nameless() -> Iterator[str]:
    """A host that no name server knows."""
    yield "http://tracking.invalid:5000"


@pytest.mark.fault
@pytest.mark.timeout(600)
@pytest.mark.parametrize("away", [refusing, swallowing, hanging, nameless])
def test_init_returns_at_once_however_the_server_is_away(
    tmp_path: Path, away: "type[contextlib.AbstractContextManager[str]]"
) -> None:
    with away() as url:
        environ = environ_of(url, tmp_path, RUNLORE_FINISH_SECONDS="0")
        seconds = json.loads(run_program(BEGIN, tmp_path, environ, str(TRIALS)))
    assert len(seconds) == TRIALS
    assert statistics.median(seconds) < INIT_SECONDS
    assert max(seconds) < LONGEST_SECONDS


@pytest.mark.fault
def test_a_run_whose_server_was_away_all_the_time_arrives_whole_and_once(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    server.stop()  # its address is known now, and nobody is there
    environ = environ_of(server.url, tmp_path, RUNLORE_FINISH_SECONDS="0.2")
    run = run_program(TRAIN, tmp_path, environ).split()[0]
    server.start()
    try:
        delivered = sync(environ, tmp_path)
        again = sync(environ, tmp_path)
        assert (delivered["logs"], delivered["left"], delivered["lost"]) == (1, 0, 0)
        assert (again["logs"], again["records"]) == (0, 0), "nothing is left to send"
        check_whole(server, run)
    finally:
        server.stop()


@pytest.mark.fault
def test_the_next_run_from_the_folder_delivers_what_an_earlier_one_left(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    server.stop()
    run = run_program(TRAIN, tmp_path, environ_of(server.url, tmp_path, RUNLORE_FINISH_SECONDS="0"))
    run = run.split()[0]
    server.start()
    try:
        run_program(NEXT, tmp_path, environ_of(server.url, tmp_path), run)
        check_whole(server, run)
    finally:
        server.stop()


NEXT = """
import sys, time
import runlore
from runlore.entities.errors import NotFoundError

with runlore.init(project="away"):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if runlore.get_run(sys.argv[1]).status.value == "finished":
                break
        except NotFoundError:
            pass
        time.sleep(0.05)
"""


def check_whole(server: ServerProcess, run: str) -> None:
    """All that the program said is there, each point once."""
    found = server.json("GET", f"/api/v1/runs/{run}")
    assert (found["project"], found["experiment"], found["name"]) == ("away", "alone", "lonely")
    assert (found["status"], found["notes"], found["lost"]) == ("finished", "no *server*", {})
    assert found["params"] == {"lr": 1e-3, "layers": [8, 4]}
    assert found["tags"] == {"team": "b"}
    assert found["summary"] == {"epochs": 3}
    assert points_of(server, run, "loss") == [(step, 1 / (step + 1)) for step in range(2_000)]
    assert points_of(server, run, "accuracy") == [(step, step / 2_000) for step in range(2_000)]
    assert points_of(server, run, "best") == [(None, 0.75)]
    lines = server.json("GET", f"/api/v1/runs/{run}/console")["lines"]
    printed = [line["text"] for line in lines if line["stream"] == "stdout"]
    assert printed == [run, *(f"step {step} of 2000" for step in range(0, 2_000, 500))]
    path = f"/api/v1/runs/{run}/artifacts/content/model/weights.txt"
    assert server.request("GET", path) == (200, b"weights " * 10_000)
    captures = server.json("GET", f"/api/v1/runs/{run}/captures")["captures"]
    assert captures
    assert any(key.startswith("system/") for key in found["metrics"])
