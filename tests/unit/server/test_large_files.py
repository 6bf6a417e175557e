"""Files larger than what the server may hold: in and out in pieces."""

import hashlib
import http.client
import json
import os
import socket
import threading
import time
from functools import lru_cache
from pathlib import Path

import pytest
from tests.server_process import ServerProcess
from tests.unit.api.uploads import T0, Log

from runlore.entities.ids import Micros, WriterId, new_run_id
from runlore.entities.records import ArtifactLogged, RunStarted

SIZE = 192 * 2**20
PIECE = os.urandom(2**20)
PIECES = SIZE // len(PIECE)


@lru_cache
def digest_of_all() -> str:
    """The SHA-256 of the large file."""
    digest = hashlib.sha256()
    for _ in range(PIECES):
        digest.update(PIECE)
    return digest.hexdigest()


pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc"),
    pytest.mark.xdist_group("large-files"),  # the file goes to one server, once
]


def peak_mb(server: ServerProcess) -> float:
    """The most memory that the server ever held."""
    text = Path(f"/proc/{server.pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024


def put_large(server: ServerProcess) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    pieces = (PIECE for _ in range(PIECES))
    headers = {"content-length": str(SIZE)}
    connection.request("PUT", f"/api/v1/blobs/{digest_of_all()}", body=pieces, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture(scope="module")
def content_path(server: ServerProcess) -> str:
    """Where the large file of a run is."""
    assert put_large(server) in (200, 201)  # a test before this one may have brought the bytes
    log = Log(new_run_id(), WriterId("a" * 16))
    file = ArtifactLogged("large.bin", digest_of_all(), "", SIZE, "", "file", None, Micros(T0))
    body = log.record(RunStarted("p", "e", "r", Micros(T0))) + log.record(file)
    assert server.request("POST", log.path, body, log.headers(0))[0] == 200
    return f"/api/v1/runs/{log.run}/artifacts/content/large.bin"


def test_a_large_file_goes_in_and_out_in_bounded_memory(
    server: ServerProcess, content_path: str
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", content_path)
    answer = connection.getresponse()
    digest = hashlib.sha256()
    while part := answer.read(2**20):
        digest.update(part)
    connection.close()
    assert digest.hexdigest() == digest_of_all()
    assert peak_mb(server) < 160


def test_a_large_file_of_a_model_streams_under_a_name_of_its_own(server: ServerProcess) -> None:
    made = server.json("POST", "/api/v1/logged-models", {"name": "large"})
    path = f"/api/v1/logged-models/{made['id']}/artifacts/content/weights.bin"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    pieces = (PIECE for _ in range(PIECES))
    connection.request("PUT", path, body=pieces, headers={"content-length": str(SIZE)})
    kept = json.loads(connection.getresponse().read())
    connection.close()
    assert (kept["size"], kept["sha256"]) == (SIZE, digest_of_all())
    assert peak_mb(server) < 160


def test_an_upload_that_breaks_off_leaves_nothing(server: ServerProcess) -> None:
    other = "ab" * 32
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = f"PUT /api/v1/blobs/{other} HTTP/1.1\r\nhost: localhost\r\n"
        head += "content-length: 9999999\r\n\r\n"
        connection.sendall(head.encode() + PIECE)
    deadline = time.monotonic() + 10
    while any((server.store / "blobs" / "incoming").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list((server.store / "blobs" / "incoming").iterdir()) == []
    assert server.request("HEAD", f"/api/v1/blobs/{other}")[0] == 404


def test_downloads_that_break_off_hold_nothing_open(
    server: ServerProcess, content_path: str
) -> None:
    def begin_and_leave() -> None:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(f"GET {content_path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
            connection.recv(100_000)

    def open_blobs() -> int:
        files = Path(f"/proc/{server.pid}/fd").iterdir()
        return sum("blobs" in os.readlink(file) for file in files if file.is_symlink())

    threads = [threading.Thread(target=begin_and_leave) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deadline = time.monotonic() + 10
    while open_blobs() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert open_blobs() == 0
