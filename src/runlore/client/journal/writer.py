"""The writing end of the journal: what ``run.log`` does, and all that it does."""

import contextlib
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import time_ns
from typing import Any, Literal, TypeAlias
from zlib import crc32

from runlore.client.forking import after_fork
from runlore.client.journal.files import Files, OsFiles
from runlore.client.journal.flusher import Flusher
from runlore.client.journal.keeper import Keeper, Tell
from runlore.client.journal.lock import Hold
from runlore.client.journal.numbers import to_numbers, to_row, to_step
from runlore.client.journal.segment import LogFiles, Position
from runlore.client.journal.shapes import Shapes
from runlore.client.journal.tape import Tape
from runlore.entities.errors import ConflictError, InvalidValueError
from runlore.entities.ids import new_writer_id
from runlore.entities.limits import NO_STEP
from runlore.entities.records import Record, RecordsLost
from runlore.wire.codec import ROW, RowShape, encode_record
from runlore.wire.framing import HEADER, MAGIC, encode_frame, read_frame
from runlore.wire.parcel import Packer, Parcel

Durability: TypeAlias = Literal["group", "sync"]
"""``group``: a power cut takes 200 ms at most. ``sync``: nothing, and each call waits for the disk.
The end of the process, however sudden, takes nothing with either."""

RETRY_DISK_SECONDS = 1.0
"""How often a disk that failed is tried again."""

_STOP_SECONDS = 5.0
_ALL = 1 << 62


class JournalWriter:
    """One process's log of one run.

    ``log`` and ``append`` may be called from any thread. They raise for misuse only; a disk that
    fails is the keeper's trouble, never the caller's.

    Attributes:
        where: the files of the log; a child made by ``fork`` gets its own.
        last_seq: number of the last record.
        keeper: the disk side.
    """

    def __init__(
        self,
        log: LogFiles,
        *,
        durability: Durability = "group",
        files: Files | None = None,
        tell: Tell | None = None,
        opening: Callable[[], Record] | None = None,
    ) -> None:
        """Make a writer. Nothing is on the disk before the first record.

        Args:
            log: where, of which run, and under which writer id.
            durability: what a power cut may take.
            files: the file system.
            tell: tells the user of trouble.
            opening: makes the record that goes before the first one; called when that is said, in
                the same thread, and once more in a child made by ``fork``.
        """
        self._layer = files or OsFiles()
        self._durability = durability
        self._tell = tell or _tell_nobody
        self._opening = opening
        self._step = -1
        self._begin(log)
        after_fork(self._renew)

    def _begin(self, log: LogFiles) -> None:
        self.where = log
        self.last_seq = 0
        self._records: deque[int] = deque()
        self._salt = log.salt
        self._lock = threading.RLock()
        self._shapes = Shapes(self._salt)
        self._told = self._shapes.told
        self._tape = Tape(log, self._layer)
        self.keeper = Keeper(log, self._tape, self._shapes, self._lock, self._tell)
        self._keep = self.keeper.keep
        self._flusher = Flusher(self._work)
        self._hold: Hold | None = None
        self._newest: dict[int, bytes] = {}
        self._busy = False
        self._opened = False
        self._closed = False
        self._deferred: deque[Callable[[], object]] = deque()
        self._next_try = 0.0

    @property
    def blobs(self) -> Path:
        """The folder in which a file is put, called by its SHA-256, before its record is said."""
        return self.where.blobs

    def open(self) -> None:
        """Say the opening record now rather than before the first other one."""
        self._say(_nothing)

    def log(self, row: Mapping[str, Any], step: int | None = None) -> None:
        """Log one row. ``benchmarks/bench_log_call.py`` watches this path: 3.5 µs for ten floats.

        Args:
            row: numbers by metric.
            step: where on the x axis; None counts: one more than the last, from 0.

        Raises:
            InvalidValueError: a value that is not exactly one float64, or a bad step.
            InvalidNameError: a key that is no name.
            ConflictError: the journal is closed.
        """
        if row.__class__ is not dict:
            row = to_row(row)
        values: Iterable[float] = row.values()
        for value in values:
            if value.__class__ is not float:
                values = to_numbers(row)
                break
        if step is not None and (step.__class__ is not int or step < 0):
            step = to_step(step)
        keys = tuple(row)
        with self._lock:
            shape = self._told.get(keys)
            if shape is not None and not self._busy:
                self._busy = True
                try:
                    self._put_row(shape, self._step + 1 if step is None else step, values)
                finally:
                    self._busy = False
                if self._deferred:
                    self._catch_up()
                return
        self._log_rarely(keys, values, step)

    def log_final(self, row: Mapping[str, Any], at: int | None = None) -> None:
        """Log values that have no step: the last word on a metric; ``at`` as in ``log_at``.

        Raises:
            InvalidValueError: a value that is not exactly one float64.
            InvalidNameError: a key that is no name.
            ConflictError: the journal is closed.
        """
        plain = to_row(row)
        keys, values = tuple(plain), to_numbers(plain)
        self._say(lambda: self._put_new_row(keys, values, NO_STEP, moves=False, at=at))

    def log_at(self, row: Mapping[str, Any], step: int, at: int | None = None) -> None:
        """Log a row whose steps are counted apart, such as the machine's own metrics.

        ``at`` is its moment in µs since 1970; None is now. Raises what ``log`` raises.
        """
        plain = to_row(row)
        keys, values, place = tuple(plain), to_numbers(plain), to_step(step)
        self._say(lambda: self._put_new_row(keys, values, place, moves=False, at=at))

    def append(self, record: Record) -> int:
        """Say any other record.

        Returns:
            Its number; 0 from a signal handler that interrupted another call, for then the record
            is queued until that call goes on.

        Raises:
            InvalidInputError: a record over the size of a frame.
            ConflictError: the journal is closed.
        """
        kind, payload = encode_record(record)
        encode_frame(0, kind, payload, self._salt)  # refuses what is too large before all else
        said = self._say(lambda: self._put_record(kind, payload))
        return self.last_seq if said else 0

    def sync(self) -> bool:
        """Make all that was said safe from a power cut; False when the disk refused."""
        return self.keeper.sync()

    def straight(self, position: Position, size: int) -> Position | None:
        """How far the log can be sent as it lies on the disk, unread, from a place on.

        Returns:
            The furthest place, at most about ``size`` bytes on, with only rows between; None when
            there is none, or nothing at all.
        """
        with self._lock:
            if not self.keeper.on_disk or self._busy:
                return None
            here = Position(self.last_seq, self._tape.segment, self._tape.size)
            places = [*self.keeper.marks, here]
            record = next((seq for seq in self._records if seq > position.seq), here.seq + 1)
        reachable = [
            place
            for place in places
            if place.segment == position.segment
            and position.seq < place.seq < record
            and place.offset <= position.offset + size
        ]
        return reachable[-1] if reachable else None

    def in_memory(self, after: int, size: int) -> Parcel | None:
        """Frames that the disk did not take, above number ``after``; None when there are none."""
        with self._lock:
            packer = Packer(self._shapes)
            for _, whole in self.keeper.spill.after(after, size):
                frame = read_frame(memoryview(whole), 0, self._salt)
                if frame is not None:
                    packer.add(frame, whole)
            return packer.close()

    def acknowledged(self, seq: int) -> None:
        """The server holds the records up to ``seq``: let go of those in memory."""
        if not len(self.keeper.spill) and not self._records:
            return
        with self._lock:
            self.keeper.spill.forget(seq)
            while self._records and self._records[0] <= seq:
                self._records.popleft()

    def unkept(self, acked: int) -> int:
        """Records behind number ``acked`` that are in memory only."""
        return sum(1 for seq, _ in self.keeper.spill.after(acked, _ALL))

    def last_values(self) -> dict[str, float]:
        """The value that was logged last of each metric."""
        with self._lock:
            newest = dict(self._newest)
        rows = [(self._shapes.shape(number), body) for number, body in newest.items()]
        unpacked = sorted((shape.body.unpack(body), shape.keys) for shape, body in rows)
        return {
            key: value for row, keys in unpacked for key, value in zip(keys, row[5:], strict=True)
        }

    def close(self) -> None:
        """Say nothing more. What is in memory only is brought to the disk if that is possible."""
        with self._lock:
            if self._closed:
                return
            if not self._busy:
                self._catch_up()
            self._closed = True
            self._told.clear()
        self._flusher.stop(_STOP_SECONDS)
        self._return_to_disk()
        self.keeper.sync()
        with self._lock:
            self.keeper.close()
            if self._hold is not None:
                self._hold.release()
                self._hold = None

    def _put_row(
        self, shape: RowShape, step: int, values: Iterable[float], at: int | None = None
    ) -> None:
        """Write one row of a shape that is told; the lock is held."""
        seq = self.last_seq + 1
        try:
            moment = time_ns() // 1000 if at is None else at
            body = shape.body.pack(seq, ROW, shape.number, step, moment, *values)
        except struct.error:
            to_step(step)  # says what is wrong with it; else the row was changed meanwhile
            raise InvalidValueError("The row was changed by another thread during log().") from None
        frame = HEADER.pack(MAGIC, shape.body_size, crc32(body, self._salt)) + body
        try:  # _put(), spelled out: a call costs log() 2 % of its time
            self._keep(seq, frame)
        except BaseException:
            self._interrupted(seq)
            raise
        self.last_seq = seq
        self._step = step
        self._newest[shape.number] = body

    def _put_record(self, kind: int, payload: bytes) -> int:
        self._put(encode_frame(self.last_seq + 1, kind, payload, self._salt))
        self._records.append(self.last_seq)
        return self.last_seq

    def _put(self, frame: bytes) -> None:
        """Write the frame of the next number; the lock is held."""
        seq = self.last_seq + 1
        try:
            self._keep(seq, frame)
        except BaseException:
            self._interrupted(seq)
            raise
        self.last_seq = seq

    def _interrupted(self, seq: int) -> None:
        """A signal handler raised. If the frame was kept already, the number is taken."""
        if self.keeper.holds(seq):
            self.last_seq = seq

    def _log_rarely(self, keys: tuple[str, ...], values: Iterable[float], step: int | None) -> None:
        # Apart from log(), whose variables a lambda would make slow cells of.
        fixed = tuple(values)
        self._say(lambda: self._put_new_row(keys, fixed, step, moves=True))

    def _say(self, put: Callable[[], object]) -> bool:
        """Run ``put`` alone and with the log open; False when it is queued."""
        with self._lock:
            if self._busy:
                self._deferred.append(put)
                return False
            self._busy = True
            try:
                self._open()
                put()
            except BaseException:
                self._tape.grew()  # a shape's frame may be there uncounted
                raise
            finally:
                self._busy = False
            self._catch_up()
        if self._durability == "sync":
            self.keeper.sync()
        return True

    def _catch_up(self) -> None:
        """Say what signal handlers said while another call was under way."""
        while self._deferred:
            self._say(self._deferred.popleft())

    def _put_new_row(
        self,
        keys: tuple[str, ...],
        values: Iterable[float],
        step: int | None,
        *,
        moves: bool,
        at: int | None = None,
    ) -> None:
        shape, new = self._shapes.find(keys)
        if keys not in self._told:
            self.keeper.tell_shape(shape.number, new=new)
        before = self._step
        if step is None:
            step = to_step(before + 1)
        self._put_row(shape, step, values, at)
        if not moves:
            self._step = before
        if self.keeper.on_disk and self._durability == "group":
            self._told[keys] = shape

    def _open(self) -> None:
        if self._closed:
            raise ConflictError(
                f"Run {self.where.run} is finished: nothing more can be logged to it. "
                "Open it again with init(id=…, resume=True)."
            )
        if self._opened:
            return
        with contextlib.suppress(OSError):  # the keeper meets the same error, and answers it
            self._layer.make_folder(self.where.folder)
        self._hold = Hold.take(self.where.beside("lock"), self._layer)
        self.keeper.ready()
        self._flusher.start()
        if self._opening is not None:
            self._put_record(*encode_record(self._opening()))
        self._opened = True  # last: an interrupt before it has the opening said once more

    def _work(self) -> None:
        """What the background thread does: back to the disk, sync, and tell what was dropped."""
        if not self.keeper.on_disk and time.monotonic() >= self._next_try:
            self._return_to_disk()
            self._next_try = time.monotonic() + RETRY_DISK_SECONDS
        self.keeper.sync()
        with self._lock:
            lost = None if self._closed else self.keeper.lost()
        if lost is None:
            return
        record = RecordsLost(self.keeper.reason, lost.count, lost.first_seq, lost.last_seq)
        with contextlib.suppress(ConflictError):  # closed since: the farewell counts them too
            self.append(record)

    def _return_to_disk(self) -> None:
        while self.keeper.move():
            pass

    def _renew(self) -> None:
        """In a child made by ``fork``: leave the parent's log alone and begin one of our own."""
        if self._hold is not None:
            self._hold.release()
        self.keeper.close()
        self._begin(self.where._replace(writer=new_writer_id()))


def _nothing() -> None:
    """There is no record but the opening one."""


def _tell_nobody(_topic: str, _text: str) -> None:
    """For writers whose owner does not listen."""
