"""Whether the process that writes a log still lives."""

import contextlib
import os
import sys
from pathlib import Path

from runlore.client.journal.files import Files

_MOST_BYTES = 300


class Hold:
    """Held on a log while its writer lives; the system lets go of it when the process ends."""

    __slots__ = ("_descriptor", "_files")

    def __init__(self, descriptor: int, files: Files) -> None:
        self._descriptor = descriptor
        self._files = files

    @classmethod
    def take(cls, path: Path, files: Files) -> "Hold | None":
        """Take hold of a log.

        Where the file system knows no locks, the writer's process is looked for instead; on
        another host it counts as alive.

        Returns:
            None when another process has it, or the file cannot be made.
        """
        try:
            owner = files.read(path, 0, _MOST_BYTES).decode(errors="replace")
            descriptor = files.extend(path)
        except OSError:
            return None
        locked = _lock(descriptor)
        if locked is False or (locked is None and owner and _lives(owner)):
            files.close(descriptor)
            return None
        if not owner:
            with contextlib.suppress(OSError):
                files.write(descriptor, f"{os.getpid()} {_host()}\n".encode())
        return cls(descriptor, files)

    def release(self) -> None:
        """Let go. In a child made by ``fork`` this leaves the parent's hold as it is."""
        with contextlib.suppress(OSError):
            self._files.close(self._descriptor)


def _lives(owner: str) -> bool:
    pid, _, host = owner.strip().partition(" ")
    if host != _host() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


if sys.platform == "win32":
    import msvcrt

    def _host() -> str:
        return os.environ.get("COMPUTERNAME", "")

    def _lock(descriptor: int) -> bool | None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _host() -> str:
        return os.uname().nodename

    def _lock(descriptor: int) -> bool | None:
        """True when locked, False when another has it, None where there are no locks."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True
