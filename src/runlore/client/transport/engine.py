"""What the sender does next. A state machine: knows no clock, disk, network or thread."""

from collections import deque
from typing import NamedTuple, TypeAlias

from runlore.client.transport.health import Health
from runlore.client.transport.retry import Backoff, Fate, Verdict
from runlore.entities.errors import InvalidInputError
from runlore.entities.limits import HEARTBEAT_SECONDS
from runlore.wire.parcel import Parcel, halve

BODY_BYTES = 4 * 1024 * 1024
"""An upload's size while there is a backlog: long enough that its fixed cost does not count."""

SMALLEST_BYTES = 16 * 1024
"""What an upload shrinks to behind a proxy that takes no large ones."""

IDLE_SECONDS = 0.05
"""How often an idle sender looks for new records."""

PACE_SECONDS = 0.08
"""The pause after a small upload: a point is on the server within 150 ms, and a training that logs
all the time costs the server a dozen commits a second, not hundreds."""

PACED_BYTES = 64 * 1024
"""What counts as small: 500 rows of ten metrics."""

MOST_REFUSED = 100
"""Records refused one after the other before we stop: then it is not the records."""


class Take(NamedTuple):
    """Take about ``size`` bytes from the log, and ``add`` them or say that there are none."""

    size: int


class PutBlob(NamedTuple):
    """See that the server has the file of this digest."""

    digest: str


class Post(NamedTuple):
    """Upload; the server is believed to hold everything up to ``prev_seq``."""

    parcel: Parcel
    prev_seq: int


class Beat(NamedTuple):
    """Say that we live."""

    prev_seq: int


class Wait(NamedTuple):
    """There is nothing to do for so long."""

    seconds: float


class Stop(NamedTuple):
    """There is nothing to do any more: the server refuses this log."""

    why: str


Action: TypeAlias = Take | PutBlob | Post | Beat | Wait | Stop


class Taken(NamedTuple):
    """Tell the log: the server holds everything up to ``seq``; these blobs are done with."""

    seq: int
    blobs: tuple[str, ...] = ()


class Rewound(NamedTuple):
    """Tell the log: begin again behind ``seq``."""

    seq: int


class Refused(NamedTuple):
    """Tell the log: these will never be taken."""

    parcel: Parcel
    why: str


Effect: TypeAlias = Taken | Rewound | Refused | None


class Engine:
    """Decides, from what happened so far, what comes next.

    Attributes:
        acked: number up to which the server holds the log.
    """

    def __init__(
        self, acked: int, salt: int, backoff: Backoff, health: Health, *, beats: bool = True
    ) -> None:
        """Begin.

        Args:
            acked: what is known to be acknowledged.
            salt: of the log's checksums, for taking parcels apart.
            backoff: how long to wait after failures.
            health: counts what happens.
            beats: whether to say now and then that the writer lives.
        """
        self._beats = beats
        self.acked = acked
        self._salt = salt
        self._backoff = backoff
        self._health = health
        self._queue: deque[Parcel] = deque()
        self._blobs: set[str] = set()
        self._size = BODY_BYTES
        self._not_before = 0.0
        self._contact = float("-inf")
        self._refused = 0
        self._rewinds = 0
        self._stopped = ""

    def next(self, now: float) -> Action:
        """What to do at ``now``."""
        if self._stopped:
            return Stop(self._stopped)
        if now < self._not_before:
            return Wait(self._not_before - now)
        if not self._queue:
            return Take(self._size)
        parcel = self._queue[0]
        for digest in parcel.blobs:
            if digest not in self._blobs:
                return PutBlob(digest)
        return Post(parcel, self.acked)

    def add(self, parcel: Parcel) -> None:
        """The log gave this."""
        self._queue.append(parcel)

    def idle(self, now: float) -> Action:
        """What to do when the log has nothing."""
        if not self._beats:
            return Wait(IDLE_SECONDS)
        silent = now - self._contact
        if silent >= HEARTBEAT_SECONDS:
            return Beat(self.acked)
        return Wait(min(IDLE_SECONDS, HEARTBEAT_SECONDS - silent))

    def blob_done(self, digest: str) -> None:
        """The server has the file, or nobody has: then the server says so of its record."""
        self._blobs.add(digest)

    def blob_refused(self, now: float, why: str) -> Effect:
        """The server will never have the file."""
        return self._condemn(now, why)

    def failed(self, now: float, why: str, wait: float = 0.0) -> None:
        """It did not work and may work later; the server asked for ``wait`` seconds."""
        self._health.failed(why)
        self._not_before = now + max(self._backoff.next(), wait)

    def answered(self, now: float, verdict: Verdict) -> Effect:
        """The server's answer to the parcel that was posted."""
        if verdict.fate is Fate.LATER:
            self.failed(now, verdict.why, verdict.wait)
            return None
        self._contact = now
        if verdict.fate is Fate.REWIND:
            return self._rewind(now, verdict)
        if verdict.fate is Fate.TAKEN:
            return self._taken(now, verdict)
        if verdict.fate is Fate.TOO_LARGE:
            self._size = max(SMALLEST_BYTES, len(self._queue[0].body) // 2)
        return self._condemn(now, verdict.why)

    def beat_answered(self, now: float, verdict: Verdict) -> Effect:
        """The server's answer to a beat. It may know the run no better than we know it lives."""
        if verdict.fate is Fate.LATER:
            self.failed(now, verdict.why, verdict.wait)
            return None
        self._contact = now
        self._backoff.reset()
        if verdict.fate is Fate.REWIND:
            return self._rewind(now, verdict)
        return None

    def _taken(self, now: float, verdict: Verdict) -> Effect:
        parcel = self._queue[0]
        if verdict.last_seq < parcel.last_seq:
            return self._rewind(now, verdict)
        self._queue.popleft()
        self._health.taken()
        self._backoff.reset()
        self._refused = self._rewinds = 0
        self._blobs.difference_update(parcel.blobs)
        self.acked = max(self.acked, verdict.last_seq)
        if len(parcel.body) < PACED_BYTES:
            self._not_before = now + PACE_SECONDS
        return Taken(self.acked, parcel.blobs)

    def _rewind(self, now: float, verdict: Verdict) -> Effect:
        self._rewinds += 1
        if self._rewinds > 1:  # once is a server put back to an earlier state; twice is trouble
            self.failed(now, verdict.why or "the server forgets what it acknowledged")
        self._queue.clear()
        self.acked = verdict.last_seq
        return Rewound(verdict.last_seq)

    def _condemn(self, now: float, why: str) -> Effect:
        """What is first in the queue is refused: find out which record it is."""
        parcel = self._queue.popleft()
        try:
            halves = halve(parcel, self._salt)
        except InvalidInputError as error:  # it is no record: the bytes rotted since they were said
            self.failed(now, error.message)
            self._queue.clear()
            return Rewound(self.acked)
        if halves is not None:
            self._queue.extendleft(reversed(halves))
            return None
        self._refused += 1
        self._health.refuse(1, why)
        if parcel.first_seq == 1 or self._refused >= MOST_REFUSED:
            self._stopped = why
        return Refused(parcel, why)
