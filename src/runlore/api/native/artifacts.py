"""Files of a run or a model: listings and bytes.

What a run stored is a stranger's: it is sent so that a browser neither runs nor guesses it.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from runlore.api.kit.call import Call
from runlore.api.kit.reply import Reply
from runlore.entities.artifact import Artifact, ArtifactEntry, ArtifactOwner
from runlore.entities.ids import parse_run_id

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_MEDIA_TYPE = re.compile(
    r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}(; ?charset=[\w-]{1,40})?", re.ASCII
)
_UNKNOWN_TYPE = "application/octet-stream"

SANDBOX = {
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
"""No script, no form, no origin, whatever the file is and however it is opened."""


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
    """

    step: int | None = None


class FileQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which file, and which version.

    Attributes:
        path: of the file in the run.
        step: the one logged at this step; left out, the newest.
    """

    path: str
    step: int | None = None


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
        call.actor, owner, path, step=call.query.step, span=_span(call.headers)
    )
    artifact = opened.artifact
    headers = {
        **SANDBOX,
        "etag": _etag(artifact),
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "content-disposition": _disposition(artifact.path),
    }
    if _etag(artifact) in call.headers.get("if-none-match", ""):
        return Reply(304, media_type=_media_type(artifact), headers=headers)
    partial = opened.end - opened.start < artifact.size
    if partial:
        last = max(opened.end - 1, opened.start)
        headers["content-range"] = f"bytes {opened.start}-{last}/{artifact.size}"
    headers["content-length"] = str(opened.end - opened.start)
    return Reply(206 if partial else 200, opened.chunks, _media_type(artifact), headers)


def _etag(artifact: Artifact) -> str:
    return f'"{artifact.sha256}"'


def _span(headers: Mapping[str, str]) -> tuple[int | None, int | None] | None:
    """The range that is asked for; one that does not parse, or several, count as none."""
    found = _RANGE.fullmatch(headers.get("range", "").strip())
    if found is None or "if-range" in headers:
        return None
    first, last = found.groups()
    if not first:
        return (None, int(last)) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), int(last) + 1 if last else None


def _media_type(artifact: Artifact) -> str:
    known = _MEDIA_TYPE.fullmatch(artifact.media_type)
    return artifact.media_type if known else _UNKNOWN_TYPE


def _disposition(path: str) -> str:
    """Always a download; the name in the two spellings of RFC 6266, so that none can break out."""
    name = path.rpartition("/")[2]
    plain = re.sub(r"[^\w. ()+-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
