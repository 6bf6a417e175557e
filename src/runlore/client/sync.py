"""Sends what processes that are no more have left in the journal.

``runlore sync`` does it for a whole folder, a run's end for the run's own other processes.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from runlore.client.journal.files import Files, OsFiles
from runlore.client.journal.lock import Hold
from runlore.client.journal.outbox import JournalOutbox
from runlore.client.journal.segment import LogFiles, writers_in
from runlore.client.transport.driver import Driver
from runlore.client.transport.health import Health
from runlore.client.transport.http import Transport
from runlore.entities.errors import InvalidIdError
from runlore.entities.ids import RunId, parse_run_id

PATIENCE_SECONDS = 10.0
"""How long a server may fail without a break before the rest is left for the next time."""


class Progress(NamedTuple):
    """How far sending is.

    Attributes:
        run: whose log is being sent.
        log: which log it is, from 1.
        logs: how many there are.
        records: acknowledged so far, of all logs.
    """

    run: RunId
    log: int
    logs: int
    records: int


class SyncReport(NamedTuple):
    """What became of the logs in a folder.

    Attributes:
        logs: sent whole, and removed.
        left: logs that stay, for the server was away or refused them.
        busy: logs of processes that still live, which were left alone.
        records: acknowledged.
        refused: records that the server will never take; kept in ``.refused`` files.
        lost: records that damage took from the journal; the runs show the count.
        trouble: the last thing that went wrong; empty when nothing did.
    """

    logs: int = 0
    left: int = 0
    busy: int = 0
    records: int = 0
    refused: int = 0
    lost: int = 0
    trouble: str = ""


def sync_folder(
    journal: Path,
    transport: Transport,
    progress: Callable[[Progress], None] | None = None,
    *,
    say: Callable[[str], None] | None = None,
    patience: float = PATIENCE_SECONDS,
) -> SyncReport:
    """Send every log in a journal folder whose process has ended, and remove what was sent.

    Sending twice is harmless. Damage is passed by: what stands before and behind it is sent, and
    what is missing is counted on the run.

    Args:
        journal: the folder with one folder for each run.
        transport: the way to the store.
        progress: called after each upload.
        say: told of trouble, at most once a minute.
        patience: seconds without a success before the rest of a log is left.
    """
    files = OsFiles()
    logs = list(_logs_in(journal, files))
    report = SyncReport()
    for number, log in enumerate(logs, 1):
        place = Progress(log.run, number, len(logs), report.records)
        advance = None if progress is None else partial(_advance, progress, place)
        sent = send_log(log, lambda: transport, files, advance=advance, say=say, patience=patience)
        report = _add(report, sent)
    return report


def send_log(
    log: LogFiles,
    connect: Callable[[], Transport],
    files: Files,
    *,
    advance: Callable[[int], None] | None = None,
    say: Callable[[str], None] | None = None,
    patience: float = PATIENCE_SECONDS,
) -> SyncReport:
    """Send one log whose process has ended, unless another process has hold of it.

    Args:
        log: which.
        connect: makes the transport.
        files: the file system.
        advance: called with the records acknowledged so far, after each upload.
        say: told of trouble.
        patience: seconds without a success before the rest is left.
    """
    hold = Hold.take(log.beside("lock"), files)
    if hold is None:
        return SyncReport(busy=1)
    try:
        return _Sending(JournalOutbox(log, files), connect, say).run(advance, patience)
    except OSError as error:
        return SyncReport(left=1, trouble=f"the log in {log.folder} cannot be read: {error}")
    finally:
        hold.release()


class _Sending:
    def __init__(
        self,
        outbox: JournalOutbox,
        connect: Callable[[], Transport],
        say: Callable[[str], None] | None,
    ) -> None:
        self._outbox = outbox
        self._health = Health(say or _say_nothing)
        self._driver = Driver(outbox, connect, self._health, beats=False)
        self._lost = 0
        self._sent = 0

    def run(self, advance: Callable[[int], None] | None, patience: float) -> SyncReport:
        last_success = time.monotonic()
        while not self._is_done():
            posts = self._health.posts
            before = self._outbox.acked
            wait = self._driver.step()
            if self._health.posts > posts:
                last_success = time.monotonic()
                self._sent += self._outbox.acked - before
                if advance is not None:
                    advance(self._sent)
            if self._driver.stopped or time.monotonic() - last_success > patience:
                return self._report(left=1)
            time.sleep(min(wait, patience))
        self._outbox.remove()
        return self._report(logs=1)

    def _is_done(self) -> bool:
        if not self._driver.is_idle:
            return False
        missing = self._outbox.report_losses()
        self._lost += missing
        self._driver.is_idle = not missing  # what was just said is to be sent too
        return not missing

    def _report(self, *, logs: int = 0, left: int = 0) -> SyncReport:
        return SyncReport(
            logs=logs,
            left=left,
            records=self._sent,
            refused=self._health.refused,
            lost=self._lost - self._health.refused,
            trouble=self._health.trouble,
        )


def _logs_in(journal: Path, files: Files) -> Iterator[LogFiles]:
    for name in sorted(files.names(journal)):
        try:
            run = parse_run_id(name)
        except InvalidIdError:
            continue
        for writer in writers_in(files, journal / name):
            yield LogFiles(journal, run, writer)


def _add(report: SyncReport, other: SyncReport) -> SyncReport:
    return SyncReport(
        logs=report.logs + other.logs,
        left=report.left + other.left,
        busy=report.busy + other.busy,
        records=report.records + other.records,
        refused=report.refused + other.refused,
        lost=report.lost + other.lost,
        trouble=other.trouble or report.trouble,
    )


def _advance(progress: Callable[[Progress], None], place: Progress, sent: int) -> None:
    progress(place._replace(records=place.records + sent))


def _say_nothing(_text: str) -> None:
    """For callers who read the report."""
