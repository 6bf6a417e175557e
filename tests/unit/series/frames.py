"""A reader of RLT1 frames, written from their description and using nothing of ours."""

import struct
from typing import Any

RAW = [("x", "d"), ("y", "d")]
ALWAYS = [("bucket", "B"), ("flags", "B")]
OPTIONAL = [
    ("count", "I"),
    ("first", "f"),
    ("min", "f"),
    ("max", "f"),
    ("last", "f"),
    ("mean", "f"),
]


def read_frame(frame: bytes) -> tuple[int, list[dict[str, Any]]]:
    """Cursor and tiles of an RLT1 frame."""
    magic, version, flags, count, start, cursor = struct.unpack_from("<4sHHIIQ", frame)
    assert (magic, version, flags, start) == (b"RLT1", 1, 0, 24 + 48 * count)
    return cursor, [_read_tile(frame, 24 + 48 * number) for number in range(count)]


def _read_tile(frame: bytes, start: int) -> dict[str, Any]:
    names = ("series", "mode", "level", "bits", "tile", "n", "offset", "y_base", "last_x", "last_y")
    tile = dict(zip(names, struct.unpack_from("<IBbHqIIddd", frame, start), strict=True))
    at, bits, n = tile.pop("offset"), tile.pop("bits"), tile["n"]
    sent = [one for bit, one in enumerate(OPTIONAL) if bits >> bit & 1]
    wanted = RAW if tile["mode"] == 0 else [*ALWAYS, *sent]
    tile["columns"] = {}
    for name, kind in wanted:
        assert at % 8 == 0
        tile["columns"][name] = list(struct.unpack_from(f"<{n}{kind}", frame, at))
        at += -(-struct.calcsize(kind) * n // 8) * 8
    return tile
