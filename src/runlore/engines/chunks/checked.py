"""The check around every payload in the shelf: the CRC-32 of the bytes that follow."""

import zlib

from runlore.entities.errors import DamagedError

_SIZE = 4


def protect(body: bytes) -> bytes:
    """The payload of a body."""
    return zlib.crc32(body).to_bytes(_SIZE, "little") + body


def checked(payload: bytes, what: str) -> memoryview:
    """The body of a payload.

    Args:
        payload: as it was stored.
        what: whose it is, for the message.

    Raises:
        DamagedError: when it is not what was stored.
    """
    body = memoryview(payload)[_SIZE:]
    if zlib.crc32(body) != int.from_bytes(payload[:_SIZE], "little"):
        raise DamagedError(
            f"{what} is damaged on disk. Restore the store from a backup; all else can be read."
        )
    return body
