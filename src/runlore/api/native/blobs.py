"""Blobs: bytes under their SHA-256, before a record names them."""

import msgspec

from runlore.api.kit.bodies import Pieces
from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.reply import Reply
from runlore.entities.errors import NotFoundError
from runlore.entities.ids import parse_digest


def put_blob(call: Call[Nothing, Pieces]) -> Reply:
    """Keep the body under its digest, in bounded memory: 201 when it is new, 200 when it was here.

    Bytes that do not have the digest are refused and nothing is kept.
    """
    digest = parse_digest(call.path["sha256"])
    stat, created = call.services.artifacts.put_blob(call.actor, digest, call.body)
    return Reply(201 if created else 200, msgspec.json.encode(stat))


def head_blob(call: Call[Nothing, None]) -> Reply:
    """Tell whether a blob is here: 200 or 404."""
    digest = parse_digest(call.path["sha256"])
    if not call.services.artifacts.has_blob(call.actor, digest):
        raise NotFoundError("blob", digest)
    return Reply(200)
