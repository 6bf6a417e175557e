"""Tiles: what charts are drawn from, many series in one binary answer."""

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.reply import Reply
from runlore.services.metrics import TileRequest
from runlore.wire.columns import TILES_TYPE, encode_tiles


def get_tiles(call: Call[Nothing, TileRequest]) -> Reply:
    """Give chart tiles of many series at one level, as one RLT1 frame (see wire/columns.py)."""
    tiles = call.services.metrics.tiles(call.actor, call.body)
    return Reply(body=encode_tiles(tiles), media_type=TILES_TYPE)
