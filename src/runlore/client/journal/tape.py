"""The tape: frames in segment files, one after the other, and which of them are safe on disk."""

import contextlib
import errno
from pathlib import Path

from runlore.client.journal.files import Files
from runlore.client.journal.segment import EPOCH_BYTES, SEGMENT_BYTES, LogFiles
from runlore.wire.framing import Buffer

_CHUNK = 1024 * 1024


class Segment:
    """One open file of the tape.

    Attributes:
        path: where it lies.
        descriptor: for appending.
        size: bytes in it, as of the last epoch.
        synced: bytes of it that survive a power cut.
        named: whether its name does.
    """

    __slots__ = ("descriptor", "named", "path", "size", "synced")

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor
        self.size = 0
        self.synced = 0
        self.named = False


class Tape:
    """Appends frames to segments. Raises ``OSError`` as the disk does; knows no remedy.

    Not safe for threads: its owner holds a lock, except around ``sync``.

    Attributes:
        write: the system call, for the hot path.
        descriptor: of the current segment, -1 when none is open.
        room: bytes until the current epoch ends; the hot path counts it down.
        segment: number of the current segment.
        seq: number of the last frame that the system took whole, or at least began to.
    """

    def __init__(self, log: LogFiles, files: Files) -> None:
        self.write = files.write
        self.descriptor = -1
        self.room = 0
        self._log = log
        self._files = files
        self.segment = 0
        self.seq = 0
        self._epoch_end = 0
        self._open: list[Segment] = []

    @property
    def size(self) -> int:
        """Bytes of the current segment, by our own count."""
        return self._epoch_end - self.room

    def grew(self) -> bool:
        """Whether the current segment holds more than was counted, which is then put right.

        So it is when a signal handler raised after the system had taken the bytes of a write.
        """
        if self.descriptor < 0:
            return False
        actual = self._files.size(self.descriptor)
        grown = actual > self.size
        self.room = self._epoch_end - actual
        return grown

    def append(self, frame: Buffer) -> None:
        """Put a frame at the end of the current segment."""
        taken = self.write(self.descriptor, frame)
        self.room -= taken
        if taken != len(frame):
            self.complete(frame, taken)

    def complete(self, frame: Buffer, taken: int) -> None:
        """Write the rest of a frame of which the system took only the first bytes."""
        while taken < len(frame):
            more = self.write(self.descriptor, memoryview(frame)[taken:])
            if more == 0:
                raise OSError(errno.EIO, "the disk takes no bytes", str(self._open[-1].path))
            self.room -= more
            taken += more

    def turn(self) -> None:
        """Begin the next epoch, in a new segment when the current one is full."""
        if self.size >= SEGMENT_BYTES:
            self.begin()
            return
        self._epoch_end = self.size + EPOCH_BYTES
        self.room = EPOCH_BYTES

    def begin(self) -> None:
        """Begin a new segment. The ones before stay open until they are synced."""
        self._settle()
        self.segment = max([self.segment, *self._log.segments(self._files)]) + 1
        path = self._log.segment(self.segment)
        try:
            descriptor = self._files.create(path)
        except FileNotFoundError:  # the first one, or somebody tidied the folder away
            self._files.make_folder(self._log.folder)
            descriptor = self._files.create(path)
        self._open.append(Segment(path, descriptor))
        self.descriptor = descriptor
        self._epoch_end = self.room = EPOCH_BYTES

    def note_shape(self, frame: Buffer) -> None:
        """Keep a shape's frame in the file beside the segments too."""
        descriptor = self._files.extend(self._log.beside("shapes"))
        try:
            self._files.write(descriptor, frame)
        finally:
            self._files.close(descriptor)

    def unsynced(self) -> list[tuple[Segment, int]]:
        """What a power cut would take now: segments, oldest first, each with its size."""
        self._settle()
        return [(segment, segment.size) for segment in self._open if segment.synced < segment.size]

    def sync(self, segment: Segment) -> None:
        """Wait until a segment and its name are on the disk. May run while frames are appended."""
        self._files.sync(segment.descriptor)
        if not segment.named:
            self._files.sync_folder(segment.path.parent)
            self._files.sync_folder(segment.path.parent.parent)
            segment.named = True

    def synced(self, segment: Segment, size: int) -> None:
        """Note that the first ``size`` bytes of a segment are safe; let go of finished ones."""
        segment.synced = max(segment.synced, size)
        while len(self._open) > 1 and self._open[0].synced >= self._open[0].size:
            self._release(self._open.pop(0))

    def leave(self) -> list[bytes]:
        """Give up all open segments, because a sync failed; gives the bytes that were not safe.

        After a failed sync the system may forget pages that it could not write, so what was not
        safe is read back at once, to be put into a new segment.
        """
        self._settle()
        tails = [self._tail(segment) for segment in self._open]
        self.drop()
        return tails

    def drop(self) -> None:
        """Close everything as it is."""
        while self._open:
            self._release(self._open.pop())
        self.descriptor = -1
        self._epoch_end = self.room = 0

    def _settle(self) -> None:
        if self._open and self.descriptor >= 0:
            self._open[-1].size = self.size

    def _tail(self, segment: Segment) -> bytes:
        parts = []
        at = segment.synced
        while at < segment.size:
            part = self._files.read(segment.path, at, min(_CHUNK, segment.size - at))
            if not part:
                break
            parts.append(part)
            at += len(part)
        return b"".join(parts)

    def _release(self, segment: Segment) -> None:
        with contextlib.suppress(OSError):
            self._files.close(segment.descriptor)
