"""Live events of a real server: what happens is told, once, to those who asked."""

import http.client
import json
from typing import Any

import pytest
from tests.server_process import ServerProcess
from tests.unit.api.uploads import T0, Log

from runlore.entities.ids import Micros, RunId, WriterId, new_run_id
from runlore.entities.records import ConsoleWritten, RunStarted


class Listening:
    """An open stream of server-sent events."""

    def __init__(self, server: ServerProcess, topics: str, last_event: str | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        headers = {} if last_event is None else {"last-event-id": last_event}
        self._connection.request("GET", f"/api/v1/events?topics={topics}", headers=headers)
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200
        assert self._answer.getheader("content-type") == "text/event-stream"
        assert self._answer.readline() == b"retry: 2000\n"
        self.last_id: str | None = last_event

    def until(self, wanted: str) -> list[tuple[str, Any]]:
        """Events up to the first of a name, that one included."""
        seen: list[tuple[str, Any]] = []
        while True:
            line = self._answer.readline().decode()
            assert line, f"the stream ended before {wanted!r}: {seen}"
            if line.startswith("id: "):
                self.last_id = line[4:].strip()
            if line.startswith("event: "):
                name = line[7:].strip()
                data = json.loads(self._answer.readline().decode().removeprefix("data: "))
                seen.append((name, data))
                if name == wanted:
                    return seen

    def close(self) -> None:
        self._connection.close()


def upload(server: ServerProcess, log: Log, body: bytes, prev_seq: int) -> None:
    status, answer = server.request("POST", log.path, body, log.headers(prev_seq))
    assert status == 200, answer


def begin(server: ServerProcess, project: str = "live") -> Log:
    log = Log(new_run_id(), WriterId("a" * 16))
    started = RunStarted(project, "e", "r", Micros(T0))
    upload(server, log, log.record(started), 0)
    return log


@pytest.fixture
def log(server: ServerProcess) -> Log:
    return begin(server)


def test_points_are_told_within_a_moment(server: ServerProcess, log: Log) -> None:
    listening = Listening(server, f"run:{log.run}")
    rows = [
        log.row({"loss": 0.5, "acc": float("nan")}, 7, T0 + 1),
        log.row({"loss": 0.25}, None, T0),
    ]
    upload(server, log, b"".join(rows), 1)
    told = [data for name, data in listening.until("run") if name == "points"]
    assert told == [
        {
            "run": log.run,
            "key": "loss",
            "step": [7, None],
            "time": [T0 + 1, T0],
            "value": [0.5, 0.25],
        },
        {"run": log.run, "key": "acc", "step": [7], "time": [T0 + 1], "value": ["NaN"]},
    ]
    listening.close()


def test_a_run_that_changed_is_told_as_search_gives_it(server: ServerProcess, log: Log) -> None:
    listening = Listening(server, "project:live")
    upload(server, log, log.row({"loss": 0.5}, 0), 1)
    _, run = listening.until("run")[-1]
    assert (run["id"], run["metrics"]["loss"]["last"]) == (log.run, 0.5)
    found = server.json("POST", "/api/v1/runs/search", {"query": f"id = '{log.run}'"})["runs"][0]
    assert run == found
    listening.close()


def test_console_lines_are_told_by_their_number(server: ServerProcess, log: Log) -> None:
    listening = Listening(server, f"run:{log.run}")
    upload(server, log, log.record(ConsoleWritten("stdout", Micros(T0), ["a", "b"])), 1)
    assert listening.until("console")[-1][1] == {"run": log.run, "size": 2}
    listening.close()


def test_other_runs_and_projects_are_not_told(server: ServerProcess, log: Log) -> None:
    other = begin(server, "elsewhere, far")
    listening = Listening(server, f"project:elsewhere%2C%20far,run:{log.run}")
    stranger = begin(server, "strange")
    upload(server, stranger, stranger.row({"x": 1.0}, 0), 1)
    upload(server, other, other.row({"y": 1.0}, 0), 1)
    told = listening.until("points")
    assert {data.get("run", data.get("id")) for _, data in told} == {other.run}
    listening.close()


def test_who_comes_back_is_told_what_it_missed_and_nothing_twice(
    server: ServerProcess, log: Log
) -> None:
    listening = Listening(server, f"run:{log.run}")
    upload(server, log, log.row({"loss": 0.0}, 0), 1)
    told = listening.until("console")
    # The two are looked up one after the other: what came in between is told by the next look.
    if "points" not in [name for name, _ in told]:
        listening.until("points")
    last_id = listening.last_id
    listening.close()
    assert last_id is not None
    for step in range(1, 6):
        upload(server, log, log.row({"loss": float(step)}, step), step + 1)
    listening = Listening(server, f"run:{log.run}", last_id)
    upload(server, log, log.row({"loss": 6.0}, 6), 7)
    steps: list[int] = []
    while 6 not in steps:
        name, data = listening.until("points")[-1]
        assert name == "points"
        steps += data["step"]
    assert steps == [1, 2, 3, 4, 5, 6]
    listening.close()


def test_a_flood_is_told_as_a_gap(server: ServerProcess, log: Log) -> None:
    listening = Listening(server, f"run:{log.run}")
    keys = {f"k{n}": 1.0 for n in range(500)}
    upload(server, log, b"".join(log.row(keys, step) for step in range(200)), 1)
    assert listening.until("gap")[-1] == ("gap", {})
    listening.close()


def test_many_listeners_are_told_the_same(server: ServerProcess, log: Log) -> None:
    crowd = [Listening(server, f"run:{log.run}") for _ in range(20)]
    upload(server, log, log.row({"loss": 0.5}, 0), 1)
    told = [listening.until("points")[-1] for listening in crowd]
    assert all(one == told[0] for one in told)
    for listening in crowd:
        listening.close()


def test_a_server_with_listeners_ends_when_it_is_asked_to(server: ServerProcess) -> None:
    own = ServerProcess(server.store.parent / "own").start()
    log = begin(own)
    listening = Listening(own, f"run:{RunId(log.run)}")
    assert own.stop() == 0
    listening.close()


def test_a_comment_is_told_to_those_who_watch_its_run(server: ServerProcess, log: Log) -> None:
    here, project = Listening(server, f"run:{log.run}"), Listening(server, "project:live")
    elsewhere = Listening(server, "project:elsewhere,model:churn")
    server.json("POST", f"/api/v1/runs/{log.run}/comments", {"text": "nice", "key": "loss"})
    told = {"run": log.run, "model": "", "version": None}
    assert here.until("comment")[-1] == ("comment", told)
    assert project.until("comment")[-1] == ("comment", told)
    server.json("POST", "/api/v1/models", {"name": "churn"})
    server.json("POST", "/api/v1/models/churn/versions", {"source": "s"})
    server.json("POST", "/api/v1/models/churn/versions/1/comments", {"text": "drifts"})
    about_model = {"run": None, "model": "churn", "version": 1}
    assert elsewhere.until("comment") == [("comment", about_model)]
    for one in (here, project, elsewhere):
        one.close()


def test_a_list_of_all_runs_is_told_that_some_run_changed(server: ServerProcess) -> None:
    listening = Listening(server, "runs")
    begin(server, project="any")
    assert listening.until("runs") == [("runs", {})]
    listening.close()
