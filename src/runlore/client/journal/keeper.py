"""Keeps frames whatever the disk does: on the tape, or in memory until the tape runs again."""

import errno
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from runlore.client.journal.segment import EPOCH_BYTES, SEGMENT_BYTES, LogFiles, Position
from runlore.client.journal.shapes import Shapes
from runlore.client.journal.spill import RECORD, ROW, SYSTEM_ROW, Lost, Spill
from runlore.client.journal.tape import Segment, Tape
from runlore.wire.codec import ROW as ROW_KIND
from runlore.wire.framing import Damage, read_frame, scan

ReentrantLock = AbstractContextManager[object]
"""A lock that its own thread may take again."""

Tell = Callable[[str, str], None]
"""Tells the user: a topic, which is not repeated at once, and a text."""

MOVE_BYTES = 1024 * 1024
"""How much goes from memory to the disk while callers of ``log`` wait: about a millisecond."""

MAX_SUSPECTS = 3
"""Syncs that fail one after the other before we stop moving frames to new segments for it."""


_MARKS = 2 * SEGMENT_BYTES // EPOCH_BYTES
"""Two segments' worth: a sender that lags further reads frame by frame."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Keeper:
    """The disk side of a writer. Its owner holds ``lock`` around every call but ``tick``.

    Attributes:
        tape: where frames go while the disk is well; the hot path writes to it directly.
        spill: where they go while it is not.
        on_disk: which of the two.
        marks: places between frames, one for each epoch that ended, newest last.
        reason: why frames were dropped, when some were: ``disk full`` or ``disk error``.
    """

    def __init__(
        self, log: LogFiles, tape: Tape, shapes: Shapes, lock: ReentrantLock, tell: Tell
    ) -> None:
        self.tape = tape
        self.spill = Spill()
        self.on_disk = True
        self.reason = ""
        self._told_lost = 0
        self.marks: deque[Position] = deque(maxlen=_MARKS)
        self._log = log
        self._shapes = shapes
        self._lock = lock
        self._tell = tell
        self._begun = False
        self._suspects = 0
        self._syncing = threading.Lock()

    def ready(self) -> None:
        """Open the first segment; when the disk will not have it, keep frames in memory."""
        if self._begun:
            return
        self._begun = True
        try:
            self.tape.begin()
        except OSError as error:
            self.fall(error)

    def keep(self, seq: int, frame: bytes) -> None:
        """Keep a numbered frame: on the tape, else in memory. Never raises ``OSError``."""
        if self.on_disk:
            tape = self.tape
            try:  # tape.append(), spelled out: a call costs log() 2 % of its time
                taken = tape.write(tape.descriptor, frame)
                tape.seq = seq
                tape.room -= taken
                if taken != len(frame):
                    tape.complete(frame, taken)
            except OSError as error:
                self.fall(error)
            else:
                if tape.room <= 0:
                    self.turn(seq)
                return
        self.spill.add(seq, frame, self._rank(frame))

    def holds(self, seq: int) -> bool:
        """Whether a frame was kept, when a signal handler interrupted ``keep``."""
        # In this order: grew() puts the tape's count right, whatever else is true.
        return self.tape.grew() or self.tape.seq == seq or seq in self.spill

    def fall(self, error: OSError) -> None:
        """The disk failed: from now on keep frames in memory, and say so."""
        self._shapes.told.clear()
        if not self.on_disk:
            return
        self.on_disk = False
        self.reason = "disk full" if error.errno in _FULL else "disk error"
        self._tell(
            "journal",
            f"the journal in {self._log.folder} cannot be written ({error.strerror or error}). "
            "Training goes on; records are kept in memory and sent from there, and the disk is "
            "tried again every second. Free some space, or point RUNLORE_JOURNAL elsewhere.",
        )

    def turn(self, seq: int) -> None:
        """The epoch is over: shapes are to be told again, and a full segment is followed by one."""
        self._shapes.told.clear()
        self.marks.append(Position(seq, self.tape.segment, self.tape.size))
        try:
            self.tape.turn()
        except OSError as error:
            self.fall(error)

    def tell_shape(self, number: int, *, new: bool) -> None:
        """Put a shape on the tape, ahead of its first row in this epoch."""
        frame = self._shapes.frame(number)
        if not self.on_disk:
            return
        try:
            if new:
                self.tape.note_shape(frame)
            self.tape.append(frame)
        except OSError as error:
            self.fall(error)

    def sync(self) -> bool:
        """Make all that was written safe from a power cut; False when the disk refused.

        Takes the lock for moments only, so that callers of ``log`` go on meanwhile.
        """
        with self._syncing:
            with self._lock:
                pending = self.tape.unsynced()
            for segment, size in pending:
                try:
                    self.tape.sync(segment)
                except OSError as error:
                    with self._lock:
                        self._suspect(segment, size, error)
                    return False
                with self._lock:
                    self.tape.synced(segment, size)
            self._suspects = 0
            return self.on_disk

    def move(self) -> bool:
        """Try to bring frames from memory to the disk; True while there are more to bring."""
        with self._lock:
            if self.on_disk:
                return False
            try:
                self._move_some()
            except OSError:
                return False
            return not self.on_disk

    def close(self) -> None:
        """Let go of the files."""
        self.tape.drop()

    def lost(self) -> Lost | None:
        """What had to be dropped, once there is room to say so."""
        if self.spill.lost.count == 0 or not (self.on_disk or self.spill.roomy):
            return None
        lost = self.spill.take_lost()
        self._told_lost += lost.count
        return lost

    @property
    def dropped(self) -> int:
        """Records that were dropped from memory in all, told or not."""
        return self._told_lost + self.spill.lost.count

    def _move_some(self) -> None:
        frames = self.spill.after(0, MOVE_BYTES)
        if self.tape.size or self.tape.descriptor < 0:
            self.tape.begin()  # half a frame may stand at the end of the old segment
        told: set[int] = set()
        for seq, frame in frames:
            self._tell_again(frame, told)
            self.tape.append(frame)
            self.spill.remove(seq)
        if not len(self.spill):
            self.on_disk = True
            self._tell("journal back", f"the journal in {self._log.folder} is written again.")

    def _tell_again(self, frame: bytes, told: set[int]) -> None:
        number = _shape_of(frame, self._log.salt)
        if number is not None and number not in told:
            self.tape.append(self._shapes.frame(number))
            told.add(number)

    def _suspect(self, segment: Segment, size: int, error: OSError) -> None:
        self._suspects += 1
        if self._suspects > MAX_SUSPECTS:
            self.tape.synced(segment, size)  # nothing more can be done for it on this disk
            return
        self._tell(
            "sync",
            f"the disk under {self._log.folder} did not confirm a write "
            f"({error.strerror or error}). What it may have lost is written again.",
        )
        self._shapes.told.clear()
        try:
            self._rewrite(self.tape.leave())
        except OSError as failed:
            self.fall(failed)

    def _rewrite(self, tails: list[bytes]) -> None:
        saved = [pair for tail in tails for pair in _whole_frames(tail, self._log.salt)]
        try:
            self.tape.begin()
            for _, bytes_ in saved:
                self.tape.append(bytes_)
        except OSError:
            for seq, bytes_ in saved:
                if seq:
                    self.spill.add(seq, bytes_, self._rank(bytes_))
            raise

    def _rank(self, frame: bytes) -> int:
        number = _shape_of(frame, self._log.salt)
        if number is None:
            return RECORD
        return SYSTEM_ROW if self._shapes.is_system(number) else ROW


def _shape_of(frame: bytes, salt: int) -> int | None:
    """The number of the shape of a row's frame, None for any other frame."""
    read = read_frame(memoryview(frame), 0, salt)
    if read is None or read.kind != ROW_KIND:
        return None
    return int.from_bytes(read.payload[:4], "little")


def _whole_frames(tail: bytes, salt: int) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each frame that can still be read."""
    start = 0
    for item in scan(tail, salt):
        if not isinstance(item, Damage):
            yield item.seq, tail[start : item.end]
        start = item.end
