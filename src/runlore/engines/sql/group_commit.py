"""Group commit: works of many threads in one transaction, without a thread of its own.

The first thread to come leads: it runs the works that wait, its own among them, and commits once.
Those who come meanwhile wait; then the first of them leads the next group. A thread that is alone
leads at once and pays for no hand-over.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from runlore.entities.errors import UnavailableError
from runlore.stores.catalog import Transaction

T = TypeVar("T")

MAX_GROUP = 64
"""Works in one commit: as many as a server has threads; it bounds how long the first one waits."""


class Job:
    """A work, who waits for it, and what became of it.

    Attributes:
        work: what to do in a transaction.
        result: what it returned.
        error: or what it raised.
    """

    def __init__(self, work: Callable[[Transaction], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = UnavailableError(
            "The write was interrupted before its turn. Try again."
        )
        self.done = False
        self.turn = threading.Event()


class GroupCommit:
    """Queues works and has them run in groups, one group at a time.

    Args:
        run_group: runs the works of some jobs in one transaction and says in each what became of
            it; it must not raise for what a work did.
    """

    def __init__(self, run_group: Callable[[Sequence[Job]], None]) -> None:
        self._run_group = run_group
        self._lock = threading.Lock()
        self._queue: deque[Job] = deque()
        self._leader: int | None = None

    def run(self, work: Callable[[Transaction], T]) -> T:
        """Do the work in some group; gives what it returned or raises what it raised."""
        if self._leader == threading.get_ident():
            raise RuntimeError("A write was asked for inside a write: it would wait for itself.")
        job = Job(work)
        with self._lock:
            self._queue.append(job)
            leads = self._leader is None
            if leads:
                self._leader = threading.get_ident()
        if not leads:
            self._wait(job)
        if not job.done:
            self._lead()
        if job.error is not None:
            raise job.error
        return cast("T", job.result)

    def _lead(self) -> None:
        self._leader = threading.get_ident()
        with self._lock:
            group = [self._queue.popleft() for _ in range(min(MAX_GROUP, len(self._queue)))]
        try:
            self._run_group(group)
        finally:
            for job in group:
                job.done = True
                job.turn.set()
            self._pass_on()

    def _pass_on(self) -> None:
        with self._lock:
            self._leader = -1 if self._queue else None
            if self._queue:
                self._queue[0].turn.set()

    def _wait(self, job: Job) -> None:
        try:
            job.turn.wait()
        except BaseException:
            # Interrupted (Ctrl-C): whoever is gone must not be waited for.
            with self._lock:
                if job in self._queue:
                    self._queue.remove(job)
                leads = job.turn.is_set() and not job.done
            if leads:
                self._pass_on()
            raise
