"""The corpus of hostile requests against a real server: refused, each one, and nothing else."""

import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.security.corpus import Row, rows
from tests.security.registry_corpus import registry_rows
from tests.server_process import ServerProcess

CORPUS = [*rows(), *registry_rows()]
CANARY = b"canary-7f3a9c"

pytestmark = pytest.mark.xdist_group("corpus")  # one server, for it is sent all of them


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


class Sent(NamedTuple):
    """What came of the corpus, sent twice to one server.

    Attributes:
        answers: of the first time, one for each row.
        before: what is stored and lies around the store after the first time.
        after: the same after the second time.
        grown_bytes: by how much the server's memory grew in the second time.
        log: what the server said.
    """

    answers: list[bytes]
    before: tuple[object, ...]
    after: tuple[object, ...]
    grown_bytes: int
    log: bytes


@pytest.fixture(scope="module")
def sent(server: ServerProcess) -> Sent:
    """The corpus is sent twice: the first time brings the server to its working size."""

    def send_all() -> list[bytes]:
        return [send(server, row.request) for row in CORPUS]

    return send_twice(server, send_all, lambda: state_of(server))


def send_twice(
    server: ServerProcess,
    send_all: Callable[[], list[bytes]],
    state: Callable[[], tuple[object, ...]],
) -> Sent:
    """Send a corpus two times, with a look at the server between them and after both."""
    answers, before, held = send_all(), state(), resident_bytes(server.pid)
    send_all()
    grown, after = resident_bytes(server.pid) - held, state()
    log = (server.store.parent / f"{server.store.name}.log").read_bytes()
    return Sent(answers, before, after, grown, log)


def test_the_corpus_is_not_small() -> None:
    assert len(CORPUS) >= 250
    assert len({hashlib.sha256(row.request).digest() for row in CORPUS}) > 0.97 * len(CORPUS)


def faults_of(row: Row, answer: bytes) -> list[str]:
    """What is wrong with an answer to a hostile request."""
    told = [word for word in ("root:", "Traceback", CANARY.decode()) if word.encode() in answer]
    if status_of(answer) not in row.allowed:
        told.append(f"status {status_of(answer)} is not in {sorted(row.allowed)}")
    return told


def test_each_hostile_request_is_refused(sent: Sent) -> None:
    assert len(sent.answers) == len(CORPUS)
    wrong = {
        row.name: (faults, answer[:600])
        for row, answer in zip(CORPUS, sent.answers, strict=True)
        if (faults := faults_of(row, answer))
    }
    assert wrong == {}


def test_after_all_of_it_nothing_is_stored_and_nothing_was_logged_as_our_fault(
    sent: Sent,
) -> None:
    assert sent.after == sent.before
    assert sent.before[0] == 0
    assert b"Traceback" not in sent.log, sent.log[-3000:]
    assert b"\x1b" not in sent.log


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_the_corpus_does_not_grow_the_server(sent: Sent) -> None:
    assert sent.grown_bytes < 32 * 1024 * 1024


def resident_bytes(pid: int) -> int:
    """How much memory a process holds; 0 where no /proc tells it."""
    if not Path("/proc/self/statm").exists():
        return 0
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
