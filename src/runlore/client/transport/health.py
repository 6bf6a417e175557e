"""What went wrong on the way, counted, and told at most once a minute."""

import time
from collections.abc import Callable

REPEAT_SECONDS = 60.0
"""The same trouble is told again after this long, not before: training logs must stay readable."""


class Health:
    """Counts of one log, and the voice that tells of them.

    Attributes:
        posts: uploads that were acknowledged.
        retries: uploads that were not, and were tried again.
        refused: records that the server will never take.
        trouble: the last thing that went wrong; empty when all is well again.
    """

    def __init__(
        self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Make one.

        Args:
            say: says a line to the user.
            clock: seconds that never jump.
        """
        self.posts = 0
        self.retries = 0
        self.refused = 0
        self.trouble = ""
        self._say = say
        self._clock = clock
        self._told: dict[str, float] = {}

    def tell(self, topic: str, text: str) -> None:
        """Say it, unless something of this topic was said within the last minute."""
        now = self._clock()
        if now - self._told.get(topic, -REPEAT_SECONDS) >= REPEAT_SECONDS:
            self._told[topic] = now
            self._say(text)

    def taken(self) -> None:
        """An upload was acknowledged."""
        self.posts += 1
        if self.trouble and self.retries:
            self._told.pop("server", None)
        self.trouble = ""

    def failed(self, why: str) -> None:
        """An upload was not, and will be tried again."""
        self.retries += 1
        self.trouble = why
        self.tell(
            "server",
            f"the server does not take records now ({why}). Training goes on; they are kept in "
            "the journal and sent as soon as it does.",
        )

    def refuse(self, records: int, why: str) -> None:
        """The server will never take these."""
        self.refused += records
        self.trouble = why
        self.tell(
            "refused",
            f"the server refused {self.refused:,} records for good ({why}). They are kept beside "
            "the journal in a file that ends in .refused.",
        )
