"""Uploads in parts, as clients send files of 500 MB and more."""

from runlore.api.kit.bodies import Pieces
from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.reply import Reply
from runlore.api.mlflow.artifacts import file_place, media_type_of
from runlore.api.mlflow.shapes import DONE, Answer, Asked
from runlore.entities.errors import InvalidValueError
from runlore.services.uploads import MAX_PARTS, Upload

PART = "/api/2.0/mlflow-artifacts/mpu/part"


class Credential(Answer, frozen=True, omit_defaults=False):
    """Where a part goes."""

    url: str
    part_number: int
    headers: dict[str, str] = {}


class Begun(Answer, frozen=True):
    """An upload, and where each of its parts goes."""

    upload_id: str
    credentials: list[Credential] = []


class Create(Asked, frozen=True):
    """A new upload."""

    path: str
    num_parts: int


class Part(Asked, frozen=True):
    """A part that was sent."""

    part_number: int
    etag: str
    url: str = ""


class Complete(Asked, frozen=True):
    """All parts are sent."""

    upload_id: str
    path: str = ""
    parts: list[Part] = []


class Abort(Asked, frozen=True):
    """The upload is given up."""

    upload_id: str
    path: str = ""


def create(call: Call[Nothing, Create]) -> Begun:
    """Begin an upload in parts."""
    given = call.body
    if not 1 <= given.num_parts <= MAX_PARTS:
        raise InvalidValueError(
            f"Invalid value {given.num_parts} for parameter 'num_parts' supplied: "
            f"it must be 1 to {MAX_PARTS}."
        )
    place = file_place(f"{call.path['path']}/{given.path.rpartition('/')[2]}")
    upload = Upload(place.owner, place.path, media_type_of(place.path))
    token = call.services.uploads.begin(call.actor, upload)
    # To the name by which the client reached us, which the edge has checked.
    root = f"{call.headers.get('x-forwarded-proto', 'http')}://{call.headers.get('host', '')}"
    numbers = range(1, given.num_parts + 1)
    return Begun(token, [Credential(f"{root}{PART}/{token}/{n}", n) for n in numbers])


def put_part(call: Call[Nothing, Pieces]) -> Reply:
    """Keep a part; its ETag says which it is."""
    digest = call.services.uploads.put_part(call.path["token"], call.body)
    return Reply(200, b"{}", headers={"etag": digest})


def complete(call: Call[Nothing, Complete]) -> Answer:
    """Make one file of the parts."""
    parts = sorted(call.body.parts, key=lambda part: part.part_number)
    digests = [part.etag.strip('"') for part in parts]
    call.services.uploads.complete(call.actor, call.body.upload_id, digests)
    return DONE


def abort(call: Call[Nothing, Abort]) -> Answer:
    """Give an upload up, and forget its parts."""
    call.services.uploads.abort(call.actor, call.body.upload_id)
    return DONE
