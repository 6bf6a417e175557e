"""The serving process: starts, says where it is, holds its bounds, ends cleanly."""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.server_process import ServerProcess

from runlore.server.places import find_place


def run_server(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A server that is not expected to start."""
    return subprocess.run(
        [sys.executable, "-m", "runlore.server", "--port", "0", *arguments],
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_server_says_where_it_is_for_as_long_as_it_serves(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    note = tmp_path / "store" / "server.json"
    assert json.loads(note.read_text()) == {"url": server.url, "pid": server.pid}
    assert server.stop() == 0
    assert not note.exists()


def test_an_impatient_end_is_a_clean_one_too(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGINT):
        os.kill(server.pid, number)
    assert server.stop() == 0
    assert not (tmp_path / "store" / "server.json").exists()


def test_a_server_ends_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    os.kill(server.pid, signal.SIGINT)
    assert server.stop() == 0


def test_a_store_belongs_to_its_user_alone(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "store" / "server.json").stat().st_mode & 0o777 == 0o600
    server.stop()


def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "store").start()
    server.stop()
    server.start()
    assert server.json("GET", "/api/v1/projects") == {"projects": []}
    server.stop()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_open_door_needs_a_key(host: str, tmp_path: Path) -> None:
    ended = run_server("--host", host, "--store", str(tmp_path / "s"), RUNLORE_TOKEN="")
    assert ended.returncode == 2
    assert "RUNLORE_TOKEN" in ended.stderr
    assert not (tmp_path / "s").exists()


def test_a_store_that_cannot_be_opened_ends_the_server_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    file.write_text("this is no database, it only says that it is one" * 100)
    ended = run_server("--store", f"sqlite:///{file}")
    assert ended.returncode == 2
    assert "other.db" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("port", ["70000", "-1", "x"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    ended = run_server("--port", port)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_a_taken_port_that_was_asked_for_is_not_changed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run_server("--port", port, "--store", str(tmp_path / "s"))
    assert ended.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in ended.stderr


def test_a_kept_connection_is_answered_without_delay(server: ServerProcess) -> None:
    """Nagle's algorithm and delayed ACKs would cost 40 ms an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    took = []
    for _ in range(40):
        started = time.perf_counter()
        connection.request("GET", "/api/v1/projects")
        connection.getresponse().read()
        took.append(time.perf_counter() - started)
    connection.close()
    assert statistics.median(took) < 0.03


def test_a_connection_that_says_nothing_is_closed_after_ten_seconds(server: ServerProcess) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.port), timeout=15) for _ in range(20)]
    for number, connection in enumerate(silent):
        connection.sendall(b"GET / HTTP/1.1\r\nx: "[:number])
    started = time.monotonic()
    assert all(connection.recv(100) == b"" for connection in silent)
    assert 8 < time.monotonic() - started < 14
    for connection in silent:
        connection.close()


def test_answers_carry_headers_that_protect_the_browser(server: ServerProcess) -> None:
    for path in ("/", "/api/v1/projects", "/api/v1/nothing", "/p/any/runs"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.getheader("x-content-type-options") == "nosniff", path
        assert answer.getheader("x-frame-options") == "DENY", path
        assert "frame-ancestors 'none'" in (answer.getheader("content-security-policy") or ""), path
        assert "unsafe" not in (answer.getheader("content-security-policy") or ""), path
        assert answer.getheader("access-control-allow-origin") is None, path
        assert answer.getheader("server") is None, path
        connection.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "localhost", "localhost:1"]
)
def test_the_server_answers_to_its_own_names(server: ServerProcess, host: str) -> None:
    """On every port: an SSH tunnel shows another one than the server knows."""
    headers = {"host": host.format(port=server.port)}
    assert server.request("GET", "/api/v1/health", headers=headers)[0] == 200


def test_a_page_of_our_own_may_change_things(server: ServerProcess) -> None:
    body = b'{"runs":[],"action":"delete"}'
    headers = {
        "origin": server.url,
        "sec-fetch-site": "same-origin",
        "content-type": "application/json",
    }
    assert server.request("POST", "/api/v1/runs/bulk", body, headers)[0] == 200


def test_a_page_behind_a_tunnel_or_proxy_may_change_things(server: ServerProcess) -> None:
    body = b'{"runs":[],"action":"delete"}'
    headers = {
        "host": "localhost:8443",
        "origin": "https://localhost:8443",
        "content-type": "application/json",
    }
    assert server.request("POST", "/api/v1/runs/bulk", body, headers)[0] == 200


def test_a_link_on_another_page_may_open_ours(server: ServerProcess) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert server.request("GET", "/", headers=headers)[0] == 200


def test_an_unknown_verb_is_told_which_ones_there_are(server: ServerProcess) -> None:
    status, body = server.request("DELETE", "/api/v1/runs/0190000000000000aaaaaaaaaaaaaaaa")
    assert status == 405
    assert "GET, HEAD, OPTIONS, PATCH" in json.loads(body)["error"]["message"]


def test_options_says_the_verbs_and_allows_no_other_origin(server: ServerProcess) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("OPTIONS", "/api/v1/projects")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("allow")) == (204, "GET, HEAD, OPTIONS")
    assert answer.getheader("access-control-allow-origin") is None
    connection.close()


def test_head_is_get_without_a_body(server: ServerProcess) -> None:
    assert server.request("HEAD", "/api/v1/projects") == (200, b"")


def test_the_access_log_names_requests_and_no_secret(tmp_path: Path) -> None:
    environment = {"RUNLORE_ACCESS_LOG": "true", "RUNLORE_TOKEN": "0123456789abcdef"}
    server = ServerProcess(tmp_path / "store", env=environment).start()
    headers = {"authorization": "Bearer 0123456789abcdef"}
    assert server.request("GET", "/api/v1/keys?kind=tag&contains=qqq", headers=headers)[0] == 200
    server.request("GET", "/api/v1/a%1b%5b31mb", headers=headers)
    server.stop()
    log = (tmp_path / "store.log").read_text()
    lines = [
        json.loads(line.partition("access: ")[2]) for line in log.splitlines() if "access:" in line
    ]
    assert {"/api/v1/keys"} <= {line["path"] for line in lines}
    assert all(line["status"] for line in lines)
    for secret in ("qqq", "0123456789abcdef", "\x1b"):
        assert secret not in log


@pytest.mark.parametrize(
    ("store", "folder", "database"),
    [
        ("/a/b", "/a/b", "/a/b/runlore.db"),
        ("sqlite:////a/runs.db", "/a/runs.runlore", "/a/runs.db"),
    ],
)
def test_a_store_is_a_folder_or_a_file_with_a_folder_beside_it(
    store: str, folder: str, database: str
) -> None:
    place = find_place(store)
    assert (str(place.folder), str(place.database)) == (folder, database)
