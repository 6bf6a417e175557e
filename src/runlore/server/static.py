"""The UI's files, read once at the start and served from memory."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
from starlette.types import Receive, Scope, Send

from runlore.api.kit.dispatch import read_headers
from runlore.api.kit.errors import MethodNotAllowedError, UnknownRouteError
from runlore.api.kit.reply import Reply, send_reply
from runlore.api.kit.workers import Workers

UI_FOLDER = Path(__file__).parent / "ui"
"""Where the package's build puts the UI."""

_HASHED = re.compile(r"assets/.*-[\w-]{8,}\.\w+")
"""Names in which the build wrote a hash of the content: they never mean anything else."""

_ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Compressed by the build, the better first."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    # Logged sound and film; logged pages, which the API sends sandboxed; PDF as a blob.
    "media-src 'self'; frame-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Runlore</title>
<h1>The server runs, its user interface is not built</h1>
<p>Build it with <code>make ui</code> (or reinstall the package), then start the server again.</p>
<p>The API is at <a href="/api/v1/health">/api/v1</a>.</p>
</html>
"""


class File(msgspec.Struct, frozen=True):
    """One file of the UI.

    Attributes:
        media_type: of it.
        etag: of its content.
        immutable: it may be kept for ever.
        encoded: its content by encoding, ``identity`` among them.
    """

    media_type: str
    etag: str
    immutable: bool
    encoded: dict[str, bytes]


class Interface:
    """Answers everything that is not the API: the UI's files, and its page for every other path."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self._workers = workers
        self._files = read_files(folder)
        self._page = self._files.get("index.html") or _file("index.html", _NOT_BUILT.encode(), {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD.

        Raises:
            UnknownRouteError: a path of the API or of a file, and there is none.
            MethodNotAllowedError: another verb.
        """
        path, method = scope["path"].lstrip("/"), scope["method"]
        file = self._files.get(path)
        if file is None and (path.startswith("api/") or path.startswith("assets/")):
            raise UnknownRouteError(f"{method} {scope['path']}")
        if method not in ("GET", "HEAD"):
            if file is None and path:
                raise UnknownRouteError(f"{method} {scope['path']}")
            raise MethodNotAllowedError(method, scope["path"], ["GET", "HEAD"])
        reply = _reply(file or self._page, read_headers(scope))
        await send_reply(reply, scope, receive, send, self._workers)


def read_files(folder: Path) -> dict[str, File]:
    """All files below the folder, by their path; none when the UI is not built."""
    found: dict[str, File] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in _ENCODINGS.values():
            name = path.relative_to(folder).as_posix()
            packed = {code: path.with_name(path.name + end) for code, end in _ENCODINGS.items()}
            found[name] = _file(
                name,
                path.read_bytes(),
                {code: one.read_bytes() for code, one in packed.items() if one.is_file()},
            )
    return found


def _file(name: str, content: bytes, packed: dict[str, bytes]) -> File:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type.startswith("text/") or media_type.endswith(("javascript", "json")):
        media_type += "; charset=utf-8"
    return File(
        media_type=media_type,
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        immutable=_HASHED.fullmatch(name) is not None,
        encoded={**packed, "identity": content},
    )


def _reply(file: File, headers: Mapping[str, str]) -> Reply:
    accepted = headers.get("accept-encoding", "")
    encoding = next(
        (code for code in _ENCODINGS if code in file.encoded and code in accepted), None
    )
    kept = "public, max-age=31536000, immutable" if file.immutable else "no-cache"
    answer = {
        "content-security-policy": _POLICY,
        "cache-control": kept,
        "etag": file.etag,
        "vary": "accept-encoding",
    }
    if file.etag in headers.get("if-none-match", ""):
        return Reply(304, media_type=file.media_type, headers=answer)
    if encoding is not None:
        answer["content-encoding"] = encoding
    return Reply(200, file.encoded[encoding or "identity"], file.media_type, answer)
