"""The upkeep thread: folds, seals and notices crashed runs while the server runs."""

import logging
import threading

from runlore.entities.errors import RunloreError
from runlore.services.upkeep import Upkeep

_LOG = logging.getLogger("runlore.server")

TICK_SECONDS = 0.25
"""What was accepted is in listings this soon, even when nobody asks."""

PATIENCE_SECONDS = 5.0
"""After a tick that failed (the disk is full, the database locked): somebody has to act first."""


class UpkeepThread:
    """Calls ``Upkeep.tick`` until it is stopped."""

    def __init__(self, upkeep: Upkeep) -> None:
        self._upkeep = upkeep
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="runlore-upkeep", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the tick that runs now."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        wait = TICK_SECONDS
        while not self._stopping.wait(wait):
            wait = self._tick()

    def _tick(self) -> float:
        """One tick; gives the seconds until the next."""
        try:
            self._upkeep.tick()
        except RunloreError as error:
            _LOG.error("upkeep: %s", error.message)
            return PATIENCE_SECONDS
        return TICK_SECONDS
