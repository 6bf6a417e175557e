"""Files of a run or a model: listings and bytes.

What a run stored is a stranger's: it is sent so that a browser neither runs nor guesses it.
"""

import msgspec

from runlore.api.kit.call import Call
from runlore.api.kit.files import file_reply, span_of
from runlore.api.kit.reply import Reply
from runlore.entities.artifact import ArtifactEntry, ArtifactOwner
from runlore.entities.ids import parse_run_id


class ListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which files.

    Attributes:
        folder: below this one; empty is the root.
        deep: all files below it, not only its own level.
    """

    folder: str = ""
    deep: bool = False


class ArtifactList(msgspec.Struct, frozen=True):
    """One level of folders and files, or all files."""

    entries: list[ArtifactEntry]


class ContentQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which version.

    Attributes:
        step: the one logged at this step; left out, the newest.
        framed: for a frame of the interface, where it runs no script and fetches nothing.
    """

    step: int | None = None
    framed: bool = False


class FileQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which file, and which version.

    Attributes:
        path: of the file in the run.
        step: the one logged at this step; left out, the newest.
        framed: for a frame of the interface, where it runs no script and fetches nothing.
    """

    path: str
    step: int | None = None
    framed: bool = False


def list_artifacts(call: Call[ListQuery, None]) -> ArtifactList:
    """List files of a run, one folder level at a time or all."""
    run, query = parse_run_id(call.path["run"]), call.query
    service = call.services.artifacts
    return ArtifactList(service.list(call.actor, run, query.folder, deep=query.deep))


def get_content(call: Call[ContentQuery, None]) -> Reply:
    """Give the bytes of a file, whole or a range of them."""
    return content_reply(call, parse_run_id(call.path["run"]), call.path["path"])


def get_file(call: Call[FileQuery, None]) -> Reply:
    """Give the bytes of a file whose name no address can hold, such as one with ``%2F`` in it."""
    return content_reply(call, parse_run_id(call.path["run"]), call.query.path)


def content_reply(
    call: Call[ContentQuery, None] | Call[FileQuery, None], owner: ArtifactOwner, path: str
) -> Reply:
    """The bytes of a file, as the request's headers ask for them."""
    opened = call.services.artifacts.open(
        call.actor, owner, path, step=call.query.step, span=span_of(call.headers)
    )
    return file_reply(opened, call.headers, framed=call.query.framed)
