"""What a sender asks of a log, wherever that log lies."""

from pathlib import Path
from typing import Protocol

from runlore.entities.ids import RunId, WriterId
from runlore.wire.parcel import Parcel


class Outbox(Protocol):
    """One writer's log on its way out. Parcels come in order; each number is given out once."""

    @property
    def run(self) -> RunId:
        """Whose log it is."""

    @property
    def writer(self) -> WriterId:
        """Which writer's."""

    @property
    def salt(self) -> int:
        """From which the checksums of its frames start."""

    @property
    def acked(self) -> int:
        """Number up to which the server is known to hold it."""

    def take(self, size: int) -> Parcel | None:
        """The next frames, about ``size`` bytes of them; None when there are none now.

        Raises:
            OSError: when the disk does not give them.
        """

    def rewind(self, seq: int) -> None:
        """Begin again behind number ``seq``: the server holds less than we believed."""

    def acknowledge(self, seq: int) -> None:
        """The server holds everything up to ``seq``, for good."""

    def refuse(self, parcel: Parcel, why: str) -> None:
        """The server will never take these: keep them aside and pass them over."""

    def blob(self, digest: str) -> Path:
        """Where the file of this digest lies, if it still waits."""

    def release_blob(self, digest: str) -> None:
        """The server has the file and the record that tells of it."""
