"""The thread that sends a log while the program runs."""

import threading
import time
from collections.abc import Callable

from runlore.client.forking import after_fork
from runlore.client.transport.driver import Driver
from runlore.client.transport.health import Health
from runlore.client.transport.http import Transport
from runlore.client.transport.outbox import Outbox

_LONGEST_WAIT = 3600.0
"""``threading`` takes no infinite timeout everywhere."""


class Sender:
    """Sends a log from a thread of its own, as fast as the server takes it."""

    def __init__(self, outbox: Outbox, connect: Callable[[], Transport], health: Health) -> None:
        """Make one; ``start`` sets it going.

        Args:
            outbox: the log.
            connect: makes the transport, in the sender's thread.
            health: counts what goes wrong.
        """
        self._outbox = outbox
        self._health = health
        self._driver = Driver(outbox, connect, health)
        self._news = threading.Condition()
        self._wake = threading.Event()
        self._ending = False
        self._thread: threading.Thread | None = None
        after_fork(self._forget)

    def start(self) -> None:
        """Start the thread; where the system gives no more, the journal keeps everything."""
        if self._thread is not None:
            return
        self._thread = threading.Thread(target=self._loop, name="runlore-sender", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:
            self._ending = True
            self._health.failed(f"no thread to send with: {error}")

    def drain(self, seq: int, timeout: float) -> bool:
        """Wait until the server holds everything up to ``seq``.

        Returns:
            False when the time was too short, or the server refuses the log.
        """
        deadline = time.monotonic() + timeout
        self._wake.set()
        with self._news:
            while self._outbox.acked < seq:
                left = deadline - time.monotonic()
                if left <= 0 or self._ending or self._driver.stopped:
                    return False
                self._news.wait(min(left, _LONGEST_WAIT))
        return True

    def stop(self, timeout: float) -> None:
        """End the thread; an upload that hangs is left to end with the process."""
        self._ending = True
        self._wake.set()
        thread = self._thread
        if thread is not None and thread.is_alive() and thread is not threading.current_thread():
            thread.join(timeout)

    def _loop(self) -> None:
        while not self._ending:
            self._wait(self._step())
        self._driver.close()

    def _step(self) -> float:
        before = self._outbox.acked
        try:
            seconds = self._driver.step()
        except Exception as error:  # noqa: BLE001
            # The guarded boundary: a defect below must neither end the training nor the sending.
            self._driver.fail(f"{type(error).__name__}: {error}")
            seconds = 0.0
        if self._outbox.acked != before or self._driver.stopped:
            with self._news:
                self._news.notify_all()
        return seconds

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._wake.wait(min(seconds, _LONGEST_WAIT))
            self._wake.clear()

    def _forget(self) -> None:
        """In a child made by ``fork``: the thread and the connection are the parent's."""
        self._ending = True
        self._thread = None
        self._driver.forget()
