"""The background thread of a journal: group sync, and getting back onto a disk that failed."""

import threading
from collections.abc import Callable

FLUSH_SECONDS = 0.15
"""Between two syncs: with the sync itself a power cut takes at most 200 ms (R2)."""


class Flusher:
    """Calls ``work`` again and again, from a thread of its own, until it is stopped."""

    def __init__(self, work: Callable[[], None], period: float = FLUSH_SECONDS) -> None:
        self._work = work
        self._period = period
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, once; nothing happens where the system gives no more threads."""
        if self._thread is not None:
            return
        self._thread = threading.Thread(target=self._loop, name="runlore-flusher", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            # Interpreter shutdown or a thread limit: the journal is in the page cache all the same.
            self._stopped = True

    def poke(self) -> None:
        """Work now rather than at the end of the period."""
        self._wake.set()

    def stop(self, timeout: float) -> None:
        """Ask the thread to end and wait for it."""
        self._stopped = True
        self._wake.set()
        thread = self._thread
        if thread is not None and thread.is_alive() and thread is not threading.current_thread():
            thread.join(timeout)

    def _loop(self) -> None:
        while not self._stopped:
            self._wake.wait(self._period)
            self._wake.clear()
            if not self._stopped:
                self._work()
