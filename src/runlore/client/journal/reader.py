"""The reading end of the journal: every whole frame once, in order, whatever befell the files."""

import contextlib
from collections import deque
from typing import NamedTuple

from runlore.client.journal.files import Files
from runlore.client.journal.segment import LogFiles, Position
from runlore.entities.errors import InvalidInputError
from runlore.wire.codec import SHAPE, decode_shape
from runlore.wire.framing import Damage, Frame, read_frame, scan
from runlore.wire.parcel import Packer, Parcel

CHUNK_BYTES = 1024 * 1024
"""Read at once: large enough that system calls do not count, small enough to be dropped."""

_TO_THE_END = 1 << 40


class Hole(NamedTuple):
    """Numbers that could not be read.

    Attributes:
        first_seq: the first of them.
        last_seq: the last.
        segment: in which they should stand.
        start: where the damage begins in it, in bytes.
        end: where it ends; ``start`` when there are no damaged bytes, only missing ones.
    """

    first_seq: int
    last_seq: int
    segment: int
    start: int
    end: int


class _Found(NamedTuple):
    frame: Frame
    whole: memoryview
    start: int


class JournalReader:
    """Reads one log from a number on, forward only.

    In a segment with damage, or where a number is missing, the whole rest of the segment is read
    and put in order, so that a block which a broken disk moved is found as well.

    Attributes:
        seq: number of the last record that was given out.
        segment: in which the next one is looked for.
        holes: what could not be read, since they were last taken.
    """

    def __init__(self, log: LogFiles, files: Files, *, after: int = 0, segment: int = 0) -> None:
        self.seq = after
        self.segment = segment
        self.holes: list[Hole] = []
        self._log = log
        self._files = files
        self._salt = log.salt
        self._at = 0
        self._shapes: dict[int, bytes] = {}
        self._untold: dict[int, bytes] = {}
        self._found: deque[_Found] = deque()
        self._end = (segment, 0)
        self._torn: tuple[int, int, int] | None = None
        with contextlib.suppress(OSError):  # else read when a row's shape is not known
            self._read_shapes()

    @property
    def position(self) -> Position | None:
        """Where it stands, None when what it read is not given out yet."""
        return None if self._found else Position(self.seq, self.segment, self._at)

    def take(self, size: int, *, live: bool) -> Parcel | None:
        """The next frames, about ``size`` bytes of them, or None when there are none now.

        Args:
            size: stop when the parcel has so many bytes.
            live: whether the writer may still be writing; half a frame at the end is then waited
                for, else it is what the last crash cut off.

        Raises:
            OSError: when a segment cannot be read.
        """
        packer = Packer(self._shapes)
        try:
            # Of a live log a parcel ends where what was read ends: from there on the rest may go
            # straight. A dead one fills it.
            while packer.size < size and (
                self._found or (not (live and packer.records) and self._fill(size, live=live))
            ):
                while self._found and packer.size < size:
                    self._pack(packer, self._found[0])
                    self._found.popleft()
        except OSError:
            if not packer.records:
                raise
        for shape in packer.told:
            self._untold.pop(shape, None)
        return packer.close()

    def take_straight(self, to: Position) -> Parcel | None:
        """The frames up to a place that the writer told, unread: for a writer in this process.

        ``to`` lies in the segment of this reader's position, with only rows between. None when
        the file has fewer bytes; ``take`` then finds the way.

        Raises:
            OSError: when the segment cannot be read.
        """
        size = to.offset - self._at
        body = self._files.read(self._log.segment(self.segment), self._at, size)
        if len(body) != size:
            return None
        # The position may lie between a shape and its first row: the shape then goes in front.
        told = b"".join(self._untold.values())
        self._untold.clear()
        parcel = Parcel(told + body, self.seq + 1, to.seq, to.seq - self.seq, ())
        self.seq, self._at = to.seq, to.offset
        self._end = (self.segment, to.offset)
        return parcel

    def skip(self, seq: int) -> None:
        """Give out nothing up to and with number ``seq``."""
        self.seq = max(self.seq, seq)

    def _pack(self, packer: Packer, found: _Found) -> None:
        frame = found.frame
        if frame.seq <= self.seq:
            return
        if not packer.add(frame, found.whole):
            self._read_shapes()
            if not packer.add(frame, found.whole):
                return  # a row of a shape that is told nowhere: the next frame finds it missing
        if frame.seq > self.seq + 1:
            self._note_hole(frame.seq, found.start)
        self.seq = frame.seq
        self._end = (self.segment, found.start + len(found.whole))
        self._torn = None

    def _note_hole(self, seq: int, start: int) -> None:
        segment, end = self._end
        torn = self._torn
        if segment == self.segment:
            hole = Hole(self.seq + 1, seq - 1, segment, end, max(start, end))
        elif torn is not None:
            hole = Hole(self.seq + 1, seq - 1, *torn)
        else:
            hole = Hole(self.seq + 1, seq - 1, self.segment, 0, start)
        self.holes.append(hole)

    def _fill(self, size: int, *, live: bool) -> bool:
        """Find more frames, of about ``size`` bytes; False when there are none now."""
        following = self._following()  # before reading: what is written meanwhile is not passed by
        data = self._files.read(self._log.segment(self.segment), self._at, min(size, CHUNK_BYTES))
        at = self._walk(memoryview(data)) if data else 0
        if self._found and self._unbroken():
            self._at += at
            return True
        self._found.clear()
        if data and self._recover(wait=live and following is None):
            return True
        if following is None:
            return False
        self.segment, self._at = following, 0
        return self._fill(size, live=live)

    def _following(self) -> int | None:
        return next((n for n in self._log.segments(self._files) if n > self.segment), None)

    def _walk(self, view: memoryview) -> int:
        """Take up frames from the start of ``view`` until one is not whole; gives where."""
        at = 0
        while (frame := read_frame(view, at, self._salt)) is not None:
            self._take_up(frame, view[at : frame.end], self._at + at)
            at = frame.end
        return at

    def _take_up(self, frame: Frame, whole: memoryview, start: int) -> None:
        if frame.kind == SHAPE:
            self._learn(frame, whole)
        elif frame.seq:
            self._found.append(_Found(frame, whole, start))

    def _learn(self, frame: Frame, whole: memoryview) -> None:
        try:
            number, _ = decode_shape(frame.payload)
        except InvalidInputError:
            return
        self._shapes[number] = self._untold[number] = bytes(whole)

    def _unbroken(self) -> bool:
        """Whether what was found goes on from the last number without a gap.

        Numbers that were given out before may come again; they are passed over.
        """
        expected = self.seq + 1
        for found in self._found:
            if found.frame.seq > expected:
                return False
            expected = max(expected, found.frame.seq + 1)
        return True

    def _recover(self, *, wait: bool) -> bool:
        """Find all whole frames of the rest of the segment, wherever they stand, in order."""
        data = self._files.read(self._log.segment(self.segment), self._at, _TO_THE_END)
        view = memoryview(data)
        start = 0
        self._torn = None
        for item in scan(data, self._salt):
            if not isinstance(item, Damage):
                self._take_up(item, view[start : item.end], self._at + start)
            elif item.torn and wait:
                break  # half a frame that is being written
            elif item.torn:
                self._torn = (self.segment, self._at + item.start, self._at + item.end)
            start = item.end
        self._at += start
        self._found = deque(sorted(self._found, key=lambda found: found.frame.seq))
        return bool(self._found)

    def _read_shapes(self) -> None:
        data = self._files.read(self._log.beside("shapes"), 0, _TO_THE_END)
        start = 0
        for item in scan(data, self._salt):
            if not isinstance(item, Damage) and item.kind == SHAPE:
                self._learn(item, memoryview(data)[start : item.end])
            start = item.end
