"""The shapes of one writer: which lists of metrics its rows carry, and under which number."""

from runlore.client.journal.numbers import check_keys
from runlore.wire.codec import SHAPE, RowShape
from runlore.wire.framing import encode_frame

SYSTEM_PREFIX = "system/"
"""Metrics of the machine: the first to go when memory is short."""


class Shapes:
    """All shapes of a writer.

    Attributes:
        told: those that stand on the tape since the last epoch began, by their keys. Rows of these
            take the hot path; the dict is emptied whenever something must be done first.
    """

    def __init__(self, salt: int) -> None:
        self.told: dict[tuple[str, ...], RowShape] = {}
        self._salt = salt
        self._known: dict[tuple[str, ...], RowShape] = {}
        self._numbered: list[RowShape] = []

    def find(self, keys: tuple[str, ...]) -> tuple[RowShape, bool]:
        """The shape with these keys, and whether it is new.

        Raises:
            InvalidNameError: when a key is no name.
            LimitExceededError: when there are too many of them.
        """
        known = self._known.get(keys)
        if known is not None:
            return known, False
        check_keys(keys)
        shape = RowShape(len(self._numbered), keys)
        self._numbered.append(shape)
        self._known[keys] = shape
        return shape, True

    def shape(self, number: int) -> RowShape:
        """Shape ``number``."""
        return self._numbered[number]

    def frame(self, number: int) -> bytes:
        """The context frame that tells shape ``number``."""
        return encode_frame(0, SHAPE, self._numbered[number].payload(), self._salt)

    def get(self, number: int) -> bytes | None:
        """The same, None for a number that is not in use."""
        return self.frame(number) if number < len(self._numbered) else None

    def is_system(self, number: int) -> bool:
        """Whether rows of the shape carry metrics of the machine only."""
        others = [key for key in self.shape(number).keys if not key.startswith(SYSTEM_PREFIX)]
        return not others
