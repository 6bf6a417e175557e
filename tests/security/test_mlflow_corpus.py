"""The hostile requests of the MLflow dialect against a real server: refused in its own words."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.security.corpus import Row
from tests.security.mlflow_corpus import API, FILES, FOREIGN, SCRATCH, TARGET, rows
from tests.security.test_corpus import CANARY, Sent, faults_of, send, send_twice, status_of
from tests.server_process import ServerProcess

CORPUS = list(rows())
pytestmark = pytest.mark.xdist_group("mlflow-corpus")  # one server, for it is sent all of them
EDGE = ("origin ", "form of ", "host ")
"""Rows that are refused at the door, before anybody knows which dialect is spoken."""


class Attacked:
    """A server with a run that must stay as it is, and one that may be written."""

    def __init__(self, folder: Path) -> None:
        (folder / "outside.txt").write_bytes(CANARY)
        self.server = ServerProcess(folder / "store").start()
        self.target, self.scratch = self._a_run(), self._a_run()
        point = {"key": "m", "value": 1.5, "timestamp": 5, "step": 1}
        texts = [{"key": "kept", "value": "v"}]
        batch = {"run_id": self.target, "metrics": [point], "params": texts, "tags": texts}
        self.server.json("POST", f"{API}/runs/log-batch", batch)
        self.file = f"{FILES}/artifacts/0/{self.target}/artifacts/kept.txt"
        self.server.request("PUT", self.file, b"kept")
        self.server.request(
            "POST",
            f"{API}/registered-models/create",
            b'{"name": "kept"}',
            {"content-type": "application/json"},
        )

    def _a_run(self) -> str:
        made = self.server.json("POST", f"{API}/runs/create", {"experiment_id": "0"})
        return str(made["run"]["info"]["run_id"])

    def send(self, row: Row) -> bytes:
        """The answer to a row, with the runs that are there."""
        request = row.request.replace(TARGET.encode(), self.target.encode())
        return send(self.server, request.replace(SCRATCH.encode(), self.scratch.encode()))

    def state(self) -> tuple[Any, ...]:
        """All that must stay: the run, its file, the model, and what lies around the store."""
        run = self.server.json("GET", f"{API}/runs/get?run_id={self.target}")
        file = self.server.request("GET", self.file)
        model = self.server.request("GET", f"{API}/registered-models/get?name=kept")
        folder = self.server.store.parent
        around = sorted(
            (str(path), path.stat().st_size)
            for path in folder.rglob("*")
            if self.server.store not in (path, *path.parents) and path.suffix != ".log"
        )
        status, named = model[0], json.loads(model[1]).get("registered_model", {}).get("name")
        return run, file, (status, named), around


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    running = Attacked(tmp_path_factory.mktemp("around"))
    yield running
    assert running.server.stop() == 0


def test_the_corpus_is_not_small() -> None:
    assert len(CORPUS) >= 200
    assert len({hashlib.sha256(row.request).digest() for row in CORPUS}) > 0.97 * len(CORPUS)


@pytest.fixture(scope="module")
def sent(attacked: Attacked) -> Sent:
    """The corpus is sent twice: the first time brings the server to its working size."""

    def send_all() -> list[bytes]:
        return [attacked.send(row) for row in CORPUS]

    return send_twice(attacked.server, send_all, attacked.state)


def test_each_hostile_request_is_refused_in_the_words_of_the_dialect(sent: Sent) -> None:
    wrong = {
        row.name: (faults, answer[:600])
        for row, answer in zip(CORPUS, sent.answers, strict=True)
        if (faults := faults_of(row, answer) or faults_of_words(row, answer))
    }
    assert wrong == {}


def faults_of_words(row: Row, answer: bytes) -> list[str]:
    """What is wrong with the form of an answer: SQL in it, or a refusal not in MLflow's words.

    A refusal is an object with the name of an error, and a text for a person.
    """
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"SELECT" in body.replace(b"SELECT 1", b""):
        return ["SQL is told"]
    if status_of(answer) < 400 or row.name.startswith(EDGE):
        return []
    if b"application/json" not in head.lower():
        return ["the refusal is not JSON"]
    told = json.loads(body)
    is_named = isinstance(told["error_code"], str) and told["error_code"].isupper()
    is_told = 0 < len(told["message"]) < 2_000
    return [] if is_named and is_told else [f"the refusal says {told}"]


def test_after_all_of_it_what_must_stay_is_as_it_was(sent: Sent) -> None:
    assert sent.after == sent.before
    assert b"Traceback" not in sent.log, sent.log[-3000:]
    assert b"\x1b" not in sent.log


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_the_corpus_does_not_grow_the_server(sent: Sent) -> None:
    assert sent.grown_bytes < 64 * 1024 * 1024


@pytest.mark.parametrize("place", FOREIGN)
def test_a_place_that_a_client_names_is_not_opened(attacked: Attacked, place: str) -> None:
    server, kind = attacked.server, {"content-type": "application/json"}
    body = json.dumps({"name": f"there {place}", "artifact_location": place}).encode()
    status, answer = server.request("POST", f"{API}/experiments/create", body, kind)
    if status != 200:
        assert status == 400
        return
    experiment = json.loads(answer)["experiment_id"]
    made = server.json("POST", f"{API}/runs/create", {"experiment_id": experiment})
    run = made["run"]["info"]["run_id"]
    for path in (
        f"{API}/artifacts/list?run_id={run}",
        f"/get-artifact?run_id={run}&path=passwd",
        f"/get-artifact?run_id={run}&path=outside.txt",
        f"{FILES}/artifacts/{experiment}/{run}/artifacts/passwd",
    ):
        status, answer = server.request("GET", path)
        assert status < 500, (path, answer)
        assert b"root:" not in answer
        assert CANARY not in answer
        assert b"passwd" not in answer or status >= 400 or place.encode() in answer, answer
