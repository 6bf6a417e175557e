"""The corpus of hostile requests against a real server: refused, each one, and nothing else."""

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.security.corpus import Row, rows
from tests.security.registry_corpus import registry_rows
from tests.server_process import ServerProcess

CORPUS = [*rows(), *registry_rows()]
CANARY = b"canary-7f3a9c"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("around")
    (folder / "outside.txt").write_bytes(CANARY)
    process = ServerProcess(folder / "store").start()
    yield process
    assert process.stop() == 0


def send(server: ServerProcess, request: bytes) -> bytes:
    """The whole answer to bytes on a fresh connection; empty when it was closed without one."""
    request = request.replace(b"HOST", f"127.0.0.1:{server.port}".encode())
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as connection:
        answer = b""
        try:
            connection.sendall(request)
            while part := connection.recv(65_536):
                answer += part
        except OSError:
            pass
        return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def state_of(server: ServerProcess) -> tuple[object, ...]:
    """All that a request could have changed: what is stored, and what lies in and around it."""
    stored = server.json("POST", "/api/v1/runs/search", {"deleted": None})
    around = sorted(
        (str(path), path.stat().st_size)
        for path in server.store.parent.rglob("*")
        if path.suffix != ".log" and "-wal" not in path.name and "-shm" not in path.name
    )
    projects = server.json("GET", "/api/v1/projects")
    models = server.json("GET", "/api/v1/models")
    audit = server.json("GET", "/api/v1/audit")
    return stored["total"], projects["projects"], models, audit, around


def test_the_corpus_is_not_small() -> None:
    assert len(CORPUS) >= 250
    assert len({hashlib.sha256(row.request).digest() for row in CORPUS}) > 0.97 * len(CORPUS)


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row.name)
def test_a_hostile_request_is_refused(server: ServerProcess, row: Row) -> None:
    answer = send(server, row.request)
    assert status_of(answer) in row.allowed, answer[:600]
    assert CANARY not in answer
    assert b"root:" not in answer
    assert b"Traceback" not in answer


def test_after_all_of_it_nothing_is_stored_and_nothing_was_logged_as_our_fault(
    server: ServerProcess,
) -> None:
    before = state_of(server)
    for row in CORPUS:
        send(server, row.request)
    assert state_of(server) == before
    assert before[0] == 0
    log = (server.store.parent / "store.log").read_bytes()
    assert b"Traceback" not in log, log[-3000:]
    assert b"\x1b" not in log


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_the_corpus_does_not_grow_the_server(server: ServerProcess) -> None:
    for row in CORPUS:
        send(server, row.request)
    before = resident_bytes(server.pid)
    for row in CORPUS:
        send(server, row.request)
    assert resident_bytes(server.pid) - before < 32 * 1024 * 1024


def resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
