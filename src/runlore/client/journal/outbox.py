"""A log as a sender sees it: parcels out, acknowledgements in."""

import contextlib
from pathlib import Path

from runlore.client.journal.cursor import Cursor, load_cursor, save_cursor
from runlore.client.journal.files import Files, OsFiles
from runlore.client.journal.reader import Hole, JournalReader
from runlore.client.journal.segment import LogFiles
from runlore.client.journal.tape import Tape
from runlore.client.journal.writer import JournalWriter
from runlore.entities.ids import RunId, WriterId
from runlore.entities.records import RecordsLost
from runlore.wire.codec import encode_record
from runlore.wire.framing import encode_frame
from runlore.wire.parcel import Parcel

KEPT_SEGMENTS = 4
"""Acknowledged segments that stay while the run goes on, 64 MB: a server that was put back to an
earlier state can have them again. The first stays too, for it tells of the run's start."""

_LOOKED = 256 * 1024
"""Bytes that a live log is read frame by frame at once, past records that are no rows or into the
next segment: what follows goes straight again."""

_MOST_HOLES = 16
"""Damaged places that are told one by one; more are told as one sum."""


class JournalOutbox:
    """The log of a writer that is no more.

    Attributes:
        log: its files.
        acked: number up to which the server holds it, as far as we know.
    """

    def __init__(self, log: LogFiles, files: Files | None = None) -> None:
        self.log = log
        self._files = files or OsFiles()
        self._tidied = 0
        self._losses: list[RecordsLost] = []
        cursor = load_cursor(log, self._files)
        self.acked = cursor.seq
        self._reader = JournalReader(log, self._files, after=cursor.seq, segment=cursor.segment)

    @property
    def run(self) -> RunId:
        """Whose log it is."""
        return self.log.run

    @property
    def writer(self) -> WriterId:
        """Which writer's."""
        return self.log.writer

    @property
    def salt(self) -> int:
        """From which the checksums of its frames start."""
        return self.log.salt

    @property
    def last_seq(self) -> int:
        """Number of the last record that is known to be there."""
        return self._reader.seq

    def take(self, size: int) -> Parcel | None:
        """The next frames, about ``size`` bytes; None when there are none now.

        Raises:
            OSError: when the disk does not give them.
        """
        return self._reader.take(size, live=False)

    def rewind(self, seq: int) -> None:
        """Begin again behind number ``seq``, where the frames still are."""
        self._reader = JournalReader(self.log, self._files, after=seq)
        self.acked = seq

    def acknowledge(self, seq: int) -> None:
        """The server holds everything up to ``seq``."""
        self.acked = max(self.acked, seq)
        self._reader.skip(seq)
        self._tidy()
        # The reader's segment is right: numbers up to seq lie in it or before it. What cannot be
        # kept is no loss: the same frames are sent once more.
        with contextlib.suppress(OSError):
            save_cursor(self.log, self._files, Cursor(self.acked, self._reader.segment))

    def refuse(self, parcel: Parcel, why: str) -> None:
        """The server will never take these: keep them aside, and say that they are missing."""
        self._losses.append(
            RecordsLost(f"refused: {why}", parcel.records, parcel.first_seq, parcel.last_seq)
        )
        with contextlib.suppress(OSError):
            descriptor = self._files.extend(self.log.beside("refused"))
            try:
                self._files.write(descriptor, parcel.body)
            finally:
                self._files.close(descriptor)

    def blob(self, digest: str) -> Path:
        """Where the file of this digest lies while it waits."""
        return self.log.blobs / digest

    def release_blob(self, digest: str) -> None:
        """The server has the file and its record: ours may go."""
        with contextlib.suppress(OSError):
            self._files.remove(self.blob(digest))

    def report_losses(self) -> int:
        """Say of what was refused or could not be read that it is lost, in the same log.

        Returns:
            How many records are missing.
        """
        losses = [*self._losses, *_losses(self._reader.holes)]
        self._losses, self._reader.holes = [], []
        for record in losses:
            self._say(record)
        return sum(record.count for record in losses)

    def remove(self) -> None:
        """All is acknowledged: remove the log, but for what was refused."""
        with contextlib.suppress(OSError):
            paths = [self.log.segment(number) for number in self.log.segments(self._files)]
            for path in [*paths, *map(self.log.beside, ("shapes", "cursor", "lock"))]:
                self._files.remove(path)
        for folder in (self.log.blobs, self.log.folder):
            with contextlib.suppress(OSError):
                folder.rmdir()  # only when nothing else lies there

    def _say(self, record: RecordsLost) -> None:
        kind, payload = encode_record(record)
        seq = max(self._reader.seq, self.acked) + 1
        tape = Tape(self.log, self._files)
        try:
            tape.begin()
            tape.append(encode_frame(seq, kind, payload, self.salt))
            for segment, size in tape.unsynced():
                tape.sync(segment)
                tape.synced(segment, size)
        finally:
            tape.drop()

    def _tidy(self) -> None:
        reached = self._reader.segment
        if reached == self._tidied:
            return
        self._tidied = reached
        with contextlib.suppress(OSError):
            old = [number for number in self.log.segments(self._files) if number < reached]
            for number in old[1:-KEPT_SEGMENTS]:
                self._files.remove(self.log.segment(number))


class LiveOutbox(JournalOutbox):
    """The log of a writer in this process, in reach also while the disk fails."""

    def __init__(self, writer: JournalWriter, files: Files | None = None) -> None:
        super().__init__(writer.where, files)
        self._writer = writer
        self._straight_from = 0

    @property
    def last_seq(self) -> int:
        """Number of the last record that was said."""
        return self._writer.last_seq

    def take(self, size: int) -> Parcel | None:
        """The next frames, from the disk or from memory; None when there are none now."""
        if self._writer.last_seq <= self._reader.seq:
            return None
        on_disk = self._writer.keeper.on_disk
        parcel = self._take_straight(size) or self._reader.take(min(size, _LOOKED), live=True)
        if parcel is None and not on_disk:
            # The disk took nothing since before we read it to its end, so memory goes on from it.
            parcel = self._writer.in_memory(self._reader.seq, size)
            if parcel is not None:
                self._reader.skip(parcel.last_seq)
        if self._reader.holes:
            self.report_losses()
        return parcel

    def rewind(self, seq: int) -> None:
        """Begin again behind number ``seq``; what was said so far is now looked at, not trusted."""
        super().rewind(seq)
        self._straight_from = self._writer.last_seq

    def refuse(self, parcel: Parcel, why: str) -> None:
        """The server will never take these: keep them aside, and say that they are missing."""
        super().refuse(parcel, why)
        self.report_losses()

    def acknowledge(self, seq: int) -> None:
        """The server holds everything up to ``seq``."""
        super().acknowledge(seq)
        self._writer.acknowledged(seq)

    def _take_straight(self, size: int) -> Parcel | None:
        position = self._reader.position
        if position is None or position.seq < self._straight_from:
            return None
        end = self._writer.straight(position, size)
        return None if end is None else self._reader.take_straight(end)

    def _say(self, record: RecordsLost) -> None:
        self._writer.append(record)


def _losses(holes: list[Hole]) -> list[RecordsLost]:
    count = sum(hole.last_seq - hole.first_seq + 1 for hole in holes)
    if len(holes) > _MOST_HOLES:
        reason = f"journal damaged in {len(holes)} places"
        return [RecordsLost(reason, count, holes[0].first_seq, holes[-1].last_seq)]
    return [
        RecordsLost(
            f"journal damaged (segment {hole.segment}, bytes {hole.start:,} to {hole.end:,})",
            hole.last_seq - hole.first_seq + 1,
            hole.first_seq,
            hole.last_seq,
        )
        for hole in holes
    ]
