"""Local mode: a store without a server, shared in a process, anew after a fork."""

import hashlib
import io
import json
import os
import threading
from pathlib import Path

import pytest
from tests.server_process import ServerProcess
from tests.unit.api.uploads import RUN, Api, Log

from runlore.entities.errors import InvalidInputError
from runlore.entities.ids import WriterId, new_run_id
from runlore.local import LocalTransport


def projects(transport: LocalTransport) -> int:
    answer = transport.request("GET", "/api/v1/projects", headers={}, body=b"")
    assert answer.status == 200
    return len(json.loads(answer.body)["projects"])


def test_a_store_is_made_by_the_first_request_and_not_before(tmp_path: Path) -> None:
    transport = LocalTransport(str(tmp_path / "store"))
    assert not (tmp_path / "store").exists()
    assert projects(transport) == 0
    assert (tmp_path / "store" / "runlore.db").exists()
    transport.close()


def test_a_transport_opens_anew_after_it_was_closed(tmp_path: Path) -> None:
    transport = LocalTransport(str(tmp_path / "store"))
    for _ in range(3):
        assert projects(transport) == 0
        transport.close()
        transport.close()


def test_two_transports_share_one_open_store(tmp_path: Path) -> None:
    first, second = Api(tmp_path / "store"), Api(tmp_path / "store")
    first.start_run()
    assert second.get(f"/api/v1/runs/{RUN}")["name"] == "first"
    first.transport.close()
    assert second.get(f"/api/v1/runs/{RUN}")["name"] == "first"
    second.transport.close()


def test_an_sqlite_file_is_a_store_with_a_folder_beside_it(tmp_path: Path) -> None:
    transport = LocalTransport(f"sqlite:///{tmp_path}/runs.db")
    assert projects(transport) == 0
    assert (tmp_path / "runs.db").exists()
    assert (tmp_path / "runs.runlore" / "blobs").is_dir()
    transport.close()


@pytest.mark.parametrize("uri", ["s3://bucket/x", "postgresql://host/db", "sqlite:///"])
def test_a_place_that_is_none_is_refused_with_what_would_do(uri: str) -> None:
    with pytest.raises(InvalidInputError, match="sqlite:///"):
        LocalTransport(uri)


def test_a_file_is_uploaded_in_pieces(tmp_path: Path) -> None:
    content = os.urandom(9 * 2**20 + 17)
    digest = hashlib.sha256(content).hexdigest()
    api = Api(tmp_path / "store")
    answer = api.transport.request(
        "PUT",
        f"/api/v1/blobs/{digest}",
        headers={"content-length": str(len(content))},
        body=io.BytesIO(content),
    )
    assert (answer.status, json.loads(answer.body)["size"]) == (201, len(content))
    api.transport.close()


def test_threads_log_to_one_store_at_once(tmp_path: Path) -> None:
    api = Api(tmp_path / "store")

    def log_a_run(number: int) -> None:
        log = api.start_run(new_run_id(), f"run {number}")
        for step in range(20):
            api.upload(log, log.row({"loss": float(step)}, step))

    threads = [threading.Thread(target=log_a_run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = api.post("/api/v1/runs/search", {})
    assert [run["metrics"]["loss"]["count"] for run in found["runs"]] == [20] * 8
    api.transport.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_opens_the_store_anew(tmp_path: Path) -> None:
    api = Api(tmp_path / "store")
    log = api.start_run()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            own = Log(RUN, WriterId("c" * 16))
            status, _ = api.ask(
                "POST", own.path, body=own.row({"loss": 2.0}, 1), headers=own.headers(0)
            )
            code = 0 if status == 200 else 2
            api.transport.close()
        finally:
            os._exit(code)
    api.upload(log, log.row({"loss": 1.0}, 0))
    assert os.waitpid(child, 0)[1] == 0
    assert sorted(api.get(f"/api/v1/runs/{RUN}/series", key="loss")["value"]) == [1.0, 2.0]
    api.transport.close()


def test_a_folder_and_a_server_on_it_show_the_same(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    api = Api(tmp_path / "store")
    log = api.start_run()
    api.upload(log, log.row({"loss": 0.5}, 0))
    assert server.json("GET", f"/api/v1/runs/{RUN}") == api.get(f"/api/v1/runs/{RUN}")
    api.transport.close()
    server.stop()


def test_live_events_need_a_server(tmp_path: Path) -> None:
    api = Api(tmp_path / "store")
    status, answer = api.ask("GET", "/api/v1/events?topics=project:a")
    assert (status, answer["error"]["code"]) == (503, "unavailable")
    api.transport.close()


def test_an_unknown_path_is_a_404_in_the_one_error_body(tmp_path: Path) -> None:
    api = Api(tmp_path / "store")
    status, answer = api.ask("GET", "/api/v1/nothing")
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert "openapi.json" in answer["error"]["hint"]
    api.transport.close()
