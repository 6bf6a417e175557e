"""R3: kill -9 of the server at any instant loses nothing that it acknowledged, and R6 besides."""

import http.client
import json
import os
import random
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server_process import ServerProcess

from runlore.entities.ids import Micros, RunId, WriterId, new_run_id, new_writer_id
from runlore.entities.records import RunStarted
from runlore.wire.codec import ROW, SHAPE, RowShape, encode_record
from runlore.wire.framing import encode_frame, salt_of
from runlore.wire.version import FRAMES_TYPE, PREV_SEQ_HEADER, WRITER_HEADER

WRITERS = 32
# A quarter of the promised 200 in the suite; `make test-faults` asks for all.
TRIALS = int(os.environ.get("RUNLORE_FAULT_TRIALS", "10"))
KEYS = ("loss", "accuracy")


def value_of(series: int, step: int) -> float:
    """What point ``step`` of series ``series`` is: the oracle of all these tests."""
    return struct.unpack("<d", struct.pack("<Q", 0x3FF0000000000000 + series * 1_000_003 + step))[0]


class Writer:
    """One client that sends rows until the server dies, and resends what was not acknowledged."""

    def __init__(self, port: int) -> None:
        self.run: RunId = new_run_id()
        self.writer: WriterId = new_writer_id()
        self.port = port
        self.acked = 0
        self.made = 0
        self._salt = salt_of(self.run, self.writer)
        self._shape = RowShape(0, KEYS)

    def frame(self, seq: int) -> bytes:
        """Frame ``seq`` of this writer's log: the start, then row after row."""
        if seq == 1:
            kind, payload = encode_record(
                RunStarted("faults", "killed", "r", Micros(1_700_000_000_000_000))
            )
            told = encode_frame(0, SHAPE, self._shape.payload(), self._salt)
            return encode_frame(seq, kind, payload, self._salt) + told
        step = seq - 2
        values = [value_of(i, step) for i in range(len(KEYS))]
        payload = struct.pack(f"<Iqq{len(KEYS)}d", 0, step, 1_700_000_000_000_000 + step, *values)
        return encode_frame(seq, ROW, payload, self._salt)

    def send(self, connection: http.client.HTTPConnection, count: int) -> None:
        """Send the next frames from the last acknowledged on."""
        last = self.acked + count
        self.made = max(self.made, last)
        body = b"".join(self.frame(seq) for seq in range(self.acked + 1, last + 1))
        headers = {
            "content-type": FRAMES_TYPE,
            WRITER_HEADER: self.writer,
            PREV_SEQ_HEADER: str(self.acked),
        }
        connection.request("POST", f"/api/v1/runs/{self.run}/records", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        self.acked = max(self.acked, json.loads(text)["last_seq"])

    def send_until_cut(self) -> None:
        """Send small bodies until the connection breaks."""
        chance = random.Random(self.acked)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            while True:
                self.send(connection, chance.randint(1, 20))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()


def stored(server: ServerProcess, writer: Writer, series: int) -> list[tuple[int, float]]:
    status, body = server.request(
        "GET", f"/api/v1/runs/{writer.run}/series?key={KEYS[series]}&format=json"
    )
    if status == 404:
        return []
    assert status == 200, body
    answer = json.loads(body)
    return list(zip(answer["step"], answer["value"], strict=True))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path / "store").start()
    yield process
    process.stop()


def check(server: ServerProcess, writers: list[Writer]) -> None:
    """Acknowledged ⊆ stored ⊆ sent, in order, without a double."""
    for writer in writers:
        for series in range(len(KEYS)):
            points = stored(server, writer, series)
            assert points == [(step, value_of(series, step)) for step in range(len(points))]
            assert max(writer.acked - 1, 0) <= len(points) <= max(writer.made - 1, 0)


@pytest.mark.fault
@pytest.mark.timeout(1200)
def test_a_server_killed_under_load_keeps_all_that_it_acknowledged(server: ServerProcess) -> None:
    chance = random.Random(20261121)
    writers = [Writer(server.port) for _ in range(WRITERS)]
    for trial in range(TRIALS):
        threads = [threading.Thread(target=writer.send_until_cut) for writer in writers]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.02, 0.25))
        server.kill()
        for thread in threads:
            thread.join()
        server.start()
        check(server, writers[trial % WRITERS :: 8])
    check(server, writers)
    assert sum(writer.acked for writer in writers) > TRIALS * WRITERS


@pytest.mark.fault
def test_resent_and_reordered_uploads_store_each_point_once(server: ServerProcess) -> None:
    chance = random.Random(7)
    writer = Writer(server.port)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    bodies: list[tuple[int, int]] = []
    while writer.acked < 400:
        before = writer.acked
        writer.send(connection, chance.randint(1, 9))
        bodies.append((before, writer.acked))
        for first, last in chance.sample(bodies, min(2, len(bodies))):
            replay = Writer(server.port)
            replay.run, replay.writer, replay.acked = writer.run, writer.writer, first
            replay._salt = salt_of(writer.run, writer.writer)
            replay.send(connection, last - first)
    ahead = {
        "content-type": FRAMES_TYPE,
        WRITER_HEADER: writer.writer,
        PREV_SEQ_HEADER: str(writer.acked + 5),
    }
    connection.request(
        "POST", f"/api/v1/runs/{writer.run}/records", writer.frame(writer.acked + 6), ahead
    )
    answer = connection.getresponse()
    refusal = json.loads(answer.read())["error"]
    assert (answer.status, refusal["code"]) == (409, "out_of_order")
    assert refusal["last_seq"] == writer.acked
    connection.close()
    check(server, [writer])
    assert len(stored(server, writer, 0)) == writer.acked - 1
