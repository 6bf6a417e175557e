"""Whether the process that writes a log still lives."""

import os
import sys
from pathlib import Path

from runlore.client.journal.files import Files

if sys.platform != "win32":
    import fcntl


class Hold:
    """Held on a log while its writer lives; the system lets go of it when the process ends."""

    __slots__ = ("_descriptor",)

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, files: Files) -> "Hold | None":
        """Take hold of a log; None when another process has it, or the file cannot be made."""
        try:
            descriptor = files.extend(path)
        except OSError:
            return None
        if _locked(descriptor):
            return cls(descriptor)
        os.close(descriptor)
        return None

    def release(self) -> None:
        """Let go. In a child made by ``fork`` this leaves the parent's hold as it is."""
        os.close(self._descriptor)


def _locked(descriptor: int) -> bool:
    """Lock the file; True also where the file system knows no locks.

    Without locks two processes may send one log at once. That is harmless, only twice the work:
    the server knows each record by its number.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
