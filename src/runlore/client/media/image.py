"""Pictures as PNG files: arrays, Pillow images, files that exist."""

import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import msgspec

from runlore.entities.errors import InvalidValueError, NotFoundError

if TYPE_CHECKING:
    from typing import IO

    import numpy as np
    from numpy.typing import NDArray

_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""Channels to PNG colour type: grey, grey with alpha, colour, colour with alpha."""


class Picture(msgspec.Struct, frozen=True):
    """A picture file.

    Attributes:
        content: its bytes.
        ending: of its name, such as ``.png``.
    """

    content: bytes
    ending: str


class Image:
    """A picture in a cell of a table. It is read when this is made.

    Attributes:
        picture: the file it becomes.
    """

    def __init__(self, image: object) -> None:
        self.picture = picture_of(image)


@runtime_checkable
class _Savable(Protocol):
    """What a Pillow image can do."""

    mode: str

    def save(self, fp: "IO[bytes]", format: str) -> None: ...  # noqa: A002  # Pillow's own name


def is_picture(value: object) -> bool:
    """Whether it is a picture beyond doubt, as a Pillow image is; an array may be anything."""
    return isinstance(value, _Savable)


def picture_of(image: object) -> Picture:
    """A picture file from whatever holds a picture.

    Args:
        image: an array of height × width (× 1 to 4 channels), bytes or floats of 0 to 1; a tensor
            (channels first is recognised); a Pillow image; a path; or the bytes of a picture file.

    Raises:
        InvalidValueError: it holds no picture; says why.
        NotFoundError: the path names no file.
    """
    if isinstance(image, Image):
        return image.picture
    if isinstance(image, (bytes, bytearray)):
        return Picture(bytes(image), _ending_of(bytes(image)))
    if isinstance(image, (str, os.PathLike)):
        return _read(Path(image))
    if isinstance(image, _Savable):
        return Picture(_pillow_bytes(image), ".png")
    return Picture(_png(_pixels(image)), ".png")


def _read(path: Path) -> Picture:
    if not path.is_file():
        raise NotFoundError("file", str(path))
    return Picture(path.read_bytes(), path.suffix.lower() or ".png")


def _ending_of(content: bytes) -> str:
    for mark, ending in (
        (b"\x89PNG", ".png"),
        (b"\xff\xd8\xff", ".jpg"),
        (b"GIF8", ".gif"),
        (b"RIFF", ".webp"),
        (b"<svg", ".svg"),
    ):
        if content.startswith(mark):
            return ending
    raise InvalidValueError("The bytes are no PNG, JPEG, GIF, WebP or SVG picture.")


def _pillow_bytes(image: _Savable) -> bytes:
    import io

    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()


def _pixels(image: object) -> "NDArray[np.uint8]":
    """Height × width × channels of bytes."""
    import numpy as np

    detach = getattr(image, "detach", None)
    if callable(detach):  # a tensor, perhaps on a GPU and in a graph
        image = detach().cpu().numpy()
    array = np.asarray(image)
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim == 3 and array.shape[2] not in _COLOUR_TYPES and array.shape[0] in (1, 3, 4):
        array = np.moveaxis(array, 0, 2)
    if array.ndim != 3 or array.shape[2] not in _COLOUR_TYPES or 0 in array.shape:
        raise InvalidValueError(
            f"An array of shape {array.shape} and type {array.dtype} is no picture: give "
            "height × width, or height × width × channels (1 to 4)."
        )
    return _as_bytes(array)


def _as_bytes(array: "NDArray[np.generic]") -> "NDArray[np.uint8]":
    import numpy as np

    if array.dtype == np.uint8:
        return np.ascontiguousarray(array, dtype=np.uint8)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if not (np.issubdtype(array.dtype, np.floating) or np.issubdtype(array.dtype, np.integer)):
        raise InvalidValueError(f"An array of type {array.dtype} is no picture.")
    numbers = np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=255.0, neginf=0.0)
    if np.issubdtype(array.dtype, np.floating) and numbers.max() <= 1.0:
        numbers = numbers * 255.0
    return np.clip(np.rint(numbers), 0, 255).astype(np.uint8)


def _png(pixels: "NDArray[np.uint8]") -> bytes:
    """The smallest honest PNG writer: 8 bits, no interlace, each line stored as it is."""
    import numpy as np

    height, width, channels = pixels.shape
    lines = np.zeros((height, 1 + width * channels), dtype=np.uint8)  # filter 0 before each line
    lines[:, 1:] = pixels.reshape(height, width * channels)
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content)
        for kind, content in (
            (b"IHDR", head),
            (b"IDAT", zlib.compress(lines.tobytes(), 6)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
