"""A run's way out of this process: its journal, its sender, and what becomes of them at the end."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from runlore.client.journal.files import OsFiles
from runlore.client.journal.outbox import LiveOutbox
from runlore.client.journal.segment import LogFiles, writers_in
from runlore.client.journal.writer import Durability, JournalWriter
from runlore.client.notices import Notices
from runlore.client.sync import send_log
from runlore.client.transport.health import Health
from runlore.client.transport.http import Transport, open_transport
from runlore.client.transport.sender import Sender
from runlore.entities.ids import RunId, new_writer_id
from runlore.entities.records import RunEnded, RunStarted

CLOSE_SECONDS = 30.0
"""How long the end of a run waits for the server. The rest stays in the journal."""

_QUIET_SECONDS = 2.0
"""A wait longer than this is explained."""

_ORPHAN_SECONDS = 2.0
"""How long a server may fail while the logs of ended children are sent."""


class Farewell(NamedTuple):
    """How a log stood when it was closed.

    Attributes:
        delivered: everything was acknowledged.
        pending: records that wait in the journal for ``runlore sync`` or the next run.
        refused: records that the server will never take.
        lost: records that neither the disk nor the server could be given.
        trouble: the last thing that went wrong; empty when all is well.
    """

    delivered: bool
    pending: int = 0
    refused: int = 0
    lost: int = 0
    trouble: str = ""


class Channel:
    """What one process says of one run.

    After ``fork`` the child has a log and a sender of its own, from its first record on.

    Attributes:
        journal: takes the records.
    """

    def __init__(
        self,
        log: LogFiles,
        started: RunStarted,
        connect: Callable[[], Transport] | None,
        *,
        durability: Durability,
        say: Callable[[str], None],
    ) -> None:
        """Make one; ``open_channel`` is the usual way."""
        self._connect = connect
        self._started = started
        self._health = Health(say)
        self._say = say
        self._pid = os.getpid()
        self._files = OsFiles()
        self._outbox: LiveOutbox | None = None
        self._sender: Sender | None = None
        self.journal = JournalWriter(
            log,
            durability=durability,
            files=self._files,
            tell=self._tell,
            opening=self._begin,
        )

    def flush(self, timeout: float) -> bool:
        """Wait until all that was said is safe on the disk and on the server.

        Returns:
            False when the time was too short, or the run is offline and the disk refused.
        """
        kept = self.journal.sync()
        if self._sender is None:
            return kept
        return self._sender.drain(self.journal.last_seq, timeout)

    def close(self, ended: RunEnded | None, timeout: float = CLOSE_SECONDS) -> Farewell:
        """Say how the run ended, wait for the server, and let go of everything.

        Ctrl-C while it waits ends the waiting; what was not sent stays in the journal.

        Args:
            ended: the last record; None when the run goes on elsewhere.
            timeout: seconds to wait for the server.
        """
        deadline = time.monotonic() + timeout
        if ended is not None:
            self.journal.append(ended)
        delivered = self._deliver(deadline)
        self.journal.close()
        if delivered and self._sender is not None:  # also what a thread said at that very moment
            delivered = self._sender.drain(self.journal.last_seq, deadline - time.monotonic())
        if self._sender is not None:
            self._sender.stop(0.5 if delivered else 0.0)
        if delivered:
            self._send_children(deadline)
        return self._farewell(delivered=delivered)

    def _begin(self) -> RunStarted:
        """Called by the journal before its first record, here and in each child."""
        started = self._started
        if os.getpid() != self._pid:
            self._health = Health(self._say)
            label = f"{started.label} fork {os.getpid()}".strip()
            started = msgspec.structs.replace(started, label=label, resumed=False)
        self._outbox = LiveOutbox(self.journal, self._files)
        if self._connect is not None:
            self._sender = Sender(self._outbox, self._connect, self._health)
            self._sender.start()
        return started

    def _deliver(self, deadline: float) -> bool:
        sender = self._sender
        if sender is None:
            return False
        last = self.journal.last_seq
        try:
            if sender.drain(last, min(_QUIET_SECONDS, deadline - time.monotonic())):
                return True
            acked = self._outbox.acked if self._outbox is not None else 0
            self._tell("ending", f"sending the last {last - acked:,} records; Ctrl-C leaves them.")
            return sender.drain(last, deadline - time.monotonic())
        except KeyboardInterrupt:
            return False

    def _send_children(self, deadline: float) -> None:
        """Our log is delivered: remove it, and send those of ended children of this run."""
        outbox = self._outbox
        if outbox is None or self._connect is None:
            return
        outbox.remove()
        left_behind = writers_in(self._files, outbox.log.folder)
        if not left_behind:
            return
        transport = self._connect()
        for writer in left_behind:
            patience = min(deadline - time.monotonic(), _ORPHAN_SECONDS)
            if patience > 0:
                log = outbox.log._replace(writer=writer)
                send_log(log, lambda: transport, self._files, patience=patience)
        transport.close()

    def _farewell(self, *, delivered: bool) -> Farewell:
        acked = self._outbox.acked if self._outbox is not None else 0
        unkept = 0 if delivered else self.journal.unkept(acked)
        return Farewell(
            delivered=delivered,
            pending=0 if delivered else max(0, self.journal.last_seq - acked - unkept),
            refused=self._health.refused,
            lost=self.journal.keeper.dropped + unkept,
            trouble=self._health.trouble,
        )

    def _tell(self, topic: str, text: str) -> None:
        self._health.tell(topic, text)


def open_channel(
    journal: Path,
    run: RunId,
    started: RunStarted,
    uri: str | None,
    *,
    durability: Durability = "group",
    say: Callable[[str], None] | None = None,
) -> Channel:
    """Open a run's way out and say that it started. Reaches no network; returns at once.

    Args:
        journal: the folder of all journals.
        run: the run.
        started: the first record of this process, and with another label of each forked child.
        uri: of the store; None keeps everything in the journal, for ``runlore sync``.
        durability: what a power cut may take.
        say: tells the user of trouble; on stderr unless given.
    """
    channel = Channel(
        LogFiles(journal, run, new_writer_id()),
        started,
        None if uri is None else lambda: open_transport(uri),
        durability=durability,
        say=say or Notices(quiet=False).say,
    )
    channel.journal.open()
    return channel
