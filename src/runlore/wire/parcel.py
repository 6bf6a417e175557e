"""A parcel: frames of one writer on their way to the server, the body of one upload."""

from typing import NamedTuple, Protocol

import msgspec

from runlore.entities.records import ArtifactLogged
from runlore.wire.codec import KINDS, ROW, SHAPE
from runlore.wire.framing import Frame, split

_ARTIFACT = next(number for number, kind in KINDS.items() if kind is ArtifactLogged)
_DECODER = msgspec.msgpack.Decoder(ArtifactLogged)


class Parcel(NamedTuple):
    """Frames that a server can take as they are, one after the other.

    Each shape is told before its first row, here or in a parcel that went before.

    Attributes:
        body: the frames, one after the other.
        first_seq: the lowest number among them.
        last_seq: the highest.
        records: how many numbered frames.
        blobs: digests of the files that must be there before.
    """

    body: bytes
    first_seq: int
    last_seq: int
    records: int
    blobs: tuple[str, ...]


class ToldShapes(Protocol):
    """Context frames by the number of their shape; a dict is one."""

    def get(self, number: int, /) -> bytes | None:
        """The frame, or None when the shape is not known."""


class Packer:
    """Puts a parcel together from frames in the order of their numbers.

    Attributes:
        size: bytes in it so far.
        records: numbered frames in it so far.
        told: numbers of the shapes that it tells.
    """

    def __init__(self, shapes: ToldShapes) -> None:
        """Begin one; ``shapes`` gives the context frame of a shape by its number."""
        self.size = 0
        self.records = 0
        self._shapes = shapes
        self.told: set[int] = set()
        self._parts: list[bytes | memoryview] = []
        self._blobs: list[str] = []
        self._first = self._last = 0

    def add(self, frame: Frame, whole: bytes | memoryview) -> bool:
        """Add a numbered frame, ``whole`` in bytes; False when it is a row of no known shape."""
        if frame.kind == ROW:
            if not self._tell(int.from_bytes(frame.payload[:4], "little")):
                return False
        elif (digest := blob_of(frame)) is not None:
            self._blobs.append(digest)
        self._parts.append(whole)
        self.size += len(whole)
        self.records += 1
        self._first = self._first or frame.seq
        self._last = frame.seq
        return True

    def close(self) -> Parcel | None:
        """The parcel, or None when no numbered frame is in it."""
        if not self.records:
            return None
        body = b"".join(self._parts)
        return Parcel(body, self._first, self._last, self.records, tuple(self._blobs))

    def _tell(self, shape: int) -> bool:
        if shape in self.told:
            return True
        frame = self._shapes.get(shape)
        if frame is None:
            return False
        self._parts.append(frame)
        self.size += len(frame)
        self.told.add(shape)
        return True


def halve(parcel: Parcel, salt: int) -> tuple[Parcel, Parcel] | None:
    """Two parcels that hold the numbered frames of one, half each; None when it holds one frame.

    Raises:
        InvalidInputError: the parcel is damaged.
    """
    numbered = [frame for frame in split(parcel.body, salt) if frame.seq]
    if len(numbered) < 2:
        return None
    cut = numbered[len(numbered) // 2 - 1].end
    told = _shape_frames(parcel.body[:cut], salt)
    return _pack(parcel.body[:cut], b"", salt), _pack(parcel.body[cut:], told, salt)


def _pack(body: bytes, told: bytes, salt: int) -> Parcel:
    numbered = [frame for frame in split(body, salt) if frame.seq]
    blobs = [digest for frame in numbered if (digest := blob_of(frame)) is not None]
    return Parcel(told + body, numbered[0].seq, numbered[-1].seq, len(numbered), tuple(blobs))


def _shape_frames(body: bytes, salt: int) -> bytes:
    found = []
    start = 0
    for frame in split(body, salt):
        if frame.kind == SHAPE:
            found.append(body[start : frame.end])
        start = frame.end
    return b"".join(found)


def blob_of(frame: Frame) -> str | None:
    """The digest of the file that a frame tells of, if it does."""
    if frame.kind != _ARTIFACT:
        return None
    try:
        return _DECODER.decode(frame.payload).sha256
    except msgspec.MsgspecError:
        return None  # the server refuses it, with a reason
