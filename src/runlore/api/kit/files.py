"""Files in answers: ranges, caching, names.

What was stored is a stranger's: it is sent so that a browser neither runs nor guesses it.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

from runlore.api.kit.reply import Reply
from runlore.entities.artifact import Artifact
from runlore.services.artifacts import OpenedArtifact

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

FRAMED = SANDBOX | {
    "content-security-policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "media-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
}
"""As much for a page that is shown in a frame of the interface: it has its own look, and no more.
What it refers to is not fetched, so nobody learns that it was read."""


def file_reply(
    opened: OpenedArtifact, headers: Mapping[str, str], *, framed: bool = False
) -> Reply:
    """The bytes of a file, as the request's headers ask for them.

    Args:
        opened: the file.
        headers: of the request.
        framed: for a frame of the interface instead of a download.
    """
    artifact = opened.artifact
    answer = {
        **(FRAMED if framed else SANDBOX),
        "etag": _etag(artifact),
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "content-disposition": "inline" if framed else _disposition(artifact.path),
    }
    if _etag(artifact) in headers.get("if-none-match", ""):
        return Reply(304, media_type=_media_type(artifact), headers=answer)
    partial = opened.end - opened.start < artifact.size
    if partial:
        last = max(opened.end - 1, opened.start)
        answer["content-range"] = f"bytes {opened.start}-{last}/{artifact.size}"
    answer["content-length"] = str(opened.end - opened.start)
    return Reply(206 if partial else 200, opened.chunks, _media_type(artifact), answer)


def _etag(artifact: Artifact) -> str:
    return f'"{artifact.sha256}"'


def span_of(headers: Mapping[str, str]) -> tuple[int | None, int | None] | None:
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
