"""The driver and a store: files go before their records, what is refused is kept and counted."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.journals import RUN, STARTED, WRITER

from runlore.client.journal.files import OsFiles
from runlore.client.journal.outbox import JournalOutbox
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.writer import JournalWriter
from runlore.client.sync import SyncReport, sync_folder
from runlore.client.transport.driver import Driver
from runlore.client.transport.health import Health
from runlore.client.transport.http import Answer, Body
from runlore.entities.records import ArtifactLogged, RecordsLost, TagsSet
from runlore.wire.codec import decode_frames
from runlore.wire.framing import Damage, scan, split
from runlore.wire.version import PREV_SEQ_HEADER

CONTENT = b"weights" * 1_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
MODEL = ArtifactLogged("model.bin", DIGEST, "", len(CONTENT), "x/y", "model", None, 0)


class Store:
    """The network and what is behind it, in memory: keeps records and files, refuses on demand."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.records: list[object] = []
        self.asked: list[str] = []
        self.last_seq = 0
        self.poison: object = None
        self.blob_status = 201
        self._shapes: dict[int, tuple[str, ...]] = {}

    def request(self, method: str, path: str, *, headers: Mapping[str, str], body: Body) -> Answer:
        self.asked.append(f"{method} {path.rsplit('/', 1)[1][:7]}")
        content = body if isinstance(body, bytes) else body.read()
        if "/blobs/" in path:
            return self._blob(method, path.rsplit("/", 1)[1], content)
        if int(headers[PREV_SEQ_HEADER]) > self.last_seq:
            return self._refuse(409, "out_of_order", last_seq=self.last_seq)
        fresh = [
            item
            for item in decode_frames(split(content, LOG_SALT), self._shapes)
            if item.last_seq > self.last_seq
        ]
        if any(item.record == self.poison for item in fresh):
            return self._refuse(400, "invalid_input")
        self.records += [item.record for item in fresh]
        self.last_seq = fresh[-1].last_seq if fresh else self.last_seq
        return Answer(200, {}, json.dumps({"last_seq": self.last_seq}).encode())

    def close(self) -> None:
        """Nothing is open."""

    def _blob(self, method: str, digest: str, content: bytes) -> Answer:
        if method == "HEAD":
            return Answer(200 if digest in self.blobs else 404, {}, b"")
        if self.blob_status == 201:
            self.blobs[digest] = content
        return Answer(self.blob_status, {}, b"{}")

    def _refuse(self, status: int, code: str, **extra: int) -> Answer:
        error = {"code": code, "message": "No.", **extra}
        return Answer(status, {}, json.dumps({"error": error}).encode())


@pytest.fixture
def log(tmp_path: Path) -> LogFiles:
    return LogFiles(tmp_path / "journal", RUN, WRITER)


LOG_SALT = LogFiles(Path(), RUN, WRITER).salt


def said(log: LogFiles, *records: object) -> None:
    """A log of a process that has ended."""
    writer = JournalWriter(log, opening=lambda: STARTED)
    for record in records:
        if isinstance(record, dict):
            writer.log(record)
        else:
            writer.append(record)  # type: ignore[arg-type]
    writer.close()


def put_blob(log: LogFiles) -> Path:
    log.blobs.mkdir(parents=True)
    path = log.blobs / DIGEST
    path.write_bytes(CONTENT)
    return path


def test_a_file_is_uploaded_before_its_record_and_then_removed(log: LogFiles) -> None:
    path = put_blob(log)
    said(log, MODEL)
    store = Store()
    assert sync_folder(log.journal, store) == SyncReport(logs=1, records=2)
    assert store.blobs == {DIGEST: CONTENT}
    assert store.records == [STARTED, MODEL]
    assert store.asked == [f"HEAD {DIGEST[:7]}", f"PUT {DIGEST[:7]}", "POST records"]
    assert not path.exists()
    assert not log.folder.exists()


def test_a_file_that_the_server_has_is_not_sent_again(log: LogFiles) -> None:
    put_blob(log)
    said(log, MODEL)
    store = Store()
    store.blobs[DIGEST] = CONTENT
    sync_folder(log.journal, store)
    assert f"PUT {DIGEST[:7]}" not in store.asked
    assert MODEL in store.records


def test_a_refused_record_is_kept_aside_counted_and_the_rest_arrives(log: LogFiles) -> None:
    poison = TagsSet({"bad": "value"})
    said(log, {"a": 1.0}, poison, {"a": 2.0}, TagsSet({"good": "value"}))
    store = Store()
    store.poison = poison
    report = sync_folder(log.journal, store)
    assert (report.logs, report.refused, report.lost) == (1, 1, 0)
    assert store.records[-1] == RecordsLost("refused: No.", 1, 3, 3)
    assert TagsSet({"good": "value"}) in store.records
    assert poison not in store.records
    kept = log.beside("refused").read_bytes()
    frames = [item for item in scan(kept, log.salt) if not isinstance(item, Damage)]
    assert [item.record for item in decode_frames(frames, {})] == [poison]


def test_a_file_too_large_for_the_server_costs_its_record_only(log: LogFiles) -> None:
    put_blob(log)
    said(log, {"a": 1.0}, MODEL, {"a": 2.0})
    store = Store()
    store.blob_status = 413
    report = sync_folder(log.journal, store)
    assert (report.logs, report.refused) == (1, 1)
    assert MODEL not in store.records


def test_a_store_that_is_away_leaves_the_log_as_it_is(log: LogFiles) -> None:
    class Away(Store):
        def request(self, *args: object, **keywords: object) -> Answer:
            raise ConnectionRefusedError("nobody is there")

    said(log, {"a": 1.0})
    before = log.segment(1).read_bytes()
    report = sync_folder(log.journal, Away(), patience=0.05)
    assert (report.left, report.logs, report.trouble) == (1, 0, "nobody is there")
    assert log.segment(1).read_bytes() == before


def test_a_log_that_was_half_acknowledged_goes_on_where_the_server_stands(log: LogFiles) -> None:
    said(log, *({"a": float(step)} for step in range(50)))
    store = Store()
    driver = Driver(JournalOutbox(log, OsFiles()), lambda: store, Health(lambda _text: None))
    driver.step()
    driver.step()
    assert store.last_seq == 51
    sent = len(store.records)
    assert sync_folder(log.journal, store).records == 0
    assert len(store.records) == sent
