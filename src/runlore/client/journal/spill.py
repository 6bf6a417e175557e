"""Frames in memory while the disk takes none."""

from collections import deque

SPILL_BYTES = 64 * 1024 * 1024
"""Most memory that frames may take; beyond it the least missed are dropped, and counted."""

SYSTEM_ROW, ROW, RECORD = 0, 1, 2
"""Ranks, the least missed first: metrics of the machine, rows, everything else."""

_OVERHEAD = 150
"""Bytes that Python takes for a frame beside its own: object head, number, entries."""


class Lost:
    """Records that had to be dropped, not yet told.

    Attributes:
        count: how many.
        first_seq: the first of their numbers.
        last_seq: the last.
    """

    __slots__ = ("count", "first_seq", "last_seq")

    def __init__(self) -> None:
        self.count = self.first_seq = self.last_seq = 0

    def add(self, seq: int) -> None:
        """Count one."""
        self.first_seq = min(self.first_seq or seq, seq)
        self.last_seq = max(self.last_seq, seq)
        self.count += 1


class Spill:
    """Frames by their number, oldest first, within a bound.

    Attributes:
        lost: what was dropped since ``take_lost`` was last called.
    """

    def __init__(self, limit: int = SPILL_BYTES) -> None:
        self.lost = Lost()
        self._limit = limit
        self._bytes = 0
        self._frames: dict[int, bytes] = {}
        self._ranks: tuple[deque[int], ...] = (deque(), deque(), deque())

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, seq: int) -> bool:
        return seq in self._frames

    @property
    def roomy(self) -> bool:
        """Whether more than half of the memory is free."""
        return self._bytes * 2 < self._limit

    def add(self, seq: int, frame: bytes, rank: int) -> None:
        """Keep a frame; drops others, or this one, when there is no room."""
        self._frames[seq] = frame
        self._ranks[rank].append(seq)
        self._bytes += len(frame) + _OVERHEAD
        while self._bytes > self._limit:
            self._drop_one()

    def remove(self, seq: int) -> None:
        """Let go of a frame that is safe elsewhere."""
        frame = self._frames.pop(seq, None)
        if frame is not None:
            self._bytes -= len(frame) + _OVERHEAD
        for numbers in self._ranks:
            while numbers and numbers[0] not in self._frames:
                numbers.popleft()

    def forget(self, seq: int) -> None:
        """Let go of all frames up to ``seq``."""
        for number in [number for number in self._frames if number <= seq]:
            self.remove(number)

    def after(self, seq: int, size: int) -> list[tuple[int, bytes]]:
        """Frames with numbers above ``seq``, together about ``size`` bytes, at least one."""
        found: list[tuple[int, bytes]] = []
        for number, frame in self._frames.items():
            if number <= seq:
                continue
            found.append((number, frame))
            size -= len(frame)
            if size <= 0:
                break
        return found

    def take_lost(self) -> Lost:
        """What was dropped, for the last time."""
        lost, self.lost = self.lost, Lost()
        return lost

    def _drop_one(self) -> None:
        for numbers in self._ranks:
            if numbers:  # its head is in memory: remove() sees to that
                self.lost.add(numbers[0])
                self.remove(numbers[0])
                return
